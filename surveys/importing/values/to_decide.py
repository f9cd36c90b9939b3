"""Values of a field: of one row's cells, and all different ones for a person to decide about.

A decision is made once per written value, not once per row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.importing.cells.text import is_blank, is_fault, trimmed
from surveys.importing.shapes import CellValue, Chosen, Field, Layout, MissingKind, Sheet
from surveys.importing.values.answers import FieldReader, Reading

MISSING_LABELS: dict[MissingKind, str] = {
    "blank": "（空欄）",
    "not_asked": "（非該当）",
    "no_answer": "（無回答）",
    "invalid": "（無効）",
}
_KINDS: dict[str, MissingKind] = {kind: kind for kind in MISSING_LABELS}


def read_value(cells: Sequence[CellValue], field: Field) -> Reading:
    """Read the cells of one row that belong to ``field``, in the order of ``field.columns``."""
    return FieldReader(field).read(cells)


def distinct_values(
    sheet: Sheet, layout: Layout, field: Field
) -> list[tuple[str, int, str | None]]:
    """The different answers of a field with their number and the label each was matched to.

    Joined answers are counted one by one. The label is ``None`` where a person must decide; a
    value that stands for no answer has a label in brackets, such as （無回答）.
    """
    reader = FieldReader(field)
    written: Counter[str] = Counter()  # answers repeat, so few have to be matched
    place = field.columns[0] - 1
    for number in layout.data_rows():
        row = sheet.rows[number - 1] if number <= len(sheet.rows) else []
        value = row[place] if place < len(row) else None
        if not is_blank(value) and not is_fault(value):
            written[trimmed(value)] += 1
    counts: Counter[tuple[str, str | None]] = Counter()
    for text, times in written.items():
        for answer in _matched(text, reader):
            counts[answer] += times
    return [(text, count, label) for (text, label), count in counts.most_common()]


def _matched(text: str, reader: FieldReader) -> list[tuple[str, str | None]]:
    kind = reader.missing(text)
    if kind is not None:
        return [(text, MISSING_LABELS[kind])]
    options = reader.options
    if reader.field.kind == "multi":
        parts = reader.parts(text)
        found: list[tuple[str, str | None]] = [(label, label) for label in parts.labels]
        found += [(item, options.other) for item in parts.texts]
        return found + [(item, None) for item in parts.strange]
    if reader.field.kind != "single":
        return [(text, options.find(text))]
    value, _, _ = reader.one(text)
    if isinstance(value, Chosen) and value.labels:
        return [(text, value.labels[0])]
    return [(text, options.other if isinstance(value, Chosen) else None)]


def with_decisions(field: Field, decisions: Mapping[str, str]) -> Field:
    """The field with a person's decisions: value → an option's label, or a kind of missing.

    A decision for a label the field lacks is left out; the page offers existing labels only.
    """
    labels = {choice.label: [*choice.aliases] for choice in field.choices}
    missing = dict(field.missing_values)
    for value, meaning in decisions.items():
        kind = _KINDS.get(meaning)
        if kind is not None:
            missing[value] = kind
        elif meaning in labels and value not in labels[meaning]:
            labels[meaning].append(value)
    choices = [replace(choice, aliases=labels[choice.label]) for choice in field.choices]
    return replace(field, choices=choices, missing_values=missing)
