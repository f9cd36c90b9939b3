"""Draws a 構成図: nested ellipses for a few members, a grid in nested frames for many.

Presentation attributes only, so that a page with a strict Content-Security-Policy shows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from organizations.platforms.diagram.layout import (
    Label,
    boxes_below,
    ellipse_labels,
    fits_ellipses,
    grid,
)
from organizations.platforms.diagram.shapes import Body, Diagram, Ring
from platform_registry.xml import writable

WIDTH = 760
BLUE, GREEN, INK, GREY, FILL = "#0017c1", "#197a4b", "#1a1a1a", "#666666", "#e8f1fe"
FONT = "'Noto Sans JP','Noto Sans CJK JP','BIZ UDPGothic','Yu Gothic UI',Meiryo,sans-serif"


def _safe(text: str) -> str:
    return escape(writable(text))


def draw(diagram: Diagram) -> str:
    """A whole <svg>; its title and description say in words what it shows."""
    body, height = _ellipses(diagram) if fits_ellipses(diagram) else _frames(diagram)
    below, bottom = _below(diagram, height)
    parts = "".join([*body, *below])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" '
        f'role="img" font-family="{FONT}"><title>{_safe(diagram.title)} 構成図</title>'
        f"<desc>{_safe(described(diagram))}</desc>{parts}</svg>"
    )


def described(diagram: Diagram) -> str:
    """連携PF 12（江東区スポーツ推進委員会、…）／地域協議会 今後設置を検討"""
    parts = []
    for ring in (*diagram.rings, *diagram.boxes):
        names = "、".join(body.name for body in ring.bodies)
        parts.append(
            " ".join(p for p in (ring.heading, f"（{names}）" * bool(names), ring.note) if p)
        )
    return "／".join(parts) or "層の登録はまだありません。"


def _ellipses(diagram: Diagram) -> tuple[list[str], float]:
    if not diagram.rings:
        return [_text(WIDTH / 2, 40, "層の登録はまだありません。", GREY)], 70.0
    labels = ellipse_labels(diagram.rings)
    parts: list[str] = []
    for number, (ring, (cx, cy, rx, ry), placed) in enumerate(labels):
        fill = FILL if number == 0 else "#ffffff"
        stroke = BLUE if number == 0 else INK
        parts.append(
            f'<ellipse cx="{cx}" cy="{cy}" rx="{rx}" ry="{ry}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="1.5"{_dash(ring)}/>'
        )
        parts.append(_text(cx, cy - ry + 26, ring.heading, stroke, bold=True, size=13))
        if ring.note:
            parts.append(_text(cx, cy - ry + 43, ring.note, GREY))
        parts += [_member(label) for label in placed]
    _, (_, cy, _, ry), _ = labels[0]
    return parts, cy + ry + 12


def _frames(diagram: Diagram) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 8.0
    for number, ring in enumerate(diagram.rings):
        placed, height = grid(ring, top)
        parts.append(_frame(8, top, WIDTH - 16, height, ring, filled=number == 0))
        parts += [_member(label) for label in placed]
        top += height + 12
    return parts, top


def _below(diagram: Diagram, top: float) -> tuple[list[str], float]:
    parts: list[str] = []
    bottom = top
    for ring, (x, y, width, height), placed in boxes_below(diagram.boxes, top):
        parts.append(_frame(x, y, width, height, ring, filled=False))
        parts += [_member(label) for label in placed]
        bottom = max(bottom, y + height + 8)
    return parts, bottom


def _frame(x: float, y: float, width: float, height: float, ring: Ring, *, filled: bool) -> str:
    box = (
        f'<rect x="{x}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="12" '
        f'fill="{FILL if filled else "#ffffff"}" stroke="{BLUE if filled else GREY}" '
        f'stroke-width="1.5"{_dash(ring)}/>'
    )
    heading = _text(x + width / 2, y + 22, ring.heading, BLUE if filled else INK, bold=True)
    note = _text(x + width / 2, y + 39, ring.note, GREY) if ring.note else ""
    return box + heading + note


def _dash(ring: Ring) -> str:
    return ' stroke-dasharray="6 4"' if ring.dashed else ""


def _member(label: Label) -> str:
    """Mark and name; the whole name in the tooltip where it had to be cut."""
    name = f"{label.text}（事務局）" if label.body.secretariat and not label.cut else label.text
    weight = label.body.secretariat
    return (
        f"<g><title>{_safe(label.body.name)}</title>{_mark(label.body, label.x, label.y - 11)}"
        f"{_text(label.x, label.y + 6, name, INK, bold=weight, size=label.size)}</g>"
    )


def _mark(body: Body, x: float, y: float) -> str:
    if body.kind == "department":
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{BLUE}"/>'
    if body.kind == "person":
        points = " ".join(f"{x + 6 * math.sin(a):.1f},{y - 6 * math.cos(a):.1f}" for a in _turns(3))
        return f'<polygon points="{points}" fill="{INK}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{GREEN}"/>'


def _turns(corners: int) -> Iterator[float]:
    return (2 * math.pi * number / corners for number in range(corners))


def _text(x: float, y: float, text: str, fill: str, *, bold: bool = False, size: float = 12) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}" '
        f'fill="{fill}"{weight}>{_safe(text)}</text>'
    )
