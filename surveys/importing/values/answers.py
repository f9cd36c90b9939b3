"""Cells → the value of a field, with what was wrong and what was set right.

A value that fits no option never becomes an option by itself, and an error that Excel saved in a
cell never becomes a blank: both are problems with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from surveys.importing.cells.dates import doubtful_time, lacking, parse_date, parse_time
from surveys.importing.cells.labels import label_key, other_text
from surveys.importing.cells.phones import parse_phone
from surveys.importing.cells.text import cell_text, is_blank, is_fault, trimmed
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
    Chosen,
    Correction,
    Field,
    Missing,
    MissingKind,
    Problem,
    Value,
)
from surveys.importing.values.amounts import read_amount
from surveys.importing.values.as_asked import (
    KEPT_IN_ANSWER,
    LOOK,
    told,
    told_unreadable,
    wrong_number,
)
from surveys.importing.values.spread import Spread
from surveys.importing.values.understood import plain_number

Reading = tuple[Value, list[Problem], list[Correction]]
_SPELLING = "全角・半角や番号の書き方をそろえました"
_OF_AN_OPTION = "その他の記入が選択肢と同じため、その選択肢にしました"
_RUN_TOGETHER = "つながった回答を、選択肢ごとに分けました"
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
_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Parts:
    """The options of an answer, the texts of 「その他」, and what is neither.

    ``mended``: labels were found that no mark parts from the rest.
    """

    labels: list[str]
    texts: list[str]
    strange: list[str]
    mended: bool = False


class FieldReader:
    """Reads one field of many rows; what was read once is remembered."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.options = Options(field)
        self._missing = {label_key(text): kind for text, kind in field.missing_values.items()}
        self._known: dict[object, Reading] = {}
        columns = Spread(self)
        spread = {"flags": columns.flags, "slots": columns.slots}.get(field.form)
        self._read = spread or {
            "single": self._single,
            "multi": self._joined,
            "number": self._number,
            "date": self._date,
            "time": self._time,
        }.get(field.kind, self._text)

    def _time(self, cells: Sequence[CellValue]) -> Reading:
        text = trimmed(cells[0])
        kind = self.missing(text) or unknown_word(text)
        if kind is not None:
            return Missing(kind), [], []
        at = parse_time(cells[0])
        if at is None:
            message = f"「{text}」を時刻として読み取れません。"
            return _INVALID, [self._problem("time", cells[0], message)], []
        message = f"「{text}」の点の後が分か、時間の小数かを決められません。{at}として読みました。"
        doubt = [self._problem("time", cells[0], message, LOOK_UP, taken=True)]
        told = doubt if doubtful_time(cells[0]) else []
        return at, told, self._corrected(cells[0], at, "" if at == text else TIME)

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
        read = read_amount(value, self.field)
        if read.quantity is None:
            return _INVALID, [self._problem("number", value, read.problem)], []
        doubt = self._problem("amount", value, read.doubt, LOOK, taken=True)
        number = plain_number(read.quantity.value)
        after = f"約{number}" if read.quantity.approx else number
        return (
            read.quantity,
            [doubt] if read.doubt else [],
            self._corrected(value, after, read.rule),
        )

    def _date(self, cells: Sequence[CellValue]) -> Reading:
        value = cells[0]
        kind = self.missing(cell_text(value)) or unknown_word(cell_text(value))
        if kind is not None:
            return Missing(kind), [], []
        read = parse_date(value, serial=True)
        problem = self._problem("era", value, read.warning, LOOK_UP, taken=True)
        doubts = [problem] if read.warning else []
        if read.value is None and read.partial:
            problems = [*doubts, *self._incomplete(value, read.partial)]
            return read.partial, problems, self._corrected(value, read.partial, read.rule)
        if read.value is None:
            return _INVALID, [self._problem("date", value, read.problem)], []
        found: date = read.value
        if self.field.role != "submitted_at" and isinstance(found, datetime):
            found = found.date()
        return found, doubts, self._corrected(value, found.isoformat(), read.rule)

    def _incomplete(self, value: CellValue, partial: str) -> list[Problem]:
        precision = self.field.precision
        if len(partial) >= EXACTNESS.get(precision, 10):
            return []
        # Of a moment of answering the day is needed; a date of the answers is kept as far as known.
        taken = self.field.role != "submitted_at"
        message = lacking(trimmed(value), partial, precision)
        return [self._problem("incomplete_date", value, message, taken=taken)]

    # ------------------------------------------------------------------ options

    def _single(self, cells: Sequence[CellValue]) -> Reading:
        return self.in_a_cell(trimmed(cells[0]), self.written(cells))

    def in_a_cell(self, text: str, written: str | None = None) -> Reading:
        kind = self.missing(text)
        return self.one(text, written) if kind is None else (Missing(kind), [], [])

    def one(self, text: str, written: str | None = None) -> Reading:
        """One answer; ``written`` stands in the column of 「その他」."""
        label = self.options.find(text) if text else None
        if written and (not text or label == self.options.other):
            return self._in_the_other_column(written)
        if label is not None:
            return Chosen((label,), written), [], self._respelt(text, label)
        labels, rest = self.options.cut(text)
        labels = labels if labels and not rest else self.options.only(other_text(text) or text)
        if len(labels) > 1:
            return _INVALID, [self.several(labels, text)], []
        if labels:
            return Chosen((labels[0],), written), [], self._respelt(text, labels[0])
        if other_text(text) or self.options.takes(text):
            return Chosen((), other_text(text) or text), [], []
        return _INVALID, [self.unknown(text)], []

    def _in_the_other_column(self, written: str) -> Reading:
        labels, texts, corrections = self.of_options([], [written])
        if len(labels) > 1:
            return _INVALID, [self.several(labels, written)], []
        return self.chosen(labels, texts), [], corrections

    def of_options(
        self, labels: list[str], texts: list[str]
    ) -> tuple[list[str], list[str], list[Correction]]:
        """Texts in the column of 「その他」 that are nothing but options count as these, and are told."""
        kept, corrections = [], []
        column = self.field.other_column or self.column
        for text in texts:
            found = self.options.only(text)
            labels = [*labels, *found]
            kept += [] if found else [text]
            if found:
                corrections.append(Correction(column, text, "、".join(found), _OF_AN_OPTION))
        if corrections and not kept:
            labels = [label for label in labels if label != self.options.other]
        return labels, kept, corrections

    def written(self, cells: Sequence[CellValue]) -> str | None:
        """What stands in the separate column of 「その他」."""
        if len(cells) == 1 or self.field.other_column not in self.field.columns[1:]:
            return None
        text = trimmed(cells[self.field.columns.index(self.field.other_column)])
        return None if missing_word(text) else text or None

    def _joined(self, cells: Sequence[CellValue]) -> Reading:
        text, written = trimmed(cells[0]), self.written(cells)
        kind = self.missing(text)
        if kind is not None:
            return Missing(kind), [], []
        parts = self.parts(text)
        problems = [self.unknown(item) for item in parts.strange]
        labels, texts, placed = self.of_options(parts.labels, [written] if written else [])
        value = self.chosen(labels, [*parts.texts, *texts])
        others = [f"{self.options.other}：{text}" for text in parts.texts]
        told = [*parts.labels, *others, *parts.strange]
        as_written = not parts.mended and all(label in text for label in parts.labels)
        after = (self.field.separator or "、").join(told)
        respelt = [] if as_written else self._respelt(text, after, parts.labels)
        if parts.mended:
            respelt = self._corrected(text, after, _RUN_TOGETHER)
        invalid = problems and isinstance(value, Missing)
        return (_INVALID if invalid else value), problems, [*respelt, *placed]

    def parts(self, text: str) -> Parts:
        """A joined answer taken apart."""
        labels, rest = self.options.split(text, self.field.separator)
        parts = Parts(labels, [], [])
        # Microsoft's forms end every answer with a mark.
        end = self.field.separator or ""
        for item in rest:
            inner = other_text(item)
            own = [inner] if inner else self.options.apart(item.removesuffix(end))
            for text in own:
                self._sort(text, parts, asked=bool(inner))
        return parts

    def _sort(self, text: str, parts: Parts, *, asked: bool) -> None:
        """``asked``: it stands behind 「その他」."""
        if found := self.options.only(text):
            parts.labels += found
            parts.mended = True
        elif parts.labels and not _WORD.search(text):
            parts.mended = True  # an arrow between two answers
        elif asked or self.options.takes(text):
            parts.texts.append(text)
        else:
            parts.strange.append(text)

    def chosen(self, labels: list[str], texts: list[str]) -> Value:
        """「その他」 with a text stands in ``other`` alone, not among the labels too."""
        other = (self.field.separator or "、").join(texts) if texts else None
        kept = [
            label for label in dict.fromkeys(labels) if not other or label != self.options.other
        ]
        return Chosen(tuple(kept), other) if kept or other else Missing("no_answer")

    # ------------------------------------------------------------------ findings

    def _problem(
        self, code: str, value: CellValue, message: str, remedy: str = "", *, taken: bool = False
    ) -> Problem:
        return Problem(code, self.column, cell_text(value), message, remedy, taken=taken)

    def several(self, labels: list[str], written: str) -> Problem:
        message = f"1つだけ選ぶ設問に、{len(labels)}つの回答（{'、'.join(labels)}）があります。"
        return Problem("several", self.column, written, message, "ファイルを直してください。")

    def unknown(self, text: str, column: int | None = None) -> Problem:
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

    def _respelt(self, text: str, after: str, labels: Sequence[str] = ()) -> list[Correction]:
        """The whole cell, and all that is taken of it: these options."""
        if text == after:
            return []
        rule = _CODE if self.options.codes_only([text]) else _SPELLING
        if self.options.is_called_otherwise(text, labels or [after]):
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
