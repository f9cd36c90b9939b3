"""Which registered organization a row comes from: the rule's proof, or a person's decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from organizations.models import Municipality, Organization, OrganizationName
from surveys.importing.matching import Candidate, Index, Match, Query
from surveys.importing.shapes import Field, ReadRow
from surveys.importing.understood import stated
from surveys.models import ImportBatch, NameDecision

Choice = Literal["same", "new", "later"]


@dataclass(slots=True)
class Respondent:
    """The outcome for one row. ``organization`` is an id, or None for new, later and residents."""

    outcome: Literal["linked", "suggested", "several", "new", "none"]
    organization: int | None = None
    choice: Choice | None = None  # what will be done; None while a person must still decide
    name: str = ""
    match: Match | None = None
    facts: dict[str, str] = field(default_factory=dict)
    lost: bool = False  # the organization chosen or shown for it was deleted since

    @property
    def undecided(self) -> bool:
        return self.outcome in ("suggested", "several", "new") and self.choice is None


def candidates(municipality: Municipality) -> list[Candidate]:
    """Every organization of the municipality under each of its names, in one query each."""
    organizations = (
        Organization.objects.filter(municipality=municipality, merged_into=None)
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


def index_of(municipality: Municipality) -> Index:
    decisions = NameDecision.objects.filter(municipality=municipality).values_list(
        "key", "organization_id", "same"
    )
    same = {key: pk for key, pk, is_same in decisions if is_same}
    not_same = {(key, pk) for key, pk, is_same in decisions if not is_same}
    return Index(candidates(municipality), decisions=same, not_same=not_same)


def resolve(
    batch: ImportBatch,
    fields: list[Field],
    rows: list[ReadRow],
    known: dict[int, int | None],
    *,
    as_shown: bool = False,
) -> dict[int, Respondent]:
    """Row number → respondent. ``known``: the organization of the row's earlier response."""
    if not any(f.role == "organization:name" for f in fields):
        return {row.number: Respondent("none") for row in rows}
    respondents = {row.number: _first_look(row, fields, known) for row in rows}
    open_rows = {n: r for n, r in respondents.items() if r.outcome == "new" and r.name}
    lost = lost_organizations(batch)
    shown = batch.decisions.get("linked") if as_shown else None
    if shown is not None:
        for number, respondent in open_rows.items():
            if str(number) in shown:
                _take(respondent, "same", shown[str(number)], lost)
    elif open_rows:
        index = index_of(batch.municipality)
        queries = [_query(batch, r) for r in open_rows.values()]
        for respondent, match in zip(open_rows.values(), index.match(queries), strict=True):
            respondent.match = match
            respondent.outcome = match.outcome
            respondent.organization = match.auto
            respondent.choice = "same" if match.auto is not None else None
    for number, decision in batch.decisions.get("organizations", {}).items():
        if decided := respondents.get(int(number)):
            _take(decided, decision["choice"], decision["organization"], lost)
    return respondents


def lost_organizations(batch: ImportBatch) -> set[int]:
    """Organizations that were chosen or shown for a row, and deleted since."""
    chosen = batch.decisions.get("organizations", {}).values()
    ids = {decision["organization"] for decision in chosen}
    ids.update(batch.decisions.get("linked", {}).values())
    ids.discard(None)
    return ids - Organization.objects.only("pk").in_bulk(list(ids)).keys()


def _take(respondent: Respondent, choice: Choice, organization: int | None, lost: set[int]) -> None:
    """Do as it was chosen or shown; where the organization is gone, the row is open again."""
    if organization in lost:
        respondent.lost = True
    else:
        respondent.choice, respondent.organization = choice, organization


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
