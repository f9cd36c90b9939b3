"""A registry that stands already gets what its standard wordings have come to say besides."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from organizations.models import Wording
from organizations.support.wordings import COMMON

MORE = [
    import_module(f"organizations.migrations.{name}")
    for name in ("0030_wordings", "0032_more_wordings")
]


@pytest.mark.django_db
@pytest.mark.parametrize("more", MORE, ids=["0030", "0032"])
def test_only_what_nobody_changed_says_more(more: Any) -> None:
    former, changed = list(more.SAYS_MORE)[:2]
    for words in (former, f"{changed}、いっぱん"):
        Wording.objects.create(words=words, use="apart", standard=words.partition("、")[0])
    more.say_more(apps, None)
    words = set(Wording.objects.values_list("words", flat=True))
    assert {more.SAYS_MORE[former], f"{changed}、いっぱん"} <= words
    assert set(more.SAYS_MORE.values()) <= set(COMMON)
