"""Departments as a list of members writes them."""

from __future__ import annotations

from organizations.models import Department, Platform


def departments_by_name(platform: Platform) -> dict[str, Department]:
    """「福祉部長寿応援課」; of another municipality of a joint platform 「座間市福祉部地域福祉課」."""
    return {
        plain(f"{department.place_in(platform.municipality_id)}{department}"): department
        for department in platform.departments()
    }


def plain(name: str) -> str:
    return "".join(name.split())
