"""The mapping of an earlier file, used for the next one although its columns changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from surveys.importing.columns import profiles
from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Choice, Chosen, Field, Layout, Missing, Sheet
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from surveys.importing.values.to_decide import with_decisions
from tests.importing.files import sheet

BEFORE = ("回答ID", "団体名", "Q1 主な活動の場", "Q2 人数（人）", "Q3 季節", "備考")


def table(headings: tuple[str, ...]) -> tuple[Sheet, Layout]:
    cells: dict[str, Any] = {
        "回答ID": "{n}",
        "団体名": "第{n}会",
        "Q1 主な活動の場": ("駅;港", "港", "駅;山", "山"),
        "Q1 おもな活動場所": ("駅;港", "港", "駅;山", "谷"),
        "Q2 人数（人）": "{n}",
        "Q3 季節": ("春", "夏", "なつ", "秋"),
        "備考": "特になし。",
        "Q4 頻度": ("毎日", "毎週"),
    }
    rows = []
    for number in range(24):
        row = []
        for heading in headings:
            cell = cells[heading]
            chosen = cell if isinstance(cell, str) else cell[number % len(cell)]
            row.append(chosen.format(n=number + 1))
        rows.append(tuple(row))
    found = sheet(headings, *rows)
    return found, find_layout(found)


def saved() -> list[Field]:
    """The mapping as a person left it: なつ is 夏, 谷 is not decided."""
    data, layout = table(BEFORE)
    fields = propose(data, layout)
    season = next(i for i, field in enumerate(fields) if field.text == "Q3 季節")
    fields[season].choices = [Choice("春"), Choice("夏"), Choice("秋")]
    fields[season] = with_decisions(fields[season], {"なつ": "夏"})
    return fields


def test_a_mapping_survives_being_stored() -> None:
    fields = saved()
    stored = json.loads(json.dumps(profiles.dump(fields)))
    assert profiles.load(stored) == fields


def test_a_mapping_of_a_newer_version_can_be_read() -> None:
    stored = profiles.dump(saved())
    stored[0]["colour"] = "blue"
    assert profiles.load(stored) == saved()


def test_nothing_changed_is_no_difference() -> None:
    assert not profiles.compare(saved(), table(BEFORE)[1])


def test_added_lost_moved_and_renamed_columns_are_told_apart() -> None:
    now = ("回答ID", "備考", "団体名", "Q1 おもな活動場所", "Q3 季節", "Q4 頻度")
    difference = profiles.compare(saved(), table(now)[1])
    assert difference.added == ["Q4 頻度"]
    assert difference.lost == ["Q2 人数（人）"]
    assert difference.moved == ["備考"]
    assert difference.renamed == [("Q1 主な活動の場", "Q1 おもな活動場所")]


def test_the_next_file_is_read_by_the_mapping_wherever_its_columns_stand() -> None:
    data, layout = table(("備考", "Q1 おもな活動場所", "Q3 季節", "団体名", "回答ID", "Q4 頻度"))
    fields = propose(data, layout, profile=saved())
    by_text = {field.text: field for field in fields}
    assert by_text["Q3 季節"].reason == "前回の取込と同じ見出しです"
    renamed = by_text["Q1 主な活動の場"]
    assert renamed.columns == [2]
    assert "Q1 主な活動の場" in renamed.reason and renamed.confidence < 0.9
    rows = read_rows(data, layout, fields)
    place = fields.index(by_text["Q3 季節"])
    assert rows[2].values[place] == Chosen(("夏",))
    assert rows[2].respondent_key == "3"
    undecided = rows[3].values[fields.index(renamed)]
    assert undecided == Missing("invalid")
    assert "「谷」に当たる選択肢がありません" in rows[3].problems[0].message


def test_a_role_a_person_chose_is_kept() -> None:
    mapping = saved()
    mapping[-1].role = "ignore"
    data, layout = table(BEFORE)
    assert propose(data, layout, profile=mapping)[-1].role == "ignore"


def test_labels_of_a_codebook_are_kept_for_a_file_without_one() -> None:
    rows = [(n, n % 2, (n + 1) % 2) for n in range(1, 25)]
    data = sheet(("ID", "M_1", "M_2"), *rows)
    layout = find_layout(data)
    mapping = propose(data, layout)
    mapping[1].text = "持ち物"
    for choice, label in zip(mapping[1].choices, ("傘", "靴"), strict=True):
        choice.label = label
    moved = sheet(("M_1", "M_2", "ID"), *((a, b, n) for n, a, b in rows))
    field = propose(moved, find_layout(moved), profile=mapping)[0]
    assert (field.text, field.columns) == ("持ち物", [1, 2])
    assert [(choice.label, choice.column) for choice in field.choices] == [("傘", 1), ("靴", 2)]
    assert not profiles.compare(mapping, find_layout(moved)).added


def test_headings_that_occur_twice_are_matched_by_occurrence() -> None:
    data = sheet(("団体名", "理由", "理由"), ("A会", "近い", "安い"), ("B会", "遠い", "高い"))
    layout = find_layout(data)
    mapping = propose(data, layout)
    mapping[2].role = "ignore"
    assert [field.role for field in propose(data, layout, profile=mapping)] == [
        "organization:name",
        "question",
        "ignore",
    ]


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        ("問3 困っていること", "問3 困りごと", True),  # the printed number and a word in common
        ("問3 困っていること", "問3 会の予算", False),  # another question in its place
        ("困っていること", "困りごと", False),
        ("活動の場所（主なもの）", "活動の場所", True),
    ],
)
def test_a_column_is_renamed_where_enough_of_its_heading_is_left(
    old: str, new: str, renamed: bool
) -> None:
    before = sheet(("団体名", old), ("第1会", "ある"), ("第2会", "ない"))
    now = sheet(("団体名", new), ("第1会", "ある"), ("第2会", "ない"))
    difference = profiles.compare(propose(before, find_layout(before)), find_layout(now))
    assert bool(difference.renamed) == renamed
