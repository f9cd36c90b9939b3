"""Who came, as lists say it: bodies and heads are kept, names of persons are not."""

from __future__ import annotations

import pytest

from meetings.lists.bodies import count_persons, read_party


@pytest.mark.parametrize(
    ("text", "bodies", "persons"),
    [
        ("社会福祉協議会", ["社会福祉協議会"], 0),
        ("社会福祉協議会 2名、福祉課（３名）", ["社会福祉協議会（2名）", "福祉課（3名）"], 0),
        ("福祉課（田中様、佐藤様）", ["福祉課（2名）"], 0),
        ("福祉課 田中様", ["福祉課（1名）"], 0),
        ("近藤様、中澤様、\n小野寺様", [], 3),
        ("江東区（福祉課、総務課）", ["江東区（福祉課、総務課）"], 0),
        (
            "江東区 福祉部 長寿応援課\n地域支え合い係",
            ["江東区 福祉部 長寿応援課 地域支え合い係"],
            0,
        ),
        ("みなと食堂\nつむぎの家", ["みなと食堂", "つむぎの家"], 0),
        ("－", [], 0),
    ],
)
def test_a_party(text: str, bodies: list[str], persons: int) -> None:
    party = read_party(text)
    assert [str(came) for came in party.bodies] == bodies
    assert party.persons == persons


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("生駒、坂田、谷本", 3),
        ("松木参事官、荒川参事\n官補佐、黒瀬主査", 3),
        ("川口地域福祉部長、\n斎藤社会課長、近藤様、\n中澤様", 4),
        ("4名", 4),
        ("", None),
    ],
)
def test_heads(text: str, number: int | None) -> None:
    assert count_persons(text) == number
