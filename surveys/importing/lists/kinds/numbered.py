"""A list of records the registry wrote itself, coming back corrected: 記録番号 says which is meant.

Such a file has columns that are only shown (層, 自治体), and rows of other parents than the one it
is taken in under. Of a ledger of somebody else's the number says nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from platform_registry.japanese import whole_number
from surveys.importing.list_kinds import ListField
from surveys.importing.lists.rows import Cell, ListRow, State

if TYPE_CHECKING:
    from surveys.importing.lists.plan import ListFile

KEY, SEEN, LABEL = "record_number", "seen", "記録番号"
COLUMNS = (
    ListField(KEY, LABEL, (LABEL,)),
    ListField(SEEN, "一覧で見るだけの列（取り込みません）", (), several=True, taken=False),
)
ELSEWHERE = "この取込先の記録ではありません。取り込みません。"
ANOTHER = (
    "この番号の登録（{}）と、この行の内容が合いません。取り込んでいません。"
    "番号を確かめるか、登録の画面で直してください。"
)
Fill = Callable[[ListRow, dict[str, list[Cell]]], None]


def numbered(read: Fill) -> Fill:
    """``read`` with the number of the row in ``row.given``, and without what is only shown."""

    def fill(row: ListRow, cells: dict[str, list[Cell]]) -> None:
        cells.pop(SEEN, None)
        for cell in cells.pop(KEY, ()):
            if (number := whole_number(cell.text)) is not None:
                row.given[KEY] = number
        read(row, cells)

    return fill


def is_returned(file: ListFile) -> bool:
    fields = {column.field for column in file.columns}
    return {KEY, SEEN} <= fields


def leave_elsewhere(row: ListRow, records: Mapping[int, Any] | None) -> None:
    """A row of another parent is none of this list's; ``records`` None: it isn't known."""
    number = row.given.get(KEY)
    if records is not None and number is not None and number not in records:
        row.state = State.EXCLUDED
        row.tell(LABEL, str(number), ELSEWHERE)


def meant(
    row: ListRow,
    found: Sequence[Any],
    records: Mapping[int, Any] | None,
    *,
    returned: bool,
    renames: bool,
) -> Sequence[Any]:
    """The record of the row's number, where what else it says isn't another's; else ``found``.

    ``renames``: a row may say of its record another name than is registered.
    """
    stored = (records or {}).get(row.given.get(KEY, 0))
    if stored is None:
        return found
    if any(other.pk == stored.pk for other in found):
        return [stored]
    if not returned:
        return found
    if renames and not found:
        return [stored]
    row.refuse(LABEL, str(row.given[KEY]), ANOTHER.format(stored))
    return []
