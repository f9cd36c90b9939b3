"""Draws a 構成図: nested ellipses for a few members, a grid in nested frames for many.

Presentation attributes only, so that a page with a strict Content-Security-Policy shows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from organizations.platforms.diagram.layout import (
    LINE,
    SIZE,
    TOP,
    WIDTH,
    Frame,
    Label,
    Placed,
    bottom_of,
    boxes_in_pairs,
    ellipse_labels,
    fits_ellipses,
    nested_frames,
)
from organizations.platforms.diagram.shapes import Body, Diagram, Ring
from platform_registry.xml import writable

BLUE, GREEN, INK, GREY, FILL = "#0017c1", "#197a4b", "#1a1a1a", "#595959", "#e8f1fe"
HEADING = 13.5
FONT = "'Noto Sans JP','Noto Sans CJK JP','BIZ UDPGothic','Yu Gothic UI',Meiryo,sans-serif"


def _safe(text: str) -> str:
    return escape(writable(text))


def draw(diagram: Diagram) -> str:
    """A whole <svg>; its title and description say in words what it shows."""
    above = list(boxes_in_pairs(diagram.heads, TOP - 4))
    top = bottom_of(above, TOP)
    middle, bottom = _rings(diagram, top)
    below = list(boxes_in_pairs(diagram.boxes, bottom))
    parts = [*_framed(above), *middle, *_framed(below)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {bottom_of(below, bottom):.0f}" '
        f'role="img" font-family="{FONT}"><title>{_safe(diagram.title)} 構成図</title>'
        f"<desc>{_safe(described(diagram))}</desc>{''.join(parts)}</svg>"
    )


def described(diagram: Diagram) -> str:
    """連携PF 12（江東区スポーツ推進委員会、…）／地域協議会 今後設置を検討"""
    parts = []
    for ring in (*diagram.heads, *diagram.rings, *diagram.boxes):
        names = "、".join(body.name for body in ring.bodies)
        parts.append(
            " ".join(p for p in (ring.heading, f"（{names}）" * bool(names), ring.note) if p)
        )
    return "／".join(parts) or "層の登録はまだありません。"


def _rings(diagram: Diagram, top: float) -> tuple[list[str], float]:
    if not diagram.rings:
        words = "" if diagram.boxes else "層の登録はまだありません。"
        return [_text(WIDTH / 2, top + 32, words, GREY)] * bool(words), top + 62 * bool(words)
    if fits_ellipses(diagram):
        return _ellipses(ellipse_labels(diagram.rings, top))
    placed = nested_frames(diagram.rings, top)
    return list(_framed(placed, filled=True)), bottom_of(placed[:1], top)


def _ellipses(placed: list[Placed]) -> tuple[list[str], float]:
    parts: list[str] = []
    for number, (ring, (cx, cy, rx, ry), labels) in enumerate(placed):
        fill = FILL if number == 0 else "#ffffff"
        stroke = BLUE if number == 0 else INK
        parts.append(
            f'<ellipse cx="{cx}" cy="{cy}" rx="{rx}" ry="{ry}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="1.5"{_dash(ring)}/>'
        )
        parts.append(_text(cx, cy - ry + 28, ring.heading, stroke, bold=True, size=HEADING))
        if ring.note:
            parts.append(_text(cx, cy - ry + 45, ring.note, GREY))
        parts += [_member(label) for label in labels]
    _, (_, cy, _, ry), _ = placed[0]
    return parts, cy + ry + 12


def _framed(placed: list[Placed], *, filled: bool = False) -> Iterator[str]:
    """Frames one within another take turns in their colour; single ones are white."""
    for number, (ring, frame, labels) in enumerate(placed):
        yield _frame(frame, ring, filled=filled and number % 2 == 0)
        yield from (_member(label) for label in labels)


def _frame(frame: Frame, ring: Ring, *, filled: bool) -> str:
    x, y, width, height = frame
    box = (
        f'<rect x="{x}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="12" '
        f'fill="{FILL if filled else "#ffffff"}" stroke="{BLUE if filled else GREY}" '
        f'stroke-width="1.5"{_dash(ring)}/>'
    )
    colour = BLUE if filled else INK
    heading = _text(x + width / 2, y + 24, ring.heading, colour, bold=True, size=HEADING)
    note = _text(x + width / 2, y + 41, ring.note, GREY) if ring.note else ""
    return box + heading + note


def _dash(ring: Ring) -> str:
    return ' stroke-dasharray="6 4"' if ring.dashed else ""


def _member(label: Label) -> str:
    """Mark and name; the whole name in the tooltip, also where it had to be cut."""
    lines = "".join(
        _text(label.x, label.y + 6 + LINE * number, line, INK, bold=label.body.secretariat)
        for number, line in enumerate(label.lines)
    )
    name = _safe(label.body.name + label.body.remark)
    return f"<g><title>{name}</title>{_mark(label.body, label.x, label.y - 12)}{lines}</g>"


def _mark(body: Body, x: float, y: float) -> str:
    if body.kind == "department":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{BLUE}"/>'
    if body.kind == "place":
        points = " ".join(f"{x + 6 * math.sin(a):.1f},{y - 6 * math.cos(a):.1f}" for a in _turns(4))
        return f'<polygon points="{points}" fill="{BLUE}"/>'
    if body.kind == "person":
        points = " ".join(f"{x + 6 * math.sin(a):.1f},{y - 6 * math.cos(a):.1f}" for a in _turns(3))
        return f'<polygon points="{points}" fill="{INK}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{GREEN}"/>'


def _turns(corners: int) -> Iterator[float]:
    return (2 * math.pi * number / corners for number in range(corners))


def _text(
    x: float, y: float, text: str, fill: str, *, bold: bool = False, size: float = SIZE
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}" '
        f'fill="{fill}"{weight}>{_safe(text)}</text>'
    )
