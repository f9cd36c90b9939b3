"""Days of a log that are no whole day, and weekdays in a column of their own."""

from __future__ import annotations

from datetime import date, time

import pytest

from meetings.models import Meeting
from organizations.models import Municipality, Platform
from surveys.importing.lists.plan import make_list_plan
from tests.importing.carried import commit
from tests.meetings.test_meeting_log import draft, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "year"),
    [("2026/6/31", 2026), ("令和8年7月上旬", 2026), ("R8.3", 2025), ("2026年7月頃", 2026)],
)
def test_a_month_tells_the_fiscal_year_of_a_meeting_without_a_day(
    koto: Municipality, platform: Platform, written: str, year: int
) -> None:
    batch = draft(koto, platform, [["日時", "会議名"], [written, "打合せ"]])
    assert any("日時（原文の表記）" in text for text in told(make_list_plan(batch)))
    commit(batch.pk, by=None)
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.fiscal_year) == (None, year)
    assert meeting.date_as_printed == written


@pytest.mark.parametrize(
    ("written", "says"),
    [("7月上旬", "日付として読めません"), ("13/45", "暦にない"), ("11/7", "年がありません")],
)
def test_a_row_is_refused_for_what_is_wrong_with_it(
    koto: Municipality, platform: Platform, written: str, says: str
) -> None:
    plan = make_list_plan(draft(koto, platform, [["日時", "会議名"], [written, "打合せ"]]))
    [problem] = plan.problems
    assert says in problem.message


def test_weekdays_of_their_own_column_tell_the_year(koto: Municipality, platform: Platform) -> None:
    rows = [
        ["日　時", None, None, "相手・出席者", None],
        ["月日", "曜日", "時間", "先方", "当方"],
        ["4/10", "金", "10:00～11:30", "社会福祉協議会 3名", "4名"],
        ["5/12（火）", "", "14時から15時半", "深川長屋", ""],
        ["6/3", "（水）", "", "内閣官房", ""],
    ]
    batch = draft(koto, platform, rows, merges=["A1:C1", "D1:E1"])
    plan = make_list_plan(batch)
    assert plan.file.remarks == ["年のない日付は、書かれた曜日から令和8年度として読みました。"]
    commit(batch.pk, by=None)
    first, second, third = Meeting.objects.order_by("held_on")
    assert (first.held_on, first.weekday_as_printed) == (date(2026, 4, 10), "金")
    assert first.date_as_printed == "4/10（金） 10:00～11:30"
    assert (second.starts_at, second.ends_at) == (time(14), time(15, 30))
    assert third.date_as_printed == "6/3（水）"
    assert first.attendances.get(name_as_printed="社会福祉協議会").heads == 3


def test_a_weekday_against_the_calendar_is_told(koto: Municipality, platform: Platform) -> None:
    rows = [
        ["開催日", "曜日", "件名"],
        ["2026/5/30", "月", "打合せ"],
        ["2026/6/1（月）", "休", "定例"],
    ]
    first, second = make_list_plan(draft(koto, platform, rows)).rows
    assert any("（土）" in note.message for note in first.notes)
    assert any("曜日として読めません" in note.message for note in second.notes)
    assert "曜日：休" in second.values["kept"]
