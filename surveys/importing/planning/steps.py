"""Which step of an import asks something next; the others are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.importing.planning.answers import LEFT_PLACES
from surveys.importing.planning.drafts import chosen_alone, fitting_profile
from surveys.importing.planning.questions import question_fields, survey_questions
from surveys.importing.planning.work import Work
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

Step = ImportBatch.Step
LEAST_KNOWN, MOSTLY = 2, 0.7  # questions of a form that is known, and their share
ORDER = [Step.FILE, Step.READING, Step.COLUMNS, Step.VALUES, Step.ORGANIZATIONS, Step.CHECK]


def next_step(work: Work, after: str) -> str:
    """The step with something to decide; right after the file it may be the one page."""
    if after == Step.FILE and is_known_form(work):
        return Step.KNOWN
    for step in ORDER[ORDER.index(Step(after)) + 1 :]:
        if step == Step.CHECK or _asks_something(work, step):
            return step
    return Step.CHECK


def is_known_form(work: Work) -> bool:
    """Whether most of what the file asks are questions of the survey already."""
    if work.batch.survey_id is None or not _has_headings(work):
        return False
    known = set(survey_questions(work.batch.survey))
    try:
        asked = question_fields(work.fields)
    except Refused:
        return False  # the page of the reading says what is wrong
    return len(asked) >= LEAST_KNOWN and len(known & asked.keys()) >= MOSTLY * len(asked)


def _has_headings(work: Work) -> bool:
    """Columns that are known by their place alone are looked at by a person."""
    try:
        return bool(work.reading.layout.header_rows)
    except Refused:
        return True  # the page of the reading says what is wrong


def _asks_something(work: Work, step: Any) -> bool:
    try:
        return ASKS[step](work)
    except Refused:
        return True  # the page itself says what is wrong


def _reading_asks(work: Work) -> bool:
    """Always shown for a form seen the first time; later only where something was left out."""
    again = ImportBatch.objects.of_same_bytes(work.batch).exists()
    if again or fitting_profile(work.batch) is None:
        return True
    return bool(work.reading.layout.excluded) or len(_visible(work.reading.source.sheets)) > 1


def _visible(sheets: list[Any]) -> list[Any]:
    return [sheet for sheet in sheets if sheet.visible and sheet.rows]


def _columns_ask(work: Work) -> bool:
    """Passed over where a person mapped exactly these columns before, moved or not."""
    if fitting_profile(work.batch) is None or not _has_headings(work):
        return True
    difference = work.difference
    return difference is not None and bool(
        difference.added or difference.lost or difference.renamed
    )


def _values_ask(work: Work) -> bool:
    return bool(work.unknown)


def _organizations_ask(work: Work) -> bool:
    return any(row.to_write and row.respondent.undecided for row in work.plan.rows)


ASKS = {
    Step.READING: _reading_asks,
    Step.COLUMNS: _columns_ask,
    Step.VALUES: _values_ask,
    Step.ORGANIZATIONS: _organizations_ask,
}


def forgotten_by(batch: ImportBatch, chosen: Mapping[str, Any]) -> list[str]:
    """What people decided and no longer fits where the file is read as ``chosen``, in words."""
    now = {name: value for name, value in batch.settings.items() if name != LEFT_PLACES}
    if now == chosen_alone(chosen):
        return []
    rows = batch.row_decisions.count()
    told = ["列と値について決めたこと"] if batch.fields else []
    return [*told, f"{rows:,}行について決めたこと"] if rows else told
