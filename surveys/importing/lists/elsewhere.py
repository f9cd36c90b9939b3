"""Rows of a list whose organization is in another municipality: taken, and told."""

from __future__ import annotations

from organizations.models import Municipality
from platform_registry.japanese import complete_municipality_code
from surveys.importing.cells.text import trimmed
from surveys.importing.lists.columns import ListColumn
from surveys.importing.lists.rows import ListRow
from surveys.importing.matching.elsewhere import ADDRESS, PLACE, Facts, other_places
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
    taken = {row.number: row for row in rows if not row.problems}
    found: dict[int, str] = {}
    for field, fact in SAID_BY.items():
        for place in (c.header.column - 1 for c in columns if c.field == field):
            facts = _facts(reading, taken, place, fact)
            found = (_unknown(facts) if field == "code" else {}) | other_places(home, facts) | found
    for number, there in sorted(found.items()):
        taken[number].tell("市区町村", there, ELSEWHERE.format(home=home))


def _unknown(facts: dict[int, Facts]) -> dict[int, str]:
    """Codes of municipalities that the registry doesn't know: they can't be the own one's."""
    codes = {n: complete_municipality_code(fact[PLACE]) for n, fact in facts.items()}
    known = set(
        Municipality.objects.filter(code__in={*codes.values()}).values_list("code", flat=True)
    )
    return {n: f"団体コード{code}" for n, code in codes.items() if code and code not in known}


def _facts(reading: Reading, rows: dict[int, ListRow], place: int, fact: str) -> dict[int, Facts]:
    cells = {number: reading.sheet.rows[number - 1] for number in rows}
    written = {n: trimmed(row[place]) for n, row in cells.items() if place < len(row)}
    return {number: {fact: text} for number, text in written.items() if text}
