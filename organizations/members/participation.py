"""Narrowing organizations by where they stand in the platforms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from organizations.models import Layer, Membership, Organization
from platform_registry.forms.ruled import record_number, words_in
from platform_registry.lists.facets import Box, tick_box
from platform_registry.lists.filters import Clause, OptionsFilter
from platform_registry.lists.offers import Offer
from platform_registry.lists.paging import among

NOT_IN, NEVER, JOINED, OVER = "out", "never", "joined", "over"
STATE = Membership.State
# Where a body stands, in a list: the furthest it has come.
FURTHEST = (STATE.JOINED, STATE.APPLIED, STATE.INVITED, STATE.INTERESTED, STATE.EXPECTED)
STANDINGS = {**dict(STATE.choices), JOINED: "参加中", OVER: "退会・辞退", NEVER: "未接触"}
COLOURS = {
    JOINED: "green",
    STATE.APPLIED: "blue",
    STATE.INTERESTED: "blue",
    STATE.INVITED: "yellow",
}
KNOWN_TO_ALL = [(NOT_IN, "参加していない"), (JOINED, "参加中")]
# Candidates are known to those who may ask them.
KNOWN_TO_STAFF = [
    (NEVER, "声をかけていない（未接触）"),
    *KNOWN_TO_ALL,
    *((state.value, state.label) for state in Membership.BEFORE),
    (OVER, "退会・辞退"),
]
MOST_PLACES, MOST_LAYERS = 20, 50  # beyond which layers are offered by name alone
AS_VERBS = (NOT_IN, NEVER)
STAY = ("organization", "state", "starts_on", "ends_on")


def seen_by(user: Any) -> Any:
    """Stays and candidacies of organizations, as far as this person knows of them.

    Which bodies are in a layer is never confided, so nobody's clearances are asked for.
    """
    rows = Membership.objects.filter(organization__isnull=False)
    if user.is_superuser:
        return rows
    return rows.filter(rows.own(user, "view") | rows.shared(user))


def standing(filterset: Any) -> Any:
    """Those of the layers asked for, or of all."""
    rows = seen_by(filterset.request.user)
    chosen = filterset.form.cleaned_data.get("layer")
    return rows.filter(layer__in=chosen) if chosen else rows


def standings(organizations: Sequence[int], user: Any) -> dict[int, str]:
    """Of many bodies at once where each stands (`STANDINGS`); none where this person can't know.

    ``organizations`` are numbers of bodies this person sees.
    """
    now = Case(
        When(state__in=Membership.AFTER, then=Value(OVER)),
        When(state=JOINED, ends_on__lt=timezone.localdate(), then=Value(OVER)),
        default=F("state"),
        output_field=CharField(),
    )
    rows = seen_by(user).filter(organization__pk__in=among(organizations)).annotate(now=now)
    found = dict.fromkeys(_asked_by(organizations, user), NEVER)
    rank = {state: at for at, state in enumerate(FURTHEST)}
    steps = rows.order_by().values_list("organization", "now").distinct()
    # The furthest comes last, and stays.
    ordered = sorted(steps, key=lambda step: rank.get(step[1], len(rank)), reverse=True)
    return found | dict(ordered)


def _asked_by(organizations: Sequence[int], user: Any) -> Iterable[int]:
    """Those of which this person would know it if anybody had asked them."""
    places = user.municipality_ids("persons")
    if user.is_superuser or places == user.municipality_ids("view"):
        return organizations
    there = Organization.objects.filter(_told_of(user), pk__in=among(organizations))
    return there.order_by().values_list("pk", flat=True)


def _told_of(user: Any) -> Q:
    """Candidates are known where one works with persons."""
    if user.is_superuser:
        return Q()
    return Q(municipality__in=sorted(user.municipality_ids("persons")))


def bodies_of(rows: Any) -> Any:
    return rows.order_by().values("organization")


def named_in(rows: Any) -> Q:
    """Asked of each body by itself: "not among all of them" would read the whole country's."""
    return Q(Exists(rows.filter(organization=OuterRef("pk"))))


