"""A questionnaire that is known before any file arrives, and tables read with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from surveys.importing.columns.placing import Decided
from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Choice, Field, Kind, ReadRow, Sheet, Value
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from tests.importing.files import sheet


def question(number: str, text: str, kind: Kind, *labels: str, **more: Any) -> Field:
    """``labels``: coded 1, 2, 3 …; * after one takes a text, ! stands alone."""
    choices = [
        Choice(
            label.rstrip("*!"),
            code=str(code),
            is_other=label.endswith("*"),
            exclusive=label.endswith("!"),
        )
        for code, label in enumerate(labels, start=1)
    ]
    return Field(text, kind, "question", [], choices=choices, number=number, **more)


KIND = question(
    "問1", "会の形態を1つ選んでください", "single", "町会", "自治会", "商店会", "その他*"
)
MEMBERS = question("問2", "加入世帯数", "number", minimum="0", maximum="5000", unit="世帯")
STOCK = question(
    "問3",
    "備蓄しているもの（いくつでも）",
    "multi",
    "飲料水",
    "毛布",
    "発電機",
    "なにもない!",
    "その他*",
)
SINCE = question("問4", "自主防災組織を立ち上げた年月", "date", precision="年月")
OPENING = question("問5", "役員会の開始時刻", "time")
DRILL = question("問6", "防災訓練をしていますか", "single", "はい", "いいえ")
REASON = question("問7", "訓練をしない理由", "text", condition="問6=2")
MAP = question(
    "問8-1", "防災マップ", "single", "済み", "準備中", "未着手", group="取組みの進み具合"
)
PLAN = question("問8-2", "避難計画", "single", "済み", "準備中", "未着手", group="取組みの進み具合")
FEE = question("問9", "会費の月額", "single", "300円未満", "300円～1,000円", "1,001円以上")
CARD = question("問10", "倉庫の鍵の番号", "id")
QUESTIONS = (KIND, MEMBERS, STOCK, SINCE, OPENING, DRILL, REASON, MAP, PLAN, FEE, CARD)


def read(
    headings: Sequence[str],
    *rows: Sequence[Any],
    questions: Sequence[Field] = QUESTIONS,
    decided: Mapping[int, Decided] = MappingProxyType({}),
) -> tuple[list[Field], list[ReadRow]]:
    return read_sheet(sheet(headings, *rows), questions=questions, decided=decided)


def read_sheet(
    table: Sheet,
    *,
    questions: Sequence[Field] = QUESTIONS,
    decided: Mapping[int, Decided] = MappingProxyType({}),
) -> tuple[list[Field], list[ReadRow]]:
    layout = find_layout(table)
    fields = propose(table, layout, known_questions=questions, decided=decided)
    return fields, read_rows(table, layout, fields)


def columns(fields: Sequence[Field]) -> dict[int, str]:
    """Column → 問3, 問3:毛布 for a column of one option, 問3:other, or nothing."""
    found = {}
    for field in fields:
        own = {c.column: c.label for c in field.choices if field.form == "flags"}
        for number in field.columns:
            part = "other" if number == field.other_column else own.get(number, "")
            found[number] = f"{field.number}:{part}" if part else field.number
    return dict(sorted(found.items()))


def answers(fields: Sequence[Field], row: ReadRow) -> dict[str, Value]:
    return {f.number: row.values[i] for i, f in enumerate(fields) if f.number}
