"""Which registered body a list means by a name: an organization, or a department by its path."""

from __future__ import annotations

from organizations.members.named import departments_of
from organizations.models import Platform
from surveys.importing.lists.organization_identity import Registered


class Bodies:
    """Those of the platform, asked for once. A name that several bear means none of them."""

    def __init__(self, platform: Platform) -> None:
        self.organizations = Registered(platform.municipality, [])
        self.departments = departments_of(platform)

    def of(self, name: str) -> dict[str, int]:
        """What an attendance says of its body; empty for one that is not registered."""
        departments = self.departments.find(name)
        if len(departments) == 1:
            return {"department_id": departments[0].pk}
        organizations = self.organizations.namesakes(name)
        return {"organization_id": organizations[0]} if len(organizations) == 1 else {}
