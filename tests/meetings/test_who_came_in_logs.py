"""The columns of a log that say who came: what is stored, and what is kept or told instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest

from meetings.models import Attendance, Meeting
from organizations.models import Municipality, Organization, Platform
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db


def draft(platform: Platform, rows: Sequence[Sequence[Any]], **settings: Any) -> ImportBatch:
    batch = actions.start_list_import(
        data=xlsx_bytes(rows), name="打合せ.xlsx", municipality=platform.municipality, by=None,
        kind="meetings", parent=platform,
    )  # fmt: skip
    if settings:
        actions.use_settings(batch, settings=settings, by=None)
    return batch


def taken(platform: Platform, cells: dict[str, Any], *more: dict[str, Any]) -> Meeting:
    """The meeting of a row, with the rows that go on with it."""
    columns = ["日時", "件名", *cells]
    rows = [["2024/8/1", "打合せ", *cells.values()]]
    rows += [["", "", *(other.get(name, "") for name in cells)] for other in more]
    rows += [["2024/9/1", "つぎの打合せ", *("" for _ in cells)]]
    commit(draft(platform, [columns, *rows]).pk, by=None)
    return Meeting.objects.get(title="打合せ")


def told(plan: ListPlan) -> list[tuple[str, str]]:
    return [(note.value, note.message) for row in plan.rows for note in row.notes]


def came(meeting: Meeting) -> list[tuple[str, int | None]]:
    return list(meeting.attendances.order_by("pk").values_list("name_as_printed", "heads"))


@pytest.mark.parametrize(
    ("cells", "stored", "kept"),
    [
        ({"相手先": "社協", "人数": "3名"}, [("社協", 3)], ""),
        ({"相手先": "社協", "人数": "約10名"}, [("社協", 10)], "人数：約10名"),
        ({"相手先": "社協", "人数": "多数"}, [("社協", None)], "人数：多数"),
        ({"相手先": "社協", "人数": "10～15"}, [("社協", None)], "人数：10～15"),
        ({"相手先": "社協", "人数": "未定"}, [("社協", None)], ""),
        ({"相手先": "社協", "人数": "なし"}, [("社協", None)], ""),
        ({"相手先": "社協", "人数": "9" * 30}, [("社協", None)], f"人数：{'9' * 30}"),
        ({"相手先": "なし", "人数": ""}, [], ""),
        ({"相手先": "なし、社協", "人数": ""}, [("社協", None)], "相手先：なし"),
        (
            {"相手先": "社協 2名、福祉課 1名", "人数": 5},
            [("社協", 2), ("福祉課", 1)],
            "人数：5名",
        ),
        ({"相手先": "社協 2名、福祉課 1名", "人数": 3}, [("社協", 2), ("福祉課", 1)], ""),
        ({"相手先": "社協、福祉課", "人数": 5}, [("社協、福祉課", 5)], ""),
        ({"相手先": "社協、福祉課、近藤様"}, [("社協", None), ("福祉課", None)], "出席者：1名"),
        ({"相手先": "福祉課 田中様、福祉課 佐藤様"}, [("福祉課", 2)], ""),
        ({"出席者": "近藤様 他2名、社会福祉協議会事務局長、長寿応援課長"},
         [("社会福祉協議会", 1), ("長寿応援課", 1)], "出席者：3名"),
        ({"相手先": "江東区", "相手出席者": "多数"}, [("江東区", None)], "相手出席者：多数"),
        ({"相手先": "江東区", "相手出席者": "近藤様ほか"}, [("江東区", None)], "相手出席者：ほか"),
        ({"相手先": "江東区", "相手出席者": "福祉課 近藤様"}, [("江東区", 1)], "相手出席者：福祉課"),
        ({"相手先": "江東区", "事務局": "福祉課、総務課"},
         [("江東区", None), ("福祉課", None), ("総務課", None)], ""),
        ({"相手先": "江東区", "事務局": "生駒、坂田"}, [("江東区", None), ("事務局", 2)], ""),
        ({"相手先": "江東区", "事務局": "なし"}, [("江東区", None)], ""),
        ({"相手先": "あ" * 201}, [], f"出席者：{'あ' * 201}"),
    ],
)  # fmt: skip
def test_bodies_heads_and_words(
    platform: Platform, cells: dict[str, Any], stored: list[Any], kept: str
) -> None:
    meeting = taken(platform, cells)
    assert came(meeting) == stored
    assert meeting.summary_text == kept


def test_no_name_is_stored_or_told(platform: Platform) -> None:
    cells = {"相手先": "田中様（福祉課）", "出席者／江東区": "近藤様、佐藤花子", "備考": "資料あり"}
    batch = draft(platform, [["日時", "件名", *cells], ["2024/8/1", "打合せ", *cells.values()]])
    commit(batch.pk, by=None)
    stored = [
        *Meeting.objects.values_list("title", "summary_text"),
        *Attendance.objects.values_list("name_as_printed", "heads"),
        *batch.rows.values_list("problems", "changes", "respondent_key"),
    ]
    assert not any(name in str(stored) for name in ("田中", "近藤", "佐藤", "花子"))
    assert came(Meeting.objects.get()) == [("福祉課", 1), ("江東区", 2)]


def test_a_name_that_is_repeated_or_hidden_is_not_told_either(platform: Platform) -> None:
    rows = [
        ["日時", "件名", "相手先", "先方出席者"],
        ["2024/8/1", "打合せ", "社協", "近藤\u200b様、田中様"],
        ["2024/8/2", "打合せ", "社協", "〃"],
    ]
    batch = draft(platform, rows)
    commit(batch.pk, by=None)
    assert [came(m) for m in Meeting.objects.order_by("held_on")] == [[("社協", 2)], [("社協", 2)]]
    stored = str(list(batch.rows.values_list("problems", "changes", "corrections")))
    assert "上の行と同じとみました。" in stored
    assert not any(name in stored for name in ("近藤", "田中"))


@pytest.mark.parametrize(
    ("cells", "host"),
    [
        ({"司会": "田中様", "記録者": "佐藤"}, ""),
        ({"進行": "長寿応援課 田中係長", "担当者": "近藤"}, "長寿応援課"),
        ({"主催": "江東区", "氏名": "近藤 花子"}, "江東区"),
    ],
)
def test_names_in_columns_beside(platform: Platform, cells: dict[str, str], host: str) -> None:
    meeting = taken(platform, cells)
    assert (meeting.host, meeting.summary_text) == (host, "")


PEOPLE = "大島防災会 会長 柚木様、江波戸副会長、深川農園 代表 榎本"
BODIES = [("大島防災会", 2), ("深川農園", 1)]
KEPT = "大島防災会（2名）、深川農園（1名）"


@pytest.mark.parametrize(
    ("heading", "side", "bodies", "kept"),
    [
        *((heading, "counterpart", BODIES, "")
          for heading in ("相手・出席者", "相手方・出席者", "出席者・相手", "主な出席者",
                          "参加メンバー", "主なメンバー", "相手・出席者（敬称略）")),
        *((heading, "other", BODIES, "") for heading in ("対応者", "訪問者", "面談者", "説明者")),
        ("主催・司会", "", [], ""),
        *((heading, "", [], f"{heading}：{KEPT}") for heading in ("欠席者", "検討メンバー", "見学者名")),
    ],
)  # fmt: skip
def test_columns_of_people_under_many_headings(
    platform: Platform, heading: str, side: str, bodies: list[Any], kept: str
) -> None:
    rows = [["日時", "件名", heading], ["2024/8/1", "打合せ", PEOPLE]]
    batch = draft(platform, rows)
    commit(batch.pk, by=None)
    meeting = Meeting.objects.get()
    assert (came(meeting), meeting.summary_text) == (bodies, kept)
    assert set(meeting.attendances.values_list("side", flat=True)) == ({side} - {""})
    stored = [*Meeting.objects.values_list(), *batch.rows.values_list("problems", "changes")]
    assert not any(name in str(stored) for name in ("柚木", "江波戸", "榎本"))


@pytest.mark.parametrize(
    ("cells", "stored", "kept"),
    [
        ({"対応者": "蓼科、栂野"}, [("対応者", 2)], ""),
        ({"説明者": "2名"}, [("説明者", 2)], ""),
        ({"訪問者": "江東区 蓼科"}, [("江東区", 1)], ""),
        ({"司会": "栂野"}, [], ""),
        ({"相手方": "農園組合", "出席者": "蓼科、栂野"}, [("農園組合", 2)], ""),
        (
            {"相手方": "農園組合", "出席者": "福祉課、みなと食堂"},
            [("農園組合", None), ("福祉課", None), ("みなと食堂", None)],
            "",
        ),
        ({"欠席者": "栂野"}, [], "欠席者：1名"),
        ({"対象者": "地域の高齢者"}, [], "対象者：地域の高齢者"),
        ({"相手先": "社協", "役職": "館長"}, [("社協", None)], ""),
    ],
)
def test_names_without_a_title(
    platform: Platform, cells: dict[str, Any], stored: list[Any], kept: str
) -> None:
    meeting = taken(platform, cells)
    assert (came(meeting), meeting.summary_text, meeting.host) == (stored, kept, "")


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"No.": 2, "会場": "", "相手先": "内閣官房"}, ""),
        ({"No.": "", "会場": "会議室", "相手先": "内閣官房"}, ""),
        ({"相手先": "内閣官房", "役職": "主査", "氏名": "近藤"}, ""),
        ({"相手先": "内閣官房", "発言要旨": "名簿を送る"}, "発言要旨：名簿を送る"),
    ],
)
def test_a_row_that_goes_on_with_more_than_who_came(
    platform: Platform, more: dict[str, Any], kept: str
) -> None:
    first = dict.fromkeys(more, "") | {"相手先": "社協"}
    first |= {"会場": "会議室"} if "会場" in more else {}
    meeting = taken(platform, first, more)
    assert came(meeting) == [("社協", None), ("内閣官房", None)]
    assert meeting.summary_text == kept


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (["No.", "日時", "件名", "会場", "相手先"], [2, "", "", "別の会場", "福祉課"]),
        (["No.", "日時", "相手先"], [2, "", "福祉課"]),  # a meeting whose day is missing
        (["日時", "件名", "内容", "相手先"], ["", "", "名簿の作り方", "福祉課"]),
    ],
)
def test_a_row_that_may_be_another_meeting_is_refused(
    platform: Platform, columns: list[str], row: list[Any]
) -> None:
    above = {"No.": 1, "日時": "2024/8/1", "件名": "打合せ", "会場": "会議室", "相手先": "社協"}
    rows = [columns, [above.get(name, "") for name in columns], row]
    assert "年がありません" in make_list_plan(draft(platform, rows)).problems[0].message


@pytest.mark.parametrize("mark", ["/", "／", "・"])
def test_registered_bodies_in_one_word_are_two(
    platform: Platform, nagaya: Organization, mark: str
) -> None:
    Organization.objects.create(municipality=platform.municipality, name="みなと食堂")
    cells = {"相手先": f"NPO法人深川長屋{mark}みなと食堂", "事務局": f"社協{mark}別の会"}
    assert came(taken(platform, cells)) == [
        ("NPO法人深川長屋", None),
        ("みなと食堂", None),
        (f"社協{mark}別の会", None),
    ]


def test_a_name_with_a_dot_is_one_body(platform: Platform) -> None:
    for name in ("みなと", "ほっと会", "みなと・ほっと会"):
        Organization.objects.create(municipality=platform.municipality, name=name)
    assert came(taken(platform, {"相手先": "みなと・ほっと会"})) == [("みなと・ほっと会", None)]
    other = {"相手先": "みなと/ほっと会", "人数": 5}
    Meeting.objects.all().delete()
    assert came(taken(platform, other)) == [("みなと/ほっと会", 5)]


def test_people_of_a_row_that_goes_on(platform: Platform) -> None:
    first = {"相手先": "社協", "出席者／江東区": "近藤様", "人数": ""}
    more = {"相手先": "内閣官房", "出席者／江東区": "田中様、佐藤様", "人数": "多数"}
    meeting = taken(platform, first, more)
    assert came(meeting) == [("社協", None), ("江東区", 3), ("内閣官房", None)]
    assert meeting.summary_text == "人数：多数"


def test_a_body_is_there_once_in_whatever_words(platform: Platform, nagaya: Organization) -> None:
    """A meeting holds a body once: the check page says so, and the commit goes through."""
    cells = {"相手先": "NPO法人深川長屋 2名、みなと会", "事務局": "特定非営利活動法人深川長屋"}
    meeting = taken(platform, cells, {"相手先": "一般社団法人みなと会 1名", "事務局": ""})
    assert came(meeting) == [("NPO法人深川長屋", 2), ("みなと会", 1)]


def test_a_body_too_long_on_a_row_that_goes_on_is_kept(platform: Platform) -> None:
    """The check page and the commit say the same of it."""
    meeting = taken(platform, {"相手先": "社協"}, {"相手先": "あ" * 400})
    assert came(meeting) == [("社協", None)]
    assert "あ" * 400 in meeting.summary_text


@pytest.mark.parametrize(
    ("cells", "starts", "ends", "printed"),
    [
        ({"日時": "2024/8/1 10:00", "終了時刻": "11:30"}, time(10), time(11, 30), ""),
        ({"日時": "2024/8/1 午後1時", "終了時刻": "3時"}, time(13), time(15), ""),
        ({"日時": "2024/8/1", "終了時刻": "11:30"}, None, time(11, 30), ""),
        ({"日時": "2024/8/1", "開始時刻": "10:00", "終了時刻": "夕方"}, time(10), None, "夕方"),
        ({"日時": "2024/8/1 10:00", "時間": "10:00～11:30"}, time(10), time(11, 30), ""),
        ({"日時": "2024/8/1 10:00", "時間": "13:00～14:00"}, time(13), time(14), "10:00"),
        ({"日時": "2024/8/1 10:00～11:00", "終了時刻": "12:00"}, time(10), time(11), "12:00"),
        ({"日時": "2024/8/1", "開始時刻": "15:00", "終了時刻": "10:00"}, None, None, "10:00"),
    ],
)
def test_hours_of_several_columns(
    platform: Platform, cells: dict[str, str], starts: time, ends: time, printed: str
) -> None:
    """What is not taken stands in the printed day, and that is told."""
    rows = [[*cells, "件名"], [*cells.values(), "打合せ"]]
    batch = draft(platform, rows)
    notes = told(make_list_plan(batch))
    commit(batch.pk, by=None)
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.starts_at, meeting.ends_at) == (date(2024, 8, 1), starts, ends)
    assert printed in meeting.date_as_printed
    assert bool(notes) == bool(printed)


def test_filling_blanks_tells_what_is_not_kept(koto: Municipality, platform: Platform) -> None:
    Meeting.objects.create(
        platform=platform, title="打合せ", held_on=date(2024, 8, 1), fiscal_year=2024,
        summary_text="もとの概要",
    )  # fmt: skip
    rows = [["日時", "件名", "会場", "資料番号"], ["2024/8/1", "打合せ", "会議室", "資料3"]]
    batch = draft(platform, rows, fill_blanks=True)
    assert ("資料3", "概要がすでにあるので、取り込みません。") in told(make_list_plan(batch))
    commit(batch.pk, by=None)
    meeting = Meeting.objects.get()
    assert (meeting.summary_text, meeting.venue) == ("もとの概要", "会議室")
