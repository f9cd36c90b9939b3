"""No text holds what nobody sees: one rule for forms, the admin, the door and the import.

A short text (a name, a title) hides nothing at all: two that differ in a zero-width blank look the
same and are two. A long one may hold what does no harm; nothing in it turns a line around.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from platform_registry.japanese import code_of, unreadable_in, unseen_in, without_unseen

UNSEEN = "見えない文字（{codes}）が入っています。消してから入力し直してください。"
UNREADABLE = (
    "外字など、ほかでは読めない文字（{codes}）が入っています。読める文字で入力し直してください。"
)
WHERE = "（{where}あります。）"
NAMED, BEFORE = 3, 10  # characters that are named, and those shown before the first


def refuse_unseen(text: str, *, harmful: bool = False, told: bool = True) -> None:
    """ValidationError with the characters and, where that may be ``told``, where the first stands."""
    found = unseen_in(text, harmful=harmful)
    if not found:
        return
    codes = list(dict.fromkeys(code_of(char) for _, char in found))
    others = "など" if len(codes) > NAMED else ""
    says = UNSEEN.format(codes="、".join(codes[:NAMED]) + others)
    if told:
        before = " ".join(without_unseen(text[: found[0][0]]).split())[-BEFORE:]
        says += WHERE.format(where=f"「{before}」のすぐ後ろに" if before else "先頭に")
    raise ValidationError(says, code="unseen")


def refuse_unreadable_in(record: models.Model, *names: str) -> None:
    """ValidationError with the 外字 of these fields, which nobody else could read or find it by.

    What is typed can be typed otherwise; an import keeps what its file says, and tells.
    """
    for name in names:
        if found := unreadable_in(getattr(record, name)):
            codes = "、".join(map(code_of, found[:NAMED])) + ("など" if len(found) > NAMED else "")
            says = UNREADABLE.format(codes=codes)
            raise ValidationError({name: ValidationError(says, code="unreadable")})


def in_a_line(text: str) -> None:
    """Validator of short texts."""
    refuse_unseen(text)


def in_a_text(text: str) -> None:
    """Validator of long texts."""
    refuse_unseen(text, harmful=True)


class NothingUnseen:
    """Validator of passwords: what is pasted along with one is not typed again at the next sign-in."""

    def validate(self, password: str, user: Any = None) -> None:
        refuse_unseen(password, told=False)

    def get_help_text(self) -> str:
        return "見えない文字は使えません。"


def watch_columns(kinds: Iterable[type[models.Model]]) -> None:
    """Every text column, also one added tomorrow; what is derived from others follows them."""
    fields = [field for kind in kinds for field in kind._meta.concrete_fields]
    for field in (f for f in fields if f.editable):
        if isinstance(field, models.CharField):
            field.validators.append(in_a_line)
        elif isinstance(field, models.TextField):
            field.validators.append(in_a_text)
