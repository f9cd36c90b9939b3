"""How to reach a person: what is no number or address, or a second one, is kept for the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError

from surveys.importing.lists.kinds import cleaning
from surveys.importing.lists.rows import Cell, ListRow

Cells = dict[str, list[Cell]]
LONGEST_PHONE = 50
KEPT = "備考に残しました。"
ONE_ADDRESS = "登録できるメールアドレスは1つのため、2つ目からは"
TOO_LONG = "登録できる長さを超えるため、"


def sort_out(row: ListRow, cells: Cells) -> None:
    """Leaves in ``cells`` what can be taken; the rest is told and stands in ``given["kept"]``."""
    kept: list[str] = []

    def keep(cell: Cell, text: str, why: str) -> None:
        row.tell(cell.heading, text, why + KEPT)
        kept.append(f"{cell.heading}：{text}")

    if "phone" in cells:
        cells["phone"] = list(_numbers(cells["phone"], keep))
    if "email" in cells:
        cells["email"] = list(_address(cells["email"], keep))
    for name in ("phone", "email"):
        if name in cells and not cells[name]:
            del cells[name]
    if kept:
        row.given["kept"] = kept


Keep = Callable[[Cell, str, str], None]


def _numbers(cells: list[Cell], keep: Keep) -> Iterator[Cell]:
    taken = 0
    for cell in cells:
        for text in filter(str.strip, cell.text.splitlines()):
            try:
                length = len(cleaning.phone(text)) + 1
            except ValidationError as error:
                keep(cell, text, error.messages[0])
                continue
            if taken + length > LONGEST_PHONE + 1:
                keep(cell, text, TOO_LONG)
                continue
            taken += length
            yield Cell(cell.heading, text)


def _address(cells: list[Cell], keep: Keep) -> Iterator[Cell]:
    """The first that is one."""
    found = False
    for cell in cells:
        for text in filter(None, re.split(r"[\s,;、，；／]+", cell.text)):
            try:
                cleaning.email(text)
            except ValidationError as error:
                keep(cell, text, error.messages[0])
                continue
            if found:
                keep(cell, text, ONE_ADDRESS)
                continue
            found = True
            yield Cell(cell.heading, text)
