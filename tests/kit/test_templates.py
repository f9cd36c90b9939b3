"""Promises of the templates: one thing on a line, a place for each, and nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def test_no_folder_of_templates_is_a_heap() -> None:
    sizes = Counter(path.parent for path in ALL)
    assert [f"{named(folder)}: {size}" for folder, size in sizes.items() if size > 18] == []


def test_every_template_can_be_read() -> None:
    for path in ALL:
        get_template(named(path))
    asked_for = {
        name
        for path in ALL
        for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text("utf-8"))
    }
    assert asked_for - {named(path) for path in ALL} == set()
