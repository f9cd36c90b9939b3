"""Rows that go past ``save()``: as written, or refused with the words of the field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import Municipality, Organization
from surveys.importing.writing.bulk import insert_like

pytestmark = pytest.mark.django_db
NAMES = [
    "タブ\tの会",
    "円\\マーク",
    "改行\nの会",
    "復帰\rの会",
    "\\N",
    "\\.",
    "みなと食堂",
    "🍙の会",
]


def written(town: Municipality, names: Iterator[str]) -> None:
    template = Organization(municipality=town)
    with transaction.atomic():
        insert_like(template, ({"name": name, "bare_name": name} for name in names))


def test_texts_are_stored_as_they_are(koto: Municipality) -> None:
    written(koto, iter(NAMES))
    assert [*Organization.objects.order_by("pk").values_list("name", flat=True)] == NAMES


@pytest.mark.parametrize("place", [0, 1_500])
def test_a_rule_broken_in_any_row_leaves_nothing_behind(koto: Municipality, place: int) -> None:
    names = [f"みなと食堂{n}" for n in range(2_000)]
    names[place] = "長" * 400
    with pytest.raises(ValidationError, match="団体名.*文字を超える行"):
        written(koto, iter(names))
    assert not Organization.objects.exists()
