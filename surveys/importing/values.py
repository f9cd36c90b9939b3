"""Cells → the value of a field, with what was wrong and what was set right.

A value that fits no option never becomes an option by itself, and an error that Excel saved in a
cell never becomes a blank: both are problems with a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from .blocks import NO, YES
from .cells import cell_text, is_blank, is_fault, trimmed
from .dates import parse_date
from .hints import missing_word, unknown_word
from .labels import is_other, label_key, other_text, split_known, unglued
from .numbers import parse_number
from .phones import parse_phone
from .shapes import (
    CellError,
    CellValue,
    Choice,
    Chosen,
    Correction,
    Field,
    Layout,
    Missing,
    MissingKind,
    Problem,
    Sheet,
    Value,
)

Reading = tuple[Value, list[Problem], list[Correction]]
MISSING_LABELS: dict[MissingKind, str] = {
    "blank": "（空欄）",
    "not_asked": "（非該当）",
    "no_answer": "（無回答）",
    "invalid": "（無効）",
}
_SPELLING = "全角・半角や番号の書き方をそろえました"
_CODE = "番号を選択肢の文に置き換えました"
_INVALID = Missing("invalid")
_REMEMBERED = 20_000


def read_value(cells: Sequence[CellValue], field: Field) -> Reading:
    """Read the cells of one row that belong to ``field``, in the order of ``field.columns``."""
    return FieldReader(field).read(cells)


class FieldReader:
    """Reads one field of many rows; what was read once is remembered."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.options = Options(field)
        self._missing = {label_key(text): kind for text, kind in field.missing_values.items()}
        self._known: dict[object, Reading] = {}
        self._read = {
            "single": self._single,
            "multi": self._flags if field.form == "flags" else self._joined,
            "number": self._number,
            "date": self._date,
        }.get(field.kind, self._text)

    def read(self, cells: Sequence[CellValue]) -> Reading:
        key = (cells[0].__class__, cells[0]) if len(cells) == 1 else tuple(cells)
        known = self._known.get(key)
        if known is None:
            known = self._fresh(cells)
            if len(self._known) < _REMEMBERED:
                self._known[key] = known
        return known

    def _fresh(self, cells: Sequence[CellValue]) -> Reading:
        faults = [
            _fault(value, column)
            for value, column in zip(cells, self.field.columns, strict=True)
            if is_fault(value)
        ]
        if faults:
            return _INVALID, faults, []
        if all(is_blank(value) for value in cells):
            return Missing(), [], []
        return self._read(cells)

    def missing(self, text: str) -> MissingKind | None:
        return self._missing.get(label_key(text)) if self._missing else None

    @property
    def column(self) -> int:
        return self.field.columns[0]

    # ------------------------------------------------------------------ one cell

    def _text(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        if self.field.role == "organization:phone":
            phone = parse_phone(value)
            problems = [self._problem("phone", value, phone.problem)] if phone.problem else []
            return phone.text, problems, self._corrected(value, phone.text, phone.rule)
        text = cell_text(value)
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        # What respondents wrote is kept to the letter; names and keys without blanks around.
        return (text if self.field.role == "question" else trimmed(value)), [], []

    def _number(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        kind = self.missing(cell_text(value)) or unknown_word(cell_text(value))
        if kind is not None:
            return Missing(kind), [], []
        read = parse_number(value, self.field.unit)
        if read.quantity is None:
            return _INVALID, [self._problem("number", value, read.problem)], []
        after = str(read.quantity.value)
        return read.quantity, [], self._corrected(value, after, read.rule)

    def _date(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        kind = self.missing(cell_text(value)) or unknown_word(cell_text(value))
        if kind is not None:
            return Missing(kind), [], []
        read = parse_date(value, serial=True)
        if read.value is None and read.partial:
            problem = self._problem("incomplete_date", value, read.problem)
            return read.partial, [problem], self._corrected(value, read.partial, read.rule)
        if read.value is None:
            return _INVALID, [self._problem("date", value, read.problem)], []
        problems = [self._problem("era", value, read.warning)] if read.warning else []
        found: date = read.value
        if self.field.role != "submitted_at" and isinstance(found, datetime):
            found = found.date()
        return found, problems, self._corrected(value, found.isoformat(), read.rule)

    # ------------------------------------------------------------------ options

    def _single(self, cells: Sequence[CellValue]) -> Reading:
        text = trimmed(cells[0])
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        written = self._written(cells)
        label = self.options.find(text) if text else None
        if label is not None:
            if written and label == self.options.other:
                return Chosen((), written), [], []
            return Chosen((label,), written), [], self._respelt(text, label)
        typed = other_text(text) or text
        if not text and written:
            return Chosen((), written), [], []
        if self.options.other is not None and not _looks_like_code(text, self.options):
            return Chosen((), typed), [], []
        return _INVALID, [self._unknown(text)], []

    def _written(self, cells: Sequence[CellValue]) -> str | None:
        """What stands in the separate column of 「その他」."""
        if self.field.other_column is None or self.field.other_column not in self.field.columns:
            return None
        place = self.field.columns.index(self.field.other_column)
        text = trimmed(cells[place]) if place else ""
        return text or None

    def _joined(self, cells: Sequence[CellValue]) -> Reading:
        text = trimmed(cells[0])
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        written = self._written(cells)
        whole = self.options.find(text) if text else None
        if whole is not None:
            labels, rest = [whole], []
        elif not text:
            labels, rest = [], []
        else:
            mark = self.field.separator or "\n"
            labels, rest = split_known(text, mark, self.options.find)
        return self._chosen(labels, rest, written)

    def _chosen(self, labels: list[str], rest: list[str], written: str | None) -> Reading:
        texts = [other_text(item) or item for item in rest]
        problems: list[Problem] = []
        if self.options.other is None:
            problems = [self._unknown(item) for item in texts]
            texts = []
        if written:
            texts.append(written)
        other = (self.field.separator or "、").join(texts) if texts else None
        kept = [
            label for label in dict.fromkeys(labels) if not (other and label == self.options.other)
        ]
        if not kept and other is None:
            return _INVALID if problems else Missing("no_answer"), problems, []
        return Chosen(tuple(kept), other), problems, []

    def _flags(self, cells: Sequence[CellValue]) -> Reading:
        labels: list[str] = []
        texts: list[str] = []
        problems: list[Problem] = []
        missing: list[MissingKind] = []
        for column, value in zip(self.field.columns, cells, strict=True):
            text = trimmed(value)
            if not text:
                continue
            choice = self.options.by_column.get(column)
            kind = self.missing(text) or (missing_word(text) if label_key(text) not in NO else None)
            if kind is not None:
                missing.append(kind)
            elif column == self.field.other_column and (
                choice is None or label_key(text) not in YES
            ):
                texts += [] if text in ("0", "-") else [other_text(text) or text]
            elif (
                choice is None
                or label_key(text) in NO
                and label_key(text) != label_key(choice.label)
            ):
                continue
            elif label_key(text) in YES or self.options.is_own(text, choice):
                labels.append(choice.label)
            elif choice.is_other:
                texts.append(other_text(text) or text)
            else:
                problems.append(self._unknown(text, column))
        if not labels and not texts and missing:
            return Missing(missing[0]), problems, []
        value, _, corrections = self._chosen(labels, [], "、".join(texts) or None)
        return value if labels or texts or not problems else _INVALID, problems, corrections

    # ------------------------------------------------------------------ findings

    def _problem(self, code: str, value: CellValue, message: str) -> Problem:
        return Problem(code, self.column, cell_text(value), message)

    def _unknown(self, text: str, column: int | None = None) -> Problem:
        shown = text if len(text) <= 40 else text[:39] + "…"
        return Problem(
            "unknown_option",
            column or self.column,
            text,
            f"「{shown}」に当たる選択肢がありません。",
            "どの選択肢に当たるかを「値の対応」で選んでください。",
        )

    def _corrected(self, before: CellValue, after: str, rule: str) -> list[Correction]:
        return [Correction(self.column, cell_text(before), after, rule)] if rule else []

    def _respelt(self, text: str, label: str) -> list[Correction]:
        if text == label:
            return []
        rule = _CODE if text.lstrip("-").isdigit() else _SPELLING
        return [Correction(self.column, text, label, rule)]


def _fault(value: CellValue, column: int) -> Problem:
    if isinstance(value, CellError):
        message = f"セルがエラー「{value}」になっています。"
        remedy = "Excelで数式を直すか、値を入れて保存し直してください。"
        return Problem("cell_error", column, str(value), message, remedy)
    return Problem(
        "unsaved_formula",
        column,
        cell_text(value),
        "数式の計算結果がファイルに保存されていません。",
        "Excelで開いて保存し直すか、値を貼り付けてください。",
    )


def _looks_like_code(text: str, options: Options) -> bool:
    """A number among numbered options is a wrong code, not what somebody wrote."""
    return options.coded and text.lstrip("-").isdigit()


class Options:
    """Finds the option that a spelling, a code or an accepted alias stands for."""

    def __init__(self, field: Field) -> None:
        self.by_column = {c.column: c for c in field.choices if c.column is not None}
        self.other = next((c.label for c in field.choices if c.is_other), None)
        self.coded = any(c.code is not None for c in field.choices)
        self._labels: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        for spellings in (_codes, _aliases, _own_labels):  # later ones win over earlier ones
            for choice in field.choices:
                self._labels.update({label_key(text): choice.label for text in spellings(choice)})

    def find(self, text: str) -> str | None:
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> str | None:
        label = self._labels.get(label_key(text))
        if label is not None:
            return label
        code, rest = unglued(text, before_digit=True)
        if code is not None:
            label = self._labels.get(label_key(rest))
        if label is None and self.other is not None and is_other(rest) and not other_text(rest):
            return self.other
        return label

    def is_own(self, text: str, choice: Choice) -> bool:
        return self.find(text) == choice.label


def _own_labels(choice: Choice) -> list[str]:
    return [choice.label]


def _aliases(choice: Choice) -> list[str]:
    return choice.aliases


def _codes(choice: Choice) -> list[str]:
    """A code as it was given and without leading zeros (01, 1)."""
    if choice.code is None:
        return []
    return [choice.code, choice.code.lstrip("0")] if choice.code.strip("0") else [choice.code]


# --------------------------------------------------------------- what a person decides


def distinct_values(
    sheet: Sheet, layout: Layout, field: Field
) -> list[tuple[str, int, str | None]]:
    """The different answers of a field with their number and the label each was matched to.

    Joined answers are counted one by one. The label is ``None`` where a person must decide; a
    value that stands for no answer has a label in brackets, such as （無回答）.
    """
    reader = FieldReader(field)
    counts: Counter[tuple[str, str | None]] = Counter()
    place = field.columns[0] - 1
    for number in layout.data_rows():
        row = sheet.rows[number - 1] if number <= len(sheet.rows) else []
        value = row[place] if place < len(row) else None
        if not is_blank(value) and not is_fault(value):
            counts.update(_decisions(trimmed(value), reader))
    return [(text, count, label) for (text, label), count in counts.most_common()]


def _decisions(text: str, reader: FieldReader) -> list[tuple[str, str | None]]:
    kind = reader.missing(text)
    if kind is not None:
        return [(text, MISSING_LABELS[kind])]
    options = reader.options
    if reader.field.kind == "multi" and options.find(text) is None:
        labels, rest = split_known(text, reader.field.separator or "\n", options.find)
    else:
        label = options.find(text)
        labels, rest = ([], [text]) if label is None else ([], [])
        if label is not None:
            return [(text, label)]
    found: list[tuple[str, str | None]] = [(label, label) for label in labels]
    return found + [(other_text(item) or item, options.other) for item in rest]


def with_decisions(field: Field, decisions: dict[str, str | MissingKind]) -> Field:
    """The field with a person's decisions: value → an option's label, or a kind of missing.

    A decision for a label the field lacks is left out; the page offers existing labels only.
    """
    labels = {choice.label: [*choice.aliases] for choice in field.choices}
    missing = dict(field.missing_values)
    for value, meaning in decisions.items():
        if meaning in MISSING_LABELS:
            missing[value] = meaning  # type: ignore[assignment]
        elif meaning in labels and value not in labels[meaning]:
            labels[meaning].append(value)
    choices = [replace(choice, aliases=labels[choice.label]) for choice in field.choices]
    return replace(field, choices=choices, missing_values=missing)
