"""A pilot of 江東区, and the page on which it is recorded."""

from __future__ import annotations

import pytest

from organizations.models import Platform
from pilots.models import Pilot


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2026, name="つながりフォーラム")


@pytest.fixture
def address(pilot: Pilot) -> str:
    return f"/pilots/{pilot.pk}/record/"
