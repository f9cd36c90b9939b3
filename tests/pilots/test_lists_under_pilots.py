"""配布先一覧 under a publication, 参加人数 under an event: file, check, commit, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from webtest import TestApp, Upload

from organizations.models import Municipality, Organization, Platform, User
from pilots.models import AttendanceCount, Pilot, PilotEvent, Publication
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.files import csv_bytes, xlsx_bytes
from tests.pages.hand import push, write
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db
REPORT = [
    ["配布先リスト"],
    ["配布先", "配布部数"],
    ["区内各所"],
    ["1 長寿サポートセンター（地域包括支援センター）21か所", 210],
    ["2 福祉会館 7か所", "７0"],
    ["区役所内"],
    ["10 福祉課", 10],
    ["合計", 290],
]


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="周知")


@pytest.fixture
def leaflet(pilot: Pilot) -> Publication:
    return Publication.objects.create(pilot=pilot, name="寄り添いサポートリスト")


@pytest.fixture
def forum(pilot: Pilot) -> PilotEvent:
    return PilotEvent.objects.create(pilot=pilot, name="フォーラム")


def draft(koto: Municipality, parent: Any, rows: Sequence[Any]) -> ImportBatch:
    kind = "deliveries" if isinstance(parent, Publication) else "turnout"
    return actions.start_list_import(
        data=xlsx_bytes(rows),
        name="一覧.xlsx",
        municipality=koto,
        kind=kind,
        parent=parent,
        by=None,
    )


def places(leaflet: Publication) -> list[tuple[Any, ...]]:
    rows = leaflet.distributions.order_by("number", "pk")
    return list(rows.values_list("number", "group", "place", "sites", "copies", "note"))


def test_the_list_of_the_reports(koto: Municipality, leaflet: Publication) -> None:
    batch = draft(koto, leaflet, REPORT)
    plan = make_list_plan(batch)
    assert not plan.file.remarks
    commit(batch.pk, by=None)
    assert places(leaflet) == [
        (1, "区内各所", "長寿サポートセンター（地域包括支援センター）", 21, 210, ""),
        (2, "区内各所", "福祉会館", 7, 70, ""),
        (10, "区役所内", "福祉課", None, 10, ""),
    ]
    assert make_list_plan(draft(koto, leaflet, REPORT)).counts()["unchanged"] == 3
    assert undo(batch.pk, by=None).reversed == 3
    assert not places(leaflet)


@pytest.mark.parametrize(
    ("headings", "row", "kept"),
    [
        (
            ["No.", "区分", "送付先", "箇所数", "部数"],
            ["3", "区内", "出張所", "8", "８0"],
            (3, "区内", "出張所", 8, 80, ""),
        ),
        (
            ["配布先", "部数", "配布日", "方法", "備考"],
            ["みなと食堂", "50部", "2024/3/5", "手渡し", "入口に置く"],
            (1, "", "みなと食堂", None, 50, "配布日：2024/3/5\n方法：手渡し\n入口に置く"),
        ),
        (
            ["配布先", "部数", "配布日"],
            ["みなと食堂", 50, datetime(2024, 3, 5)],
            (1, "", "みなと食堂", None, 50, "配布日：2024-03-05"),
        ),
        (
            ["No.", "配布先", "部数"],
            ["9" * 5_000, "みなと食堂", 50],
            (1, "", "みなと食堂", None, 50, f"No.：{'9' * 5_000}"),
        ),
        (
            ["設置場所", "枚数", "合言葉"],
            ["出張所（8か所）", "若干", "山"],
            (1, "", "出張所", 8, None, "合言葉：山\n枚数：若干"),
        ),
        (["配布先", "か所", "部数"], ["福祉課", "", "-"], (1, "", "福祉課", None, None, "")),
    ],
)
def test_a_place(
    koto: Municipality, leaflet: Publication, headings: list[str], row: list[Any], kept: Any
) -> None:
    batch = draft(koto, leaflet, [headings, row, ["末尾の団体", *["1" for _ in headings[1:]]]])
    commit(batch.pk, by=None)
    assert kept in places(leaflet)


@pytest.mark.parametrize(
    ("heading", "text", "note"),
    [
        *((heading, "樋口 進 様", "") for heading in (
            "担当者", "担当者名", "ご担当者名", "受取人", "氏名", "配布先担当者", "担当", "宛名")),
        ("担当者", "樋口", ""),
        ("担当", "樋口 進", ""),
        ("担当", "福祉課 樋口様", "担当：福祉課"),
        ("担当課", "福祉課", "担当課：福祉課"),
        ("担当部署", "社会福祉協議会", "担当部署：社会福祉協議会"),
    ],
)  # fmt: skip
def test_no_name_of_a_person_is_kept_of_a_delivery(
    koto: Municipality, leaflet: Publication, heading: str, text: str, note: str
) -> None:
    batch = draft(koto, leaflet, [["配布先", heading, "部数"], ["図書館", text, 5]])
    commit(batch.pk, by=None)
    assert places(leaflet) == [(1, "", "図書館", None, 5, note)]
    told = str(batch.rows.values_list("problems", "changes"))
    assert ("氏名は登録しません" in told, "樋口" in told) == ("樋口" in text, False)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("北砂商店会 堀内様", "北砂商店会"),
        ("北砂商店会 堀内 悟 様", "北砂商店会"),
        ("北砂商店会 堀内 悟様", "北砂商店会"),
        ("北砂商店会（堀内様）", "北砂商店会"),
        ("北砂商店会堀内様", "北砂商店会"),
        ("北砂商店会 理事長 堀内様", "北砂商店会"),
        ("北砂商店会様", "北砂商店会"),
        ("みなと食堂さん", "みなと食堂"),
        ("お客様相談室", "お客様相談室"),
        (
            "長寿サポートセンター（地域包括支援センター）",
            "長寿サポートセンター（地域包括支援センター）",
        ),
        ("個人（希望者）", "個人（希望者）"),
        ("会員の皆様", "会員の皆様"),
    ],
)
def test_a_place_is_stored_without_its_person(
    koto: Municipality, leaflet: Publication, written: str, place: str
) -> None:
    batch = draft(koto, leaflet, [["配布先", "部数"], [written, 5], ["図書館", 3]])
    commit(batch.pk, by=None)
    assert places(leaflet)[0][2] == place
    told = str(batch.rows.values_list("problems", "changes"))
    assert ("氏名は登録しません" in told, "堀内" in told) == (written != place, False)


@pytest.mark.parametrize("written", ["堀内様", "堀内 悟 様", "堀内様方"])
def test_a_person_is_no_place(koto: Municipality, leaflet: Publication, written: str) -> None:
    plan = make_list_plan(draft(koto, leaflet, [["配布先", "部数"], [written, 5], ["図書館", 3]]))
    assert [problem.row for problem in plan.problems] == [2]
    assert "堀内" not in str(plan.problems)


def test_a_total_that_does_not_agree_is_said(koto: Municipality, leaflet: Publication) -> None:
    plan = make_list_plan(draft(koto, leaflet, [*REPORT[:-1], ["合計", 300]]))
    assert plan.file.remarks == [
        "合計の行は300部ですが、各行の部数の和は290部です。元の資料を確かめてください。"
    ]


def test_a_registered_place_is_tied_and_a_number_changed(
    koto: Municipality, leaflet: Publication, nagaya: Organization
) -> None:
    rows = [["配布先", "部数"], ["NPO法人深川長屋", 20], ["福祉課", 10]]
    commit(draft(koto, leaflet, rows).pk, by=None)
    assert leaflet.distributions.get(copies=20).organization == nagaya
    rows[1][1] = 30
    batch = draft(koto, leaflet, rows)
    assert make_list_plan(batch).counts()["changed"] == 1
    commit(batch.pk, by=None)
    assert leaflet.distributions.filter(copies=30).exists()
    undo(batch.pk, by=None)
    assert leaflet.distributions.filter(copies=20).exists()


def numbers(forum: PilotEvent) -> list[tuple[str, str, Any]]:
    rows = forum.attendance.order_by("pk")
    return list(rows.values_list("counting", "category", "value"))


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        (
            [["区分", "参加者数"], ["個人", "65名"], ["行政", 42], ["合計", 107]],
            [("attended", "個人", 65), ("attended", "行政", 42)],
        ),
        (
            [
                ["区分", "実人数", "のべ人数", "申込者数"],
                ["全体", 57, 70, 54],
                ["一般", 20, "", "-"],
            ],
            [
                ("attended", "", 57),
                ("total_visits", "", 70),
                ("applied", "", 54),
                ("attended", "一般", 20),
            ],
        ),
        (
            [["属性", "数え方", "人数"], ["一般", "のべ", 1460], ["団体", "", 12]],
            [("total_visits", "一般", 1460), ("not_stated", "団体", 12)],
        ),
        (
            [["参加団体"], ["みなと食堂"], ["つむぎの家"]],
            [("not_stated", "みなと食堂", None), ("not_stated", "つむぎの家", None)],
        ),
    ],
)
def test_numbers_of_an_event(
    koto: Municipality, forum: PilotEvent, rows: list[Any], kept: list[Any]
) -> None:
    batch = draft(koto, forum, rows)
    commit(batch.pk, by=None)
    assert numbers(forum) == kept
    again = make_list_plan(draft(koto, forum, rows)).counts()
    assert (again["new"], again["changed"]) == (0, 0)
    undo(batch.pk, by=None)
    assert not forum.attendance.exists()


def test_how_exact_a_number_is_and_its_share(koto: Municipality, forum: PilotEvent) -> None:
    rows = [["区分", "人数", "割合"], ["一般", "約30名", "54%"], ["行政", "100名超", "35.5"]]
    commit(draft(koto, forum, rows).pk, by=None)
    first, second = forum.attendance.order_by("pk")
    assert (first.value, first.exactness, first.as_printed) == (30, "about", "約30名")
    assert (second.exactness, second.percent) == ("over", Decimal("35.5"))


def test_a_number_that_can_not_be_read_is_refused(koto: Municipality, forum: PilotEvent) -> None:
    rows = [["区分", "人数"], ["一般", "大勢"], ["行政", "12"]]
    plan = make_list_plan(draft(koto, forum, rows))
    assert [(p.row, p.column) for p in plan.problems] == [(2, "人数")]


def test_another_number_of_a_second_way_is_told(koto: Municipality, forum: PilotEvent) -> None:
    AttendanceCount.objects.create(
        event=forum, counting="total_visits", category="一般", value=30, unit="名"
    )
    rows = [["区分", "実人数", "のべ人数"], ["一般", 20, 35]]
    plan = make_list_plan(draft(koto, forum, rows))
    assert "登録では30名です" in plan.told()[0].message


@pytest.mark.parametrize(
    ("link", "file", "says"),
    [
        ("配布先の一覧を表計算から取込", REPORT, "福祉会館"),
        ("参加人数を表計算から取込", [["区分", "人数"], ["行政", 42]], "行政"),
    ],
)
def test_the_way_from_the_pilots_page(
    link: str, file: Any, says: str, pilot: Pilot, leaflet: Publication, forum: PilotEvent,
    coordinator: User, officer: User, browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    assert link not in browser_of(officer).get(f"{pilot.get_absolute_url()}?edit=1").text
    browser = browser_of(coordinator)
    start = browser.get(f"{pilot.get_absolute_url()}?edit=1").click(link)
    check = write(start, file=Upload("一覧.csv", csv_bytes(file))).maybe_follow()
    assert check.request.path.endswith("/list/"), "every column is known"
    write(check)
    carry_out()
    assert says in browser.get(pilot.get_absolute_url()).text
    push(browser, ImportBatch.objects.get().get_absolute_url(), "取込を取り消す")
    carry_out()
    assert not leaflet.distributions.exists()
    assert not forum.attendance.exists()
