"""The one shape of a plan, for answers and for lists: rows, and what a person was promised of them.

A check page carries the promise of the plan it shows. Commit plans again, and writes only what
keeps the promise; else it says which rows would come out differently.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from surveys.importing.shapes import Refused
from surveys.importing.table.exclusions import BLANK
from surveys.models import ImportBatch, ImportRow

State = ImportRow.State
PROMISE = re.compile(r"[0-9a-f]{64}:[A-Za-z0-9+/]*", re.ASCII)
CODE_LENGTH = 5  # of one row: the first letter of its state, and 24 bits of what it writes
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
    """``digest:codes``: SHA-256 of all that is written, and five letters per row to compare by."""
    whole = hashlib.sha256(plan.promised().encode())
    codes = []
    for row in plan.rows:
        written = f"{row.number}\x1e{row.state}\x1e{row.promised()}".encode()
        whole.update(written + b"\x1d")
        code = hashlib.blake2b(written, digest_size=3).digest()
        codes.append(LETTER_OF[row.state] + b64encode(code).decode())
    return f"{whole.hexdigest()}:{''.join(codes)}"


def check_promise(plan: FilePlan, seen: str) -> None:
    """Raises ``Differs`` unless the plan is the one that was seen."""
    if not PROMISE.fullmatch(seen):
        raise Differs("確認の画面で内容を確かめてから、取り込んでください。")
    now = promise_of(plan)
    if now != seen:
        raise Differs(
            "確認のあとで、登録の内容か判断が変わったため、まだ取り込んでいません。"
            f"{_told(plan, _codes(seen), _codes(now))}"
            "もう一度内容を確かめてから、取り込んでください。"
        )


def _codes(promise: str) -> list[str]:
    codes = promise.partition(":")[2]
    return [codes[at : at + CODE_LENGTH] for at in range(0, len(codes), CODE_LENGTH)]


def _told(plan: FilePlan, seen: list[str], now: list[str]) -> str:
    if len(seen) != len(now):
        return f"確認したときは{len(seen):,}行、いまは{len(now):,}行です。"
    rows = [
        f"{row.number}行目（{_difference(before, after)}）"
        for row, before, after in zip(plan.rows, seen, now, strict=True)
        if before != after
    ]
    if not rows:
        return "調査の設問か、列の対応が変わりました。"
    others = f"ほか{len(rows) - SHOWN_ROWS:,}行" if len(rows) > SHOWN_ROWS else ""
    return f"違いのある行：{'、'.join(rows[:SHOWN_ROWS])}{others}。"


def _difference(before: str, after: str) -> str:
    old, new = (LETTERS.get(code[:1]) for code in (before, after))
    if old is None or new is None or old == new:
        return "書き込む内容"
    return f"{old.label} → {new.label}"
