"""A platform of 江東区 with one open layer and one council."""

from __future__ import annotations

import pytest

from meetings.models import Meeting
from organizations.models import Department, Layer, Municipality, Organization, Platform, User
from platform_registry.access import Role
from tests.actors import person
from tests.factories.organization import OrganizationFactory


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    return Platform.objects.create(municipality=koto, name="江東区 連携PF", status="preparing")


@pytest.fixture
def circle(platform: Platform) -> Layer:
    return Layer.objects.create(platform=platform, name="連携PF", counted=True)


@pytest.fixture
def council(platform: Platform) -> Layer:
    return Layer.objects.create(
        platform=platform,
        name="江東区孤独・孤立対策地域協議会",
        kind=Layer.Kind.COUNCIL,
        legal_basis="法第15条",
        personal_data=True,
    )


@pytest.fixture
def nagaya(koto: Municipality) -> Organization:
    return OrganizationFactory(municipality=koto, name="NPO法人深川長屋")


@pytest.fixture
def section(koto: Municipality) -> Department:
    return Department.objects.create(municipality=koto, name="長寿応援課")


@pytest.fixture
def second(koto: Municipality) -> User:
    return person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)


@pytest.fixture
def kept(platform: Platform, council: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2026, title="第1回協議会"
    )
