"""Answers that stand in several columns: a column per option, or one of several answers in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.importing.cells.labels import label_key, other_text
from surveys.importing.cells.text import trimmed
from surveys.importing.cells.ticks import NO, YES
from surveys.importing.shapes import (
    CellValue,
    Choice,
    Chosen,
    Missing,
    MissingKind,
    Problem,
    Value,
)
from surveys.importing.values.as_asked import LOOK

if TYPE_CHECKING:
    from surveys.importing.values.answers import FieldReader, Reading


class Spread:
    """Reads the columns of one question; ``reader`` reads what stands in a single cell."""

    def __init__(self, reader: FieldReader) -> None:
        self.reader, self.field, self.options = reader, reader.field, reader.options

    # ------------------------------------------------------------------ one answer per column

    def slots(self, cells: Sequence[CellValue]) -> Reading:
        """One answer of several in each cell: 1位, 2位, 3位."""
        answers = [
            trimmed(cell)
            for column, cell in zip(self.field.columns, cells, strict=True)
            if column != self.field.other_column and trimmed(cell)
        ]
        read = [self.reader.in_a_cell(text) for text in answers]
        chosen = [value for value, _, _ in read if isinstance(value, Chosen)]
        labels = [label for value in chosen for label in value.labels]
        written = self.reader.written(cells)
        texts = [*[value.other for value in chosen if value.other], *([written] if written else [])]
        problems = [problem for _, found, _ in read for problem in found]
        problems += self._twice(labels)
        none = next((value for value, _, _ in read if isinstance(value, Missing)), Missing())
        value = self.reader.chosen(labels, texts) if chosen or texts else none
        return value, problems, [each for _, _, found in read for each in found]

    def _twice(self, labels: Sequence[str]) -> list[Problem]:
        return [
            Problem(
                "same_option",
                self.field.columns[0],
                label,
                f"「{label}」が{count}つの順位にあります。回答には1つとして取り込みます。",
                LOOK,
                taken=True,
            )
            for label, count in Counter(labels).items()
            if count > 1 and label != self.options.other
        ]

    # ------------------------------------------------------------------ a column per option

    def flags(self, cells: Sequence[CellValue]) -> Reading:
        labels: list[str] = []
        texts: list[str] = []
        missing: list[MissingKind] = []
        problems: list[Problem] = []
        for column, cell in zip(self.field.columns, cells, strict=True):
            text, choice = trimmed(cell), self.options.by_column.get(column)
            if not text or column == self.field.check_column:
                continue
            if (kind := self.reader.missing(text)) is not None:
                missing.append(kind)
            elif choice is not None and self._is_chosen(text, choice):
                labels.append(choice.label)
            elif label_key(text) in NO:
                continue
            elif column == self.field.other_column or (choice is not None and choice.is_other):
                texts.append(other_text(text) or text)
            else:
                problems.append(self.reader.unknown(text, column))
        none: Value | None = Missing(missing[0]) if missing and not labels and not texts else None
        labels, texts, corrections = self.reader.of_options(labels, texts)
        if self.field.kind == "single" and len(labels) > 1:
            return (
                Missing("invalid"),
                [*problems, self.reader.several(labels, "、".join(labels))],
                [],
            )
        problems += self._not_ticked(texts, cells)
        value, against = self._checked(none or self.reader.chosen(labels, texts), cells)
        problems += against
        invalid = problems and isinstance(value, Missing) and none is None
        return (Missing("invalid") if invalid else value), problems, corrections

    def _not_ticked(self, texts: Sequence[str], cells: Sequence[CellValue]) -> list[Problem]:
        """A text of 「その他」 whose option is marked as not chosen."""
        ticks = [
            trimmed(cell)
            for column, cell in zip(self.field.columns, cells, strict=True)
            if column != self.field.other_column
            and (choice := self.options.by_column.get(column)) is not None
            and choice.is_other
        ]
        column = self.field.other_column
        if column is None or not texts or not any(label_key(tick) in NO for tick in ticks):
            return []
        message = f"「{self.options.other}」は選ばれていませんが、その記入があります。"
        return [Problem("other_unticked", column, "、".join(texts), message, LOOK, taken=True)]

    def _checked(self, value: Value, cells: Sequence[CellValue]) -> tuple[Value, list[Problem]]:
        """The columns of the options held against the joined answer beside them.

        Where no option is marked but the joined answer names some, nothing is lost: it counts.
        """
        check = self.field.check_column
        if check is None:
            return value, []
        joined = trimmed(cells[self.field.columns.index(check)])
        none = not joined or self.reader.missing(joined) is not None
        labels, rest = ([], []) if none else self.options.cut(joined)
        said = self.reader.chosen(labels, [other_text(item) or item for item in rest])
        if self._picks(said) == self._picks(value):
            own, beside = (isinstance(v, Chosen) and v.other for v in (value, said))
            return (said if beside and not own else value), []
        written = f"「{joined[:40]}」とあり" if joined else "何もなく"
        message = f"まとめた列には{written}、選択肢ごとの列と合いません。"
        problem = Problem("columns_disagree", check, joined, message, LOOK, taken=True)
        return (said if isinstance(value, Missing) else value), [problem]

    def _picks(self, value: Value) -> set[str]:
        """The options of an answer, a written text counting as 「その他」."""
        if not isinstance(value, Chosen):
            return set()
        return {*value.labels, *([self.options.other or ""] if value.other else [])}

    def _is_chosen(self, text: str, choice: Choice) -> bool:
        return label_key(text) in YES or self.options.find(text) == choice.label
