"""A list of who was asked, with 出欠: only those who came become attendances."""

from __future__ import annotations

import pytest

from meetings.models import Meeting
from organizations.models import Municipality
from surveys.importing.lists.plan import make_list_plan
from tests.importing.carried import commit
from tests.meetings.test_came import draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("heading", ["出欠", "出席", "参加の有無", "ご出欠の回答"])
def test_who_did_not_come_is_left_out_and_told(
    koto: Municipality, meeting: Meeting, heading: str
) -> None:
    marks = ["○", "欠", "×", "代理", "未定", "", "出席（オンライン）", "欠席"]
    rows = [[f"団体{n}", mark] for n, mark in enumerate(marks)]
    batch = draft(koto, meeting, [["所属", heading], *rows])
    said = [[note.message for note in row.notes] for row in make_list_plan(batch).rows]
    commit(batch.pk, by=None)
    came = meeting.attendances.order_by("pk").values_list("name_as_printed", flat=True)
    assert [*came] == ["団体0", "団体3", "団体6"]
    assert "欠席" in said[1][0] and "欠席" in said[2][0]
    assert "「未定」を出席とは読めない" in said[4][0]
    assert "出欠の記入がない" in said[5][0]


@pytest.mark.parametrize(
    ("marks", "came"),
    [
        ([1, 0, "", "1"], ["団体0", "団体3"]),
        (["１", "０", 1, 1], ["団体0", "団体2", "団体3"]),
        ([0, "", "", 0], ["団体1", "団体2"]),
        ([1, 0, "○", "×"], ["団体2"]),  # nobody knows what numbers beside other marks mean
    ],
)
def test_presence_in_numbers(
    koto: Municipality, meeting: Meeting, marks: list[object], came: list[str]
) -> None:
    rows = [[f"団体{n}", mark] for n, mark in enumerate(marks)]
    commit(draft(koto, meeting, [["所属", "出欠"], *rows]).pk, by=None)
    names = meeting.attendances.order_by("pk").values_list("name_as_printed", flat=True)
    assert [*names] == came


def test_where_only_the_absent_are_marked_the_others_came(
    koto: Municipality, meeting: Meeting
) -> None:
    rows = [["所属", "出欠"], ["深川長屋", ""], ["みなと食堂", "欠"], ["福祉課", ""]]
    commit(draft(koto, meeting, rows).pk, by=None)
    came = meeting.attendances.order_by("pk").values_list("name_as_printed", flat=True)
    assert [*came] == ["深川長屋", "福祉課"]
