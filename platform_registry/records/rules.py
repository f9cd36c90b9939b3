"""Rules the database holds, each with the sentence a person reads and the field it stands under.

They are ordinary constraints to the database and to migrations. Broken, they are said under one
field, whichever way the record came: a form, the admin, the door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

NOT_GIVEN = "入力されていません。入力してください。"
BELOW_ONE = "1以上の番号を入力してください。例：1"
BELOW_ZERO = "0以上の数を入力してください。"
NO_SHARE = "割合は0から100までの数を入力してください。"
NO_NUMBER = "数値か、原文の表記を入力してください。"
ENDS_TOO_EARLY = "終了は開始以降の日付を入力してください。"


if TYPE_CHECKING:
    Constraint = models.BaseConstraint
else:
    Constraint = object


class _SaidUnder(Constraint):
    """``under`` is the field the sentence belongs to; "" where it belongs to none."""

    under: str

    def validate(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().validate(*args, **kwargs)
        except ValidationError as broken:
            raise ValidationError({self.under: broken} if self.under else broken) from None

    def clone(self) -> Any:
        copy: Any = super().clone()
        copy.under = self.under
        return copy


class Rule(_SaidUnder, models.CheckConstraint):
    """What must be true of a record: ``Rule("name", Q(…), "the sentence", under="amount")``."""

    def __init__(self, name: str, condition: Q, says: str = "", *, under: str = "", **kwargs: Any):
        kwargs.setdefault("violation_error_message", says)
        super().__init__(name=name, condition=condition, **kwargs)
        self.under = under

    def deconstruct(self) -> Any:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


class Once(_SaidUnder, models.UniqueConstraint):
    """What there is one of: said under the last of its fields where no other is named."""

    def __init__(
        self, name: str, fields: Any, says: str = "", *, under: str | None = None, **kwargs: Any
    ):
        kwargs.setdefault("violation_error_message", says)
        super().__init__(name=name, fields=fields, **kwargs)
        self.under = fields[-1] if under is None else under

    def deconstruct(self) -> Any:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs


class OnceInAnyCase(_SaidUnder, models.UniqueConstraint):
    """A text there is once, in large or small letters: see `once_in_any_case`."""

    def __init__(self, *made_of: Any, name: str = "", under: str = "", **kwargs: Any):
        super().__init__(*made_of, name=name, **kwargs)
        self.under = under

    def deconstruct(self) -> Any:
        _, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs


def once_in_any_case(name: str, field: str, says: str) -> OnceInAnyCase:
    return OnceInAnyCase(Lower(field), name=name, under=field, violation_error_message=says)


def given(name: str, field: str) -> Rule:
    """A text without which the record says nothing."""
    return Rule(name, ~Q(**{field: ""}), NOT_GIVEN, under=field)


def not_negative(name: str, field: str = "value") -> Rule:
    return Rule(name, Q(**{field: None}) | Q(**{f"{field}__gte": 0}), BELOW_ZERO, under=field)


def counted(name: str, field: str = "number") -> Rule:
    """What is counted through begins with 1."""
    return Rule(name, Q(**{f"{field}__gte": 1}), BELOW_ONE, under=field)


def a_share(name: str, field: str) -> Rule:
    """A percentage, 0 to 100."""
    return Rule(
        name, Q(**{field: None}) | Q(**{f"{field}__range": (0, 100)}), NO_SHARE, under=field
    )


def a_number(name: str, instead: Q | None = None) -> Rule:
    """A number or the document's words for one; ``instead`` is what may stand for both."""
    said = Q(value__isnull=False) | ~Q(as_printed="")
    return Rule(name, said | instead if instead else said, NO_NUMBER, under="value")


def not_more(name: str, part: str, whole: str, says: str, unless: Q | None = None) -> Rule:
    """Of two counts the part is not more than the whole; either may be unknown."""
    known = Q(**{part: None}) | Q(**{whole: None}) | Q(**{f"{part}__lte": F(whole)})
    return Rule(name, known | unless if unless else known, says, under=part)


def in_order(
    name: str, first: str = "starts_on", last: str = "ends_on", says: str = ENDS_TOO_EARLY
) -> Rule:
    """The second of two days or times is not before the first; either may be unknown."""
    known = Q(**{f"{last}__gte": F(first)})
    return Rule(name, Q(**{last: None}) | Q(**{first: None}) | known, says, under=last)
