"""Where every name of a 構成図 stands. Names never overlap: rows are kept apart by their height,
and a name is broken or cut to the room its row has.

The picture is as wide as its place on a page of 1366 points, so that a letter of it is as large
there as it is given here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from organizations.platforms.diagram.names import in_lines, width_of
from organizations.platforms.diagram.shapes import Body, Diagram, Ring

WIDTH, CENTRE, TOP = 560, 280, 8
SIZE = 12.5
LINE = 15  # from one line of a name to the next
ROW = 54  # from one mark to the next below it, two lines between them
BELOW_LAST = 55  # from the last mark to the foot of an ellipse, where it is narrow
OUTER, INNER = (274.0, 262.0), (150.0, 150.0)  # half axes of the ellipses
LARGEST = {0: 14, 1: 10}  # names that an outer and an inner ellipse hold
NARROWEST = 130  # a column of names
MANY = 30  # names from which on there is one column more
EDGE = 10  # from a frame to the one inside it
Frame = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A member's name at its place: x is its middle, y the base of the mark above it."""

    body: Body
    lines: tuple[str, ...]
    x: float
    y: float
    size: float = SIZE

    @property
    def box(self) -> Frame:
        """Left, top, right, bottom of mark and name."""
        half = max(width_of(line, self.size) for line in self.lines) / 2
        below = 9 + LINE * (len(self.lines) - 1)
        return self.x - half, self.y - 16, self.x + half, self.y + below


Placed = tuple[Ring, Frame, list[Label]]


def fits_ellipses(diagram: Diagram) -> bool:
    numbers = [len(ring.bodies) for ring in diagram.rings]
    return len(numbers) <= 2 and all(n <= LARGEST[place] for place, n in enumerate(numbers))


def ellipse_labels(rings: tuple[Ring, ...], top: float = TOP) -> list[Placed]:
    """Per ring its ellipse (cx, cy, rx, ry) and its names, left and right of what is inside."""
    axes = [OUTER, INNER][: len(rings)]
    cy = top + OUTER[1]
    found: list[Placed] = []
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
    first, last = -axes[1] + heads + 22, axes[1] - BELOW_LAST
    step = (last - first) / max(rows - 1, 1)
    for number, body in enumerate(ring.bodies):
        row, right = divmod(number, 2)
        y = first + row * step if rows > 1 else (first + last) / 2
        alone = number == len(ring.bodies) - 1 and not right and not hole
        left_edge, right_edge = _room(y, axes, hole)
        middle = 0.0 if alone else (left_edge + right_edge) / 2
        room = right_edge * 2 if alone else right_edge - left_edge
        lines = in_lines(body, room - 14, SIZE)
        yield Label(body, lines, CENTRE + (middle if right else -middle), cy + y)


def _room(
    y: float, axes: tuple[float, float], hole: tuple[float, float] | None
) -> tuple[float, float]:
    """From the inner to the outer edge at that height, where mark and name both fit."""
    above, below = y - 16, y + 10 + LINE
    outer = min(_half(axes, above), _half(axes, below))
    beside = 0.0 if above < 0 < below else min(abs(above), abs(below))  # where the hole is widest
    return _half(hole, beside), outer


def _half(axes: tuple[float, float] | None, y: float) -> float:
    if axes is None or abs(y) >= axes[1]:
        return 0.0
    return axes[0] * math.sqrt(1 - (y / axes[1]) ** 2)


def nested_frames(rings: tuple[Ring, ...], top: float) -> list[Placed]:
    """A frame for each ring, with its names and, below them, the frame of the next inside."""
    found: list[Placed] = []
    y = top
    for depth, ring in enumerate(rings):
        left, width = 8.0 + EDGE * depth, WIDTH - 16.0 - 2 * EDGE * depth
        labels, height = grid(ring, y, left, width)
        found.append((ring, (left, y, width, height), labels))
        y += height
    bottom = y + EDGE * (len(rings) - 1)
    return [
        (ring, (x, above, width, bottom - EDGE * depth - above), labels)
        for depth, (ring, (x, above, width, _), labels) in enumerate(found)
    ]


def grid(
    ring: Ring, top: float, left: float = 8, width: float = WIDTH - 16
) -> tuple[list[Label], float]:
    """Names in columns below the heading; gives them and the height of the frame."""
    most = int(width // NARROWEST)
    columns = max(1, min(most, 3 if len(ring.bodies) <= MANY else most))
    heads = 62 if ring.note else 46
    room = width / columns
    names = [in_lines(body, room - 16, SIZE) for body in ring.bodies]
    step = ROW if any(len(lines) > 1 for lines in names) else ROW - LINE
    labels = [
        Label(
            body,
            lines,
            left + room * (number % columns + 0.5),
            top + heads + 12 + step * (number // columns),
        )
        for number, (body, lines) in enumerate(zip(ring.bodies, names, strict=True))
    ]
    rows = math.ceil(len(ring.bodies) / columns)
    return labels, heads + step * rows + (8 if rows else 4)


def boxes_in_pairs(boxes: tuple[Ring, ...], top: float) -> Iterator[Placed]:
    """Two boxes beside each other, the next pair below; one alone takes the width."""
    y = top + 4
    for first in range(0, len(boxes), 2):
        pair = boxes[first : first + 2]
        width = WIDTH / 2 - 12 if len(pair) > 1 else WIDTH - 16
        tallest = 0.0
        for number, ring in enumerate(pair):
            x = 8 + number * (width + 8)
            labels, height = grid(ring, y, x, width)
            tallest = max(tallest, height)
            yield ring, (x, y, width, height), labels
        y += tallest + 12


def bottom_of(placed: list[Placed], otherwise: float) -> float:
    return max((y + height + 8 for _, (_, y, _, height), _ in placed), default=otherwise)
