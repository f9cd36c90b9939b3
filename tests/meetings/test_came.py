"""参加者一覧 under a meeting: bodies and posts, never names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from meetings.lists.came import LEFT_OUT, NO_BODY
from meetings.models import Attendance, Meeting
from organizations.models import Municipality, Organization
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
REPORT = [
    ["参加者一覧"],
    ["区内活動団体など", None, "江東区", None],
    ["所属", "役職", "所属", "役職"],
    ["NPO法人深川長屋", "理事長", "福祉部", "部長"],
    ["江東社会福祉会", None, "福祉課", "課長"],
    ["みなと食堂", "代表", None, None],
]


def draft(koto: Municipality, meeting: Meeting, rows: Sequence[Any], **how: Any) -> ImportBatch:
    data = xlsx_bytes(rows, **how)
    return actions.start_list_import(
        data=data, name="参加者.xlsx", municipality=koto, kind="attendance", parent=meeting, by=None
    )


def written(meeting: Meeting) -> list[tuple[str, str, int | None]]:
    rows = meeting.attendances.order_by("pk")
    return list(rows.values_list("name_as_printed", "post", "heads"))


def test_two_tables_side_by_side(
    koto: Municipality, meeting: Meeting, nagaya: Organization
) -> None:
    batch = draft(koto, meeting, REPORT, merges=["A2:B2", "C2:D2"])
    commit(batch.pk, by=None)
    assert written(meeting) == [
        ("NPO法人深川長屋", "理事長", None),
        ("福祉部", "部長", None),
        ("江東社会福祉会", "", None),
        ("福祉課", "課長", None),
        ("みなと食堂", "代表", None),
    ]
    assert meeting.attendances.get(post="理事長").organization == nagaya
    again = draft(koto, meeting, REPORT, merges=["A2:B2", "C2:D2"])
    assert make_list_plan(again).counts()["unchanged"] == 3
    assert undo(batch.pk, by=None).reversed == 3
    assert not meeting.attendances.exists()


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([["団体名", "人数"], ["みなと食堂", "2名"]], [("みなと食堂", "", 2)]),
        (
            [["所属", "氏名"], ["みなと食堂", "海野"], ["みなと食堂", "山野"]],
            [("みなと食堂", "", 2)],
        ),
        ([["出席者", "役職"], ["福祉課 田中様", "係長"]], [("福祉課", "係長", 1)]),
        (
            [
                ["団体名", "部署", "役職"],
                ["江東区", "長寿応援課", "課長"],
                ["江東区", "福祉課", "課長"],
            ],
            [("江東区 長寿応援課", "課長", None), ("江東区 福祉課", "課長", None)],
        ),
        (
            [["団体名", "役職", "職種"], ["みなと食堂", "代表", "看護師"]],
            [("みなと食堂", "代表、看護師", None)],
        ),
        (
            [["所属", "出席者"], ["みなと食堂", "海野"], ["つむぎの家", "山野、田中様"]],
            [("みなと食堂", "", 1), ("つむぎの家", "", 2)],
        ),
        (
            [["所属"], ["社協 田中様 他2名"], ["田中様（福祉課）"]],
            [("社協", "", 3), ("福祉課", "", 1)],
        ),
        ([["所属"], ["福祉課（田中様、佐藤様ほか2名）"]], [("福祉課", "", 4)]),
        (
            [["所属"], ["長寿応援課長"], ["社協事務局長"]],
            [("長寿応援課", "課長", 1), ("社協", "事務局長", 1)],
        ),
        (
            [["所属"], ["子ども会さんさん"], ["お客様相談室"]],
            [("子ども会さんさん", "", None), ("お客様相談室", "", None)],
        ),
        (
            [["団体名", "人数"], ["社協", "10～15"], ["町会", "約10名"], ["NPO", "0"]],
            [("社協", "", None), ("町会", "", 10), ("NPO", "", 0)],
        ),
        (
            [["機関名", "役職", "人数"], ["みなと食堂", "代表", "多数"]],
            [("みなと食堂", "代表", None)],
        ),
    ],
)
def test_bodies_and_heads(
    koto: Municipality, meeting: Meeting, rows: list[Any], kept: list[Any]
) -> None:
    batch = draft(koto, meeting, rows)
    plan = make_list_plan(batch)
    assert not plan.unknown
    commit(batch.pk, by=None)
    assert written(meeting) == kept
    stored = str(list(batch.rows.values_list("problems", "changes", "respondent_key")))
    assert not any(name in stored for name in ("海野", "山野", "田中", "佐藤"))


@pytest.mark.parametrize("cell", ["近藤様 他2名", "田中、佐藤", "田中様ほか"])
def test_persons_without_a_body_are_refused(
    koto: Municipality, meeting: Meeting, cell: str
) -> None:
    plan = make_list_plan(draft(koto, meeting, [["所属", "役職"], [cell, ""], ["みなと食堂", ""]]))
    [row, _] = plan.rows
    assert [problem.message for problem in row.problems] == [NO_BODY]
    assert not any(name in str(row) for name in ("近藤", "田中", "佐藤"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["所属", "人数", "参加人数"], ["社協", "3", "4"]], ("4", LEFT_OUT)),
        ([["所属", "人数"], ["社協", "多数"]], ("多数", "人数として読めません。取り込みません。")),
        ([["所属", "人数"], ["社協", "約10名"]], ("約10名", "10名として取り込みます。")),
        ([["所属"], ["社協 数名"]], ("数名", LEFT_OUT)),
    ],
)
def test_what_is_not_taken_is_told(
    koto: Municipality, meeting: Meeting, rows: list[Any], told: tuple[str, str]
) -> None:
    plan = make_list_plan(draft(koto, meeting, rows))
    assert told in [(note.value, note.message) for note in plan.rows[0].notes]


def test_a_body_is_there_once_on_either_side(
    koto: Municipality, meeting: Meeting, nagaya: Organization
) -> None:
    """What the check page takes the commit takes, too."""
    rows = [
        ["区内活動団体など", None, "江東区", None],
        ["所属", "役職", "所属", "役職"],
        ["NPO法人深川長屋", "", "福祉課", "課長"],
        ["みなと食堂", "", "福祉課", "課長"],
        ["深川長屋", "", "総務課", "課長"],
    ]
    batch = draft(koto, meeting, rows, merges=["A1:B1", "C1:D1"])
    plan = make_list_plan(batch)
    assert [len(row.problems) for row in plan.rows] == [0, 0, 1]
    assert [note.message for note in plan.rows[1].notes] == ["3行目と同じなので、取り込みません。"]
    commit(draft(koto, meeting, rows[:-1], merges=["A1:B1", "C1:D1"]).pk, by=None)
    assert written(meeting) == [
        ("NPO法人深川長屋", "", None), ("福祉課", "課長", None), ("みなと食堂", "", None),
    ]  # fmt: skip


def test_who_is_written_already_stays_and_gets_the_number(
    koto: Municipality, meeting: Meeting
) -> None:
    Attendance.objects.create(meeting=meeting, name_as_printed="みなと食堂")
    batch = draft(koto, meeting, [["団体名", "人数"], ["みなと食堂", 3], ["つむぎの家", 1]])
    plan = make_list_plan(batch)
    assert (plan.counts()["new"], plan.counts()["changed"]) == (1, 1)
    commit(batch.pk, by=None)
    assert written(meeting) == [("みなと食堂", "", 3), ("つむぎの家", "", 1)]
    undo(batch.pk, by=None)
    assert written(meeting) == [("みなと食堂", "", None)]


def test_registered_bodies_in_one_cell_are_two(koto: Municipality, meeting: Meeting) -> None:
    for name in ("塩浜見守り会", "枝川保護者会"):
        Organization.objects.create(municipality=koto, name=name)
    rows = [["所属", "人数"], ["塩浜見守り会・枝川保護者会", ""], ["福祉課・塩浜見守り会", ""]]
    commit(draft(koto, meeting, rows).pk, by=None)
    assert [*meeting.attendances.order_by("pk").values_list("name_as_printed", flat=True)] == [
        "塩浜見守り会",
        "枝川保護者会",
        "福祉課・塩浜見守り会",
    ]
    assert make_list_plan(draft(koto, meeting, rows)).counts()["unchanged"] == 2
