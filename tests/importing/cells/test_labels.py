"""Labels of options: equal spellings, numbers glued to them, lists in one cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.cells.labels import (
    is_other,
    label_key,
    other_text,
    pieces,
    split_known,
    unglued,
)

STANDS = (
    "焼きそば",
    "飲み物（ジュース、お茶、水）",
    "輪投げ・射的",
    "古本／古着",
    "1～3歳向けの遊び",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NPO法人", "ＮＰＯ法人"),
        ("週に1回", " 週に１回　"),
        ("コーヒー", "コ―ヒ−"),
        ("1〜3歳", "1～3歳"),
        ("㈱みどり", "(株)みどり"),
        ("ｻﾛﾝ", "サロン"),
        ("Weekly", "weekly"),
    ],
)
def test_two_spellings_of_one_label(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("written", "code", "label"),
    [
        ("1.高齢者", "1", "高齢者"),
        ("１．高齢者", "1", "高齢者"),
        ("①高齢者", "1", "高齢者"),
        ("⑩ 高齢者", "10", "高齢者"),
        ("1）高齢者", "1", "高齢者"),
        ("(1)高齢者", "1", "高齢者"),
        ("【1】高齢者", "1", "高齢者"),
        ("1 高齢者", "1", "高齢者"),
        ("1：高齢者", "1", "高齢者"),
        ("ア．高齢者", "ア", "高齢者"),
        ("a) elderly", "a", "elderly"),
    ],
)
def test_numbers_come_off_labels(written: str, code: str, label: str) -> None:
    assert unglued(written) == (code, label)


@pytest.mark.parametrize(
    "label", ["10代", "1,000円未満", "3.5km", "2 - 5人", "高齢者", "第1地区", "24時間"]
)
def test_numbers_that_belong_to_the_label_stay(label: str) -> None:
    assert unglued(label) == (None, label)


def test_a_number_before_a_digit_comes_off_only_if_asked() -> None:
    assert unglued("6.2か月に1回") == (None, "6.2か月に1回")
    assert unglued("6.2か月に1回", before_digit=True) == ("6", "2か月に1回")


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("その他（太鼓）", "太鼓"),
        ("その他：太鼓", "太鼓"),
        ("9.その他（太鼓）", "太鼓"),
        ("その他（絵画、音楽）", "絵画、音楽"),
        ("Other: drums", "drums"),
        ("その他", None),
        ("その他（具体的に）", None),
        ("その他（自由記述）", None),
        ("太鼓", None),
    ],
)
def test_what_was_written_behind_other(item: str, written: str | None) -> None:
    assert other_text(item) == written


def test_which_labels_are_other() -> None:
    assert all(
        map(is_other, ["その他", "その他（具体的に）", "Other (please specify)", "それ以外"])
    )
    assert not any(map(is_other, ["その他の法人", "ほか", "others' help", "高齢者"]))


def test_brackets_keep_a_label_whole_unless_they_never_close() -> None:
    assert pieces("飲み物（ジュース、お茶）、古本", "、") == ["飲み物（ジュース、お茶）", "古本"]
    assert pieces("飲み物（ジュース、古本", "、") == ["飲み物（ジュース", "古本"]
    assert pieces("古本;花火;", ";") == ["古本", "花火"]


def _known(labels: tuple[str, ...]) -> Callable[[str], str | None]:
    by_key = {label_key(label): label for label in labels}
    return lambda text: by_key.get(label_key(text))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(STANDS), unique=True, min_size=1),
    st.sampled_from([";", "; ", ", ", ",", "、", "／", "/", "\n", "・", " "]),
    st.booleans(),
)
def test_a_list_put_together_comes_apart_again(
    chosen: list[str], separator: str, trailing: bool
) -> None:
    text = separator.join(chosen) + (separator if trailing else "")
    assert split_known(text, separator, _known(STANDS)) == (chosen, [])


WORDS = st.text("アイウエオ花火・", min_size=1, max_size=5)
LABELS = st.one_of(
    WORDS,
    st.builds(
        lambda word, inside: f"{word}（{'、'.join(inside)}）", WORDS, st.lists(WORDS, max_size=8)
    ),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(LABELS, unique_by=label_key, min_size=1), st.data())
def test_any_labels_come_apart_again(labels: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(labels), unique=True, min_size=1))
    assert split_known("、".join(chosen), "、", _known(tuple(labels))) == (chosen, [])


def test_what_is_unknown_stays_one_text() -> None:
    known = _known(STANDS)
    assert split_known("焼きそば、金魚すくい、綿あめ", "、", known) == (
        ["焼きそば"],
        ["金魚すくい、綿あめ"],
    )
