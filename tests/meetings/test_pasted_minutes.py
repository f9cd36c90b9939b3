"""The text of minutes is split into opinions, with theme and speaker as far as they are written."""

from __future__ import annotations

import pytest

from meetings.recording.pasted import Said, read_minutes

TEXT = """地域の現状について
・社協の新しいサテライトは行きやすい。相談できる場所をさらに増やしてほしい（NPO）
・町会・自治会が弱り、地域のつながりが薄くなっている（町会・自治会）

今後のPF運営について
　○ 年2回がよい。
"""


def test_a_line_is_an_opinion_under_its_theme() -> None:
    found = read_minutes(TEXT)
    assert found.told == "5行のうち、テーマ 2、意見 3件"
    assert found.opinions == [
        Said(
            "社協の新しいサテライトは行きやすい。相談できる場所をさらに増やしてほしい",
            "地域の現状について", "NPO",
        ),
        Said("町会・自治会が弱り、地域のつながりが薄くなっている", "地域の現状について", "町会・自治会"),
        Said("年2回がよい。", "今後のPF運営について"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("多くの人がまとまりやすいテーマは防災だろう。", Said("多くの人がまとまりやすいテーマは防災だろう。")),
        ("1. 介護事業者への呼びかけが大切(社会福祉法人)", Said("介護事業者への呼びかけが大切", "", "社会福祉法人")),
        ("① 医師会（江東区）と話す", Said("医師会（江東区）と話す")),
        ("- それについて話し合いたい。", Said("それについて話し合いたい。")),
    ],
)  # fmt: skip
def test_one_line(line: str, said: Said) -> None:
    assert read_minutes(line).opinions == [said]


@pytest.mark.parametrize("line", ["【地域の現状】", "■地域の現状について", "次年度について："])
def test_a_heading_is_no_opinion(line: str) -> None:
    found = read_minutes(line)
    assert len(found.themes) == 1 and found.opinions == []


def test_nothing_is_nothing() -> None:
    assert read_minutes(" \n\n").told == "0行のうち、テーマ 0、意見 0件"
