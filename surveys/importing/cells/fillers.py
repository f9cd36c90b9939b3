"""What stands in a cell in the place of a value: the sign for the cell above, a word for nothing."""

from __future__ import annotations

SAME_AS_ABOVE = frozenset(["同上", "〃", "々", "″", "同じ", "上に同じ"])
SAME_AS_LEFT = frozenset(["同左", "左に同じ", "←"])
DASHES = frozenset("-ー―－‐–—*＊/／・")
NOTHING = frozenset(
    [
        "なし",
        "無し",
        "ナシ",
        "無",
        "特になし",
        "特に無し",
        "未定",
        "未詳",
        "不明",
        "調査中",
        "確認中",
        "該当なし",
    ]
)
"""Nothing is known or there is none. In a column of remarks or of states such a word is a value."""


def repeats_above(text: str) -> bool:
    return text in SAME_AS_ABOVE


def repeats_left(text: str) -> bool:
    return text in SAME_AS_LEFT


def names_above(text: str) -> bool:
    """「〃　砂町支部」: what it means is not said."""
    return text.startswith(("〃", "″", "同上"))


def says_nothing(text: str, *, words: bool) -> bool:
    """``words``: whether words count, too, and not only dashes."""
    return text in DASHES or (words and text in NOTHING)
