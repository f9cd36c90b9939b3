"""The rules of a model's fields, held against many rows at once.

The bulk writer goes past ``save()`` and ``full_clean()``; what those would refuse is refused here:
blanks, texts too long, words that are no choice, and what a field's own validators say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

PAGE = 1_000
Rule = Callable[[set[Any]], str]


def checked(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Any]
) -> Iterator[Any]:
    """The same rows; ValidationError with a sentence at the first that breaks a rule."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rules = [(itemgetter(place), fields[name]) for place, name in enumerate(columns)]
    kept = [(read, field, rule) for read, field in rules for rule in _rules(field)]
    rest = iter(rows)
    while page := list(islice(rest, PAGE)):
        for read, field, rule in kept:
            if problem := rule(set(map(read, page))):
                raise ValidationError(f"「{field.verbose_name}」{problem}")
        yield from page


def _rules(field: models.Field[Any, Any]) -> list[Rule]:
    """What is held against the distinct values of one column. Derived columns may be empty."""
    if field.primary_key:
        return []
    rules: list[Rule] = [] if field.null else [_not_missing]
    if isinstance(field, models.CharField | models.TextField):
        if not field.blank and field.editable:
            rules.append(_not_empty)
        if field.max_length:
            rules.append(_no_longer(field.max_length))
        if field.choices:
            rules.append(_one_of({value for value, _ in field.flatchoices} | {""}))
        own = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        rules += [_valid(validator) for validator in own]
    return rules


def _not_missing(values: set[Any]) -> str:
    return "が空欄の行があります。" if None in values else ""


def _not_empty(values: set[Any]) -> str:
    return "が空欄の行があります。" if "" in values else ""


def _no_longer(length: int) -> Rule:
    def rule(values: set[Any]) -> str:
        too_long = any(len(value) > length for value in values if value)
        return f"が{length}文字を超える行があります。" if too_long else ""

    return rule


def _one_of(choices: set[Any]) -> Rule:
    def rule(values: set[Any]) -> str:
        return "" if values <= choices else "に、選べない値の行があります。"

    return rule


def _valid(validator: Callable[[Any], None]) -> Rule:
    def rule(values: set[Any]) -> str:
        try:
            for value in filter(None, values):
                validator(value)
        except ValidationError as error:
            return f"：{error.messages[0]}"
        return ""

    return rule
