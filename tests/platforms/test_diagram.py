"""構成図 is readable with 3 and with 120 members; names never lie on one another."""

from __future__ import annotations

from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from organizations.platforms.diagram.layout import (
    Label,
    boxes_below,
    ellipse_labels,
    fits_ellipses,
    grid,
)
from organizations.platforms.diagram.png import to_png
from organizations.platforms.diagram.shapes import Body, Diagram, Ring
from organizations.platforms.diagram.svg import WIDTH, draw

LONG = "社会福祉法人江東区社会福祉協議会地域福祉推進課地域支え合い係"


def ring(number: int, kind: str = "organization") -> Ring:
    bodies = tuple(
        Body(f"{n}番{LONG[: n % len(LONG)]}", kind, secretariat=n == 0) for n in range(number)
    )
    return Ring("連携PF", bodies)


def diagram(*numbers: int) -> Diagram:
    council = Ring("地域協議会", (), dashed=True, note="今後設置を検討")
    return Diagram("江東区 連携PF", tuple(ring(n) for n in numbers), (council, ring(3)))


def labels(drawn: Diagram) -> list[Label]:
    if fits_ellipses(drawn):
        found = [label for _, _, placed in ellipse_labels(drawn.rings) for label in placed]
    else:
        found, top = [], 8.0
        for one in drawn.rings:
            placed, height = grid(one, top)
            found += placed
            top += height + 12
    bottom = max((label.box[3] for label in found), default=0) + 60
    return found + [label for _, _, placed in boxes_below(drawn.boxes, bottom) for label in placed]


def apart(first: Label, second: Label) -> bool:
    (l1, t1, r1, b1), (l2, t2, r2, b2) = first.box, second.box
    return r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1


@pytest.mark.parametrize("numbers", [(3,), (14,), (12, 10), (22,), (60,), (120,), (20, 9, 30)])
def test_names_stand_apart_and_inside_the_picture(numbers: tuple[int, ...]) -> None:
    placed = labels(diagram(*numbers))
    assert len(placed) == sum(numbers) + 3
    assert [(a.text, b.text) for a, b in combinations(placed, 2) if not apart(a, b)] == []
    assert all(label.box[0] >= 0 and label.box[2] <= WIDTH for label in placed)


def test_the_drawing_says_in_words_what_it_shows() -> None:
    hostile = Diagram("<script>", (Ring("連携PF", (Body("A & B <b>", "person"),)),), ())
    root = fromstring(draw(hostile))
    text = " ".join(root.itertext())
    assert "A & B <b>" in text
    assert root.attrib["role"] == "img"
    assert "今後設置を検討" in draw(diagram(3))
    assert "style=" not in draw(diagram(120))


def test_it_can_be_taken_along_as_an_image() -> None:
    assert to_png(draw(diagram(12, 8)), width=400).startswith(b"\x89PNG")
    assert "層の登録はまだありません" in draw(Diagram("空", (), ()))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=30), st.text(max_size=30))
def test_any_name_can_be_drawn(names: list[str], title: str) -> None:
    """Also with letters no XML can hold: the figure leaves them out, the registry keeps them."""
    bodies = tuple(Body(name, "organization") for name in names)
    drawn = draw(Diagram(title, (Ring(title, bodies),), ()))
    fromstring(drawn.encode("utf-8"))
