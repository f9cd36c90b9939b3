"""Which registered body a list means by a name: an organization, or a department by its path."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from organizations.bodies.names import forms_agree, split_legal_form
from organizations.models import Department, Organization, Platform
from surveys.importing.lists.organization_identity import Registered


class Bodies:
    """Those of the platform, asked for once. A name that several bear means none of them."""

    def __init__(self, platform: Platform) -> None:
        self.organizations = Registered(platform.municipality, [])
        self.home = platform.municipality_id
        self.departments: dict[str, set[Department]] = defaultdict(set)
        departments = {d.pk: d for d in platform.departments()}
        for department in departments.values():
            for name in _paths(department, departments, platform):
                self.departments[name].add(department)

    def of(self, name: str) -> dict[str, Any]:
        """What an attendance says of its body; empty for one that is not registered."""
        departments = self.departments.get(_plain(name), set())
        if len(departments) == 1:
            return {"department": next(iter(departments))}
        organizations = self.organizations.namesakes(name)
        return {"organization": self._named(*organizations)} if len(organizations) == 1 else {}

    def _named(self, pk: int) -> Organization:
        """With its name alone, which is known already."""
        known = ("id", "municipality_id", "name")
        values = (pk, self.home, self.organizations.of(pk)["name"])
        return Organization.from_db("default", known, values)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are of one body: as the rule of an attendance has it (``same_as``)."""
        first, second = self.of(one), self.of(other)
        if first and second:
            return first == second
        name, twice = split_legal_form(one), split_legal_form(other)
        agree = forms_agree(name.form_code, twice.form_code) is not False
        return name.key == twice.key and (agree or not (first or second))

    def keys(self, name: str) -> tuple[Any, ...]:
        """Two names of one body have one of them in common."""
        return (*self.of(name).items(), split_legal_form(name).key)


def _paths(department: Any, departments: dict[int, Department], platform: Platform) -> list[str]:
    """係, 課係, 部課係, 江東区部課係: however far up the list begins."""
    home = department.municipality_id == platform.municipality_id
    names: list[str] = []
    above = department
    while above is not None:
        names.insert(0, above.name)
        above = departments.get(above.parent_id)
    place = department.municipality.name
    paths = ["".join(names[at:]) for at in range(len(names))] if home else []
    return [_plain(path) for path in (*paths, place + "".join(names))]


def _plain(name: str) -> str:
    return "".join(name.split())
