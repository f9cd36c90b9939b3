"""Kinds of columns, said where a column is declared: what stays on one line, and how it is written.

    starts_on = columns.Day("参加日", order_by="starts_on")

A state, a year, a day, a number is read at a glance; broken over two lines it is not. Names and
sentences are plain ``tables.Column`` and wrap between words. ``shown`` writes the cell of the page
where the table has no ``render_<name>``; a file gets the value itself. ``ways`` is what its order
is called, ascending and descending: 最終確認の古い順、新しい順.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

import django_tables2 as tables

from platform_registry.japanese import era_date, era_datetime, fiscal_year_label
from platform_registry.lists.tables import PLAIN_WAYS

OLD_AND_NEW = ("古い順", "新しい順")


class Kind(tables.Column):
    css: ClassVar[str]
    ways: ClassVar[tuple[str, str]] = PLAIN_WAYS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs={"td": {"class": self.css}}, **kwargs)

    def shown(self, value: Any) -> Any:
        return value


class Short(Kind):
    """One or two words: a state, a kind, a municipality, a telephone number."""

    css = "short"


class Number(Kind):
    css = "num"
    ways = ("小さい順", "大きい順")


class Year(Kind):
    """The western year in which a fiscal year began."""

    css = "short"
    ways = OLD_AND_NEW

    def shown(self, value: int) -> str:
        return fiscal_year_label(value)


class Day(Kind):
    css = "date"
    ways = OLD_AND_NEW

    def shown(self, value: date) -> str:
        return era_date(value)


class RoughDay(Day):
    """A day, or the words of a month or a year that is all that is known."""

    def shown(self, value: date | str) -> str:
        return value if isinstance(value, str) else era_date(value)


class Clock(Kind):
    """A time of day; a file gets it as a time."""

    css = "short"
    ways = ("早い順", "遅い順")

    def shown(self, value: time) -> str:
        return f"{value:%H:%M}"


class YesNo(Kind):
    css = "short"

    def shown(self, value: bool) -> str:
        return "はい" if value else "いいえ"


class Several(tables.Column):
    """Names or lines that hang on a record, as its ``gather_<name>`` finds them: each on a line of
    its own in the cell of a file."""

    def __init__(self, label: str) -> None:
        super().__init__(label, accessor="pk", default="", visible=False)

    def shown(self, value: Sequence[str]) -> str:
        return "、".join(value)

    def written(self, value: Sequence[str]) -> str:
        return "\n".join(value)


class Moment(Kind):
    css = "date"
    ways = OLD_AND_NEW

    def shown(self, value: datetime) -> str:
        return era_datetime(value)
