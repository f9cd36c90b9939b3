"""A registry that stands already gets what its standard wordings have come to say besides."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from organizations.models import Wording
from organizations.support.wordings import COMMON

more = import_module("organizations.migrations.0030_wordings")


@pytest.mark.django_db
def test_only_what_nobody_changed_says_more() -> None:
    former, changed = list(more.SAYS_MORE)[:2]
    for words in (former, f"{changed}、いっぱん"):
        Wording.objects.create(words=words, use="apart", standard=words.partition("、")[0])
    more.say_more(apps, None)
    words = set(Wording.objects.values_list("words", flat=True))
    assert {more.SAYS_MORE[former], f"{changed}、いっぱん"} <= words
    assert set(more.SAYS_MORE.values()) <= set(COMMON)
