"""Opinions out of the text of minutes: a line each, under its theme, with who said it at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = re.compile(r"^[\s　]*(?:[・･●○◯◎■□◆◇▪•\-*＊–—→]|[0-9０-９]{1,2}[.．)）]|[①-⑳])[\s　]*")
THEME = re.compile(r"(?P<theme>.+?について)[。：:]?")
BRACKETED = re.compile(r"[【〔<＜](?P<theme>[^】〕>＞]+)[】〕>＞]")
SPEAKER = re.compile(r"(?P<text>.+?)[（(](?P<speaker>[^（()）]{1,30})[）)][。]?")


@dataclass(frozen=True)
class Said:
    """One opinion as it was written down."""

    text: str
    theme: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Minutes:
    """What was understood of a text."""

    lines: int
    themes: list[str]
    opinions: list[Said]

    @property
    def told(self) -> str:
        return f"{self.lines}行のうち、テーマ {len(self.themes)}、意見 {len(self.opinions)}件"


def read_minutes(text: str) -> Minutes:
    lines = [line for line in text.splitlines() if line.strip()]
    opinions = list(_opinions(lines))
    themes = [theme for theme in map(_theme, lines) if theme]
    return Minutes(len(lines), themes, opinions)


def _opinions(lines: list[str]) -> Iterator[Said]:
    theme = ""
    for line in lines:
        if found := _theme(line):
            theme = found
            continue
        text = BULLET.sub("", line).strip()
        speaker = SPEAKER.fullmatch(text)
        if speaker:
            yield Said(speaker["text"].strip(), theme, speaker["speaker"].strip())
        elif text:
            yield Said(text, theme)


def _theme(line: str) -> str:
    """Empty where the line is none."""
    text = BULLET.sub("", line).strip()
    found = BRACKETED.fullmatch(text) or THEME.fullmatch(text)
    return found["theme"].strip() if found else ""
