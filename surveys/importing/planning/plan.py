"""The one shape of a plan, for answers and for lists: rows, and what a person was promised of them.

A check page carries the promise of the plan it shows. Commit plans again, and writes only what
keeps the promise; else it says which rows would come out differently.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from surveys.importing.shapes import Refused
from surveys.importing.table.exclusions import BLANK
from surveys.models import ImportBatch, ImportRow

State = ImportRow.State
PROMISE = re.compile(r"[0-9a-f]{64}:[0-9]{1,9}:[A-Za-z0-9+/]*", re.ASCII)
CODE_LENGTH = 5  # of one row: the first letter of its state, and 24 bits of what it writes
MOST_CODES = 400  # 2 KB of a page
SEVERAL = "s"  # in place of the state, where rows share a code
SHOWN_ROWS = 20
LETTERS = {"n": State.NEW, "c": State.CHANGED, "u": State.UNCHANGED, "x": State.EXCLUDED,
           "e": State.ERROR}  # fmt: skip
LETTER_OF = {state: letter for letter, state in LETTERS.items()}


class Differs(Refused):
    """What would be written is no longer what the check page showed. Names the rows."""


class PlannedRow(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    def promised(self) -> str:
        """Everything this row writes, and over what; equal texts write the same."""


@dataclass(slots=True)
class FilePlan:
    """``rows`` in the order of the file, those that are not written included."""

    batch: ImportBatch
    reading: Any
    rows: Sequence[Any]

    @property
    def left_out(self) -> list[tuple[int, str]]:
        """Rows of the file that are no entries, and why; blank ones are not worth telling."""
        numbers = {row.number for row in self.rows}
        excluded = sorted(self.reading.layout.excluded.items())
        return [(row, why) for row, why in excluded if why != BLANK and row not in numbers]

    def rows_in(self, *states: str) -> list[Any]:
        return [row for row in self.rows if row.state in states]

    def promised(self) -> str:
        """What is written besides the rows."""
        return ""

    def refusal(self) -> str:
        """Why this plan can't be carried out at all; empty where it can."""
        return ""


def promise_of(plan: FilePlan) -> str:
    """``digest:rows:codes``: SHA-256 of all that is written, and a few letters per row to compare.

    A page carries no more than ``MOST_CODES``: of a longer file neighbouring rows share one.
    """
    whole = hashlib.sha256(plan.promised().encode())
    codes = []
    for rows in _shares(plan.rows):
        share = hashlib.blake2b(digest_size=3)
        for row in rows:
            written = f"{row.number}\x1e{row.state}\x1e{row.promised()}".encode()
            whole.update(written + b"\x1d")
            share.update(written)
        state = LETTER_OF[rows[0].state] if len(rows) == 1 else SEVERAL
        codes.append(state + b64encode(share.digest()).decode())
    return f"{whole.hexdigest()}:{len(plan.rows)}:{''.join(codes)}"


def _shares(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    size = -(-len(rows) // MOST_CODES) or 1
    return (rows[at : at + size] for at in range(0, len(rows), size))


def check_promise(plan: FilePlan, seen: str) -> None:
    """Raises ``Differs`` unless the plan is the one that was seen."""
    if not PROMISE.fullmatch(seen):
        raise Differs("確認の画面で内容を確かめてから、取り込んでください。")
    now = promise_of(plan)
    if now != seen:
        raise Differs(
            "確認のあとで、登録の内容か判断が変わったため、まだ取り込んでいません。"
            f"{difference(plan, seen, now)}"
            "もう一度内容を確かめてから、取り込んでください。"
        )


def difference(plan: FilePlan, seen: str, now: str) -> str:
    """In which rows the page that was ``seen`` differs from the one of ``now``, in a sentence."""
    if now == seen or not PROMISE.fullmatch(seen):
        return ""
    (_, before, old), (_, after, new) = seen.split(":"), now.split(":")
    if before != after:
        return f"確認したときは{int(before):,}行、いまは{int(after):,}行です。"
    rows = [
        _changed(rows, then, code)
        for rows, then, code in zip(_shares(plan.rows), _codes(old), _codes(new), strict=False)
        if then != code
    ]
    if not rows:
        return "調査の設問か、列の対応が変わりました。"
    others = f"ほか{len(rows) - SHOWN_ROWS:,}か所" if len(rows) > SHOWN_ROWS else ""
    return f"違いのある行：{'、'.join(rows[:SHOWN_ROWS])}{others}。"


def _codes(codes: str) -> list[str]:
    return [codes[at : at + CODE_LENGTH] for at in range(0, len(codes), CODE_LENGTH)]


def _changed(rows: Sequence[Any], before: str, after: str) -> str:
    if len(rows) > 1:
        return f"{rows[0].number}～{rows[-1].number}行目のどれか"
    old, new = (LETTERS.get(code[:1]) for code in (before, after))
    told = f"{old.label} → {new.label}" if old and new and old != new else "書き込む内容"
    return f"{rows[0].number}行目（{told}）"
