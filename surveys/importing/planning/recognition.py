"""Which survey of the municipality a file belongs to, told by its headings."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.claims import Claim, claims_of, is_enough
from surveys.importing.columns.distinct_values import Column, columns_of
from surveys.importing.columns.roles import core, role_of
from surveys.importing.planning.drafts import Reading, known_questions
from surveys.importing.shapes import Field
from surveys.models import ImportBatch, MappingProfile, Question, Survey
from surveys.models.survey import SurveyQuerySet

ENOUGH, LEAST = 0.8, 3  # share of the headings that are known, and how many these are at least
ALIKE = 75.0  # words by which a heading is a question's own; its number alone is any survey's
LOOKED_AT = 20  # questionnaires, from the newest


def recognised_survey(batch: ImportBatch, reading: Reading) -> Survey | None:
    """The newest survey that asks what the headings ask; None where none asks most of it."""
    asked = {
        _plain(header.text)
        for header in reading.layout.headers
        if header.parts and role_of(header.text) == "question"
    }
    words = _words_of_surveys(batch) if len(asked) >= LEAST else {}
    fitting = [pk for pk, known in words.items() if len(asked & known) >= ENOUGH * len(asked)]
    if fitting:
        newest: Survey | None = _newest_first(batch).filter(pk__in=fitting).first()
        return newest
    return _of_a_questionnaire(batch, reading)


def _newest_first(batch: ImportBatch) -> SurveyQuerySet:
    return Survey.objects.filter(municipality=batch.municipality).order_by("-fiscal_year", "-pk")


def _of_a_questionnaire(batch: ImportBatch, reading: Reading) -> Survey | None:
    """Of the surveys whose questions are numbered, which no file need have come to yet."""
    columns = [column for column in columns_of(reading.sheet, reading.layout) if column.headed]
    numbered = Question.objects.exclude(number="").values("survey")
    survey: Survey
    for survey in _newest_first(batch).filter(pk__in=numbered)[:LOOKED_AT]:
        if _asks_most(known_questions(survey), columns):
            return survey
    return None


def _asks_most(questions: Sequence[Field], columns: Sequence[Column]) -> bool:
    """A column may be one option of a question, and 代表者 a question where one asks for it."""
    own = [claim for claim in claims_of(columns, questions) if _is_own(claim)]
    known = {claim.column for claim in own}
    asked = known | {c.number for c in columns if role_of(c.heading) == "question"}
    several = len({claim.question for claim in own}) >= LEAST
    return several and len(known) >= ENOUGH * len(asked)


def _is_own(claim: Claim) -> bool:
    return is_enough(claim) and (claim.choice is not None or claim.words >= ALIKE)


def _words_of_surveys(batch: ImportBatch) -> dict[int, set[str]]:
    """Survey → its questions' texts and the headings they were seen under."""
    here = {"survey__municipality": batch.municipality}
    found: dict[int, set[str]] = {}
    for pk, group, text in Question.objects.filter(**here).values_list("survey", "group", "text"):
        found[pk] = found.get(pk, set()) | {_plain(text), _plain(f"{group} {text}")}
    profiles = MappingProfile.objects.filter(**here).values_list("survey", "fields")
    for pk, fields in profiles:
        headings = {_plain(field.get("header", [""])[0]) for field in fields}
        found[pk] = found.get(pk, set()) | headings
    return found


def _plain(text: str) -> str:
    return label_key(core(text)) or label_key(text)
