"""A meeting log from the file to the registry and back, and who may know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from webtest import TestApp, TestResponse, Upload

from meetings.lists.log_cells import read_number
from meetings.models import Attendance, Meeting, MeetingSeries
from organizations.models import Department, Layer, Municipality, Organization, Platform, User
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch
from tests.confidence.secrets import again, clear
from tests.importing.carried import commit, undo
from tests.importing.files import csv_bytes, xlsx_bytes
from tests.pages.hand import push, write
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db
REPORT = [
    ["5.自治体等との打合せ記録一覧"],
    ["No.", "日時", "打合せ相手団体", "出席者", None],
    [None, None, None, "打合せ相手", "NRI"],
    [1, "8/1（火）\n13:00-14:30", "福祉部\n総務課、社会課", "近藤様、中澤様", "生駒、坂田、谷本"],
    ["２", "9/22（金）\n11:00-12:00", "福祉部\n総務課、社会課", "近藤様、川口部長", "生駒"],
    [None, None, "内閣官房", "松木参事官、黒瀬主査", None],
]
LOG = [
    ["開催日", "時間", "場所", "相手先", "件名", "内容", "決定事項", "今後の対応", "次回", "資料番号"],
    [
        "令和6年3月5日（火）", "10:00～正午", "区役所 会議室", "社会福祉協議会 2名\nNPO法人深川長屋",
        "打合せ", "名簿の作り方", "・名簿を作る\n・月に1回集まる", "①案内を送る", "4/9（火）", "資料3",
    ],
    ["R6.3.12", "午後1時～3時", "", "長寿応援課", "チラシの打合せ", "", "", "", "", ""],
]  # fmt: skip


def draft(
    place: Municipality, parent: Any, rows: Sequence[Sequence[Any]], **how: Any
) -> ImportBatch:
    return actions.start_list_import(
        data=xlsx_bytes(rows, **how), name="打合せ.xlsx", municipality=place, by=None,
        kind="series" if isinstance(parent, MeetingSeries) else "meetings", parent=parent,
    )  # fmt: skip


def planned(place: Municipality, parent: Any, rows: Sequence[Sequence[Any]]) -> ListPlan:
    return make_list_plan(draft(place, parent, rows))


def told(plan: ListPlan) -> list[str]:
    return [note.message for row in plan.rows for note in row.notes]


@pytest.fixture
def log(koto: Municipality, platform: Platform) -> Callable[[], ImportBatch]:
    return lambda: draft(koto, platform, LOG)


def test_the_table_of_the_reports(koto: Municipality, platform: Platform) -> None:
    """Its headings are known, a row may go on with the meeting above, and no name is kept."""
    batch = draft(koto, platform, REPORT, merges=["D2:E2", "A2:A3", "B2:B3", "C2:C3"])
    plan = make_list_plan(batch)
    assert plan.counts()["new"] == 2
    assert plan.file.remarks == ["年のない日付は、書かれた曜日から令和5年度として読みました。"]
    commit(batch.pk, by=None)

    first, second = Meeting.objects.order_by("held_on")
    assert (first.title, first.number, first.kind) == ("第1回 打合せ", 1, "working")
    assert (first.held_on, first.starts_at, first.ends_at) == (
        date(2023, 8, 1),
        time(13),
        time(14, 30),
    )
    assert first.date_as_printed == "8/1（火） 13:00-14:30"
    assert list(came(second)) == [
        ("福祉部 総務課、社会課", "counterpart", 2),
        ("内閣官房", "other", 2),
        ("NRI", "consultant", 1),
    ]
    names = " ".join(str(row.problems) + str(row.changes) for row in batch.rows.all())
    assert "近藤" not in names
    assert make_list_plan(draft(koto, platform, REPORT)).counts()["unchanged"] == 2


def came(meeting: Meeting) -> Iterator[tuple[str, str, int | None]]:
    sides = ["counterpart", "other", "consultant"]
    rows = sorted(meeting.attendances.all(), key=lambda row: (sides.index(row.side), row.pk))
    return ((row.name_as_printed, row.side, row.heads) for row in rows)


def test_everything_of_a_row_has_its_place(
    log: Callable[[], ImportBatch], nagaya: Organization, section: Department
) -> None:
    commit(log().pk, by=None)
    first, second = Meeting.objects.order_by("held_on")
    assert (first.held_on, first.ends_at, first.venue) == (
        date(2024, 3, 5),
        time(12),
        "区役所 会議室",
    )
    assert (first.weekday_as_printed, first.next_on) == ("火", date(2024, 4, 9))
    assert first.summary_text == "名簿の作り方\n資料番号：資料3"
    assert [str(d) for d in first.decisions.all()] == ["名簿を作る", "月に1回集まる"]
    assert [str(a) for a in first.actions.all()] == ["案内を送る"]
    assert first.attendances.get(organization=nagaya).heads is None
    assert first.attendances.get(name_as_printed="社会福祉協議会").heads == 2
    assert second.attendances.get().department == section
    assert second.ends_at == time(15)


def test_days_as_excel_keeps_them_have_no_hour(koto: Municipality, platform: Platform) -> None:
    rows = [
        ["開催日", "件名", "次回", "締切"],
        [datetime(2024, 8, 1), "打合せ", datetime(2024, 9, 2), datetime(2024, 8, 30)],
        [datetime(2024, 8, 2, 13, 30), "打合せ", None, None],
        ["令和6年8月3日", "打合せ", None, None],
    ]
    commit(draft(koto, platform, rows).pk, by=None)
    first, second, third = Meeting.objects.order_by("held_on")
    assert (first.starts_at, first.date_as_printed, first.next_on) == (None, "", date(2024, 9, 2))
    assert first.summary_text == "締切：2024-08-30"
    assert second.starts_at == time(13, 30)
    assert (third.weekday_as_printed, third.weekday_differs) == ("", False)
    assert make_list_plan(draft(koto, platform, rows)).counts()["unchanged"] == 3


@pytest.mark.parametrize(
    ("heading", "cell", "says"),
    [
        ("日時", "11/7", "年がありません"),
        ("日時", "8月6日", "年がありません"),
        ("年月日", "未定", "年がありません"),
    ],
)
def test_a_row_that_can_not_be_taken(
    koto: Municipality, platform: Platform, heading: str, cell: str, says: str
) -> None:
    plan = planned(koto, platform, [[heading, "会議名", "会場"], [cell, "打合せ", "会議室"]])
    assert plan.counts()["error"] == 1
    assert says in plan.problems[0].message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3), ("３", 3), ("第3回", 3), ("第三回", 3), ("3回目", 3), ("十二", 12), ("③", 3),
        ("No.3", 3), ("№３", 3), ("(3)", 3), ("3.", 3), ("第 3 回", 3),
        ("R6-3", None), ("1-2", None), ("3回目(全5回)", None), ("2024-1", None), ("32768", None),
        ("0", None), ("第回", None), ("1" * 5_000, None), ("億億億億億", None), ("臨時", None),
    ],
)  # fmt: skip
def test_the_number_of_a_meeting(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("heading", "cell", "says"),
    [
        ("時間", "夕方", "時刻として読めません"),
        ("No.", "別紙", "番号として読めません"),
        ("No.", "R6-3", "番号として読めません"),
        ("No.", "1-2", "番号として読めません"),
        ("回次", "3回目（全5回）", "番号として読めません"),
        ("No.", "2024-1", "番号として読めません"),
        ("No.", "1" * 5_000, "番号として読めません"),
        ("次回", "未定", "概要に残しました"),
        ("会場", "長い" * 150, "200文字を超えます"),
        ("合言葉", "山", "概要に残しました"),
    ],
)
def test_what_has_no_place_is_kept_and_told(
    koto: Municipality, platform: Platform, heading: str, cell: str, says: str
) -> None:
    batch = draft(koto, platform, [["日時", "会議名", heading], ["2024/3/5", "打合せ", cell]])
    assert any(says in text for text in told(make_list_plan(batch)))
    commit(batch.pk, by=None)
    meeting = Meeting.objects.get()
    assert cell in meeting.summary_text + meeting.date_as_printed


def test_the_same_list_again_changes_nothing_and_a_corrected_one_what_it_says(
    koto: Municipality, platform: Platform, log: Callable[[], ImportBatch]
) -> None:
    commit(log().pk, by=None)
    assert make_list_plan(log()).counts()["unchanged"] == 2

    meeting = Meeting.objects.get(title="打合せ")
    corrected = [LOG[0], [*LOG[1]]]
    corrected[1][2], corrected[1][6] = "江東区文化センター", "・名簿を作る\n・部会を置く"
    batch = draft(koto, platform, corrected)
    commit(batch.pk, by=None)
    meeting.refresh_from_db()
    assert meeting.venue == "江東区文化センター"
    assert meeting.decisions.count() == 3

    undo(batch.pk, by=None)
    meeting.refresh_from_db()
    assert meeting.venue == "区役所 会議室"
    assert [str(d) for d in meeting.decisions.all()] == ["名簿を作る", "月に1回集まる"]


def test_what_somebody_worked_on_since_stays(
    log: Callable[[], ImportBatch], officer: User, coordinator: User
) -> None:
    batch = log()
    commit(batch.pk, by=coordinator)
    first, second = Meeting.objects.order_by("held_on")
    Attendance.objects.create(meeting=second, name_as_printed="みなと食堂")
    counts = undo(batch.pk, by=coordinator)
    assert (counts.reversed, counts.kept) == (1, 1)
    assert list(Meeting.objects.all()) == [second]


def test_the_story_of_a_log(
    platform: Platform, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    """From the platform's page: file, check, commit, the meetings, and back."""
    browser = browser_of(coordinator)
    start = (
        browser.get(platform.get_absolute_url())
        .click("^編集$")
        .click("打合せの記録を表計算から取込")
    )
    check = write(start, file=Upload("打合せ.csv", csv_bytes(LOG))).maybe_follow()
    assert check.request.path.endswith("/list/"), "every column is known"
    assert "令和6年3月5日（火） 10:00～12:00" in check.text
    assert "資料番号" in check.text
    write(check)
    carry_out()
    assert Meeting.objects.count() == 2
    batch = ImportBatch.objects.get()
    assert "2" in browser.get(batch.get_absolute_url()).text
    assert "チラシの打合せ" in browser.get(platform.get_absolute_url()).text

    push(browser, batch.get_absolute_url(), "取込を取り消す")
    carry_out()
    assert not Meeting.objects.exists()


