"""Rows of a list whose organization is in another municipality: taken, and told."""

from __future__ import annotations

from collections.abc import Iterable

from organizations.models import Municipality
from platform_registry.japanese import complete_municipality_code
from surveys.importing.cells.text import trimmed
from surveys.importing.lists.columns import ListColumn
from surveys.importing.lists.rows import ListRow
from surveys.importing.matching.elsewhere import ADDRESS, PLACE, Places
from surveys.importing.planning.drafts import Reading

SAID_BY = {"address": ADDRESS, "city": PLACE, "place": PLACE, "code": PLACE}
"""The surest first: the other columns may say who publishes the list."""
ELSEWHERE = (
    "取込先（{home}）とは別の市区町村の団体です。このまま取込先の台帳に登録します。"
    "登録しないときは、その行を除いたファイルを取り込んでください。"
)


def tell_elsewhere(
    home: Municipality, reading: Reading, columns: list[ListColumn], rows: list[ListRow]
) -> None:
    """One line for all rows of the file: every row is told the same."""
    telling = [(f, c.header.column - 1) for f in SAID_BY for c in columns if c.field == f]
    if not telling:
        return
    taken = {row.number: row for row in rows if not row.problems}
    places = Places(home)
    found: dict[int, str] = {}
    for field, place in telling:
        said = _said(reading, taken, place)
        there = {text: places.other({SAID_BY[field]: text}) for text in {*said.values()}}
        if field == "code":
            there |= _unknown(text for text, known in there.items() if not known)
        found = {number: there[text] for number, text in said.items() if there[text]} | found
    for number, elsewhere in sorted(found.items()):
        taken[number].tell("市区町村", elsewhere, ELSEWHERE.format(home=home))


def _said(reading: Reading, rows: Iterable[int], place: int) -> dict[int, str]:
    """Row → what stands in the column of that place."""
    cells = ((number, reading.sheet.rows[number - 1]) for number in rows)
    written = ((number, trimmed(row[place])) for number, row in cells if place < len(row))
    return {number: text for number, text in written if text}


def _unknown(texts: Iterable[str]) -> dict[str, str]:
    """Codes of municipalities that the registry doesn't know: they can't be the own one's."""
    codes = {text: complete_municipality_code(text) for text in texts}
    known = set(
        Municipality.objects.filter(code__in={*codes.values()}).values_list("code", flat=True)
    )
    return {t: f"団体コード{code}" for t, code in codes.items() if code and code not in known}
