"""Which of the tables of a sheet is read: found, told, and a person's to choose."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.cells.text import is_blank
from surveys.importing.shapes import Fault, Refused, Sheet, Span
from surveys.importing.sheets.apart import Apart, first_cell, only
from surveys.importing.sheets.results import read_results
from surveys.importing.sheets.side_by_side import side_by_side
from surveys.importing.sheets.stacked import stacked
from surveys.importing.sheets.turned import lies_on_its_side, turned
from surveys.importing.table.layout import find_layout

WHOLE, TURNED = "whole", "turned"
APART = (
    "表が{way}に並んでいます。{read}の表を読みました。{others}は取り込まれません。"
    "要るときは、読み取る表を選び直すか、別のシートに移してください。"
)
PERHAPS = (
    "空の列をはさんで、{places}に表が並んでいます。1つの表として読みました。"
    "別々の表のときは、読み取る表を選んでください。"
)
AS_ONE = "{places}に並んだ表を、選ばれたとおり1つの表として読みました。"
ON_ITS_SIDE = (
    "設問が1列目に縦に、回答者が横に並んだ表のようなので、行と列を入れ替えて読みました。"
    "2行目はもとの表のB列です。入れ替えないときは、読み取る表を選び直してください。"
)
AS_IT_STANDS = "設問が1列目に縦に、回答者が横に並んだ表のようです。選ばれたとおり、1行を1人の回答として読みました。"
NOT_THERE = (
    "セル{key}から始まる表がシートにありません。読み取る表を選び直してください（ある表：{there}）。"
)


@dataclass(slots=True)
class Found:
    """``sheet`` holds the table ``chosen`` alone. ``choices``: key and words of each; none where
    there is only one way to read the sheet."""

    sheet: Sheet
    fault: Fault | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""


def find_one(sheet: Sheet, key: str | None = None) -> Found:
    """The table with the most answers, or the one that begins in the cell ``key``.

    Refused where that isn't one, and where one table is printed in two halves beside each other.
    """
    apart = side_by_side(sheet) or _below_each_other(sheet)
    if apart is not None:
        return _one_of(sheet, apart, key)
    if key is not None and key not in (WHOLE, TURNED):
        raise Refused(NOT_THERE.format(key=key, there="A1"))
    return _as_it_lies(sheet, key)


def _below_each_other(sheet: Sheet) -> Apart | None:
    """Tables of results are read all together."""
    apart = stacked(sheet)
    return None if apart is None or read_results(sheet) is not None else apart


def _one_of(sheet: Sheet, apart: Apart, key: str | None) -> Found:
    by_key = {first_cell(span): span for span in apart.spans}
    choices = [(name, f"{apart.place(span)}の表") for name, span in by_key.items()]
    choices.append((WHOLE, "全体を1つの表として"))
    chosen = key or (_proposed(sheet, by_key) if apart.sure else WHOLE)
    if chosen not in dict(choices):
        raise Refused(NOT_THERE.format(key=key, there="、".join(by_key)))
    fault = _told(apart, by_key, chosen)
    kept = sheet if chosen == WHOLE else only(sheet, by_key[chosen])
    return Found(kept, fault, choices, chosen)


def _proposed(sheet: Sheet, by_key: dict[str, Span]) -> str:
    """The largest with answers; results are no answers however many they are."""
    parts = {key: only(sheet, span) for key, span in by_key.items()}
    return max(parts, key=lambda key: (read_aggregates(parts[key]) is None, _cells(parts[key])))


def _cells(sheet: Sheet) -> int:
    try:
        rows = find_layout(sheet).data_rows()
    except Refused:
        return 0
    return sum(not is_blank(value) for number in rows for value in sheet.rows[number - 1])


def _told(apart: Apart, by_key: dict[str, Span], chosen: str) -> Fault:
    places = {key: apart.place(span) for key, span in by_key.items()}
    if chosen == WHOLE:
        text = (AS_ONE if apart.sure else PERHAPS).format(places="と".join(places.values()))
        other = apart.spans[-1]
    else:
        others = [place for key, place in places.items() if key != chosen]
        text = APART.format(way=apart.way, read=places[chosen], others="、".join(others))
        other = next(span for key, span in by_key.items() if key != chosen)
    beside = apart.way == "横"
    return Fault(
        "L1-2", f"{apart.way}に並んだ表", text, count=len(by_key),
        row=None if beside else other.first_row, column=other.first_column if beside else None,
    )  # fmt: skip


def _as_it_lies(sheet: Sheet, key: str | None) -> Found:
    if key != TURNED and (not lies_on_its_side(sheet) or read_results(sheet) is not None):
        return Found(sheet)
    choices = [(TURNED, "行と列を入れ替えて"), (WHOLE, "そのまま（1行が1人の回答）")]
    chosen = key or TURNED
    told = ON_ITS_SIDE if chosen == TURNED else AS_IT_STANDS
    fault = Fault("L1-2", "横に並んだ回答者", told)
    return Found(turned(sheet) if chosen == TURNED else sheet, fault, choices, chosen)
