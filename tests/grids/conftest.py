"""A layer of 江東区, a meeting of it, and the page on which it is recorded."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.models import Meeting
from organizations.models import Layer, Municipality, Platform


@pytest.fixture
def layer(koto: Municipality) -> Layer:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Layer.objects.create(platform=platform, name="連携PF")


@pytest.fixture
def meeting(layer: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=layer.platform, layer=layer, kind="platform", fiscal_year=2026, number=3,
        title="第3回 連携PF会合", held_on=date(2026, 11, 20),
    )  # fmt: skip


@pytest.fixture
def address(meeting: Meeting) -> str:
    return f"/meetings/{meeting.pk}/record/"
