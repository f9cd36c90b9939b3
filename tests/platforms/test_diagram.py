"""構成図 is readable with 3 and with 120 members; names never lie on one another."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from organizations.platforms.diagram.layout import (
    SIZE,
    TOP,
    WIDTH,
    Label,
    bottom_of,
    boxes_in_pairs,
    ellipse_labels,
    fits_ellipses,
    nested_frames,
)
from organizations.platforms.diagram.names import in_lines, width_of
from organizations.platforms.diagram.png import to_png
from organizations.platforms.diagram.shapes import Body, Diagram, Ring
from organizations.platforms.diagram.svg import draw

SIZES = re.compile(r'font-size="([\d.]+)"')
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
    rings = ellipse_labels(drawn.rings) if fits_ellipses(drawn) else nested_frames(drawn.rings, TOP)
    found = [label for _, _, placed in rings for label in placed]
    bottom = max((label.box[3] for label in found), default=0) + 60
    below = boxes_in_pairs(drawn.boxes, bottom)
    return found + [label for _, _, placed in below for label in placed]


def apart(first: Label, second: Label) -> bool:
    (l1, t1, r1, b1), (l2, t2, r2, b2) = first.box, second.box
    return r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1


@pytest.mark.parametrize("numbers", [(3,), (14,), (12, 10), (22,), (60,), (120,), (20, 9, 30)])
def test_names_stand_apart_and_inside_the_picture(numbers: tuple[int, ...]) -> None:
    placed = labels(diagram(*numbers))
    assert len(placed) == sum(numbers) + 3
    assert [(a.lines, b.lines) for a, b in combinations(placed, 2) if not apart(a, b)] == []
    assert all(label.box[0] >= 0 and label.box[2] <= WIDTH for label in placed)


@pytest.mark.parametrize("numbers", [(3,), (14, 10), (120,), (5, 4, 3, 2), ()])
def test_its_letters_are_large_enough_on_a_screen_of_1366(numbers: tuple[int, ...]) -> None:
    """The column of the figure is 552 points wide there."""
    sizes = {float(size) for size in SIZES.findall(draw(diagram(*numbers)))}
    assert min(sizes) * 552 / WIDTH >= 12


def test_tiers_stand_one_within_another() -> None:
    frames = [frame for _, frame, _ in nested_frames(diagram(40, 9, 30).rings, TOP)]
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in pairwise(frames):
        assert x1 < x2 and x2 + w2 < x1 + w1
        assert y1 < y2 and y2 + h2 < y1 + h1
    assert bottom_of([], 8.0) == 8.0


def test_the_municipalities_of_a_joint_platform_are_drawn() -> None:
    places = Ring("共同する自治体", (Body("江東区", "place"), Body("座間市", "place")))
    alone = diagram(3)
    joint = draw(Diagram(alone.title, alone.rings, alone.boxes, (places,)))
    assert "共同する自治体　2 （江東区、座間市）" in joint
    assert joint.index("座間市</text>") < joint.index("連携PF　3</text>")


@pytest.mark.parametrize("name", ["福祉課", "地域共生社会推進課重層的支援体制整備係", LONG])
@pytest.mark.parametrize("room", [95, 140, 300])
def test_a_name_keeps_its_remark_and_its_room(name: str, room: int) -> None:
    lines = in_lines(Body(name, "department", secretariat=True), room, SIZE)
    assert lines[-1].endswith("（事務局）")
    assert len(lines) <= 2
    assert all(width_of(line, SIZE) <= room for line in lines)
    assert ("…" in lines[-1]) == ("".join(lines) != f"{name}（事務局）")


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
