"""Every word of a row of a log is in the meeting, in its 概要, is told, or is somebody's name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.lists.log_rows import LogRows
from surveys.importing.lists.rows import Cell, ListRow

NAMES = ("田中様", "佐藤さん", "近藤氏", "山田先生")
BODIES = (
    "社会福祉協議会",
    "福祉課",
    "みなと食堂",
    "NPO法人深川長屋",
    "子ども会さんさん",
    "お客様相談室",
)
HEADS = (
    "",
    " 2名",
    "（3名）",
    " 10～15名",
    " 数名",
    "ほか2名",
    "（課長）",
    "（オンライン）",
    "事務局長",
)
WORDS = ("多数", "なし", "未定", "約10名", "3", "5名（うち職員2名）", "別紙", "夕方", "関係職員")
WORDS_OF_PEOPLE = tuple(word for word in WORDS if word != "夕方")  # which might be a name
DAYS = (
    "2024/8/1",
    "令和6年8月1日",
    "8月1日（木）",
    "2024/8/1 10:00",
    "8/1 13:00～14:00",
    "未定",
    "2/30",
)
HOURS = ("10:00", "11:30", "10:00～11:30", "午後3時", "夕方", "13:00～正午", "まだ")
NUMBERS = ("1", "第3回", "R6-3", "3回目（全5回）", "別紙", "9" * 40)

entry = st.one_of(
    st.builds("{}{}".format, st.sampled_from(BODIES), st.sampled_from(HEADS)),
    st.builds("{} {}".format, st.sampled_from(BODIES), st.sampled_from(NAMES)),
    st.builds("{}（{}）".format, st.sampled_from(BODIES), st.sampled_from(NAMES)),
    st.builds("{}（{}）".format, st.sampled_from(NAMES), st.sampled_from(BODIES)),
    st.sampled_from((*BODIES, *NAMES, *WORDS_OF_PEOPLE)),
)
people = st.lists(entry, min_size=1, max_size=4).map("、".join)
line = st.sampled_from(
    ("名簿を作る", "・案内を送る\n・会場を決める", "①周知", "区役所 会議室", *WORDS)
)
COLUMNS: dict[str, st.SearchStrategy[str]] = {
    "day": st.sampled_from(DAYS),
    "hours": st.sampled_from(HOURS),
    "until": st.sampled_from(HOURS),
    "number": st.sampled_from(NUMBERS),
    "kind": st.sampled_from(("打合せ", "臨時")),
    "counterparts": people,
    "attendees": people,
    "others": people,
    "consultants": people,
    "heads": st.sampled_from((*WORDS, "4", "約30名")),
    "venue": line,
    "host": line,
    "title": line,
    "agenda": line,
    "decisions": line,
    "actions": line,
    "next_on": st.sampled_from((*DAYS, "9月1日 10:00", "調整中")),
    "summary_text": line,
    "note": line,
}


def rows(
    columns: dict[str, st.SearchStrategy[str]], *needed: str
) -> st.SearchStrategy[dict[str, str]]:
    sure = {name: columns[name] for name in needed}
    return st.fixed_dictionaries(sure, optional={n: c for n, c in columns.items() if n not in sure})


class Batch:
    """What the reader of rows asks a batch for."""

    parent = None


def rows_of() -> LogRows:
    rows = LogRows(Batch(), None)  # type: ignore[arg-type]
    rows.year = 2024
    return rows


def cells_of(written: dict[str, str]) -> dict[str, list[Cell]]:
    return {name: [Cell(f"見出し{name}", text)] for name, text in written.items()}


def known_of(rows: list[ListRow]) -> str:
    """All that is stored or told, with what a day or an hour is called in other words."""
    said = [str(value) for row in rows for value in (*row.values.values(), *row.given.values())]
    notes = [note.value + note.message for row in rows for note in (*row.notes, *row.problems)]
    return re.sub(r"\s", "", "\n".join([*said, *notes]))


def words_of(text: str) -> list[str]:
    """The words and numbers of a cell, names of persons and bare marks left out."""
    for name in NAMES:
        text = text.replace(name, "、")
    for heads in sorted(filter(None, HEADS), key=len, reverse=True):
        text = text.replace(heads, f"、{heads}、")
    return [word for word in re.split(r"[\s、・（）()～/年月日:：①]+", text) if word]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=rows(COLUMNS, "day"), more=rows({"counterparts": people, "others": people}))
def test_every_word_has_its_place(first: dict[str, str], more: dict[str, str]) -> None:
    log, rows = rows_of(), [ListRow(2, {}), ListRow(3, {})]
    log.fill(rows[0], cells_of(first))
    if more:
        log.fill(rows[1], cells_of(more))
    known = known_of(rows)
    for name in NAMES:
        assert name not in known
    for written in (first, more):
        for column, text in written.items():
            for word in words_of(text):
                assert is_known(word, column, known), (word, column, text, known)


def is_known(word: str, column: str, known: str) -> bool:
    """As it stands, or as what it means: 第3回 is number 3, 2名 are heads, 午後3時 is 15:00."""
    if word in known:
        return True
    if re.fullmatch(r"[^\d]*\d+[名人]|\d+", word) and column in PEOPLE_COLUMNS:
        return any(char.isdigit() for char in known)
    if column in ("day", "hours", "until", "next_on"):
        return bool(MEANT.fullmatch(word))
    return column in ("number", "kind") and bool(re.fullmatch(r"第?\d回?|打合せ", word))


PEOPLE_COLUMNS = {"counterparts", "attendees", "others", "consultants", "heads"}
MEANT = re.compile(r"\d{1,4}|令和6|木|正午|午後3時|00|30")


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_second_column_is_not_lost(column: str) -> None:
    log, row = rows_of(), ListRow(2, {})
    cells: dict[str, Any] = cells_of({"day": "2024/8/1"})
    cells.setdefault(column, []).append(Cell("一つ目", "みなと食堂の件"))
    cells[column].append(Cell("二つ目", "つむぎの家"))
    log.fill(row, cells)
    assert "つむぎの家" in known_of([row])
