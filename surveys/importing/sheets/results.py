"""The tables of results (集計表) of a sheet and of a whole workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from surveys.importing.aggregates.figures import Aggregates, TableFigure
from surveys.importing.aggregates.recognition import MOST_ROWS, read_aggregates
from surveys.importing.shapes import Sheet, Source
from surveys.importing.sheets.apart import only
from surveys.importing.sheets.stacked import stacked


def read_results(sheet: Sheet) -> Aggregates | None:
    """The figures of a sheet in which every table is one of results; None for anything else."""
    if len(sheet.rows) > MOST_ROWS:
        return None
    apart = stacked(sheet)
    if apart is None:
        return read_aggregates(sheet)
    parts = {apart.place(span): read_aggregates(only(sheet, span)) for span in apart.spans}
    read = {place: part for place, part in parts.items() if part and part.figures}
    return joined(read) if len(read) == len(parts) else None


def results_of(source: Source, sheet: Sheet) -> dict[str, Aggregates]:
    """Name of the sheet → its figures, of the visible sheets that hold results.

    ``sheet`` is the one that is read, which may be one table of several.
    """
    sheets = [sheet if other.name == sheet.name else other for other in source.sheets]
    found = ((s.name or "", read_results(s)) for s in sheets if s.visible and s.rows)
    return {name: results for name, results in found if results}


def joined(parts: Mapping[str, Aggregates]) -> Aggregates:
    """One after the other. A question that is asked of the same options in two of them is told
    apart by the name of its part."""
    whose = Counter(key for part in parts.values() for key in set(map(_key, part.figures)))
    whole = Aggregates(next(iter(parts.values())).title, [])
    for name, part in parts.items():
        twice = {f.question for f in part.figures if whose[_key(f)] > 1}
        for f in part.figures:
            question = f"{f.question[:250]}（{name[:40]}）" if f.question in twice else f.question
            whole.figures.append(replace(f, question=question))
        whole.doubts += part.doubts
    return whole


def _key(figure: TableFigure) -> tuple[str, str, str]:
    return figure.question, figure.option, figure.unit
