"""What fields say of hostile values is said in the words of this site, never in Django's own."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from organizations.models import LogEntry
from platform_registry.japanese.yen import parse_yen
from tests.kit.test_form_fields import forms_of_the_site
from tests.kit.test_structure import own_models

pytestmark = pytest.mark.django_db

HOSTILE = (
    "", "\0", "あ" * 20_000, "9" * 25, "1" * 12, "-5", "1.23456", "NaN", "2024-13-45", "25:61", "x y", "javascript:1",
    "a@", "http://", ["9" * 25], ["0"], ["x"], "9999", SimpleUploadedFile("空.pdf", b""),
    SimpleUploadedFile("あ" * 400 + ".exe", b"x"),
)  # fmt: skip


@cache
def djangos_own() -> list[re.Pattern[str]]:
    """The sentences of Django's forms and models in Japanese and in English."""
    folder = Path(django.__file__).parent / "conf" / "locale"
    catalog: Any = gettext.translation("django", folder, languages=["ja"])
    words = {text for pair in catalog._catalog.items() for text in map(_plain, pair) if text}
    found = []
    for text in words:
        literal = re.sub(r"%\(\w+\)[sd]", "", text)
        if len(literal) > 5:
            found.append(re.compile(re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(text)), re.DOTALL))
    return found


def _plain(text: Any) -> str:
    return str(text[0] if isinstance(text, tuple) else text)


def sentences(clean: Any) -> Iterator[str]:
    for value in HOSTILE:
        try:
            clean(value)
        except ValidationError as error:
            yield from error.messages
        except (TypeError, AttributeError):
            pass  # no browser sends a file as text, or a list for one value


def foreign(found: Iterator[str]) -> set[str]:
    return {s for s in found if any(pattern.fullmatch(s) for pattern in djangos_own())}


def test_djangos_own_sentences_are_known() -> None:
    assert foreign(iter(["このフィールドは必須です。", "入力されたファイルは空です。"]))
    assert foreign(iter(["この値は 9 以下でなければなりません。"]))


def test_no_field_of_any_form_speaks_as_django_does() -> None:
    checked = 0
    told: dict[str, set[str]] = {}
    for form in forms_of_the_site():
        for name, field in form.base_fields.items():
            checked += 1
            if said := foreign(sentences(field.clean)):
                told[f"{form.__qualname__}.{name}"] = said
    assert checked > 400
    assert told == {}


def test_no_column_of_any_model_speaks_as_django_does() -> None:
    told: dict[str, set[str]] = {}
    for model in own_models() - {LogEntry}:  # nobody enters the log
        for column in model._meta.concrete_fields:
            if column.editable and not isinstance(column, models.FileField):
                record = model()
                said = foreign(sentences(lambda v, c=column, r=record: c.clean(v, r)))
                if said:
                    told[f"{model.__name__}.{column.name}"] = said
    assert told == {}


@pytest.mark.parametrize("typed", ["9" * 18 + "円", "99999億円"])
def test_a_sum_nobody_spends_is_asked_about_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="金額が大きすぎます。桁と単位を確かめてください。"):
        parse_yen(typed)
