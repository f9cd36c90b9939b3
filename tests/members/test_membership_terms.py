"""A term that has run out, or has not begun, is not a membership of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from meetings.models import Attendance, Meeting
from organizations.models import Department, Layer, Membership, Organization, Platform, User
from tests.factories.organization import OrganizationFactory
from tests.filled import filled

SignIn = Callable[[User], Client]
PAST = {"starts_on": date(2020, 4, 1), "ends_on": date(2021, 3, 31)}
TERM = {"starts_on": date(2020, 4, 1), "ends_on": date(2099, 3, 31)}
FUTURE = {"starts_on": date(2099, 4, 1)}


def test_a_member_with_a_term_to_come_stands_in_the_notice(
    council: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=council, organization=nagaya, **TERM)
    page = sign_in(officer).get(f"/layers/{council.pk}/notice/").content.decode()
    assert nagaya.name in page


def test_the_platform_counts_and_draws_the_members_of_today(
    platform: Platform, circle: Layer, nagaya: Organization, section: Department, officer: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    Membership.objects.create(layer=circle, organization=nagaya, **PAST)
    Membership.objects.create(layer=circle, department=section, **FUTURE)
    response = sign_in(officer).get(platform.get_absolute_url())
    assert (response.context["organizations"], response.context["departments"]) == (0, 0)
    assert nagaya.name not in response.context["svg"]
    assert "参加（令和3年3月31日（水）まで）" in response.content.decode()


def test_a_pasted_list_does_not_enter_a_member_of_a_term_twice(
    circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya, **TERM)
    form = {"lines": nagaya.name, "role": "member", "state": "joined"}
    page = sign_in(officer).post(f"/layers/{circle.pk}/roster/", form).content.decode()
    assert "すでにこの層にあります" in page
    assert circle.memberships.count() == 1


def test_attendance_offers_the_members_of_the_day(
    platform: Platform, circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    newer = OrganizationFactory(municipality=platform.municipality, name="新しい会")
    Membership.objects.create(layer=circle, organization=nagaya, **PAST)
    Membership.objects.create(layer=circle, organization=newer, starts_on=date(2024, 4, 1))
    meeting = Meeting.objects.create(
        platform=platform, layer=circle, fiscal_year=2020, title="会合", held_on=date(2020, 6, 1)
    )
    page = sign_in(officer).get(f"/meetings/{meeting.pk}/attendance/").content.decode()
    assert nagaya.name in page
    assert newer.name not in page


def test_who_was_written_by_hand_is_not_written_twice(
    platform: Platform, circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya)
    meeting = Meeting.objects.create(
        platform=platform, layer=circle, fiscal_year=2020, title="会合"
    )
    Attendance.objects.create(meeting=meeting, organization=nagaya, heads=2)
    sign_in(officer).post(f"/meetings/{meeting.pk}/attendance/", {"present": [member.pk]})
    assert meeting.attendances.get().heads == 2


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"ends_on": date(2021, 3, 31)}, "終了は開始以降の日付を入力してください"),
        (None, "この期間すでに構成員になっています"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_a_sentence(
    other: dict[str, date] | None, problem: str, platform: Platform, circle: Layer,
    nagaya: Organization, officer: User, sign_in: SignIn,
) -> None:  # fmt: skip
    member = Membership.objects.create(
        layer=circle, organization=nagaya, state="invited", **(other or {})
    )
    if other is None:
        Membership.objects.create(layer=circle, organization=nagaya)
    address = f"/platforms/{platform.pk}/candidates/"
    page = filled(sign_in(officer), address, members=[member.pk], state="joined", on="R8.11.1")
    assert problem in page
    member.refresh_from_db()
    assert member.state == "invited"


def test_a_form_opened_before_a_move_is_not_saved_over_it(
    platform: Platform, circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya, state="invited")
    opened = member.version
    address = f"/platforms/{platform.pk}/candidates/"
    filled(sign_in(officer), address, members=[member.pk], state="joined", on="R8.11.1")
    typed = {"organization": nagaya.name, "role": "member", "state": "invited", "version": opened}
    page = sign_in(officer).post(f"/memberships/{member.pk}/edit/", typed).content.decode()
    assert "ほかの人が更新しました" in page
    member.refresh_from_db()
    assert member.state == "joined"


def test_all_members_are_reached_page_by_page(
    circle: Layer, officer: User, sign_in: SignIn
) -> None:
    for number in range(120):
        body = OrganizationFactory(municipality=circle.platform.municipality, name=f"会{number}")
        Membership.objects.create(layer=circle, organization=body)
    client, address, seen = sign_in(officer), "/members/", set()
    for _ in range(3):
        response = client.get(address)
        seen |= {row.pk for row in response.context["page"].rows}
        address = f"/members/{response.context['next_url']}"
    assert len(seen) == 120


def test_a_partner_changes_its_own_bodies_alone(
    platform: Platform, circle: Layer, nagaya: Organization, zama: object, other_officer: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    platform.partners.add(zama)
    namesake = OrganizationFactory(municipality=zama, name=nagaya.name)
    theirs = Membership.objects.create(layer=circle, organization=nagaya)
    own = Membership.objects.create(layer=circle, organization=namesake)
    typed = {"organization": nagaya.name, "role": "observer", "state": "joined", "version": 1}
    client = sign_in(other_officer)
    assert client.post(f"/memberships/{theirs.pk}/edit/", typed).status_code == 403
    assert client.post(f"/memberships/{own.pk}/edit/", typed).status_code == 302
    own.refresh_from_db()
    assert (own.organization, own.role) == (namesake, "observer")
