"""Known labels inside a text are read, or asked about: never taken for 「その他」 in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from surveys.importing.cells.known_labels import KnownLabels
from surveys.importing.shapes import CellValue, Chosen, Missing
from surveys.importing.values.to_decide import read_value, with_decisions
from tests.importing.known import question

HOME = replace(
    question("問1", "世帯の構成", "single", "ひとり暮らし", "夫婦のみ", "三世代", "その他*"),
    columns=[2],
)
ACTIVITY = replace(
    question("問2", "参加している活動", "multi", "町会", "学びの場", "ボランティア", "その他*"),
    columns=[3],
    form="joined",
    separator="、",
)
BODY = replace(
    question("問3", "団体の形態", "single", "NPO法人", "担い手不足", "任意団体", "その他*"),
    columns=[4],
)
TWO = Chosen(("町会", "ボランティア"))
LEARNING = Chosen(("町会", "学びの場"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("町会とボランティア", TWO),
        ("町会＋ボランティア", TWO),
        ("町会。学びの場", LEARNING),
        ("町会および学びの場", LEARNING),
        ("町会\\ボランティア", TWO),
        ("町会ボランティア", TWO),
        ("町会 → ボランティア", TWO),
        ("その他（町会、ボランティア）", TWO),
        ("町会とボランティア、犬の散歩", Chosen(("町会", "ボランティア"), "犬の散歩")),
    ],
)
def test_nothing_but_labels_is_these_labels_and_told(cell: str, value: Chosen) -> None:
    found, problems, corrections = read_value([cell], ACTIVITY)
    assert (found, problems) == (value, [])
    assert [correction.before for correction in corrections] == [cell]


def test_labels_of_one_answer_are_told_apart() -> None:
    _, [problem], _ = read_value(["夫婦のみと三世代"], HOME)
    assert problem.code == "several"
    value, _, [correction] = read_value(["その他（三世代）"], HOME)
    assert (value, correction.after) == (Chosen(("三世代",)), "三世代")


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (ACTIVITY, "ボランティア（月2回）"),
        (ACTIVITY, "町会（会計）"),
        (ACTIVITY, datetime(2026, 1, 3)),
        (ACTIVITY, True),
        (HOME, "夫婦のみ（別居の子あり）"),
        (HOME, "三世代同居"),
        (HOME, "夫婦のみと三世代の中間"),
        (HOME, "一人暮らし"),
        (HOME, "1月3日"),
        (HOME, False),
        (BODY, "NPO"),
        (BODY, "認定NPO法人"),
        (BODY, "担い手"),
    ],
)  # fmt: skip
def test_what_comes_near_to_a_label_is_asked_about(field: object, cell: CellValue) -> None:
    value, [problem], _ = read_value([cell], field)
    assert value == Missing("invalid")
    assert problem.code == "unknown_option"


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (ACTIVITY, "町会の役員"),  # two letters stand in many a longer word
        (ACTIVITY, "犬の散歩"),
        (ACTIVITY, "その他（ボランティアの事務）"),
        (HOME, "友人と同居"),
        (HOME, "三世代の親戚"),  # of the label, not the label
        (HOME, "シェアハウス"),
        (BODY, "実行委員会"),
    ],
)
def test_free_texts_raise_no_alarm(field: object, cell: str) -> None:
    value, problems, _ = read_value([cell], field)
    assert isinstance(value, Chosen)
    assert value.other and problems == []


@pytest.mark.parametrize(
    ("field", "cell"), [(HOME, "三世代同居"), (ACTIVITY, "町会（会計、書記）")]
)
def test_a_person_may_say_that_it_is_a_text_of_other(field: object, cell: str) -> None:
    assert read_value([cell], with_decisions(field, {cell: "その他"}))[:2] == (Chosen((), cell), [])


FLAGS = replace(
    question("問2", "参加している活動", "multi", "町会", "学びの場", "ボランティア", "その他*"),
    columns=[2, 3, 4, 5, 6, 7],
    form="flags",
    other_column=6,
    check_column=7,
)
for place, choice in enumerate(FLAGS.choices, start=2):
    choice.column = place


@pytest.mark.parametrize(
    ("cells", "value", "codes"),
    [
        ([1, 0, 1, 0, None, "町会;ボランティア"], TWO, []),
        ([1, 0, 0, 0, None, "町会;ボランティア"], Chosen(("町会",)), ["columns_disagree"]),
        ([1, 0, 0, 0, None, None], Chosen(("町会",)), ["columns_disagree"]),
        ([1, 0, 0, 0, None, "無回答"], Chosen(("町会",)), ["columns_disagree"]),
        ([0, 0, 0, 0, None, "町会"], Chosen(("町会",)), ["columns_disagree"]),
        ([0, 0, 0, 0, None, None], Missing("no_answer"), []),
        ([1, 0, 0, 1, "犬の散歩", "町会;犬の散歩"], Chosen(("町会",), "犬の散歩"), []),
        ([1, 0, 0, 0, "犬の散歩", "町会;犬の散歩"], Chosen(("町会",), "犬の散歩"), ["other_unticked"]),
        ([1, 0, 0, None, "犬の散歩", "町会;犬の散歩"], Chosen(("町会",), "犬の散歩"), []),
        ([1, 0, 0, 1, "ボランティア", "町会;ボランティア"], TWO, []),
    ],
)  # fmt: skip
def test_columns_of_options_that_disagree_are_told(
    cells: list[CellValue], value: object, codes: list[str]
) -> None:
    found, problems, _ = read_value(cells, FLAGS)
    assert (found, [problem.code for problem in problems]) == (value, codes)
    assert all(problem.taken for problem in problems)


@pytest.mark.parametrize(
    ("cells", "value", "after"),
    [
        (["その他", "三世代"], Chosen(("三世代",)), "三世代"),
        (["4", "三世代"], Chosen(("三世代",)), "三世代"),
        (["その他", "友人と同居"], Chosen((), "友人と同居"), None),
        (["その他", "三世代の親戚"], Chosen((), "三世代の親戚"), None),
    ],
)
def test_an_option_written_in_the_column_of_other_is_that_option(
    cells: list[CellValue], value: object, after: str | None
) -> None:
    field = replace(HOME, columns=[2, 3], other_column=3)
    found, problems, corrections = read_value(cells, field)
    assert (found, problems) == (value, [])
    assert [correction.after for correction in corrections] == ([after] if after else [])


def test_an_option_of_two_ranks_is_told() -> None:
    ranks = replace(ACTIVITY, columns=[2, 3, 4], form="slots")
    value, [problem], _ = read_value(["町会", "学びの場", "町会"], ranks)
    assert value == LEARNING
    assert (problem.code, problem.value, problem.taken) == ("same_option", "町会", True)


def test_labels_without_an_end_are_found_to_be_none_at_once() -> None:
    """Each start of a label within another is tried once, however often it comes."""
    known = KnownLabels(["町会", "町会連合会", "連合会"])
    repeated = "町会連合会" * 16
    assert known.only(repeated) == ["町会連合会"] * 16
    assert known.only(repeated + "ほか") == []
    assert known.only("町会" * 1_000) == ["町会"] * 1_000
