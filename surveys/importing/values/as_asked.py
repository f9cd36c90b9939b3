"""Answers held against the questionnaire: limits, answers that exclude each other, conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from platform_registry.japanese import (
    code_of,
    corporate_number_problem,
    digits,
    unreadable_in,
)
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.questions import conditions, half_width
from surveys.importing.columns.heading_words import none_word
from surveys.importing.shapes import (
    CellValue,
    Chosen,
    Field,
    Missing,
    Problem,
    Quantity,
    ReadRow,
    Value,
)

KEPT_IN_ANSWER = "団体の登録には入れません。回答の「団体についての記載」には残します。"
UNREADABLE = (
    "元の資料で確かめ、ファイルの文字を入力し直してください。このまま取り込むこともできます。"
)
NO_NUMBER = "法人番号は13桁の数字です。"
CORPORATE_NUMBER = "organization:corporate_number"
_ASKS_NUMBER = re.compile(r"法人番号(?!(?:の有無|は?あり|を?お?持))")
LOOK = "ファイルを確かめてください。このまま取り込むこともできます。"


def told(value: Value, field: Field, written: str) -> list[Problem]:
    """What speaks against an answer that could be read; ``written`` is the cell's own text."""
    if isinstance(value, Chosen):
        return _chosen(value, field, written)
    if isinstance(value, Quantity):
        return _limits(value, field, written)
    return []


def _chosen(value: Chosen, field: Field, written: str) -> list[Problem]:
    several = len(value.labels) + bool(value.other) > 1
    alone = [c.label for c in field.choices if c.exclusive and c.label in value.labels]
    if several and alone:
        message = f"「{alone[0]}」は、ほかの選択肢といっしょには選べません。"
        return [Problem("exclusive", field.columns[0], written, message, LOOK, taken=True)]
    return []


def _limits(value: Quantity, field: Field, written: str) -> list[Problem]:
    least, most = (parse_number(text).quantity for text in (field.minimum, field.maximum))
    below = least is not None and value.value < least.value
    above = most is not None and value.value > most.value
    if not (below or above):
        return []
    message = f"「{written}」は、{field.minimum or '下限なし'}から{field.maximum or '上限なし'}までの範囲にありません。"
    return [Problem("outside", field.columns[0], written, message, "ファイルを直してください。")]


def wrong_number(field: Field, written: str) -> list[Problem]:
    """A 法人番号 with a digit too many or a wrong one; it is kept as it was written."""
    fact = field.role == CORPORATE_NUMBER
    asked = fact or _ASKS_NUMBER.search(f"{field.text} {field.header[0]}")
    if not asked or not written.strip() or none_word(written):
        return []
    why = corporate_number_problem(digits(written)) if digits(written) else NO_NUMBER
    remedy = KEPT_IN_ANSWER if fact else LOOK
    column = field.columns[0]
    return [Problem("wrong_number", column, written, why, remedy, taken=not fact)] if why else []


def told_unreadable(columns: Sequence[int], cells: Sequence[CellValue]) -> list[Problem]:
    """Cells with 外字: what they say can't be known here, so they are kept as they stand."""
    return [
        Problem(
            "unreadable",
            column,
            cell,
            f"読めない文字（{'、'.join(map(code_of, found))}）があります。外字か、文字化けです。",
            UNREADABLE,
            taken=True,
        )
        for column, cell in zip(columns, cells, strict=True)
        if isinstance(cell, str) and (found := unreadable_in(cell))
    ]


def hold_to_conditions(rows: Sequence[ReadRow], fields: Sequence[Field]) -> None:
    """In place: what wasn't asked is 「非該当」; an answer to it is told and kept."""
    places = {half_width(f.number): place for place, f in enumerate(fields) if f.number}
    for place, field in enumerate(fields):
        for number, codes in conditions(field.condition) if field.condition else ():
            if number in places:
                gate = fields[places[number]]
                open_for = {c.label for c in gate.choices if half_width(c.code or "") in codes}
                for row in rows:
                    _hold(row, place, field, row.values.get(places[number]), open_for)


def _hold(row: ReadRow, place: int, field: Field, gate: Value | None, open_for: set[str]) -> None:
    if not isinstance(gate, Chosen) or open_for & {*gate.labels}:
        return
    value = row.values.get(place)
    if isinstance(value, Missing):
        row.values[place] = Missing("not_asked") if value.kind == "blank" else value
        return
    message = f"「{field.condition}」の人に聞く設問ですが、ほかの人の回答があります。"
    row.problems.append(Problem("not_asked", field.columns[0], "", message, LOOK, taken=True))
