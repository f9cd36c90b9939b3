"""What a value of each type of own field is: asked for, read, kept, shown. The only place.

formfield(field, stored)   the form field that asks for it
kept(field, cleaned)       what that field gave → what the record keeps; None for nothing
read(field, "令和6年3月5日")  one text, as in a file → what the record keeps; ValidationError
shown(field, stored)       in Japanese: 令和6年3月5日（火）, はい, 1,460, the label of a choice
writer(field)(stored)      as a file holds it: date, int or float, text
answers(record, fields)    the filled ones of a record with their words
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.own.definitions import Choice, Field, fields_numbered
from organizations.own.models import OwnField, numbers_in
from platform_registry.forms.fields import DateField, DecimalField, LineField
from platform_registry.japanese import era_date

Type = OwnField.Type
LONGEST = 500
DIGITS, PLACES = 14, 4  # a float keeps so many exactly
UNCHOSEN = ("", "---------")
YES, NO = ("yes", "はい"), ("no", "いいえ")
YESES = {"はい", "有", "有り", "あり", "○", "〇", "◯", "yes", "true", "1"}
NOES = {"いいえ", "無", "無し", "なし", "×", "✕", "no", "false", "0"}
GONE = "（なくなった選択肢）"
NOT_YES_NO = "「はい」か「いいえ」を入力してください。"
NO_SUCH_CHOICE = "「{}」という選択肢はありません。次のどれかを入力してください：{}。"
UNSOUND = "独自の項目「{}」の値を読み取れません。入力し直してください。"


def formfield(field: Field, stored: Any = None) -> forms.Field:
    """Never required. What is stored stays a choice, also one that is out of use."""
    said: dict[str, Any] = {
        "label": field.label,
        "required": False,
        "help_text": field.help_text,
        "initial": _as_asked(field, stored),
    }
    if field.type == Type.NUMBER:
        return DecimalField(max_digits=DIGITS, decimal_places=PLACES, **said)
    if field.type == Type.DATE:
        return DateField(**said)
    if field.type == Type.YES_NO:
        return forms.ChoiceField(choices=[UNCHOSEN, YES, NO], **said)
    if field.type == Type.CHOICE:
        return forms.ChoiceField(choices=[UNCHOSEN, *_offered(field, stored)], **said)
    return LineField(max_length=LONGEST, **said)


def _offered(field: Field, stored: Any) -> list[tuple[str, str]]:
    offered = (c for c in field.choices if c.active or c.pk == stored)
    return [(str(choice.pk), choice.label) for choice in offered]


def _as_asked(field: Field, stored: Any) -> Any:
    """What the form field begins with."""
    if stored is None:
        return None
    if field.type == Type.NUMBER:
        return Decimal(str(stored))
    if field.type == Type.DATE:
        return date.fromisoformat(stored)
    if field.type == Type.YES_NO:
        return (YES if stored else NO)[0]
    return str(stored)


def kept(field: Field, cleaned: Any) -> Any:
    if cleaned in (None, ""):
        return None
    if field.type == Type.NUMBER:
        return int(cleaned) if cleaned == cleaned.to_integral_value() else float(cleaned)
    if field.type == Type.DATE:
        return cleaned.isoformat()
    if field.type == Type.YES_NO:
        return cleaned == YES[0]
    return int(cleaned) if field.type == Type.CHOICE else cleaned


def read(field: Field, text: str) -> Any:
    """As people and exported files write it; None for an empty text.

    Raises ValidationError with what to write instead.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if field.type == Type.YES_NO:
        return _yes_or_no(plain)
    if field.type == Type.CHOICE:
        return _chosen(field, plain).pk
    return kept(field, formfield(field).clean(text))


def _yes_or_no(plain: str) -> bool:
    if plain.casefold() not in YESES | NOES:
        raise ValidationError(NOT_YES_NO)
    return plain.casefold() in YESES


def _chosen(field: Field, plain: str) -> Choice:
    """Also one that is out of use: a file that was exported before may name it."""
    same = [c for c in field.choices if unicodedata.normalize("NFKC", c.label).strip() == plain]
    if same:
        return same[0]
    offered = "、".join(label for _, label in _offered(field, None))
    raise ValidationError(NO_SUCH_CHOICE.format(plain[:50], offered or "（選択肢がありません）"))


def shown(field: Field, stored: Any) -> str:
    """In words; as it is kept where the field has become one of another type since."""
    if stored is None:
        return ""
    try:
        return _shown(field, stored)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return as_kept(stored)


def as_kept(stored: Any) -> str:
    """Without its field."""
    return (YES if stored else NO)[1] if isinstance(stored, bool) else str(stored)


def _shown(field: Field, stored: Any) -> str:
    if field.type == Type.NUMBER:
        return f"{Decimal(str(stored)):,f}"
    if field.type == Type.DATE:
        return era_date(date.fromisoformat(stored))
    if field.type == Type.YES_NO:
        return {True: YES[1], False: NO[1]}[stored]
    if field.type == Type.CHOICE:
        choice = field.choice(stored)
        return choice.label if choice else GONE if isinstance(stored, int) else str(stored)
    return str(stored)


def writer(field: Field) -> Callable[[Any], Any]:
    """Makes of what is stored the value itself where a file has a type for it (a date, a number),
    else its words."""
    if field.type == Type.DATE:
        return date.fromisoformat
    if field.type == Type.YES_NO:
        return {True: YES[1], False: NO[1]}.__getitem__
    if field.type == Type.CHOICE:
        labels = {choice.pk: choice.label for choice in field.choices}
        return lambda stored: labels.get(stored, GONE)
    return lambda stored: stored


def answers(own: dict[str, Any], fields: Iterable[Field]) -> list[tuple[Field, str]]:
    """Those of the fields that are filled in, in their order, each with its words."""
    return [(field, shown(field, own[field.key])) for field in fields if field.key in own]


def refuse_unsound(own: dict[str, Any]) -> None:
    """The rule of every way in: each value is one its field could have given. What is left of a
    field that is gone is asked for nowhere, and keeps nobody from saving.

    Raises ValidationError under ``own``.
    """
    numbers = numbers_in(own)
    fields = fields_numbered(numbers.values())
    for key, value in own.items():
        field = fields.get(numbers.get(key, 0))
        if field is not None and not is_sound(field, value):
            raise ValidationError({"own": UNSOUND.format(field.label)})


def is_sound(field: Field, value: Any) -> bool:
    if field.type == Type.YES_NO:
        return isinstance(value, bool)
    if field.type == Type.CHOICE:
        return type(value) is int and field.choice(value) is not None
    if field.type == Type.NUMBER and type(value) not in (int, float):
        return False
    if field.type in (Type.TEXT, Type.DATE) and not isinstance(value, str):
        return False
    try:
        return bool(read(field, str(value)) == value)
    except ValidationError:
        return False
