"""A layer of 江東区 in 令和8年度 and its third meeting."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.models import Meeting
from organizations.models import Layer, Municipality, Platform


@pytest.fixture
def layer(koto: Municipality) -> Layer:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Layer.objects.create(
        platform=platform, name="連携PF", starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31)
    )


@pytest.fixture
def meeting(layer: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=layer.platform, layer=layer, kind="platform", fiscal_year=2026, number=3,
        title="第3回 連携PF会合", held_on=date(2026, 5, 15), next_on=date(2026, 9, 1),
    )  # fmt: skip
