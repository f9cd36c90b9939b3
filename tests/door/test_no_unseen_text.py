"""No text column takes characters nobody sees, whichever way they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from organizations.models import Municipality, Organization
from platform_registry.actions import save
from surveys.importing.writing.rules import checked
from tests.door.test_rules import own_models
from tests.factories.organization import OrganizationFactory

SAYS = "見えない文字（U+202E）が入っています。消してから入力し直してください。"


def text_columns() -> Iterator[tuple[type[models.Model], Any]]:
    """What is written into; keys made of it follow."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField)
            if text and field.editable and not field.choices:
                yield model, field


def refusals(model: type[models.Model], field: Any, text: str) -> list[str]:
    record = model(**{field.attname: text})
    others = {f.name for f in model._meta.concrete_fields} - {field.name}
    try:
        record.clean_fields(exclude=others)
    except ValidationError as refused:
        return refused.message_dict[field.name]
    return []


COLUMNS = list(text_columns())


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=lambda x: getattr(x, "__name__", str(x)))
def test_no_column_of_any_model_takes_what_turns_a_line_around(
    model: type[models.Model], field: Any
) -> None:
    assert len(COLUMNS) > 200
    assert any(SAYS in sentence for sentence in refusals(model, field, "\u202e"))
    for control in ("\0", "\x0b", "\x7f", "\u2066"):
        assert any("見えない文字（" in said for said in refusals(model, field, control))


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=lambda x: getattr(x, "__name__", str(x)))
def test_a_short_text_hides_nothing_and_a_long_one_keeps_its_lines(
    model: type[models.Model], field: Any
) -> None:
    hidden = [s for s in refusals(model, field, "み\u200b") if "見えない文字（U+200B）" in s]
    assert bool(hidden) == isinstance(field, models.CharField)
    for seen in ("一\n二", "一\t", "葛\U000e0100", "❤\ufe0f", "　", "髙"):
        assert not any("見えない文字" in said for said in refusals(model, field, seen))


@pytest.mark.django_db
def test_the_door_refuses_it_and_says_where(koto: Municipality) -> None:
    two = Organization(municipality=koto, name="みなと\u200b食堂\u202e", note="一行目\n\x0b")
    with pytest.raises(ValidationError) as refused:
        save(two, by=None)
    assert refused.value.message_dict == {
        "name": [
            "見えない文字（U+200B、U+202E）が入っています。消してから入力し直してください。"
            "（「みなと」のすぐ後ろにあります。）"
        ],
        "note": [
            "見えない文字（U+000B）が入っています。消してから入力し直してください。"
            "（「一行目」のすぐ後ろにあります。）"
        ],
    }


@pytest.mark.django_db
def test_what_an_old_program_stored_is_told_when_it_is_next_saved(koto: Municipality) -> None:
    organization = OrganizationFactory(municipality=koto, name="みなと\u200b食堂")
    with pytest.raises(ValidationError, match="U\\+200B"):
        save(organization, by=None)
    organization.name = "みなと食堂"
    save(organization, by=None)


def test_the_bulk_writer_of_the_import_holds_the_same_rule() -> None:
    with pytest.raises(ValidationError, match="「団体名」：見えない文字"):
        list(checked(Organization, ["name"], [("みなと\u202e食堂",)]))
