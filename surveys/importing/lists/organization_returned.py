"""A list the registry wrote itself, coming back corrected: its rows say which record they are.

The number alone is not believed: other ledgers number their rows, too. It holds where something
else of the row is the record's, or where most rows of the file are what their numbers say and the
row has no other body's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from platform_registry.japanese import whole_number
from surveys.importing.cells.text import is_blank
from surveys.importing.lists.addresses import address_key
from surveys.importing.lists.headings import by_heading
from surveys.importing.lists.rows import ListRow, State
from surveys.importing.matching.candidates import decision_key
from surveys.importing.shapes import CellValue, Header

if TYPE_CHECKING:
    from surveys.importing.lists.organization_identity import Registered
    from surveys.importing.lists.plan import ListFile

KEY, LABEL = "key", "記録番号"
SEEN = "seen"  # columns of our own lists that a list doesn't change
SEEN_HEADINGS = {
    "状態", "連携PF", "担当者", "最終確認", "登録のもと", "登録自治体", "最終更新", "その他の番号",
}  # fmt: skip
LARGEST = 10**18 - 1
NOT_HERE = "この番号の団体は、この自治体に登録されていません。名称で照らします。"
ANOTHER = (
    "この番号の団体は「{}」で、この行とは名称も連絡先も違います。取り込んでいません。"
    "番号と名称を確かめてください。"
)
EMPTIED = (
    "空欄にしたセルが{}個あります（{}）。空欄では、登録の値を変えません。値を消すときは、"
    "団体の画面の「編集」で消すか、団体の一覧で選んで「項目をまとめて直す」を使ってください。"
)


def leave_seen(headers: Sequence[Header], found: dict[int, str]) -> None:
    """Beside our own number the columns that are only shown ask nobody anything."""
    if KEY not in found.values():
        return
    for header in headers:
        if header.text in SEEN_HEADINGS:
            found[header.column] = SEEN


def emptied_columns(file: ListFile) -> dict[str, list[Header]]:
    """Of a list of our own: field → its columns, also those that are empty from top to bottom."""
    found = {c.header.column: c.field for c in file.columns}
    there = {*found.values()}
    if KEY not in there:
        return {}
    headers = file.reading.layout.headers
    more = by_heading(file.kind, [header for header in headers if header.column not in found])
    found |= {column: name for column, name in more.items() if name not in there}
    fields: dict[str, list[Header]] = {}
    for header in headers:
        name = found.get(header.column, "")
        if name and file.kind.field(name).taken:
            fields.setdefault(name, []).append(header)
    return fields


def tell_emptied(
    file: ListFile,
    columns: Mapping[str, list[Header]],
    filled: Callable[[int, Iterable[str]], list[str]],
) -> None:
    """``filled`` says of a record which of the fields it holds something in. Whoever empties a cell
    means to empty the field; an import never does."""
    emptied: Counter[str] = Counter()
    for row in file.rows if columns else ():
        if row.record is None or row.state not in (State.CHANGED, State.UNCHANGED):
            continue
        cells = file.reading.sheet.rows[row.number - 1]
        blank = [
            name
            for name, headers in columns.items()
            if name not in row.values and not any(_says(cells, header) for header in headers)
        ]
        emptied.update(filled(row.record, blank) if blank and is_returned(row) else ())
    if emptied:
        named = (f"{columns[name][0].text} {n}個" for name, n in emptied.items())
        file.remarks.append(EMPTIED.format(emptied.total(), "、".join(named)))


def _says(cells: Sequence[CellValue], header: Header) -> bool:
    return header.column <= len(cells) and not is_blank(cells[header.column - 1])


class Returned:
    """Row → the registered organization its number says."""

    def __init__(self, registered: Registered, rows: Iterable[ListRow]) -> None:
        self.registered = registered
        numbered = [row for row in rows if self._number(row) is not None]
        self.is_ours = 2 * sum(map(self._has_its_name, numbered)) > len(numbered)

    def find(self, row: ListRow) -> int | None:
        """Refuses a row whose number is quite another body's."""
        if KEY not in row.values:
            return None
        number = self._number(row)
        if number is None:
            row.tell(LABEL, row.values.pop(KEY), NOT_HERE)
            return None
        sure = self._has_its_name(row) or self._has_its_facts(row, number)
        if not sure and (self._has_another_name(row, number) or not self.is_ours):
            name = self.registered.values[number][0]
            row.refuse(LABEL, row.values[KEY], ANOTHER.format(name))
        return number

    def _number(self, row: ListRow) -> int | None:
        number = whole_number(row.values.get(KEY, ""), LARGEST)
        return number if number in self.registered.values else None

    def _has_its_name(self, row: ListRow) -> bool:
        stored = self.registered.values[self._number(row) or 0][0]
        return row.name_key == decision_key(stored)

    def _has_another_name(self, row: ListRow, number: int) -> bool:
        """That of another body: numbers and rows were sorted apart, or a body is called so, too."""
        others = self.registered.namesakes(row.values["name"], row.name_key)
        return any(other != number for other in others)

    def _has_its_facts(self, row: ListRow, number: int) -> bool:
        stored = self.registered.of(number)
        facts = [(row.values.get(f), stored[f]) for f in ("corporate_number", "phone")]
        facts.append((row.address_key, address_key(stored)))
        return any(given and given == known for given, known in facts)


def is_returned(row: ListRow) -> bool:
    return KEY in row.values


def lacking_targets(row: ListRow, known: Iterable[str]) -> list[str]:
    """Of a row of our own: what none of the activities has."""
    there = {line.partition("：")[2] for line in known}
    return [target for target in row.values["targets"].split("、") if target not in there]


def corrected(row: ListRow, stored: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What a row of our own may say otherwise than another list may: the name, the note."""
    corrects = ("name", "note") if row.has_note else ("name",)
    values = {name: row.values[name] for name in corrects if name in row.values}
    return {name: (stored[name], value) for name, value in values.items() if value != stored[name]}
