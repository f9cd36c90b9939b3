"""Target groups × support functions of the members: none known, known, verified are told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from organizations.models import Layer, Membership, Organization, Platform, Term, User
from organizations.support.coverage import Cell, coverage
from tests.factories.activity import SupportActivityFactory
from tests.factories.vocabulary import FunctionFactory, TargetFactory

SignIn = Callable[[User], Client]
TODAY = date(2026, 11, 21)


@pytest.fixture
def young(db: None) -> Term:
    return TargetFactory(code="young", label="若い世代")


@pytest.fixture
def visiting(db: None) -> Term:
    return FunctionFactory(code="visits", label="家庭訪問")


@pytest.fixture
def member(circle: Layer, nagaya: Organization, young: Term, visiting: Term) -> Membership:
    activity = SupportActivityFactory(organization=nagaya, function=visiting)
    activity.targets.set([young])
    return Membership.objects.create(layer=circle, organization=nagaya)


def cell(platform: Platform, target: Term, function: Term) -> Cell:
    table = coverage(platform, TODAY)
    row = next(cells for term, cells in table.rows if term == target)
    return row[table.functions.index(function)]


@pytest.mark.parametrize(
    ("verified_on", "words"),
    [
        (None, "未確認"),
        (date(2025, 11, 19), "未確認"),
        (date(2025, 12, 1), "確認済み"),
        (TODAY, "確認済み"),
    ],
)
def test_known_and_verified_are_told_apart(
    verified_on: date | None,
    words: str,
    member: Membership,
    young: Term,
    visiting: Term,
) -> None:
    Organization.objects.update(verified_on=verified_on)
    found = cell(member.layer.platform, young, visiting)
    assert (found.known, found.words) == (1, words)


@pytest.mark.parametrize("state", ["expected", "interested", "invited", "declined", "left"])
def test_only_those_taking_part_count(
    state: str, member: Membership, young: Term, visiting: Term
) -> None:
    Membership.objects.update(state=state)
    found = cell(member.layer.platform, young, visiting)
    assert (found.known, found.words) == (0, "把握なし")


def test_a_member_of_two_layers_counts_once(
    member: Membership, young: Term, visiting: Term
) -> None:
    second = Layer.objects.create(platform=member.layer.platform, name="コアメンバー")
    Membership.objects.create(layer=second, organization=member.organization)
    assert cell(member.layer.platform, young, visiting).known == 1


def test_an_empty_field_leads_to_who_could_be_asked(
    member: Membership, young: Term, visiting: Term, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.update(state="interested")
    found = cell(member.layer.platform, young, visiting)
    page = sign_in(officer).get(found.url).content.decode()
    assert "NPO法人深川長屋" in page


def test_without_any_known_activity_nothing_is_said_to_lack(
    platform: Platform, circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya)
    page = sign_in(officer).get(platform.get_absolute_url()).content.decode()
    assert "活動内容がまだ登録されていないため" in page and 'class="zero"' not in page
