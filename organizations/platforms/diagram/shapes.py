"""What a 構成図 shows: circles with their members, and boxes above and below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["organization", "department", "person", "place"]
SECRETARIAT = "（事務局）"


@dataclass(frozen=True)
class Body:
    name: str
    kind: str  # a Kind; told apart by shape as well as by colour
    secretariat: bool = False

    @property
    def remark(self) -> str:
        """Stays behind the name, however short that is cut."""
        return SECRETARIAT if self.secretariat else ""


@dataclass(frozen=True)
class Ring:
    """A layer; dashed with a note where it is not there yet (今後設置を検討)."""

    title: str
    bodies: tuple[Body, ...]
    dashed: bool = False
    note: str = ""

    @property
    def heading(self) -> str:
        number = f"　{len(self.bodies)}" if self.bodies else ""
        return f"{self.title}{number}"


@dataclass(frozen=True)
class Diagram:
    """Rings from the outside in; heads (共同する自治体) stand above them, boxes below."""

    title: str
    rings: tuple[Ring, ...]
    boxes: tuple[Ring, ...]
    heads: tuple[Ring, ...] = ()
