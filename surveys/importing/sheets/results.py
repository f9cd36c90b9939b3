"""The tables of results (集計表) of a sheet and of a whole workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from surveys.importing.aggregates.figures import Aggregates
from surveys.importing.aggregates.recognition import MOST_ROWS, read_aggregates
from surveys.importing.shapes import Sheet, Source
from surveys.importing.sheets.apart import only
from surveys.importing.sheets.stacked import stacked


def read_results(sheet: Sheet) -> Aggregates | None:
    """The figures of a sheet in which every table is one of results; None for anything else."""
    found = read_aggregates(sheet)
    if found is not None or len(sheet.rows) > MOST_ROWS:
        return found
    apart = stacked(sheet)
    parts = [read_aggregates(only(sheet, span)) for span in apart.spans] if apart else []
    return joined(part for part in parts if part) if parts and all(parts) else None


def results_of(source: Source) -> dict[str, Aggregates]:
    """Name of the sheet → its figures, of the visible sheets that hold results."""
    sheets = [sheet for sheet in source.sheets if sheet.visible and sheet.rows]
    found = ((sheet.name or "", read_results(sheet)) for sheet in sheets)
    return {name: results for name, results in found if results}


def joined(parts: Iterable[Aggregates]) -> Aggregates:
    """One table after the other, each figure told from those of the same name in another."""
    parts = list(parts)
    whose = Counter(
        key for part in parts for key in {(f.question, f.option, f.unit) for f in part.figures}
    )
    whole = Aggregates(parts[0].title, [])
    for part in parts:
        twice = {f.question for f in part.figures if whose[f.question, f.option, f.unit] > 1}
        named = {question: f"{question}（{part.title}）" if part.title and part.title not in question else question
                 for question in twice}  # fmt: skip
        whole.figures += [
            replace(f, question=named.get(f.question, f.question)[:300]) for f in part.figures
        ]
        whole.doubts += part.doubts
    return whole
