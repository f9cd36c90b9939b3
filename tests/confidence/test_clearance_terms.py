"""A clearance is for a person and for a while; who works nowhere any more reads nothing."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from organizations.confidence.actions import end_clearance, give_clearance
from organizations.models import Clearance, Layer, Municipality, Platform, User
from organizations.people.actions import end_role
from platform_registry.japanese import fiscal_year, fiscal_year_bounds
from tests.factories.user import StaffAssignmentFactory, UserFactory
from tests.kit.rendered import fill_in, said_under

TOO_LONG = "3年度"


def last_day(years: int) -> date:
    return fiscal_year_bounds(fiscal_year(timezone.localdate()) + years)[1]


@pytest.mark.parametrize(("ends_on", "long"), [(last_day(2), False), (last_day(3), True),
                                               (date(2200, 12, 31), True)])  # fmt: skip
def test_a_clearance_ends_within_three_fiscal_years(
    ends_on: date, long: bool, council: Layer, officer: User, administrator: User, sign_in: Any
) -> None:
    address = f"/platforms/{council.platform_id}/clearances/"
    typed = {"user": officer.pk, "layer": council.pk, "pledged_on": "R8.4.1",
             "ends_on": str(ends_on)}  # fmt: skip
    answer = fill_in(sign_in(administrator), address, **typed)
    assert answer.status_code == (200 if long else 302)
    assert not long or TOO_LONG in said_under(answer, "ends_on")
    assert Clearance.objects.exists() != long


def test_a_longer_one_of_before_can_still_be_ended(
    council: Layer, officer: User, administrator: User
) -> None:
    given = Clearance.objects.create(
        user=officer, platform=council.platform, layer=council, pledged_on=date(2026, 4, 1),
        ends_on=date(9999, 12, 31), given_at=timezone.now(),
    )  # fmt: skip
    assert end_clearance(given, by=administrator).ended_at
    again = Clearance(
        user=officer, platform=council.platform, layer=council, pledged_on=date(9999, 4, 1),
        ends_on=date(9999, 12, 31),
    )  # fmt: skip
    with pytest.raises(ValidationError, match=TOO_LONG):
        give_clearance(again, by=administrator)


def test_nobody_is_chosen_oneself_is_chosen_a_stranger_is_chosen(
    platform: Platform, administrator: User, other_officer: User, sign_in: Any
) -> None:
    client = sign_in(administrator)
    address = f"/platforms/{platform.pk}/clearances/"
    for chosen in ("", administrator.pk, other_officer.pk, "x", "9" * 30):
        typed = {"user": chosen, "pledged_on": "R8.4.1", "ends_on": str(last_day(0))}
        answer = fill_in(client, address, **typed)
        assert answer.status_code == 200, chosen
        assert said_under(answer, "user"), chosen
    assert not Clearance.objects.exists()


def test_who_works_nowhere_any_more_reads_no_municipality(koto: Municipality, sign_in: Any) -> None:
    gone = UserFactory(username="koto-former")
    StaffAssignmentFactory(user=gone, municipality=koto, ends_on=date(2020, 3, 31))
    for address in ("/municipalities/", f"/municipalities/{koto.pk}/"):
        assert sign_in(gone).get(address).status_code == 403


def test_a_clearance_of_a_platform_with_several_partners_is_there_once(
    council: Layer, officer: User, administrator: User, zama: Municipality, sign_in: Any
) -> None:
    prefecture = Municipality.objects.get(code="140007")
    council.platform.partners.add(zama, prefecture)
    given = Clearance.objects.create(
        user=officer, platform=council.platform, layer=council, pledged_on=date(2026, 4, 1),
        ends_on=last_day(0), given_at=timezone.now(),
    )  # fmt: skip
    for person in (administrator, officer):
        assert [*Clearance.objects.visible_to(person)] == [given]
    assert [*Clearance.objects.held_by(officer)] == [given]
    administrator.is_staff = True
    administrator.save()
    page = sign_in(administrator).get(f"/admin/organizations/clearance/{given.pk}/change/")
    assert page.status_code == 200


def asked(officer: User, council: Layer, first: date, last: date) -> Clearance:
    return Clearance(
        user=officer, platform=council.platform, layer=council, pledged_on=first, ends_on=last
    )


def test_a_person_is_cleared_once_for_the_same_days(
    council: Layer, officer: User, administrator: User, sign_in: Any
) -> None:
    """Ending the one that is there ends what the person may read."""
    today = timezone.localdate()
    first = give_clearance(asked(officer, council, today, last_day(0)), by=administrator)
    typed = {"user": officer.pk, "layer": council.pk, "pledged_on": str(today),
             "ends_on": str(last_day(1))}  # fmt: skip
    address = f"/platforms/{council.platform_id}/clearances/"
    assert "すでにあります" in said_under(fill_in(sign_in(administrator), address, **typed), "user")
    after = last_day(0) + timedelta(days=1)
    give_clearance(asked(officer, council, after, last_day(1)), by=administrator)
    voices = Clearance(user=officer, platform=council.platform, pledged_on=today, ends_on=after)
    give_clearance(voices, by=administrator)
    end_clearance(first, by=administrator)
    assert council.pk not in User.objects.get(pk=officer.pk).cleared_layers()
    give_clearance(asked(officer, council, today, last_day(0)), by=administrator)


def test_one_that_is_over_stands_in_nobody_s_way(
    council: Layer, officer: User, administrator: User
) -> None:
    over = asked(officer, council, date(2020, 4, 1), date(2021, 3, 31))
    over.given_at = timezone.now()
    over.save()
    give_clearance(asked(officer, council, date(2020, 10, 1), last_day(0)), by=administrator)


def test_doubles_of_before_end_but_for_one(council: Layer, officer: User, viewer: User) -> None:
    today, later = timezone.localdate(), last_day(0) + timedelta(days=1)
    rows = {
        "short": asked(officer, council, today, last_day(0)),
        "long": asked(officer, council, today, last_day(1)),
        "within": asked(officer, council, later, last_day(1)),
        "after": asked(officer, council, last_day(1) + timedelta(days=1), last_day(2)),
        "another": asked(viewer, council, today, last_day(0)),
        "over": asked(officer, council, date(2020, 4, 1), date(2021, 3, 31)),
    }
    for name, row in rows.items():
        row.note, row.given_at = name, timezone.now()
        row.save()
    import_module("organizations.migrations.0020_one_clearance_at_a_time").end_doubles(apps, None)
    ended = Clearance.objects.exclude(ended_at=None).values_list("note", flat=True)
    assert {*ended} == {"short", "within"}


def test_who_comes_back_in_another_role_is_cleared_anew(
    council: Layer, officer: User, administrator: User
) -> None:
    given = Clearance(
        user=officer, platform=council.platform, layer=council, pledged_on=date(2026, 4, 1),
        ends_on=last_day(1),
    )  # fmt: skip
    give_clearance(given, by=administrator)
    Clearance.objects.update(given_at=timezone.now() - timedelta(days=30))
    assert User.objects.get(pk=officer.pk).is_confidant
    role = officer.assignments.get()
    end_role(role, last=None, opened=role.version, by=administrator)
    assert not User.objects.get(pk=officer.pk).is_confidant
    StaffAssignmentFactory(
        user=officer, municipality=role.municipality, role="coordinator",
        starts_on=timezone.localdate(),
    )  # fmt: skip
    assert not User.objects.get(pk=officer.pk).is_confidant
