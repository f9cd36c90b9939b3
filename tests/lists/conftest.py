"""Three bodies of 江東区 that something is done to at once."""

from __future__ import annotations

import pytest

from organizations.models import Municipality, Organization
from tests.factories.organization import OrganizationFactory


@pytest.fixture
def three(koto: Municipality) -> list[Organization]:
    return [
        OrganizationFactory(municipality=koto, name=name, area_served="城東", legal_form="npo")
        for name in ("あさひの会", "いずみの会", "うみの会")
    ]
