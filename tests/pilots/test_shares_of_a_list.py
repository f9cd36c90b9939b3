"""割合 in a list of who came: as the cell shows it, else as the column as a whole says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from organizations.models import Municipality, Platform
from pilots.models import AttendanceCount, Pilot, PilotEvent
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
PARTS = ("全体", "子ども", "大人", "高齢者")


@pytest.fixture
def forum(platform: Platform) -> PilotEvent:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="周知")
    return PilotEvent.objects.create(pilot=pilot, name="フォーラム")


def draft(koto: Municipality, forum: PilotEvent, rows: list[Any], **how: Any) -> ImportBatch:
    return actions.start_list_import(
        data=xlsx_bytes(rows, **how), name="参加.xlsx", municipality=koto, kind="turnout",
        parent=forum, by=None,
    )  # fmt: skip


def percents(plan: ListPlan) -> list[Any]:
    return [row.given["counts"][0].get("percent") for row in plan.rows]


# Heading, cells, number format, what they are in percent, what is told.
SHARES: dict[str, tuple[str, list[Any], str, list[str | None], str]] = {
    "Excel's own format": ("割合", [1, 0.25, 0.125, 0.625], "0%", ["100", "25", "12.5", "62.5"], ""),
    "its format below the heading of percents": ("割合（％）", [1, 0.25], "0%", ["100", "25"], ""),
    "a sum in the computer": ("割合", [1, 0.1 + 0.2], "0%", ["100", "30"], ""),
    "signs": ("割合", ["100%", "25％", "0.5%"], "", ["100", "25", "0.5"], ""),
    "plain percents": ("割合", [100, 25, 0.5], "", ["100", "25", "0.5"], ""),
    "plain parts of one": ("割合", [1, 0.25, 0.125, 0.625], "",
                           ["100", "25", "12.5", "62.5"], "和が1になるため"),
    "half a percent under a heading of percents": ("割合（％）", [0.5, 0.4], "", ["0.5", "0.4"], ""),
    "half of what": ("割合", [0.5, 0.2], "", [None, None], "50%のことか0.5%のことか"),
    "more digits than there is room for": ("割合", [12.25, 50], "", ["12.3", "50"],
                                           "小数第1位までの12.3%に丸めました。"),
    "more than all": ("割合", [120, 50], "", [None, "50"], "割合は0から100までです。"),
    "nothing of all": ("割合", [0, 100], "", ["0", "100"], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
def test_a_share_is_what_the_column_says(koto: Municipality, forum: PilotEvent, name: str) -> None:
    heading, cells, shown, found, told = SHARES[name]
    rows = [["区分", "人数", heading]]
    rows += [[part, 10, cell] for part, cell in zip(PARTS, cells, strict=False)]
    formats = {f"C{n}": shown for n in range(2, len(rows) + 1)} if shown else {}
    plan = make_list_plan(draft(koto, forum, rows, formats=formats))
    expected = [None if text is None else Decimal(text) for text in found]
    assert percents(plan) == expected
    assert told in "".join(note.message for note in plan.notes)
    assert bool(told) is bool(plan.notes)


def test_a_registered_nought_is_no_blank(koto: Municipality, forum: PilotEvent) -> None:
    AttendanceCount.objects.create(
        event=forum, category="子ども", counting="not_stated", value=0, unit="名"
    )
    batch = draft(koto, forum, [["区分", "人数"], ["子ども", 12], ["大人", 3]])
    actions.use_settings(batch, settings={"fill_blanks": True}, by=None)
    assert [row.state for row in make_list_plan(batch).rows] == ["unchanged", "new"]
