"""Wherever a section is chosen, it stands below the one it belongs to; what is closed comes last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from webtest import TestApp

from meetings.models import Meeting
from organizations.models import Department, Municipality, Platform, StaffAssignment, User
from tests.pages.hand import the_form

TREE = ["B部", "B部 A課", "A課 乙係", "B部 Z課", "Y部", "Y部 C課"]


@pytest.fixture
def tree(koto: Municipality) -> None:
    """Entered in no order; 乙係 belongs to a section of a section."""
    made: dict[str, Department] = {}
    Department.objects.create(municipality=koto, name="A旧課", closed_on=date(2024, 3, 31))
    for name, parent in (
        ("Y部", None), ("B部", None), ("Z課", "B部"), ("C課", "Y部"), ("A課", "B部"), ("乙係", "A課"),
    ):  # fmt: skip
        above = made[parent] if parent else None
        made[name] = Department.objects.create(municipality=koto, name=name, parent=above)


def offered(app: TestApp, address: str, name: str) -> list[str]:
    select = the_form(app.get(address))[name]
    return [text for value, _, text in select.options if value]


def test_the_tree_is_read_from_top_to_bottom(
    tree: None, administrator: User, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    desk = browser_of(administrator)
    role = StaffAssignment.objects.get(user=officer)
    assert offered(desk, f"/people/roles/{role.pk}/edit/", "department") == TREE
    assert offered(desk, "/people/new/", "department") == TREE
    assert offered(desk, "/departments/new/", "parent") == [*TREE, "A旧課"]


def test_so_it_is_within_a_platform(
    tree: None, koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
    address = f"/attendances/new/{meeting.pk}/"
    assert offered(browser_of(officer), address, "department") == [*TREE, "A旧課"]
