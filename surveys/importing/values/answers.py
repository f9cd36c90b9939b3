"""Cells → the value of a field, with what was wrong and what was set right.

A value that fits no option never becomes an option by itself, and an error that Excel saved in a
cell never becomes a blank: both are problems with a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from surveys.importing.cells.dates import parse_date, parse_time
from surveys.importing.cells.labels import label_key, other_text
from surveys.importing.cells.numbers import parse_number, parse_range
from surveys.importing.cells.phones import parse_phone
from surveys.importing.cells.text import cell_text, is_blank, is_fault, trimmed
from surveys.importing.cells.ticks import NO, YES
from surveys.importing.columns.heading_words import (
    bracketed_word,
    missing_word,
    none_word,
    unknown_word,
)
from surveys.importing.columns.options import Options
from surveys.importing.shapes import (
    CellError,
    CellValue,
    Choice,
    Chosen,
    Correction,
    Field,
    Missing,
    MissingKind,
    Problem,
    Value,
)
from surveys.importing.values.as_asked import (
    KEPT_IN_ANSWER,
    LOOK,
    told,
    told_unreadable,
    wrong_number,
)

Reading = tuple[Value, list[Problem], list[Correction]]
_SPELLING = "全角・半角や番号の書き方をそろえました"
_CODE = "番号を選択肢の文に置き換えました"
_NOW_CALLED = "前の言い方や決めてある言い方を、いまの選択肢に置き換えました"
LOOK_UP = "このまま取り込みます。違うときは、ファイルを直してください。"
REACHED_BY = {
    f"organization:{fact}" for fact in ("phone", "email", "postal_code", "url", "corporate_number")
}
TIME = "時刻の書き方をそろえました"
EXACTNESS = {"年": 4, "年月": 7, "年月日": 10}  # characters of 2019, 2019-05, 2019-05-01
_INVALID = Missing("invalid")
_REMEMBERED = 20_000


class FieldReader:
    """Reads one field of many rows; what was read once is remembered."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.options = Options(field)
        self._missing = {label_key(text): kind for text, kind in field.missing_values.items()}
        self._known: dict[object, Reading] = {}
        spread = {"flags": self._flags, "slots": self._slots}.get(field.form)
        self._read = spread or {
            "single": self._single,
            "multi": self._joined,
            "number": self._number,
            "date": self._date,
            "time": self._time,
        }.get(field.kind, self._text)

    def _slots(self, cells: Sequence[CellValue]) -> Reading:
        """One answer of several in each cell: 1位, 2位, 3位."""
        answers = [
            cell
            for column, cell in zip(self.field.columns, cells, strict=True)
            if column != self.field.other_column and trimmed(cell)
        ]
        read = [self._single([cell]) for cell in answers]
        chosen = [value for value, _, _ in read if isinstance(value, Chosen)]
        labels = [label for value in chosen for label in value.labels]
        written = self._written(cells)
        texts = [*[value.other for value in chosen if value.other], *([written] if written else [])]
        problems = [problem for _, found, _ in read for problem in found]
        none = next((value for value, _, _ in read if isinstance(value, Missing)), Missing())
        value = self._chosen(labels, texts) if chosen or texts else none
        return value, problems, [each for _, _, found in read for each in found]

    def _time(self, cells: Sequence[CellValue]) -> Reading:
        text = trimmed(cells[0])
        kind = self.missing(text) or unknown_word(text)
        if kind is not None:
            return Missing(kind), [], []
        at = parse_time(cells[0])
        if at is None:
            message = f"「{text}」を時刻として読み取れません。"
            return _INVALID, [self._problem("time", cells[0], message)], []
        return at, [], self._corrected(cells[0], at, "" if at == text else TIME)

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
        value, problems, corrections = self._read(cells)
        against = told(value, self.field, trimmed(cells[0]))
        if any(not problem.taken for problem in against):
            value = _INVALID
        unreadable = told_unreadable(self.field.columns, cells)
        return value, [*problems, *against, *unreadable], corrections

    def missing(self, text: str) -> MissingKind | None:
        """Which kind of none the text means, by the field's own list, else by usual words."""
        kind = self._missing.get(label_key(text)) if self._missing else None
        if kind is None and self.options.find(text) is None:
            return missing_word(text) if self.field.choices else bracketed_word(text)
        return kind

    @property
    def column(self) -> int:
        return self.field.columns[0]

    # ------------------------------------------------------------------ one cell

    def _text(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        text = cell_text(value)
        if self.field.role in REACHED_BY and none_word(text.strip()):
            return Missing("no_answer"), [], []
        if self.field.role == "organization:phone":
            phone = parse_phone(value)
            problem = self._problem("phone", value, phone.problem, KEPT_IN_ANSWER)
            return (
                phone.text,
                [problem] if phone.problem else [],
                self._corrected(value, phone.text, phone.rule),
            )
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        wrong = wrong_number(self.field, text)
        # What respondents wrote is kept to the letter; names and keys without blanks around.
        return (text if self.field.role == "question" else trimmed(value)), wrong, []

    def _number(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        kind = self.missing(cell_text(value)) or unknown_word(cell_text(value))
        if kind is not None:
            return Missing(kind), [], []
        read = parse_number(value, self.field.unit)
        if read.quantity is None and self.field.number:
            read = parse_range(value, self.field.unit)
        if read.quantity is None:
            return _INVALID, [self._problem("number", value, read.problem)], []
        after = f"約{read.quantity.value}" if read.quantity.approx else str(read.quantity.value)
        return read.quantity, [], self._corrected(value, after, read.rule)

    def _date(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        kind = self.missing(cell_text(value)) or unknown_word(cell_text(value))
        if kind is not None:
            return Missing(kind), [], []
        read = parse_date(value, serial=True)
        if read.value is None and read.partial:
            # Of a moment of answering the day is needed; a date of the answers is kept as far as known.
            taken = self.field.role != "submitted_at"
            problem = self._problem("incomplete_date", value, read.problem, taken=taken)
            enough = len(read.partial) >= EXACTNESS.get(self.field.precision, 10)
            return (
                read.partial,
                [] if enough else [problem],
                self._corrected(value, read.partial, read.rule),
            )
        if read.value is None:
            return _INVALID, [self._problem("date", value, read.problem)], []
        problem = self._problem("era", value, read.warning, LOOK_UP, taken=True)
        found: date = read.value
        if self.field.role != "submitted_at" and isinstance(found, datetime):
            found = found.date()
        problems = [problem] if read.warning else []
        return found, problems, self._corrected(value, found.isoformat(), read.rule)

    # ------------------------------------------------------------------ options

    def _single(self, cells: Sequence[CellValue]) -> Reading:
        text, written = trimmed(cells[0]), self._written(cells)
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        label = self.options.find(text) if text else None
        if label is not None and not (written and label == self.options.other):
            return Chosen((label,), written), [], self._respelt(text, Chosen((label,)))
        if label is not None or not text:
            return Chosen((), written), [], []
        labels, rest = self.options.cut(text)
        if len(labels) > 1 and not rest:
            return _INVALID, [self._several(labels, text)], []
        if self.options.takes(text):
            return Chosen((), other_text(text) or text), [], []
        return _INVALID, [self._unknown(text)], []

    def _written(self, cells: Sequence[CellValue]) -> str | None:
        """What stands in the separate column of 「その他」."""
        if len(cells) == 1 or self.field.other_column not in self.field.columns[1:]:
            return None
        text = trimmed(cells[self.field.columns.index(self.field.other_column)])
        return None if missing_word(text) else text or None

    def _joined(self, cells: Sequence[CellValue]) -> Reading:
        text, written = trimmed(cells[0]), self._written(cells)
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        labels, rest = self.options.split(text, self.field.separator)
        # Microsoft's forms end every answer with a mark.
        end = self.field.separator or ""
        texts = [own for item in rest if (own := other_text(item) or item.removesuffix(end))]
        problems = []
        strange = [item for item in texts if not self.options.takes(item)]
        if strange:
            problems = [self._unknown(item) for item in strange]
            texts = [item for item in texts if self.options.takes(item)]
        value = self._chosen(labels, [*texts, *([written] if written else [])])
        here = self._chosen(labels, texts)  # of this cell alone
        respelt = []
        if isinstance(here, Chosen) and not all(label in text for label in labels):
            respelt = self._respelt(text, here)
        return (_INVALID if problems and isinstance(value, Missing) else value), problems, respelt

    def _chosen(self, labels: list[str], texts: list[str]) -> Value:
        """「その他」 with a text stands in ``other`` alone, not among the labels too."""
        other = (self.field.separator or "、").join(texts) if texts else None
        kept = [
            label for label in dict.fromkeys(labels) if not other or label != self.options.other
        ]
        return Chosen(tuple(kept), other) if kept or other else Missing("no_answer")

    def _flags(self, cells: Sequence[CellValue]) -> Reading:
        labels: list[str] = []
        texts: list[str] = []
        missing: list[MissingKind] = []
        problems: list[Problem] = []
        for column, cell in zip(self.field.columns, cells, strict=True):
            text, choice = trimmed(cell), self.options.by_column.get(column)
            if not text or column == self.field.check_column:
                continue
            if (kind := self.missing(text)) is not None:
                missing.append(kind)
            elif choice is not None and self._is_chosen(text, choice):
                labels.append(choice.label)
            elif label_key(text) in NO:
                continue
            elif column == self.field.other_column or (choice is not None and choice.is_other):
                texts.append(other_text(text) or text)
            else:
                problems.append(self._unknown(text, column))
        if missing and not labels and not texts:
            return Missing(missing[0]), problems, []
        if self.field.kind == "single" and len(labels) > 1:
            return _INVALID, [*problems, self._several(labels, "、".join(labels))], []
        value = self._chosen(labels, texts)
        value, against = self._checked(value, cells)
        problems += against
        return (_INVALID if problems and isinstance(value, Missing) else value), problems, []

    def _checked(self, value: Value, cells: Sequence[CellValue]) -> tuple[Value, list[Problem]]:
        """The columns of the options held against the joined answer beside them.

        Where no option is marked but the joined answer names some, nothing is lost: it counts.
        """
        check = self.field.check_column
        joined = trimmed(cells[self.field.columns.index(check)]) if check is not None else ""
        if check is None or not joined or self.missing(joined) is not None:
            return value, []
        labels, rest = self.options.cut(joined)
        said = self._chosen(labels, [other_text(item) or item for item in rest])
        if self._picks(said) == self._picks(value):
            own, beside = (isinstance(v, Chosen) and v.other for v in (value, said))
            return (said if beside and not own else value), []
        message = f"まとめた列には「{joined[:40]}」とあり、選択肢ごとの列と合いません。"
        problem = Problem("columns_disagree", check, joined, message, LOOK, taken=True)
        return (said if isinstance(value, Missing) else value), [problem]

    def _picks(self, value: Value) -> set[str]:
        """The options of an answer, a written text counting as 「その他」."""
        if not isinstance(value, Chosen):
            return set()
        return {*value.labels, *([self.options.other or ""] if value.other else [])}

    def _is_chosen(self, text: str, choice: Choice) -> bool:
        return label_key(text) in YES or self.options.find(text) == choice.label

    # ------------------------------------------------------------------ findings

    def _problem(
        self, code: str, value: CellValue, message: str, remedy: str = "", *, taken: bool = False
    ) -> Problem:
        return Problem(code, self.column, cell_text(value), message, remedy, taken=taken)

    def _several(self, labels: list[str], written: str) -> Problem:
        message = f"1つだけ選ぶ設問に、{len(labels)}つの回答（{'、'.join(labels)}）があります。"
        return Problem("several", self.column, written, message, "ファイルを直してください。")

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

    def _respelt(self, text: str, value: Chosen) -> list[Correction]:
        """The whole cell, and all that is taken of it."""
        other = [f"{self.options.other}：{value.other}"] if value.other else []
        after = "、".join([*value.labels, *other])
        if text == after:
            return []
        rule = _CODE if self.options.codes_only([text]) else _SPELLING
        if self.options.is_called_otherwise(text, value.labels):
            rule = _NOW_CALLED
        return [Correction(self.column, text, after, rule)]


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
