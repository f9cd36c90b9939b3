"""An officer types a body as it is called: by its name, its alias, its short or its former name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Layer, Membership, Organization, OrganizationName, User
from tests.factories.organization import OrganizationFactory
from tests.filled import filled

SignIn = Callable[[User], Client]


@pytest.fixture
def council(circle: Layer) -> Organization:
    """江東区社会福祉協議会, known as 江東社協 and 一般社団法人えんがわ."""
    body = OrganizationFactory(
        municipality=circle.platform.municipality, name="社会福祉法人江東区社会福祉協議会"
    )
    for name, kind in (
        ("江東社協", "short"), ("一般社団法人えんがわ", "alias"), ("深川福祉会", "former"),
    ):  # fmt: skip
        OrganizationName.objects.create(organization=body, name=name, kind=kind)
    body.save()
    return body


@pytest.mark.parametrize(
    "typed",
    [
        "社会福祉法人江東区社会福祉協議会",
        "江東区社会福祉協議会",
        "江東社協",
        "江東　社協",
        "えんがわ",
        "（一社）えんがわ",
        "深川福祉会",
    ],
)
def test_a_roster_takes_every_recorded_name(
    typed: str, circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    page = filled(sign_in(officer), f"/layers/{circle.pk}/roster/", lines=f"{typed}\t理事長")
    assert "1件を" in page
    assert Membership.objects.get().organization == council


def test_a_member_is_added_by_its_short_name(
    circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    filled(sign_in(officer), f"/memberships/new/{circle.pk}/", organization="江東社協")
    assert Membership.objects.get().organization == council


def test_one_body_twice_under_two_names_is_said(
    circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    page = filled(sign_in(officer), f"/layers/{circle.pk}/roster/", lines="江東社協\nえんがわ")
    assert "2行目" in page and "すでにこの層にあります" in page
    assert not Membership.objects.exists()


def test_a_name_of_several_bodies_is_not_guessed(
    circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    other = OrganizationFactory(municipality=circle.platform.municipality, name="深川の会")
    OrganizationName.objects.create(organization=other, name="えんがわ", kind="alias")
    other.save()
    page = filled(sign_in(officer), f"/layers/{circle.pk}/roster/", lines="えんがわ")
    assert "「えんがわ」に当たる団体が複数あります" in page
    assert not Membership.objects.exists()


def test_the_own_name_goes_before_another_s_alias(
    circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    own = OrganizationFactory(municipality=circle.platform.municipality, name="えんがわ")
    filled(sign_in(officer), f"/layers/{circle.pk}/roster/", lines="えんがわ")
    assert Membership.objects.get().organization == own


@pytest.mark.parametrize("typed", ["社協", "江東", "・", "えんがわの会"])
def test_a_part_of_a_name_is_no_name(
    typed: str, circle: Layer, council: Organization, officer: User, sign_in: SignIn
) -> None:
    page = filled(sign_in(officer), f"/layers/{circle.pk}/roster/", lines=typed)
    assert f"「{typed}」は登録されていません" in page


def test_a_new_body_called_as_a_registered_one_was_is_asked_about(
    council: Organization, officer: User, sign_in: SignIn
) -> None:
    page = filled(sign_in(officer), "/organizations/new/", **{"basics-name": "深川福祉會"})
    assert "登録済みの団体とは別の団体として登録する" in page
    assert Organization.objects.get() == council


@pytest.mark.parametrize("field", ["basics-name", "basics-kana", "names-0-name"])
def test_a_character_only_one_machine_knows_is_refused_in_a_name(
    field: str, council: Organization, officer: User, sign_in: SignIn
) -> None:
    typed = {"basics-name": "深川の会", "basics-kana": "フカガワ", field: "\ue000川の会"}
    page = filled(sign_in(officer), "/organizations/new/", **typed)
    assert "読めない文字（U+E000）が入っています。読める文字で入力し直してください。" in page
    assert "\ue000川の会" in page  # what was typed stays to be mended
    assert not Organization.objects.filter(name__contains="\ue000").exists()
    assert not OrganizationName.objects.filter(name__contains="\ue000").exists()
