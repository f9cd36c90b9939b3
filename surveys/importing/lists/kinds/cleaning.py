"""The text of a cell → a value of a record; ValidationError with a sentence where it is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError

from platform_registry.japanese import LARGEST_SMALL, line_as_meant, whole_number
from surveys.importing.cells.dates import parse_date
from surveys.importing.cells.phones import parse_phone
from surveys.importing.values.organization_facts import clean_value

Value = TypeVar("Value")
NO_SERIAL = "日付の形（例：令和6年4月1日、2024/4/1）で入力してください。"


def line(text: str) -> str:
    return line_as_meant(text)


def lines(text: str) -> str:
    return "\n".join(filter(None, map(line_as_meant, text.splitlines())))


def day(text: str) -> date:
    """A whole date; a year or a month alone is none."""
    found = parse_date(text, serial=True)
    if found.value is None or found.partial:
        incomplete = f"「{text[:30]}」は年月日がそろっていません。{NO_SERIAL}"
        raise ValidationError(incomplete if found.partial else found.problem or incomplete)
    return found.value.date() if isinstance(found.value, datetime) else found.value


def phone(text: str) -> str:
    """Several numbers of one cell or of several columns stand beside each other."""
    read = [parse_phone(part) for part in text.splitlines() if part.strip()]
    for number in read:
        if number.problem:
            raise ValidationError(number.problem)
    return "、".join(dict.fromkeys(number.text for number in read))


def email(text: str) -> str:
    return clean_value("email", unicodedata.normalize("NFKC", text).strip())


def number(text: str) -> int:
    """The number of a row, as small as the database keeps it."""
    found = whole_number(text.strip(), LARGEST_SMALL)
    if found is None:
        raise ValidationError(f"「{text[:30]}」は番号ではありません。")
    return found


def word_of(
    choices: Iterable[tuple[Value, str]], others: Mapping[str, Value]
) -> Callable[[str], Value]:
    """A word of a vocabulary; ``others`` are further spellings → value."""
    labels = [(value, str(label)) for value, label in choices]
    known = {_folded(label): value for value, label in labels}
    known |= {_folded(word): value for word, value in others.items()}

    def clean(text: str) -> Value:
        value = known.get(_folded(text))
        if value is None:
            listed = "、".join(label for _, label in labels)
            raise ValidationError(f"「{text[:30]}」は選べる言葉ではありません（{listed}）。")
        return value

    return clean


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
