"""Characters nobody sees, left out of the cells where a file is read.

All that follows (headings, names, options, answers) is made of the cells, so that nothing hides
in it; the row as it was written is kept, and each cell that is read otherwise is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from platform_registry.japanese import code_of, unseen_in, with_codes, without_unseen
from surveys.importing.shapes import Correction, Fault, Sheet

LEFT_OUT = "見えない文字を除きました"
NAMED = 2  # characters a fault names
AROUND = 20  # letters shown on both sides in a long text


def leave_out(sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, start=1):
        texts = "\t".join([cell for cell in row if type(cell) is str])
        if not unseen_in(texts):
            continue
        for column, cell in enumerate(row, start=1):
            if type(cell) is str and unseen_in(cell):
                sheet.unseen[number, column] = cell
                row[column - 1] = without_unseen(cell) or None


def corrections(sheet: Sheet, row: int, columns: Iterable[int]) -> Iterator[Correction]:
    """What of the row was read otherwise than it stands there."""
    for column in columns:
        if written := sheet.unseen.get((row, column)):
            part = _around(written)
            yield Correction(column, with_codes(part), without_unseen(part), LEFT_OUT)


def _around(text: str) -> str:
    """So much of a long text that one sees where it was."""
    first, last = (unseen_in(text)[end][0] for end in (0, -1))
    return text[max(0, first - AROUND) : last + AROUND + 1]


def fault(sheet: Sheet) -> Iterator[Fault]:
    if not sheet.unseen:
        return
    (row, column), *_ = sheet.unseen
    codes = list(dict.fromkeys(code_of(c) for t in sheet.unseen.values() for _, c in unseen_in(t)))
    named = "、".join(codes[:NAMED]) + ("など" if len(codes) > NAMED else "")
    count = len(sheet.unseen)
    yield Fault(
        "L1-8",
        "見えない文字",
        f"見えない文字（{named}）を含むセルが{count}個あります。除いて読みます。"
        "元の行は、そのまま残します。",
        row=row,
        column=column,
        count=count,
    )
