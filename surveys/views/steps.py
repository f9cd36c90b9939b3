"""The six steps of an import: where a batch stands, and on to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from platform_registry.navigation import stand_under
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.importing.list_kinds import kind_of
from surveys.importing.planning.drafts import read_batch
from surveys.importing.planning.steps import ORDER, next_step
from surveys.importing.planning.work import Work
from surveys.importing.sheets.results import read_results
from surveys.models import ImportBatch

Step = ImportBatch.Step


@dataclass(frozen=True, slots=True)
class StepMark:
    """A step as the step navigation shows it; ``url`` where it can be returned to."""

    number: int
    label: str
    state: str  # done, current, todo
    url: str


def stand_under_kind(request: SignedInRequest, batch: ImportBatch) -> None:
    """In the menu, what comes of the import tells where its pages stand."""
    if batch.is_register:
        stand_under(request, "organizations")
    elif batch.is_list:
        stand_under(request, kind_of(batch.kind).menu)


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


def is_beyond(batch: ImportBatch, step: str) -> bool:
    """Whether the import has not come to this step yet."""
    return _place(step) > _place(batch.step)


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
    return read_results(read_batch(batch).sheet) is not None


def go_on(batch: ImportBatch, *, after: str, by: Any) -> HttpResponse:
    """Redirect to the next step with something to decide, of a large file once it is worked out."""
    if batch.in_background:
        actions.request_preparation(batch, after=after, by=by)
        return redirect(batch)
    step = next_step(Work(batch), after)
    if is_beyond(batch, step):
        actions.reach(batch, step=step, by=by)
    return redirect(f"import-{step}", batch.pk)
