"""Which registered body a list means by a name: an organization, or a department by its path."""

from __future__ import annotations

import re
from typing import Any

from organizations.bodies.names import forms_agree, split_legal_form
from organizations.members.named import departments_of
from organizations.models import Organization, Platform
from surveys.importing.lists.organization_identity import Registered


class Bodies:
    """Those of the platform, asked for once. A name that several bear means none of them."""

    def __init__(self, platform: Platform) -> None:
        self.organizations = Registered(platform.municipality, [])
        self.home = platform.municipality_id
        self.departments = departments_of(platform)

    def of(self, name: str) -> dict[str, Any]:
        """What an attendance says of its body; empty for one that is not registered."""
        departments = self.departments.find(name)
        if len(departments) == 1:
            return {"department": departments[0]}
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

    def parts(self, name: str) -> list[str]:
        """A・B and A/B are two bodies where each is registered, and not the whole."""
        parts = re.split(r"\s*[/／・、]\s*", name)
        several = len(parts) > 1 and not self.of(name) and all(map(self.of, parts))
        return parts if several else [name]

    def keys(self, name: str) -> tuple[Any, ...]:
        """Two names of one body have one of them in common."""
        return (*self.of(name).items(), split_legal_form(name).key)
