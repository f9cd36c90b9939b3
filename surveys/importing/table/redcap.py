"""A questionnaire as a REDCap data dictionary: one row per field, its choices in one cell.

Calculated and descriptive fields are no questions, nor is the number of the record, which REDCap
keeps in the first field. The headings are those of the downloaded csv, or of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.text import is_fault, trimmed
from surveys.importing.shapes import Choice, Field, Kind, Refused, Sheet, Source
from surveys.importing.table.named_questions import Named, printed_number, questionnaire, readable
from surveys.importing.table.questionnaire import Questionnaire

HEADINGS = {
    "variable / field name": "field_name",
    "form name": "form_name",
    "section header": "section_header",
    "field type": "field_type",
    "field label": "field_label",
    "choices, calculations, or slider labels": "choices",
    "select_choices_or_calculations": "choices",
    "text validation type or show slider number": "validation",
    "text_validation_type_or_show_slider_number": "validation",
    "text validation min": "minimum",
    "text_validation_min": "minimum",
    "text validation max": "maximum",
    "text_validation_max": "maximum",
    "branching logic (show field only if...)": "branching_logic",
    "branching logic": "branching_logic",
    "required field?": "required_field",
    "question number (surveys only)": "question_number",
    "matrix group name": "matrix_group_name",
}
NEEDED = {"field_name", "field_type", "field_label"}
KINDS: dict[str, Kind] = {
    "radio": "single", "dropdown": "single", "checkbox": "multi", "yesno": "single",
    "truefalse": "single", "text": "text", "notes": "text", "slider": "number",
}  # fmt: skip
NO_QUESTIONS = ("calc", "descriptive")
NOT_ANSWERS = ("file", "sql")
OFFERED = {"yesno": "1, はい | 0, いいえ", "truefalse": "1, 正しい | 0, 正しくない"}
_VALIDATED: tuple[tuple[str, Kind], ...] = (
    ("date", "date"), ("time", "time"), ("integer", "number"), ("number", "number"),
)  # fmt: skip
_RECORD = re.compile(r"(?:.+_)?id", re.IGNORECASE)

Line = dict[str, str]


def is_dictionary(source: Source) -> bool:
    return any({*_headings(sheet)} >= NEEDED for sheet in source.sheets)


def read_dictionary(source: Source) -> Questionnaire:
    """Refused names the row and what to do."""
    sheet = next((sheet for sheet in source.sheets if {*_headings(sheet)} >= NEEDED), None)
    if sheet is None:
        raise Refused(
            "REDCapのデータ辞書の見出し（Variable / Field Name、Field Type、Field Label）がありません。"
        )
    reading = _Reading()
    for row, line in _lines(sheet):
        reading.take(row, line)
    return questionnaire(reading.named, reading.told)


def _headings(sheet: Sheet) -> list[str]:
    words = [" ".join(trimmed(cell).lower().split()) for cell in (sheet.rows or [[]])[0]]
    return [HEADINGS.get(word, word) for word in words]


def _lines(sheet: Sheet) -> Iterator[tuple[int, Line]]:
    headings = _headings(sheet)
    for row, cells in enumerate(sheet.rows[1:], start=2):
        words = ["" if is_fault(cell) else trimmed(cell) for cell in cells]
        if any(words):
            empty = dict.fromkeys([*headings, *HEADINGS.values()], "")
            yield row, empty | dict(zip(headings, words, strict=False))


@dataclass(slots=True)
class _Reading:
    named: list[Named] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    header: str = ""  # of the section
    place: tuple[str, str] = ("", "")  # form and matrix the header stands over
    started: bool = False

    def take(self, row: int, line: Line) -> None:
        first, self.started = not self.started, True
        self._enter(line)
        kind = line["field_type"].lower()
        called = readable(line["field_label"]) or line["field_name"]
        if kind in NO_QUESTIONS:
            return
        if kind in NOT_ANSWERS:
            self.told.append(
                f"{row}行目：「{called}」（{kind}）は設問にできないため入れていません。"
            )
        elif first and kind == "text" and _RECORD.fullmatch(line["field_name"]):
            self.told.append(f"{row}行目：「{called}」は記録の番号なので、設問にしていません。")
        elif kind not in KINDS:
            raise Refused(
                f"{row}行目：種類（Field Type）「{line['field_type']}」が分かりません。"
                "radio・dropdown・checkbox・yesno・truefalse・text・notesなどにしてください。"
            )
        else:
            self._add(kind, called, row, line)

    def _enter(self, line: Line) -> None:
        """A section goes on until the next one; it ends with its form and with its matrix."""
        place = (line["form_name"], line["matrix_group_name"])
        if line["section_header"] or place != self.place:
            self.header = readable(line["section_header"])
        self.place = place

    def _add(self, kind: str, label: str, row: int, line: Line) -> None:
        name = line["field_name"]
        if not name:
            raise Refused(f"{row}行目：名前（Variable / Field Name）がありません。書いてください。")
        if any(other.name == name for other in self.named):
            raise Refused(f"{row}行目：名前「{name}」が2つあります。片方を変えてください。")
        number, text = printed_number(label)
        asked = Named(row, name, Field(text, _kind(kind, line), "question", []))
        asked.field.number = _printed(line["question_number"]) or number
        asked.field.group = self.header or None
        asked.field.required = line["required_field"].lower() in ("y", "yes", "1")
        asked.asked_when = [line["branching_logic"]] if line["branching_logic"] else []
        if asked.field.kind in ("single", "multi"):
            _offer(asked, OFFERED.get(kind) or line["choices"], row)
        self._limit(asked, line)
        self.named.append(asked)

    def _limit(self, asked: Named, line: Line) -> None:
        for name in ("minimum", "maximum"):
            bound = line[name]
            if bound and (asked.field.kind != "number" or parse_number(bound).quantity is None):
                self.told.append(
                    f"{asked.row}行目：入力の制限「{bound}」は数でないため入れていません。"
                )
            else:
                setattr(asked.field, name, bound)


def _kind(kind: str, line: Line) -> Kind:
    validation = line["validation"].lower()
    validated = (to for begin, to in _VALIDATED if validation.startswith(begin))
    return next(validated, "text") if kind == "text" else KINDS[kind]


def _printed(number: str) -> str:
    return f"問{number}" if number[:1].isdigit() else number


def _offer(asked: Named, choices: str, row: int) -> None:
    """「1, はい | 2, いいえ」"""
    for choice in filter(None, map(str.strip, choices.split("|"))):
        code, comma, label = (part.strip() for part in choice.partition(","))
        if not (code and comma and label):
            raise Refused(
                f"{row}行目：選択肢「{choice}」を読み取れません。"
                "「1, はい | 2, いいえ」のように、コードと選択肢をカンマで区切ってください。"
            )
        asked.offer(Choice(readable(label), code=code), code, f"{row}行目")
