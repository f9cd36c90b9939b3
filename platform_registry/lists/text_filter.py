"""Narrowing by what a text field holds: 「電話番号が空欄」, 「活動の概要に「若者」を含まない」."""

from __future__ import annotations

from collections.abc import Collection
from itertools import zip_longest
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict

from platform_registry.japanese import line_as_meant, without_unseen
from platform_registry.lists.facets import Box
from platform_registry.lists.filters import MAX_WORDS, Clause
from platform_registry.models import label_of_field

PARTS = ("field", "how", "words")
MOST = 5
NO_SUCH_FIELD = "選べない項目です。項目を選び直してください。"
NO_SUCH_HOW = "選べないさがし方です。選び直してください。"
NO_WORDS = "さがす言葉を入力してください。"
TOO_LONG = "さがす言葉は{}文字以内に縮めてください。"
TOO_MANY = "項目の条件は{}つまでです。"


class How(models.TextChoices):
    CONTAINS = "contains", "を含む"
    NOT = "not", "を含まない"
    EMPTY = "empty", "空欄"
    FILLED = "filled", "入っている"


class Rule(NamedTuple):
    field: str
    how: str
    words: str

    @property
    def asks_for_words(self) -> bool:
        return self.how in (How.CONTAINS, How.NOT)


class Text(NamedTuple):
    """A text that can be asked for, and where it stands; ``among``: the records that may have it.

    An empty one is "", or is not there at all (``absent``).
    """

    label: str
    path: str
    absent: bool = False
    among: Q | None = None

    def condition(self, rule: Rule) -> Q:
        among = self.among or Q()
        empty = Q(**{f"{self.path}__isnull": True} if self.absent else {self.path: ""})
        if not rule.asks_for_words:
            return among & (~empty if rule.how == How.FILLED else empty)
        found = Q(**{f"{self.path}__icontains": rule.words})
        # Of what is not there a database doesn't say that it holds no such word.
        return among & (~found | empty if rule.how == How.NOT else found)


class RulesInput(forms.Widget):
    """Three lists of the address side by side: which field, how, and the words."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Rule]:
        given = [data.getlist(f"{name}_{part}")[: MOST + 1] for part in PARTS]
        rules = (Rule(*three) for three in zip_longest(*given, fillvalue=""))
        return [rule for rule in rules if rule.field]


class RulesField(forms.Field):
    widget = RulesInput

    def __init__(self, *args: Any, fields: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = fields

    def clean(self, value: list[Rule]) -> list[Rule]:
        if len(value) > MOST:
            raise ValidationError(TOO_MANY.format(MOST))
        return [self._read(rule) for rule in value]

    def _read(self, rule: Rule) -> Rule:
        words = line_as_meant(without_unseen(rule.words))
        if rule.field not in self.fields:
            raise ValidationError(NO_SUCH_FIELD)
        if rule.how not in How.values:
            raise ValidationError(NO_SUCH_HOW)
        if rule.asks_for_words and not words:
            raise ValidationError(NO_WORDS)
        if len(words) > MAX_WORDS:
            raise ValidationError(TOO_LONG.format(MAX_WORDS))
        return Rule(rule.field, rule.how, words if rule.asks_for_words else "")


class TextFilter(django_filters.Filter):
    """Over texts by their names in the address; several conditions narrow."""

    field_class = RulesField

    def __init__(self, label: str, texts: dict[str, Text]) -> None:
        self.texts = texts
        super().__init__(label=label, fields=texts)

    @classmethod
    def over(cls, label: str, kind: type[models.Model], names: tuple[str, ...]) -> TextFilter:
        """Over fields of the record itself."""
        return cls(label, {name: Text(label_of_field(kind, name), name) for name in names})

    def add(self, texts: dict[str, Text]) -> None:
        self.texts = self.extra["fields"] = self.texts | texts

    def filter(self, qs: QuerySet[Any], value: list[Rule]) -> QuerySet[Any]:
        for rule in value or ():
            qs = qs.filter(self.texts[rule.field].condition(rule))
        return qs

    def words(self, value: list[Rule]) -> str:
        return "・".join("".join((b, said[0][1], a)) for b, said, a in self.clauses(value))

    def clauses(self, value: list[Rule]) -> list[Clause]:
        return [self._clause(rule) for rule in value]

    def _clause(self, rule: Rule) -> Clause:
        label, how = self.texts[rule.field].label, str(How(rule.how).label)
        if rule.asks_for_words:
            return f"{label}に", [(rule, f"「{rule.words}」")], how
        return f"{label}が", [(rule, how)], "の" if rule.how == How.EMPTY else ""

    def address(self, name: str, left: list[Rule]) -> dict[str, list[str] | None]:
        return {f"{name}_{part}": [getattr(rule, part) for rule in left] or None for part in PARTS}

    def boxes(self, name: str, numbers: Any) -> list[Box]:
        """A line for each condition, and an empty one."""
        data: Any = self.parent.data if isinstance(self.parent.data, QueryDict) else QueryDict()
        asked = RulesInput().value_from_datadict(data, None, name)
        errors = self.parent.form.errors.get(name, "")
        template = "components/lists/text_box.html"
        return [
            Box(
                name, self.label, self._lines(asked), errors, template=template, is_open=bool(asked)
            )
        ]

    def _lines(self, asked: list[Rule]) -> list[dict[str, Any]]:
        lines = [*asked[:MOST], *[Rule("", How.CONTAINS, "")][: MOST - len(asked[:MOST])]]
        return [
            {
                "rule": rule,
                "words": rule.words[:MAX_WORDS],
                "fields": [(n, text.label, n == rule.field) for n, text in self.texts.items()],
                "hows": [(how, how.label, how == rule.how) for how in How],
            }
            for rule in lines
        ]