class LayerFilter(OptionsFilter):
    """The layers in which the participation is asked for; by itself, who is named in them."""

    of_record = False
    template = "organizations/members/layers_box.html"

    def __init__(self) -> None:
        super().__init__("連携PFの層", ())
        self.are_many = False

    @property
    def counts(self) -> bool:
        """Beside a state that is asked for, a layer says where, and narrows nothing by itself."""
        return not self._asked_with_states()

    def offer(self, records: QuerySet[Any]) -> Offer:
        """Of the platforms of the user's own places, alone or jointly; of very many those that are
        ticked, and those that are looked for by name."""
        user = self.parent.request.user
        rows = Layer.objects.permitted(user, "view").exclude(kind=Layer.Kind.INTERNAL)
        label = Concat("platform__name", Value("　"), "name", output_field=CharField())
        works_widely = user.is_superuser or len(user.municipality_ids("view")) > MOST_PLACES
        self.are_many = works_widely and rows[: MOST_LAYERS + 1].count() > MOST_LAYERS
        if self.are_many:
            ticked = map(record_number, self.parent.data.getlist(self.name))
            found = Q(pk__in=[number for number in ticked if number is not None])
            rows = rows.filter(found | Q(pk__in=self._named(rows)))
        return Offer(rows, label=label, order=label)

    def _named(self, rows: Any) -> Any:
        words = words_in(self.parent.data.get(f"{self.name}_named", "")).split()
        for word in words:
            of_platform = Q(platform__name__icontains=word)
            of_place = Q(platform__municipality__name__icontains=word)
            rows = rows.filter(of_platform | of_place | Q(name__icontains=word))
        rows = rows.order_by("platform__name", "pk")
        return rows.values("pk")[:MOST_LAYERS] if words else rows.none().values("pk")

    def boxes(self, name: str, numbers: dict[str, int] | None) -> list[Box]:
        """Looking for a name shows what it finds, also where no body of this list is in it."""
        bound = self.parent.form[name]
        ticked = set(self.parent.form.cleaned_data.get(name) or [])
        beside = None if self.are_many else numbers
        more = {"template": self.template} if self.are_many else {}
        choices: Any = bound.field.choices
        return [tick_box(name, str(self.label), choices, ticked, beside, bound.errors, **more)]

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if not value or self._asked_with_states():
            return qs
        return qs.filter(pk__in=bodies_of(standing(self.parent)))

    def _asked_with_states(self) -> bool:
        return bool(self.parent.form.cleaned_data.get("part"))

    def clauses(self, value: list[str]) -> list[Clause]:
        labels = self.labels()
        behind = "に" if self._asked_with_states() else "に名前がある"
        return [("", [(v, f"「{labels[v]}」") for v in value], behind)]

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        rows = seen_by(self.parent.request.user)
        rows = rows.filter(organization__in=qs.order_by().values("pk"))
        number = Count("organization", distinct=True)
        return self._tally(name, rows, Cast(F("layer"), CharField()), number)


class ParticipationFilter(OptionsFilter):
    """Where a body stands now, in any layer or in those asked for.

    ``never``: nobody has asked it, and it isn't in anybody's mind: no stay, no candidacy, ever.
    """

    of_record = False
    apart_from = ("layer",)  # it says in which layers, and narrows nothing beside a state

    def __init__(self) -> None:
        super().__init__("連携PFへの参画", ())

    def offer(self, records: QuerySet[Any]) -> list[tuple[str, str]]:
        user = self.parent.request.user
        staff = user.is_superuser or user.municipality_ids("persons")
        return KNOWN_TO_STAFF if staff else KNOWN_TO_ALL

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        either = Q()
        for state in value:
            either |= self._condition(state)
        return qs.filter(either)

    def _condition(self, state: str) -> Q:
        rows = standing(self.parent)
        if state == NOT_IN:
            return ~named_in(rows.taking_part())
        if state == NEVER:
            return ~named_in(rows) & _told_of(self.parent.request.user)
        if state == JOINED:
            return Q(pk__in=bodies_of(rows.taking_part()))
        if state == OVER:
            return Q(pk__in=bodies_of(rows.filter(state__in=Membership.AFTER)))
        return Q(pk__in=bodies_of(rows.filter(state=state)))

    def clauses(self, value: list[str]) -> list[Clause]:
        labels = self.labels()
        before = "" if self.parent.form.cleaned_data.get("layer") else "連携PFに"
        behind = "" if value[-1] in AS_VERBS else "の"
        return [(before, [(v, labels[v]) for v in value], behind)]

    def numbers(self, bodies: QuerySet[Any]) -> Counter[str]:
        """A body stands in each of its states once, in however many layers."""
        every = list(bodies.order_by().values_list("pk", flat=True))
        rows = standing(self.parent).filter(organization__in=bodies.order_by().values("pk"))
        found: dict[str, set[int]] = defaultdict(set)
        for body, state, since, until in rows.order_by().values_list(*STAY).distinct():
            found[_stands(state, since, until)].add(body)
        counted = Counter({state: len(of) for state, of in found.items()})
        counted[NOT_IN] = len(every) - counted[JOINED]
        known = _asked_by(every, self.parent.request.user)
        counted[NEVER] = len(set(known).difference(*found.values()))
        return counted


def _stands(state: str, since: date | None, until: date | None) -> str:
    """Today; "" for who is still to come, or was there until a day."""
    if state in Membership.AFTER:
        return OVER
    today = timezone.localdate()
    here = (since is None or since <= today) and (until is None or until >= today)
    return state if state != JOINED or here else ""
