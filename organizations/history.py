"""The audit log in words: which field of which record, from what to what, who and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from organizations.models import Contact, LogEntry, Organization, Platform, User
from platform_registry.access import ScopedQuerySet, may
from platform_registry.japanese import era_date

HIDDEN = {
    "id",
    "version",
    "updated_at",
    "created_at",
    "bare_name",
    "match_key",
    "search_text",
    "sort_key",
    "updated_by",
    "created_by",
    "organization",
}
ACTIONS = {0: "登録", 1: "変更", 2: "削除", 3: "閲覧・出力"}
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Change:
    when: datetime
    who: str
    action: str
    record: str
    fields: list[tuple[str, str, str]]  # field name, old, new


def history_of(organization: Organization, user: Any) -> list[Change]:
    """Changes of the organization and of the rows that hang on it, newest first."""
    wanted = _of(Organization, [organization.pk])
    for relation in Organization._meta.related_objects:
        model = relation.related_model
        if relation.one_to_many and model._meta.app_label == "organizations":
            if model in (Organization, Platform):
                continue  # records of their own, with a history of their own
            ids = _rows(model, organization, user)
            if model is not Contact or may(user, "persons", organization):
                ids |= _deleted_rows(model, organization)
            wanted |= _of(model, ids)
    seen = LogEntry.objects.filter(wanted).told_to(user).select_related("actor", "content_type")
    return in_words(seen.order_by("-timestamp")[:SHOWN], user)


def log_of(user: Any) -> QuerySet[LogEntry]:
    """Entries of the records of the person's municipalities, whoever acted; the newest first."""
    entries = LogEntry.objects.permitted(user, "import")
    return entries.select_related("actor", "content_type").order_by("-timestamp", "-pk")  # type: ignore[no-any-return]


def _rows(model: Any, organization: Organization, user: Any) -> set[int]:
    """Rows of the organization this person sees; another municipality may have candidates."""
    rows = model.objects.all()
    rows = rows.visible_to(user) if isinstance(rows, ScopedQuerySet) else rows
    return set(rows.filter(organization=organization).values_list("pk", flat=True))


def _deleted_rows(model: Any, organization: Organization) -> set[int]:
    """Only of what belongs to the organization alone: contacts, names, activities …"""
    path = getattr(model.objects.all(), "municipality_path", "")
    if not path.startswith("organization"):
        return set()
    kind = ContentType.objects.get_for_model(model)
    number = str(organization.pk)
    deleted = LogEntry.objects.filter(
        content_type=kind, action=LogEntry.Action.DELETE, changes__organization__0=number
    )
    return set(deleted.values_list("object_id", flat=True))


def _of(model: Any, ids: Iterable[int]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)


def in_words(entries: Iterable[LogEntry], user: Any) -> list[Change]:
    """Names instead of the numbers the log keeps, as far as this person may know them."""
    rows = [(entry, _values(entry)) for entry in entries]
    names = _Names([pair for _, values in rows for pair in values], user)
    changes = [_change(entry, values, names) for entry, values in rows]
    return [c for c in changes if c.fields or c.action != ACTIONS[1]]


Values = list[tuple[Any, list[Any]]]  # field, [old, new]


def _values(entry: LogEntry) -> Values:
    model = entry.content_type.model_class()
    fields_of = {f.name: f for f in model._meta.concrete_fields} if model else {}
    return [
        (field, values)
        for name, values in (entry.changes or {}).items()
        if (field := fields_of.get(name)) and name not in HIDDEN and len(values) == 2
    ]


def _change(entry: LogEntry, values: Values, names: _Names) -> Change:
    model = entry.content_type.model_class()
    what = (entry.additional_data or {}).get("what", "")
    return Change(
        entry.timestamp,
        str(entry.actor or "（取込など）"),
        what or ACTIONS.get(entry.action, ""),
        f"{model._meta.verbose_name if model else ''}　{entry.object_repr}",
        [
            (str(field.verbose_name), _word(pair[0], field, names), _word(pair[1], field, names))
            for field, pair in values
        ],
    )


class _Names:
    """What the numbers in the log stand for, fetched once for all entries of a page."""

    def __init__(self, values: Values, user: Any) -> None:
        wanted: dict[Any, set[int]] = defaultdict(set)
        for field, pair in values:
            if field.is_relation:
                wanted[field.related_model] |= {int(v) for v in pair if str(v).isdecimal()}
        self._known = {
            (model, row.pk): str(row)
            for model, keys in wanted.items()
            for row in _seen(model, user).filter(pk__in=keys)
        }

    def of(self, model: Any, number: Any) -> str:
        known = self._known.get((model, int(number))) if str(number).isdecimal() else None
        return known or f"（見られない、または削除された{model._meta.verbose_name}）"


def _seen(model: type[models.Model], user: Any) -> Any:
    rows: Any = model._default_manager.all()
    open_to_all = model is User or not isinstance(rows, ScopedQuerySet)
    return rows if open_to_all else rows.visible_to(user)


def _word(value: Any, field: Any, names: _Names) -> str:
    if value in (None, "None", ""):
        return "（空欄）"
    if field.is_relation:  # the log keeps the record's number only
        return names.of(field.related_model, value)
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return {"True": "はい", "False": "いいえ"}.get(str(value), str(value))
    if kind == "JSONField":
        return "（内容を更新）"
    if kind == "DateField":
        return _day(str(value))
    return str(dict(field.flatchoices).get(value, value))


def _day(text: str) -> str:
    try:
        return era_date(date.fromisoformat(text))
    except ValueError:
        return text
