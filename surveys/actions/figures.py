"""集計の値: what a table of results says, kept beside the survey instead of answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from organizations.models import User
from platform_registry import actions as door
from surveys.actions.drafts import open_batch
from surveys.importing.aggregates.figures import TableFigure
from surveys.importing.writing.files import drop_readings
from surveys.importing.writing.told import note_import
from surveys.models import ImportBatch, Survey, SurveyFigure

DECIMALS = 2
THERE = (
    "この調査には「{question}」の「{option}」の集計の値が、すでにあります。"
    "調査か設問の名前を変えるか、調査の画面でもとの値を直してください。"
)


@transaction.atomic
def keep_figures(
    batch: ImportBatch, *, survey: Survey, figures: Sequence[TableFigure], by: User
) -> Survey:
    """Store the figures of a file with the survey, which may be new, and keep the file with them.

    ValidationError where the survey has one of them already.
    """
    open_batch(batch)
    new = survey.pk is None
    if new:
        door.save(survey, by=by)
    Survey.objects.select_for_update().get(pk=survey.pk)
    _refuse_twice(survey, figures)
    last = survey.figures.aggregate(last=Max("position"))["last"] or 0
    made = [
        door.save(_figure(survey, printed, position, batch.file.name), by=by).pk
        for position, printed in enumerate(figures, start=last + 1)
    ]
    batch.survey = survey
    batch.created = {"survey": new, "figures": made}
    _finish(batch, {"figures": len(made)}, by=by)
    return survey


def _finish(batch: ImportBatch, counts: dict[str, int], *, by: User) -> None:
    """An import like any other from now on: in the history, with its file, and to be taken back."""
    batch.state, batch.progress, batch.message = ImportBatch.State.COMMITTED, 100, ""
    batch.counts, batch.changed_by = counts, by
    batch.committed_at, batch.committed_by = timezone.now(), by
    batch.save()
    note_import(batch)
    drop_readings(batch)


def _refuse_twice(survey: Survey, figures: Sequence[TableFigure]) -> None:
    there = set(survey.figures.values_list("question", "option", "unit"))
    for figure in figures:
        key = figure.question, figure.option, figure.unit
        if key in there:
            raise ValidationError(THERE.format(question=key[0], option=key[1]))


def _figure(survey: Survey, printed: TableFigure, position: int, file: str) -> SurveyFigure:
    return SurveyFigure(
        survey=survey,
        question=printed.question,
        option=printed.option,
        value=round(printed.value, DECIMALS),
        unit=printed.unit,
        as_printed=printed.as_printed,
        base=printed.base,
        multiple=printed.multiple,
        position=position,
        source_section=f"ファイル「{file[:180]}」",
    )
