"""The six steps of an import: where a batch stands, and which step asks something next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.drafts import (
    batch_fields,
    fitting_profile,
    profile_difference,
    read_batch,
)
from surveys.importing.planning.questions import question_fields, survey_questions
from surveys.importing.shapes import Refused
from surveys.importing.values.unknown_words import unknown_values
from surveys.models import ImportBatch

Step = ImportBatch.Step
LEAST_KNOWN, MOSTLY = 2, 0.7  # questions of a form that is known, and their share
ORDER = [Step.FILE, Step.READING, Step.COLUMNS, Step.VALUES, Step.ORGANIZATIONS, Step.CHECK]


@dataclass(frozen=True, slots=True)
class StepMark:
    """A step as the step navigation shows it; ``url`` where it can be returned to."""

    number: int
    label: str
    state: str  # done, current, todo
    url: str


def steps_of(batch: ImportBatch | None, current: str) -> list[StepMark]:
    here = _place(current)
    reached = _place(batch.step) if batch else 0
    marks = []
    for number, step in enumerate(ORDER):
        state = "current" if number == here else "done" if number < max(here, reached) else "todo"
        draft = batch is not None and batch.is_open
        link = draft and 0 < number <= reached and number != here
        url = reverse(f"import-{step}", args=[batch.pk]) if batch and link else ""
        marks.append(StepMark(number + 1, step.label, state, url))
    return marks


def _place(step: str) -> int:
    """Whoever has come to the one page of a known form may look at every step."""
    return len(ORDER) - 1 if step == Step.KNOWN else ORDER.index(Step(step))


def no_draft(request: SignedInRequest, pk: int, refusal: actions.NoDraft) -> HttpResponse:
    """A colleague was faster: to where the import stands now."""
    messages.warning(request, str(refusal))
    there = ImportBatch.objects.filter(pk=pk).exists()
    return redirect("import", pk) if there else redirect("imports")


def holds_results(batch: ImportBatch) -> bool:
    """Whether the file is a table of results, which may not be meant as answers."""
    return read_aggregates(read_batch(batch).sheet) is not None


def go_on(batch: ImportBatch, *, after: str, by: Any) -> HttpResponse:
    """Redirect to the next step with something to decide; the others are passed over."""
    step = Step.KNOWN if after == Step.FILE and is_known_form(batch) else next_step(batch, after)
    if _place(step) > _place(batch.step):
        actions.reach(batch, step=step, by=by)
    return redirect(f"import-{step}", batch.pk)


def is_known_form(batch: ImportBatch) -> bool:
    """Whether most of what the file asks are questions of the survey already."""
    if batch.survey_id is None:
        return False
    known = set(survey_questions(batch.survey))
    try:
        fields = batch_fields(batch, read_batch(batch))
    except Refused:
        return False  # the page of the reading says what is wrong
    asked = question_fields(fields)
    return len(asked) >= LEAST_KNOWN and len(known & asked.keys()) >= MOSTLY * len(asked)


def next_step(batch: ImportBatch, after: str) -> str:
    for step in ORDER[ORDER.index(Step(after)) + 1 :]:
        if step == Step.CHECK or _asks_something(batch, step):
            return step
    return Step.CHECK


def _asks_something(batch: ImportBatch, step: Any) -> bool:
    try:
        return ASKS[step](batch)
    except Refused:
        return True  # the page itself says what is wrong


def _reading_asks(batch: ImportBatch) -> bool:
    """Always shown for a form seen the first time; later only where something was left out."""
    if ImportBatch.objects.of_same_bytes(batch).exists() or fitting_profile(batch) is None:
        return True
    reading = read_batch(batch)
    return bool(reading.layout.excluded) or len(_visible(reading.source.sheets)) > 1


def _visible(sheets: list[Any]) -> list[Any]:
    return [sheet for sheet in sheets if sheet.visible and sheet.rows]


def _columns_ask(batch: ImportBatch) -> bool:
    """Passed over where a person mapped exactly these columns before, moved or not."""
    if fitting_profile(batch) is None:
        return True
    difference = profile_difference(batch, read_batch(batch))
    return difference is not None and bool(
        difference.added or difference.lost or difference.renamed
    )


def _values_ask(batch: ImportBatch) -> bool:
    reading = read_batch(batch)
    fields = batch_fields(batch, reading)
    return bool(unknown_values(reading.sheet, reading.layout, fields))


def _organizations_ask(batch: ImportBatch) -> bool:
    return any(row.to_write and row.respondent.undecided for row in make_plan(batch).rows)


ASKS = {
    Step.READING: _reading_asks,
    Step.COLUMNS: _columns_ask,
    Step.VALUES: _values_ask,
    Step.ORGANIZATIONS: _organizations_ask,
}
