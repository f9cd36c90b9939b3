"""Which registered organization a row comes from: the rule's proof, or a person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, cast

from django.db.models import Q

from organizations.bodies.names import split_legal_form
from organizations.models import Municipality, Organization, OrganizationName
from platform_registry.japanese import digits
from surveys.importing.matching.candidates import Candidate, Index, Match, Query, decision_key
from surveys.importing.shapes import Field, ReadRow
from surveys.importing.values.understood import stated
from surveys.models import ImportBatch, NameDecision, RowDecision

Choice = Literal["same", "new", "later"]
MOST_LOOKED_FOR = 2_000  # names asked for one by one; beyond, reading all of them is quicker


@dataclass(slots=True)
class Respondent:
    """The outcome for one row. ``organization`` is an id, or None for new, later and residents."""

    outcome: Literal["linked", "suggested", "several", "new", "none"]
    organization: int | None = None
    choice: Choice | None = None  # what will be done; None while a person must still decide
    name: str = ""
    match: Match | None = None
    facts: dict[str, str] = field(default_factory=dict)
    decided: bool = False  # by a person, in this import; who may think again
    lost: bool = False  # the organization chosen for it was deleted since

    @property
    def undecided(self) -> bool:
        return self.outcome in ("suggested", "several", "new") and self.choice is None

    @property
    def untied(self) -> bool:
        """Nobody has said which organization it is, be it that this was put off."""
        return self.undecided or self.choice == "later"

    @property
    def namesakes(self) -> tuple[int, ...]:
        """Registered organizations of the name it would be newly registered under."""
        return self.match.namesakes if self.match and self.choice == "new" else ()


def candidates(municipality: Municipality, only: Q | None = None) -> list[Candidate]:
    """The municipality's organizations under each of their names, in one query each."""
    organizations = (
        Organization.objects.filter(only or Q(), municipality=municipality, merged_into=None)
        .order_by()
        .values_list("id", "name", "match_key", "legal_form", "phone", "corporate_number", "kana")
        .iterator(chunk_size=5_000)
    )
    spellings: dict[int, list[str]] = {}
    names = OrganizationName.objects.filter(organization__municipality=municipality)
    for pk, name in names.order_by().values_list("organization_id", "name"):
        spellings.setdefault(pk, []).append(name)
    code = municipality.code
    return [
        Candidate(
            id=pk,
            name=name,
            key=key,
            legal_form=form,
            municipality_code=code,
            phone=phone,
            corporate_number=number,
            kana=kana,
            aliases=tuple(spellings.get(pk, ())),
        )
        for pk, name, key, form, phone, number, kana in organizations
    ]


def index_of(
    municipality: Municipality,
    queries: Sequence[Query],
    *,
    suggest: bool,
    refused: Set[tuple[str, int]] = frozenset(),
) -> Index:
    """Without ``suggest`` only of those a certain link can be made to. ``refused`` are keys of
    written names and the organizations they don't mean, besides those learned before."""
    decisions = NameDecision.objects.filter(municipality=municipality).values_list(
        "key", "organization_id", "same"
    )
    same = {key: pk for key, pk, is_same in decisions if is_same}
    not_same = {(key, pk) for key, pk, is_same in decisions if not is_same} | refused
    few = not suggest and len(queries) <= MOST_LOOKED_FOR
    only = _certain(municipality, queries, same) if few else None
    return Index(candidates(municipality, only), decisions=same, not_same=not_same)


def _certain(municipality: Municipality, queries: Sequence[Query], decided: dict[str, int]) -> Q:
    """Whose name, other name or 法人番号 is the written one, or who was decided on before."""
    keys = {split_legal_form(query.name).key for query in queries}
    names = OrganizationName.objects.filter(organization__municipality=municipality)
    ids = {
        pk
        for pk, name in names.order_by().values_list("organization_id", "name")
        if split_legal_form(name).key in keys
    }
    ids |= {decided[key] for q in queries if (key := decision_key(q.name)) in decided}
    numbers = {digits(query.corporate_number) for query in queries} - {""}
    return Q(match_key__in=keys) | Q(corporate_number__in=numbers) | Q(pk__in=ids)


def resolve(
    batch: ImportBatch,
    fields: list[Field],
    rows: list[ReadRow],
    known: dict[int, int | None],
    *,
    suggest: bool = True,
) -> dict[int, Respondent]:
    """Row number → respondent. ``known``: the organization of the row's earlier response."""
    if not any(f.role == "organization:name" for f in fields):
        return {row.number: Respondent("none") for row in rows}
    respondents = {row.number: _first_look(row, fields, known) for row in rows}
    decisions = list(batch.row_decisions.exclude(choice="", rejected=[]))
    open_rows = [r for r in respondents.values() if r.outcome == "new" and r.name]
    if open_rows:
        queries = [_query(batch, respondent) for respondent in open_rows]
        refused = _refused(decisions, respondents)
        index = index_of(batch.municipality, queries, suggest=suggest, refused=refused)
        for respondent, match in zip(open_rows, index.match(queries, suggest), strict=True):
            respondent.match = match
            respondent.outcome = match.outcome
            respondent.organization = match.auto
            respondent.choice = "same" if match.auto is not None else None
    for decision in decisions:
        if decision.choice and (decided := respondents.get(decision.number)):
            _take(decided, decision)
    return respondents


def _refused(
    decisions: Iterable[RowDecision], respondents: dict[int, Respondent]
) -> set[tuple[str, int]]:
    """What people said in this draft that a written name is not."""
    return {
        (decision_key(respondents[decision.number].name), pk)
        for decision in decisions
        for pk in decision.rejected
        if decision.number in respondents
    }


def _take(respondent: Respondent, decision: RowDecision) -> None:
    """Do as it was decided; where the chosen organization is gone, the row is open again."""
    respondent.decided = True
    if decision.lost:
        respondent.lost = True
    elif respondent.outcome != "none" or decision.choice == "same":  # else no name to register
        if respondent.outcome == "linked" and decision.choice != "same":
            respondent.outcome = "suggested"  # registered since; a person looks again
        respondent.choice = cast(Choice, decision.choice)
        respondent.organization = decision.organization_id


def _first_look(row: ReadRow, fields: list[Field], known: dict[int, int | None]) -> Respondent:
    facts = stated(row, fields)
    name = facts.get("organization:name", "")
    organization = known.get(row.number)
    if organization is not None:
        return Respondent("linked", organization, "same", name, facts=facts)
    if not name:
        return Respondent("none", facts=facts)
    return Respondent("new", name=name, facts=facts)


def _query(batch: ImportBatch, respondent: Respondent) -> Query:
    facts = respondent.facts
    return Query(
        name=respondent.name,
        municipality_code=batch.municipality.code,
        phone=facts.get("organization:phone", ""),
        corporate_number=facts.get("organization:corporate_number", ""),
        kana=facts.get("organization:kana", ""),
    )
