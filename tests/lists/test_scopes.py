"""Lists open on one's own municipality; what others show is one click away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Municipality, Platform, User
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import OrganizationFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def platforms(koto: Municipality, zama: Municipality) -> None:
    near = MunicipalityFactory(
        name="品川区", code="131091", prefecture=koto.prefecture, kind="special_ward"
    )
    Platform.objects.create(municipality=koto, name="江東の会議体")
    Platform.objects.create(municipality=near, name="品川の会議体", shared=True)
    Platform.objects.create(municipality=near, name="品川の非公開", shared=False)
    Platform.objects.create(municipality=zama, name="座間の会議体", shared=True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"江東の会議体"}),
        ("?scope=own", {"江東の会議体"}),
        ("?scope=prefecture", {"江東の会議体", "品川の会議体"}),
        ("?scope=others", {"品川の会議体", "座間の会議体"}),
        ("?scope=all", {"江東の会議体", "品川の会議体", "座間の会議体"}),
        ("?scope=%00' OR 1=1", {"江東の会議体"}),  # never more than was asked for
        ("?status=concept", {"江東の会議体"}),
        ("?status=concept&scope=all", {"江東の会議体", "品川の会議体", "座間の会議体"}),
    ],
)
def test_whose_records_stand_in_a_list(
    query: str, names: set[str], platforms: None, officer: User, sign_in: SignIn
) -> None:
    context = sign_in(officer).get(f"/platforms/{query}").context
    assert {row.name for row in context["page"].rows} == names
    assert context["total"] == len(names)


def test_the_others_are_one_click_away_and_conditions_stay(
    platforms: None, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    context = client.get("/platforms/?status=concept").context
    links = {scope.label: scope for scope in context["scopes"]}
    assert list(links) == ["江東区", "同じ都道府県", "ほかの自治体の公開", "すべて"]
    assert links["江東区"].current
    everything = client.get(f"/platforms/{links['すべて'].url}").context
    assert everything["total"] == 3
    assert [c.words for c in everything["conditions"]] == ["状態：構想"]


def test_a_municipality_that_is_asked_for_is_found(
    zama: Municipality, platforms: None, officer: User, sign_in: SignIn
) -> None:
    context = sign_in(officer).get(f"/pilots/?place={zama.pk}").context
    assert next(scope.label for scope in context["scopes"] if scope.current) == "すべて"


def test_a_list_of_one_s_own_alone_offers_no_others(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    assert sign_in(officer).get("/organizations/").context["scopes"] == []