@pytest.fixture
def confided(platform: Platform, council: Layer, kept: Meeting) -> MeetingSeries:
    series = MeetingSeries.objects.create(
        platform=platform, name="個別ケースの部会", confidential=True
    )
    Meeting.objects.filter(pk=kept.pk).update(series=series)
    return series


def test_a_confidential_series_is_for_those_cleared(
    confided: MeetingSeries, council: Layer, coordinator: User, administrator: User,
    browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    """Meetings of the list are the council's; nobody else sees the list, its rows or its file."""
    clear(coordinator, council)
    browser = browser_of(again(coordinator))
    start = (
        browser.get(confided.get_absolute_url()).click("^編集$").click("会議の記録を表計算から取込")
    )
    check = write(start, file=Upload("部会.csv", csv_bytes(LOG))).maybe_follow()
    write(check)
    carry_out()
    made = Meeting.objects.filter(series=confided, title="打合せ").get()
    assert (made.layer, made.kind, made.is_secret) == (council, "council", True)

    batch = ImportBatch.objects.get()
    assert batch.get_absolute_url() in browser.get("/imports/").text
    other = browser_of(administrator)
    assert "部会.csv" not in other.get("/imports/").text
    for address in (
        batch.get_absolute_url(),
        f"/imports/{batch.pk}/file/",
        made.get_absolute_url(),
    ):
        other.get(address, status=404)
    other.get(f"/imports/lists/series/new/?parent={confided.pk}", status=404)


def test_a_series_with_one_secret_meeting_is_no_place_for_the_uncleared(
    confided: MeetingSeries, platform: Platform, coordinator: User,
    browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    Meeting.objects.create(platform=platform, series=confided, fiscal_year=2026, title="公開の会")
    browser = browser_of(coordinator)
    assert "公開の会" in browser.get(confided.get_absolute_url()).text
    browser.get(f"/imports/lists/series/new/?parent={confided.pk}", status=404)


def test_a_clearance_that_ended_before_the_commit(
    koto: Municipality, confided: MeetingSeries, council: Layer, coordinator: User
) -> None:
    clearance = clear(coordinator, council)
    batch = draft(koto, confided, LOG)
    assert make_list_plan(batch).counts()["new"] == 2
    clearance.delete()
    with pytest.raises(Refused, match="権限がなくなった"):
        commit(batch.pk, by=again(coordinator))
    assert Meeting.objects.count() == 1


def test_a_platforms_log_never_meets_a_secret_meeting(
    koto: Municipality, platform: Platform, kept: Meeting
) -> None:
    """An open list can't be used to find out what a council did on a day."""
    Meeting.objects.filter(pk=kept.pk).update(held_on=date(2026, 5, 15))
    plan = planned(
        koto, platform, [["日時", "会議名", "会場"], ["2026/5/15", kept.title, "会議室"]]
    )
    assert plan.counts()["new"] == 1


@pytest.mark.parametrize("who", ["viewer", "officer", "other_officer"])
def test_others_find_no_way_in(
    who: str, platform: Platform, request: pytest.FixtureRequest,
    browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    user = request.getfixturevalue(who)
    page: TestResponse = browser_of(user).get(platform.get_absolute_url(), expect_errors=True)
    assert "打合せの記録を表計算から取込" not in page.text
    address = f"/imports/lists/meetings/new/?parent={platform.pk}"
    browser_of(user).get(address, status=[403, 404])


def test_as_many_questions_for_many_rows(
    koto: Municipality, platform: Platform, assert_same_queries: Callable[..., None]
) -> None:
    batches: list[ImportBatch] = []

    def make(number: int) -> None:
        size = number + (10 if batches else 0)
        rows = [["2024/3/5", f"{n}回目の打合せ", "会議室", f"団体{n}"] for n in range(size)]
        batches.append(draft(koto, platform, [["日時", "会議名", "会場", "相手先"], *rows]))

    assert_same_queries(make, lambda: make_list_plan(batches[-1]), many=200)
