"""Which organization a row of a list names: one that is surely known, or a question to a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from organizations.bodies.names import split_legal_form
from organizations.models import Organization, User
from platform_registry import actions as door
from surveys.importing.lists.records import Besides
from surveys.importing.lists.rows import ListRow, State
from surveys.importing.matching.candidates import Match, Query, decision_key
from surveys.importing.matching.respondents import index_of
from surveys.models import ImportBatch

LABEL = "団体名"
NEW = "new_organizations"  # in the settings of a batch: register those that are not known
REGISTER_FIRST = "同じ団体なら登録の名称に直し、違う団体なら、先に団体を登録してください。"
UNKNOWN = (
    "は登録されていません。名称を確かめるか、「登録のない団体を新しく登録する」を選んでください。"
)

AN_OFFICE = (
    "部署のような名称ですが、団体として登録します。部署なら、先に部署として登録してください。"
)
_OFFICE = re.compile(r"\S{1,20}[部局課室係]")


class Bodies:
    """The organizations that the rows of a list name, asked for at once."""

    def __init__(self, batch: ImportBatch, names: Iterable[str]) -> None:
        self.batch = batch
        self.may_make = bool(batch.settings.get(NEW))
        self.made: dict[str, Organization] = {}
        self.matches: dict[str, Match] = {}
        written = list(dict.fromkeys(filter(None, names)))
        if written:
            queries = [Query(name, batch.municipality.code) for name in written]
            index = index_of(batch.municipality, queries, suggest=True)
            self.matches = dict(zip(written, index.match(queries, suggest=True), strict=True))
        found = {match.auto for match in self.matches.values()}
        found |= {s.id for match in self.matches.values() for s in match.suggestions}
        found |= {pk for match in self.matches.values() for pk in match.namesakes}
        rows = Organization.objects.filter(municipality=batch.municipality)
        self.registered: dict[int, Organization] = rows.in_bulk(list(found - {None}))

    def find(self, row: ListRow, name: str, label: str = LABEL) -> Organization | None:
        """The registered one, or one that will be; None, with a problem told, where unsure."""
        match = self.matches[name]
        known = match.auto or self._only_namesake(name, match)
        if known is not None:
            return self.registered[known]
        alike = "、".join(self.registered[s.id].name for s in match.suggestions[:3])
        if match.outcome != "new":
            row.refuse(
                label, name, f"似た名称の団体が登録されています（{alike}）。{REGISTER_FIRST}"
            )
        elif self.may_make:
            if alike:
                row.tell(label, name, f"近い名称の団体（{alike}）とは別の団体として登録します。")
            if _OFFICE.fullmatch(name):
                row.tell(label, name, AN_OFFICE)
            return self._new(name)
        else:
            near = f"（近い名称：{alike}）" if alike else ""
            row.refuse(label, name, f"「{name[:60]}」{UNKNOWN}{near}")
        return None

    def knows(self, name: str) -> bool:
        """Whether it is surely a registered one."""
        match = self.matches[name]
        return bool(match.auto or self._only_namesake(name, match))

    def _only_namesake(self, name: str, match: Match) -> int | None:
        """A list of members leaves legal forms out: the one body of that name is meant, unless
        both forms are written and differ."""
        if len(match.namesakes) != 1:
            return None
        [only] = match.namesakes
        forms = {
            split_legal_form(name).form_code,
            split_legal_form(self.registered[only].name).form_code,
        }
        return only if len(forms - {None}) < 2 else None

    def _new(self, name: str) -> Organization:
        """One for all rows that write the name."""
        key = decision_key(name)
        if key not in self.made:
            self.made[key] = Organization(
                municipality=self.batch.municipality,
                name=name,
                legal_form=split_legal_form(name).form_code or "",
                source=f"{self.batch.get_kind_display()}の取込",
            )
        return self.made[key]

    def register(self, organization: Organization, row: ListRow, *, by: User | None) -> None:
        """Register it with the first row that names it."""
        if organization._state.adding:
            door.save(organization, by=by)
            row.made_organization = organization


def new_organizations(rows: Iterable[ListRow]) -> Besides | None:
    """Those that the rows name and that will be registered with them."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        organization = row.given.get("organization")
        if row.state == State.NEW and organization is not None and organization.pk is None:
            found[organization.name].append(row.number)
    return Besides("新しい団体", "団体", dict(found)) if found else None
