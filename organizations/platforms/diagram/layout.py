"""Where every name of a 構成図 stands. Names never overlap: rows are kept apart by their height,
and a name is cut to the room its row has."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from organizations.platforms.diagram.shapes import Body, Diagram, Ring

WIDTH, CENTRE, TOP = 760, 380, 8
SIZE = 12.0
ROW = 38  # from one mark to the next below it
OUTER, INNER = (366.0, 246.0), (196.0, 126.0)  # half axes of the ellipses
LARGEST = {0: 14, 1: 10}  # names that an outer and an inner ellipse hold
COLUMNS = 3
Frame = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A member's name at its place: x is its middle, y the base of the mark above it."""

    body: Body
    text: str
    x: float
    y: float
    size: float = SIZE

    @property
    def cut(self) -> bool:
        return self.text != self.body.name

    @property
    def box(self) -> Frame:
        """Left, top, right, bottom of mark and name."""
        half = width_of(self.text, self.size) / 2
        return self.x - half, self.y - 16, self.x + half, self.y + 9


def width_of(text: str, size: float) -> float:
    """An upper bound: Japanese letters are square, Latin ones narrower."""
    wide = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.62 for c in text)
    return wide * size


def cut_to(text: str, room: float, size: float = SIZE) -> str:
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def fits_ellipses(diagram: Diagram) -> bool:
    if len(diagram.rings) > 2:
        return False
    if len(diagram.rings) == 2 and len(diagram.rings[1].bodies) > LARGEST[1]:
        return False
    return not diagram.rings or len(diagram.rings[0].bodies) <= LARGEST[0]


def ellipse_labels(rings: tuple[Ring, ...]) -> list[tuple[Ring, Frame, list[Label]]]:
    """Per ring its ellipse (cx, cy, rx, ry) and its names, left and right of what is inside."""
    axes = [OUTER, INNER][: len(rings)]
    cy = TOP + OUTER[1]
    found: list[tuple[Ring, Frame, list[Label]]] = []
    for number, ring in enumerate(rings):
        hole = axes[number + 1] if number + 1 < len(axes) else None
        placed = list(_in_ellipse(ring, axes[number], hole, cy))
        found.append((ring, (CENTRE, cy, *axes[number]), placed))
    return found


def _in_ellipse(
    ring: Ring, axes: tuple[float, float], hole: tuple[float, float] | None, cy: float
) -> Iterator[Label]:
    """Rows from top to bottom, one name to the left and one to the right."""
    rows = math.ceil(len(ring.bodies) / 2)
    heads = 62 if ring.note else 46
    first, last = -axes[1] + heads + 22, axes[1] * 0.8
    step = (last - first) / max(rows - 1, 1)
    for number, body in enumerate(ring.bodies):
        row, right = divmod(number, 2)
        y = first + row * step if rows > 1 else (first + last) / 2
        alone = number == len(ring.bodies) - 1 and not right and not hole
        left_edge, right_edge = _room(y, axes, hole)
        middle = 0.0 if alone else (left_edge + right_edge) / 2
        room = right_edge * 2 if alone else right_edge - left_edge
        yield Label(
            body, cut_to(body.name, room - 14), CENTRE + (middle if right else -middle), cy + y
        )


def _room(
    y: float, axes: tuple[float, float], hole: tuple[float, float] | None
) -> tuple[float, float]:
    """From the inner to the outer edge at that height, where mark and name both fit."""
    outer = min(_half(axes, y - 16), _half(axes, y + 10))
    inner = max(_half(hole, y - 16), _half(hole, y + 10)) if hole else 0.0
    return inner, outer


def _half(axes: tuple[float, float] | None, y: float) -> float:
    if axes is None or abs(y) >= axes[1]:
        return 0.0
    return axes[0] * math.sqrt(1 - (y / axes[1]) ** 2)


def grid(
    ring: Ring, top: float, left: float = 8, width: float = WIDTH - 16
) -> tuple[list[Label], float]:
    """Names in columns below the heading; gives them and the height of the frame."""
    columns = COLUMNS if width > 400 else 1
    heads = 62 if ring.note else 46
    room = width / columns
    labels = [
        Label(
            body,
            cut_to(body.name, room - 16 - 4 * SIZE * body.secretariat),
            left + room * (number % columns + 0.5),
            top + heads + 12 + ROW * (number // columns),
        )
        for number, body in enumerate(ring.bodies)
    ]
    rows = math.ceil(len(ring.bodies) / columns)
    return labels, heads + ROW * rows + (8 if rows else 4)


def boxes_below(boxes: tuple[Ring, ...], top: float) -> Iterator[tuple[Ring, Frame, list[Label]]]:
    """Two boxes beside each other, the next pair below."""
    y = top + 4
    for first in range(0, len(boxes), 2):
        pair = boxes[first : first + 2]
        width = WIDTH / 2 - 16
        tallest = 0.0
        for number, ring in enumerate(pair):
            x = 8 + number * (WIDTH / 2) if len(pair) > 1 else CENTRE - width / 2
            labels, height = grid(ring, y, x, width)
            tallest = max(tallest, height)
            yield ring, (x, y, width, height), labels
        y += tallest + 12
