"""Persons, candidates and the way of a body into a council: who is told how much."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from webtest import TestApp

from organizations.members.actions import Step, move_member
from organizations.models import Layer, Membership, Note, Organization, User
from tests.pages.hand import the_form

SignIn = Callable[[User], Client]
NAME, POST = "山田 花子", "学識経験者"


@pytest.fixture
def professor(circle: Layer) -> Membership:
    circle.platform.shared = True
    circle.platform.save()
    return Membership.objects.create(layer=circle, person_name=NAME, post=POST, state="joined")


@pytest.mark.parametrize("page", ["platform", "layer"])
def test_others_read_the_post_and_not_the_name(
    professor: Membership, page: str, other_officer: User, viewer: User, sign_in: SignIn
) -> None:
    layer = professor.layer
    address = (layer if page == "layer" else layer.platform).get_absolute_url()
    theirs = sign_in(other_officer).get(address).content.decode()
    assert POST in theirs and NAME not in theirs
    ours = sign_in(viewer).get(address).content.decode()
    assert NAME in ours and "氏名は、この連携PFの自治体だけが見られます" not in ours


def test_the_posts_of_a_council_are_the_council_s(
    council: Layer, other_officer: User, sign_in: SignIn
) -> None:
    council.platform.shared = True
    council.platform.save()
    Membership.objects.create(layer=council, person_name=NAME, post=POST, state="joined")
    for address in (council.get_absolute_url(), council.platform.get_absolute_url()):
        assert POST not in sign_in(other_officer).get(address).content.decode()


@pytest.mark.parametrize("person", [True, False])
def test_a_candidate_and_what_is_noted_beside_it_are_for_staff(
    person: bool,
    circle: Layer,
    nagaya: Organization,
    viewer: User,
    officer: User,
    sign_in: SignIn,
) -> None:
    body = {"person_name": NAME} if person else {"organization": nagaya}
    asked = Membership.objects.create(layer=circle, state="invited", **body)
    note = Note(record=asked, text="返事は4月に", municipality=circle.platform.municipality)
    note.save()
    pages = (circle.get_absolute_url(), "/notes/", f"/platforms/{circle.platform_id}/candidates/")
    words = {note.text, asked.body_name}
    for page in pages:
        seen = sign_in(viewer).get(page).content.decode()
        assert not [word for word in words if word in seen], page
    assert note.text in sign_in(officer).get("/notes/").content.decode()


def test_who_is_not_cleared_writes_no_note_on_the_way_into_a_council(
    council: Layer,
    nagaya: Organization,
    administrator: User,
    browser_of: Callable[[User], TestApp],
) -> None:
    page = browser_of(administrator).get(f"/memberships/new/{council.pk}/")
    assert "step_note" not in the_form(page).fields
    roster = browser_of(administrator).get(f"/layers/{council.pk}/roster/")
    assert "note" not in the_form(roster).fields
    member = Membership.objects.create(layer=council, organization=nagaya, state="invited")
    with pytest.raises(ValidationError, match="閲覧を許可された人だけが書けます"):
        move_member(member, "joined", Step(note="電話で承諾"), by=administrator)
    move_member(member, "joined", Step(), by=administrator)
    assert member.state == "joined"
