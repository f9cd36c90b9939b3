"""A joint platform stays its owner's: a partner neither takes it nor takes it away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.models import Department, Layer, Municipality, Platform, User
from organizations.partners import actions as partners_actions
from platform_registry import actions
from platform_registry.access import may
from platform_registry.actions import NOT_THEIRS, NOT_THEIRS_TO_REMOVE
from platform_registry.records.ownership import FIXED
from tests.kit.rendered import fill_in, form_of

SignIn = Callable[[User], Client]


@pytest.fixture
def joint(
    platform: Platform, zama: Municipality, administrator: User, other_administrator: User
) -> Platform:
    invitation = partners_actions.invite(platform, zama, by=administrator)
    partners_actions.accept(invitation, by=other_administrator)
    return Platform.objects.get()


def at_desk(user: User, sign_in: SignIn) -> Client:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=user.pk))


def page(platform: Platform, name: str) -> str:
    return f"/admin/organizations/platform/{platform.pk}/{name}/"


@pytest.mark.parametrize("who", ["other_officer", "other_administrator", "administrator"])
def test_nobody_gives_a_platform_another_owner(
    who: str, joint: Platform, zama: Municipality, request: pytest.FixtureRequest
) -> None:
    joint.municipality = zama
    with pytest.raises(ValidationError) as refused:
        actions.save(joint, by=User.objects.get(pk=request.getfixturevalue(who).pk))
    assert refused.value.message_dict == {"municipality": [FIXED]}


def test_in_the_admin_a_partner_saves_and_the_owner_stays(
    joint: Platform, koto: Municipality, zama: Municipality,
    other_administrator: User, sign_in: SignIn,
) -> None:  # fmt: skip
    desk = at_desk(other_administrator, sign_in)
    given = {"purpose": "座間市の加筆", "municipality": zama.pk}
    assert fill_in(desk, page(joint, "change"), **given).status_code == 302
    joint.refresh_from_db()
    assert (joint.municipality, joint.purpose) == (koto, "座間市の加筆")


def test_a_record_of_another_place_is_not_written_whatever_it_becomes(
    koto: Municipality, zama: Municipality, other_officer: User
) -> None:
    theirs = Department.objects.create(municipality=koto, name="福祉課")
    theirs.municipality = zama
    with pytest.raises(ValidationError, match=NOT_THEIRS):
        actions.save(theirs, by=other_officer)


def test_a_partner_s_administrator_removes_neither_platform_nor_layer(
    joint: Platform, circle: Layer, other_administrator: User, administrator: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    desk = at_desk(other_administrator, sign_in)
    empty = Platform.objects.create(municipality=joint.municipality, name="空の連携PF")
    empty.partners.set(joint.partners.all())
    assert desk.post(page(empty, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [empty.pk], "post": "yes"}
    desk.post("/admin/organizations/platform/", chosen)
    assert desk.post(f"/platforms/{empty.pk}/delete/").status_code == 403
    for record in (empty, circle):
        assert not may(other_administrator, "remove", record)
        with pytest.raises(ValidationError, match=NOT_THEIRS_TO_REMOVE):
            actions.remove(record, by=other_administrator)
    assert Platform.objects.filter(pk=empty.pk).exists()
    actions.remove(empty, by=administrator)
    assert not Platform.objects.filter(pk=empty.pk).exists()


def test_saving_an_untouched_platform_keeps_its_partners(
    joint: Platform, zama: Municipality, administrator: User, sign_in: SignIn
) -> None:
    desk = at_desk(administrator, sign_in)
    opened = form_of(desk, page(joint, "change"))
    assert "partners" not in opened
    assert fill_in(desk, page(joint, "change"), partners=[]).status_code == 302
    assert list(joint.partners.all()) == [zama]
