"""Written text as values of the registry: which column fills which field, and what is valid there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from organizations.bodies.names import legal_form_code
from organizations.models import Organization
from platform_registry.japanese import corporate_number_problem, digits, postal_code

ROLE_FIELDS = {
    "organization:name": "name",
    "organization:kana": "kana",
    "organization:phone": "phone",
    "organization:email": "email",
    "organization:postal_code": "postal_code",
    "organization:address": "town",
    "organization:url": "website",
    "organization:corporate_number": "corporate_number",
    "organization:municipality": "city",
}
_is_url = URLValidator(["http", "https"])


def _corporate_number(text: str) -> str:
    number = digits(text)
    problem = corporate_number_problem(number or text)
    if problem:
        raise ValidationError(problem)
    return number


def _postal_code(text: str) -> str:
    code = postal_code(text)
    if not code:
        raise ValidationError("郵便番号は7桁の数字で入力してください。")
    return code


def _email(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)  # ＠ and ．
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError("メールアドレスの形ではありません。") from error
    return text


def _website(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    try:
        _is_url(text)
    except ValidationError as error:
        raise ValidationError("ホームページは https:// から入力してください。") from error
    return text


def _legal_form(text: str) -> str:
    code = legal_form_code(text)
    if code is None:
        raise ValidationError(
            "法人格として読み取れません。「NPO法人」などの名称を入力してください。"
        )
    return code


CLEAN: dict[str, Callable[[str], str]] = {
    "corporate_number": _corporate_number,
    "postal_code": _postal_code,
    "email": _email,
    "website": _website,
    "legal_form": _legal_form,
}
_MODEL_FIELDS: dict[str, Any] = {f.name: f for f in Organization._meta.fields}
BESIDE = {"activities": "支援の種類", "names": "ほかの名称", "identifiers": "その他の番号"}


def label_of(name: str) -> str:
    """An own field goes by its label already."""
    known = _MODEL_FIELDS.get(name)
    return BESIDE.get(name) or (str(known.verbose_name) if known else name)


def in_words(name: str, value: str) -> str:
    """The value as a person reads it: the label of a choice, else the text."""
    choices = dict(_MODEL_FIELDS[name].flatchoices) if name in _MODEL_FIELDS else {}
    return str(choices.get(value, value)) or "（空欄）"


def clean_value(name: str, text: str) -> str:
    """The text as the field's value; ValidationError with a sentence where it can't be one."""
    value = CLEAN[name](text) if name in CLEAN else text
    length = _MODEL_FIELDS[name].max_length
    if length and len(value) > length:
        raise ValidationError(
            f"{label_of(name)}は{length}文字以内にしてください（{len(value)}文字あります）。"
        )
    return value
