"""The search over everything: what is found of each kind, where it was found, and how many there
are. The index proposes numbers; each kind is then asked for what this person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from platform_registry.access import rows_of
from platform_registry.japanese import fiscal_year_label
from platform_registry.records.ownership import upwards
from platform_registry.search.excerpts import excerpt, marked, place_of
from platform_registry.search.finding import condition, entries, says_by_name
from platform_registry.search.inside import found_inside
from platform_registry.search.kinds import Kind, Said, kinds, load_all
from platform_registry.search.models import SearchEntry
from platform_registry.search.query import Query, Word

SHOWN, ON_A_PAGE, COUNTED = 3, 20, 1_000
PROPOSED = 5_000  # more are asked for kind by kind


@dataclass(frozen=True, slots=True)
class Hit:
    """``above`` says what it hangs on, ``where`` in which of its texts the words stand."""

    title: SafeString
    url: str
    above: list[SafeString]
    where: list[SafeString]


@dataclass(slots=True)
class Group:
    """Hits of one kind. ``number`` is exact up to ``COUNTED`` (``whole``)."""

    kind: Kind
    numbers: list[Any]
    records: list[Any] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    all_url: str = ""
    list_url: str = ""

    @property
    def number(self) -> int:
        return min(len(self.numbers), COUNTED)

    @property
    def whole(self) -> bool:
        return len(self.numbers) <= COUNTED


def list_of(kind: Kind, query: Query) -> str:
    """The list of the kind, narrowed by the same words."""
    name = kind.list_url_name
    return f"{reverse(name)}?{urlencode({'q': query.typed, 'scope': 'all'})}" if name else ""


def address(query: Query, literally: bool, **more: Any) -> str:
    asked = {"q": query.typed} | ({"letters": "1"} if literally else {}) | more
    return f"{reverse('search')}?{urlencode(asked)}"


def search(user: Any, query: Query) -> list[Group]:
    """The first hits of each kind that has any."""
    groups = [group for group in _groups(kinds(), user, query, _proposed(query)) if group.numbers]
    for group in groups:
        group.records = list(_first(group, user, query)[:SHOWN])
    _tell(groups, user, query)
    return groups


def page_of(user: Any, query: Query, kind: Kind, number: int) -> Group:
    """A page of the hits of one kind; ``number`` counts from 1."""
    of_kind = ContentType.objects.get_for_model(kind.model).pk
    (group,) = _groups([kind], user, query, {of_kind: None})
    start = (number - 1) * ON_A_PAGE
    group.records = list(_first(group, user, query)[start : min(start + ON_A_PAGE, COUNTED)])
    _tell([group], user, query)
    return group


# ------------------------------------------------------------------ which records


def _proposed(query: Query) -> dict[int, list[int] | None]:
    """Kind → numbers; None instead of numbers where there are too many to ask for."""
    rows = SearchEntry.objects.filter(key__finds=query, inside=False)
    listed = list(rows.values_list("kind", "record_id")[: PROPOSED + 1])
    if len(listed) > PROPOSED:
        # Of each kind the first will do; to tell kinds apart, all that is found would be read.
        one = Exists(
            SearchEntry.objects.filter(kind=OuterRef("pk"), inside=False, key__reads=query)
        )
        return dict.fromkeys(ContentType.objects.filter(one).values_list("pk", flat=True))
    proposed: dict[int, list[int]] = defaultdict(list)
    for kind, number in listed:
        proposed[kind].append(number)
    return {**proposed}


def _groups(
    asked: list[Kind], user: Any, query: Query, proposed: dict[int, list[int] | None]
) -> list[Group]:
    """Numbers in no order: the databases count them without looking at more. Of all kinds in one
    question."""
    groups = {kind.name: Group(kind, []) for kind in asked}
    parts = []
    for kind in asked:
        of_kind = ContentType.objects.get_for_model(kind.model).pk
        if kind.column or kind.inside or of_kind in proposed:
            rows = kind.seen_by(user)
            rows = rows.filter(_condition(kind, rows, query, proposed.get(of_kind, []), user))
            first = rows.order_by().values("pk")[: COUNTED + 1]
            # SQLite takes no LIMIT in a part of a union, but in what a part asks for.
            found = kind.model._base_manager.filter(pk__in=first).order_by()
            parts.append(found.values_list(Value(kind.name, CharField()), "pk"))
    for name, number in parts[0].union(*parts[1:], all=True) if parts else ():
        groups[name].numbers.append(number)
    return [*groups.values()]


def _condition(
    kind: Kind, rows: QuerySet[Any], query: Query, numbers: list[int] | None, user: Any
) -> Q:
    if kind.column or numbers is None:
        return condition(rows, query, reader=user)
    return Q(pk__in=numbers) | found_inside(kind, query, user).where


def _first(group: Group, user: Any, query: Query) -> QuerySet[Any]:
    """The records in the order of their kind, those first whose name says it all.

    Through what the person may see once more: what is secret is noted as read here.
    """
    kind = group.kind
    rows = kind.seen_by(user)
    if not group.whole:
        return rows.filter(condition(rows, query, common=True, reader=user))
    rows = rows.filter(pk__in=group.numbers).annotate(_named=_by_name(kind, query))
    ordered: QuerySet[Any] = rows.order_by("_named", *(kind.model._meta.ordering or ()))
    return ordered


def _by_name(kind: Kind, query: Query) -> Case:
    if kind.column:
        return Case(When(says_by_name(kind.column, query), then=Value(0)), default=Value(1))
    named = entries(kind.model, query, lookup="heading__reads").values("record_id")
    return Case(When(pk__in=named, then=Value(0)), default=Value(1))


# ------------------------------------------------------------------ what is said of them


def _tell(groups: list[Group], user: Any, query: Query) -> None:
    load_all([(group.kind, group.records) for group in groups])
    seen = _seen_above((record for group in groups for record in group.records), user)
    for group in groups:
        kind, records = group.kind, group.records
        within = kind.inside.said(records, user) if kind.inside and records else {}
        group.hits = [_hit(kind, r, seen, query, within.get(r.pk, [])) for r in records]


def _seen_above(records: Iterable[Any], user: Any) -> set[tuple[type, Any]]:
    """What the records hang on, as far as this person may see it."""
    above: dict[type[Any], set[Any]] = defaultdict(set)
    for record in records:
        for owner in list(upwards(record))[1:]:
            above[type(owner)].add(owner.pk)
    return {
        (model, number)
        for model, numbers in above.items()
        for number in rows_of(model).visible_to(user).filter(pk__in=numbers).values_list("pk", flat=True)
    }  # fmt: skip


def _hit(
    kind: Kind, record: Any, seen: set[tuple[type, Any]], query: Query, within: list[Said]
) -> Hit:
    title = str(record)
    owners = [o for o in list(upwards(record))[1:] if (type(o), o.pk) in seen]
    missing = [word for word in query.words if place_of(title, word) is None]
    where = list(_where(kind, record, missing, within))
    return Hit(
        title=marked(title, query.words),
        url=kind.url(record) if kind.url else _page_of([record, *owners]),
        above=[marked(str(owner), query.words) for owner in reversed(owners)],
        where=where,
    )


def _page_of(owners: list[Any]) -> str:
    """What has no page of its own stands on that of the first above it that has one."""
    with_page = (owner for owner in owners if hasattr(owner, "get_absolute_url"))
    return next((str(owner.get_absolute_url()) for owner in with_page), "")


def _where(
    kind: Kind, record: Any, missing: list[Word], within: list[Said]
) -> Iterator[SafeString]:
    """旧名称「…」: each word that the title lacks, in the first text that has it."""
    said = [*kind.headings_of(record), *kind.texts_of(record), *kind.phones_of(record)]
    said += within
    if year := getattr(record, "fiscal_year", None):
        said.append(("年度", fiscal_year_label(year)))
    told: set[str] = set()
    for word in missing:
        for label, text in said:
            shown = excerpt(text, word) if text else None
            if shown is not None:
                line = format_html("{}「{}」", label, shown)
                if line not in told:
                    yield line
                told.add(line)
                break
