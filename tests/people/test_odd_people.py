"""Whatever is typed on the pages of people, there is a sentence and never an error page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.models import Department, Municipality, StaffAssignment, User
from platform_registry import actions
from tests.factories.import_batch import ImportBatchFactory
from tests.kit.test_odd_input import broken, page_at


def test_no_page_of_people_breaks(
    administrator: User, coordinator: User, koto: Municipality, sign_in: Callable[[User], Client]
) -> None:
    ImportBatchFactory(municipality=koto, created_by=coordinator)
    client, number = sign_in(administrator), coordinator.pk
    role = StaffAssignment.objects.get(user=coordinator).pk
    addresses = [
        "/people/", "/people/new/", f"/people/{number}/password/", f"/people/{number}/handover/",
        f"/people/{number}/roles/new/", f"/people/roles/{role}/edit/", f"/people/roles/{role}/end/",
    ]  # fmt: skip
    pages = [page for address in addresses if (page := page_at(client, address))]
    assert len(pages) == len(addresses)
    assert broken(client, pages) == []


def test_nobody_begins_in_a_department_that_is_no_more(koto: Municipality, officer: User) -> None:
    closed = Department.objects.create(
        municipality=koto, name="長寿課", closed_on=date(2026, 3, 31)
    )
    role = officer.assignments.get()
    role.department, role.starts_on = closed, date(2026, 4, 1)
    with pytest.raises(ValidationError, match="令和8年3月31日（火）に廃止されています"):
        actions.save(role, by=None)
    role.starts_on = date(2026, 3, 31)
    actions.save(role, by=None)


def test_an_empty_first_day_is_today(koto: Municipality, officer: User) -> None:
    closed = Department.objects.create(
        municipality=koto, name="長寿課", closed_on=date(2026, 3, 31)
    )
    role = StaffAssignment(
        user=officer, municipality=koto, role="viewer", department=closed, starts_on=None
    )
    with pytest.raises(ValidationError, match="廃止されています"):
        actions.save(role, by=None)


def test_a_role_ends_whatever_became_of_its_department(koto: Municipality, officer: User) -> None:
    role = officer.assignments.get()
    role.department = Department.objects.create(municipality=koto, name="長寿課")
    role.starts_on = date(2026, 6, 1)
    actions.save(role, by=None)
    role.department.closed_on = date(2026, 3, 31)
    actions.save(role.department, by=None)
    role.ends_on = date(2026, 10, 31)
    actions.save(role, by=None)
    role.refresh_from_db()
    assert role.ends_on == date(2026, 10, 31)
