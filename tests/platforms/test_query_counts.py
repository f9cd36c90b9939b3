"""Pages ask the database as often for many rows as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casebook.models import CaseSheet
from meetings.models import Attendance, Meeting
from organizations.members import actions as members_actions
from organizations.models import Department, Layer, Membership, Note, Platform, User
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def sheet(platform: Platform) -> CaseSheet:
    return CaseSheet.objects.create(platform=platform, fiscal_year=2026)


def grow(platform: Platform, circle: Layer, rows: int, by: User) -> None:
    """Members with their steps and notes, and meetings with who came."""
    koto = platform.municipality
    for _ in range(rows):
        body = OrganizationFactory(municipality=koto)
        division = Department.objects.create(municipality=koto, name=f"{body.name}部")
        section = Department.objects.create(municipality=koto, name="課", parent=division)
        for found in (body, section):
            member = members_actions.add_member(
                circle, found, "joined", members_actions.Step(note="紹介"), by=by
            )
            Note.objects.create(record=member, municipality=koto, text="注意", field="post")
        meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
        Attendance.objects.create(meeting=meeting, organization=body)
        Attendance.objects.create(meeting=meeting, department=section)
    assert Membership.objects.exists()


@pytest.mark.parametrize("page", ["layer", "members", "meetings", "notes", "case-sheet"])
def test_more_rows_do_not_ask_more(
    page: str, platform: Platform, circle: Layer, sheet: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    address = {"layer": circle.get_absolute_url(), "case-sheet": sheet.get_absolute_url()}
    client, asked = sign_in(officer), []
    for rows in (3, 12):
        grow(platform, circle, rows, officer)
        client.get(address.get(page, f"/{page}/"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address.get(page, f"/{page}/"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
