"""Characters nobody sees: in a name they make two of one, and U+202E turns the line around."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_registry.japanese import line_as_meant, text_as_meant, unseen_in, without_unseen

NOWHERE = {
    "NUL": "\0", "vertical tab": "\x0b", "form feed": "\x0c", "escape": "\x1b", "delete": "\x7f",
    "C1": "\x80", "next line": "\x85", "soft hyphen": "\xad", "Arabic mark": "\u061c",
    "zero-width space": "\u200b", "left-to-right mark": "\u200e", "line separator": "\u2028",
    "override": "\u202e", "isolate": "\u2066", "word joiner": "\u2060", "BOM": "\ufeff",
    "Hangul filler": "\u3164", "half-width filler": "\uffa0", "annotation": "\ufff9",
    "no character": "\uffff", "half a pair": "\ud800", "tag": "\U000e0041",
}  # fmt: skip
# Unseen too, but here they do something to the character beside them.
MEANT = {
    "a variant of 葛": "葛\U000e0100飾区",
    "a variant of a compatibility kanji": "神\ufe00社",
    "a coloured heart": "みんなの❤\ufe0f",
    "a keycap": "1\ufe0f\u20e3丁目",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467の会",
    "a dark-skinned farmer": "\U0001f468\U0001f3ff\u200d\U0001f33e",
    "a heart on fire": "❤\ufe0f\u200d\U0001f525",
    "shaking its head": "\U0001f642\u200d↔\ufe0f",
    "Persian": "می\u200cخواهم",
    "Sinhala": "ශ\u0dca\u200dරී",
    "Bengali": "র\u200d\u09cdয",
}
OTHERS = [
    "",
    "みなと食堂",
    "ＮＰＯ法人　みなと",
    "A\u00a0B",
    "1行目\n2行目",
    "名称\t役職",
    "\r\n",
    "か\u3099",
    "髙\ue000",
]


@pytest.mark.parametrize("char", NOWHERE.values(), ids=NOWHERE)
def test_what_nobody_sees_is_found_and_can_be_taken_out(char: str) -> None:
    assert unseen_in(f"みなと{char}食堂") == [(3, char)]
    assert without_unseen(f"みなと{char}食堂").replace("\n", "") == "みなと食堂"


@pytest.mark.parametrize("text", [*MEANT.values(), *OTHERS])
def test_what_does_something_or_is_seen_stays(text: str) -> None:
    assert unseen_in(text) == []
    assert without_unseen(text) == text


@pytest.mark.parametrize(
    "text",
    ["みなと\u200d食堂", "み\u200cなと", "\ufe0fみなと", " \ufe00", "葛\U000e0100\U000e0101", "\u200d", "a\u200db"],
)  # fmt: skip
def test_a_joiner_or_selector_with_nothing_to_do_is_as_hidden_as_the_others(text: str) -> None:
    assert unseen_in(text)


PASTED = [
    ("みなと食堂\u200b", "みなと食堂"),
    ("\ufeffみなと食堂", "みなと食堂"),
    (" \u200b　みなと食堂\u2060\r\n", "みなと食堂"),
    ("みなと食堂\t深川", "みなと食堂 深川"),  # two cells of Excel
    ("みなと食堂\r\n深川店", "みなと食堂 深川店"),  # Alt+Enter in a cell
    ("みなと食堂\x0b深川店", "みなと食堂 深川店"),  # a soft line break of Word and PowerPoint
    ("みなと\u2028食堂", "みなと 食堂"),
    ("みなと　食堂", "みなと　食堂"),
    ("みなと\u00a0食堂", "みなと\u00a0食堂"),
    ("\u202d03-1234-5678\u202c", "03-1234-5678"),  # out of the contacts of a telephone
    ("\u2066a@example.jp\u2069", "a@example.jp"),
    ("\u200b", ""),
    ("み\u200bなと", "み\u200bなと"),  # for a person to see to
    ("\u202eみなと", "\u202eみなと"),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "meant"), PASTED)
def test_a_line_is_taken_as_it_was_meant(pasted: str, meant: str) -> None:
    assert line_as_meant(pasted) == meant


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("\ufeff1行目\r\n\t2行目\u200b\n", "1行目\r\n\t2行目"),
        ("見出し\x0b本文", "見出し\n本文"),
        ("本文\x0c次の頁", "本文\n次の頁"),
        ("1行目\u20282行目\u20293行目", "1行目\n2行目\n3行目"),
    ],
)
def test_a_text_keeps_its_lines(pasted: str, meant: str) -> None:
    assert text_as_meant(pasted) == meant


ODD = st.sampled_from([*NOWHERE.values(), "\u200c", "\u200d", "\ufe0f", "\U000e0100", "\t", "\n"])
ANY = st.text(st.one_of(ODD, st.characters(codec=None), st.sampled_from("みなと食堂 　❤👨")))


@given(ANY)
def test_what_is_left_is_seen(text: str) -> None:
    left = without_unseen(text)
    assert unseen_in(left) == [] == unseen_in(left, harmful=True)
    assert without_unseen(left) == left
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    assert [c for c in left if unicodedata.category(c) in hidden and c not in "\t\n\r"] == []


@pytest.mark.parametrize(
    "char", ["\0", "\x0b", "\x7f", "\x85", "\u2028", "\u202e", "\u2067", "\ud800"]
)
def test_what_turns_a_text_around_or_is_none_is_found_in_a_long_text_too(char: str) -> None:
    assert unseen_in(f"1行目\n{char}2行目", harmful=True) == [(4, char)]


@pytest.mark.parametrize(
    "text", ["1行目\r\n\t2行目", "改行の\u200b手掛かり", "❤\ufe0f", "か\u200dも"]
)
def test_what_is_only_hidden_does_no_harm_there(text: str) -> None:
    assert unseen_in(text, harmful=True) == []


def test_a_text_without_end_takes_no_time() -> None:
    blanks = " " * 200_000
    assert line_as_meant(f"a{blanks}b{blanks}") == f"a{blanks}b"
    assert text_as_meant(f"{blanks}a\u200b{blanks}b") == f"a\u200b{blanks}b"
    assert without_unseen("\u200d\ufe0f" * 50_000) == ""


@given(ANY)
def test_nothing_seen_is_taken_away(text: str) -> None:
    def seen(written: str) -> list[str]:
        return [char for char in written if not char.isspace() and not unseen_in(char)]

    assert seen(without_unseen(text)) == seen(text)
    assert seen(text_as_meant(text)) == seen(line_as_meant(text)) == seen(text)


@given(ANY)
def test_a_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = line_as_meant(text)
    assert line_as_meant(line) == line
    assert text_as_meant(text_as_meant(text)) == text_as_meant(text)
    assert not {"\t", "\n", "\r", "\x0b", "\u2028"} & {*line}
    assert line == line.strip()
