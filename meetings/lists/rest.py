"""What of a cell is in no field: it is kept in the 概要 under its heading, or only told."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.importing.lists.rows import Cell

Cells = dict[str, list[Cell]]
KEPT = "概要に残しました。"


@dataclass(frozen=True, slots=True)
class Rest:
    """``cell`` holds what is left, and why. Where a name stands it is not ``kept``."""

    cell: Cell
    why: str = ""
    kept: bool = True

    @property
    def line(self) -> str:
        return f"{self.cell.heading}：{self.cell.text}"

    @property
    def message(self) -> str:
        return self.why + KEPT if self.kept else self.why
