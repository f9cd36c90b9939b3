"""Which survey of the municipality a file belongs to, told by its headings."""

from __future__ import annotations

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.roles import core, role_of
from surveys.importing.planning.drafts import Reading
from surveys.models import ImportBatch, MappingProfile, Question, Survey

ENOUGH, LEAST = 0.8, 3  # share of the headings that are known, and how many these are at least


def recognised_survey(batch: ImportBatch, reading: Reading) -> Survey | None:
    """The newest survey that asks what the headings ask; None where none asks most of it."""
    asked = {
        _plain(header.text)
        for header in reading.layout.headers
        if header.parts and role_of(header.text) == "question"
    }
    if len(asked) < LEAST:
        return None
    words = _words_of_surveys(batch)
    fitting = [pk for pk, known in words.items() if len(asked & known) >= ENOUGH * len(asked)]
    return Survey.objects.filter(pk__in=fitting).order_by("-fiscal_year", "-pk").first()


def _words_of_surveys(batch: ImportBatch) -> dict[int, set[str]]:
    """Survey → its questions' texts and the headings they were seen under."""
    here = {"survey__municipality": batch.municipality}
    found: dict[int, set[str]] = {}
    for pk, group, text in Question.objects.filter(**here).values_list("survey", "group", "text"):
        found.setdefault(pk, set()).update({_plain(text), _plain(f"{group} {text}")})
    profiles = MappingProfile.objects.filter(**here).values_list("survey", "fields")
    for pk, fields in profiles:
        headings = {_plain(field.get("header", [""])[0]) for field in fields}
        found.setdefault(pk, set()).update(headings)
    return found


def _plain(text: str) -> str:
    return label_key(core(text)) or label_key(text)
