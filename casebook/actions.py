"""Everything that is written about case sheets beyond a single record, as verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casebook.composition import compose
from casebook.documents.frozen import freeze, thaw_document
from casebook.documents.shapes import CaseDocument
from casebook.models import STAGES, CaseSheet, Passage, StageStatus
from organizations.models import Platform

State = CaseSheet.State
# What a new year begins with: goals and plans are carried over, results are not.
CARRIED = (Passage.Part.FINAL_GOAL, Passage.Part.PRIOR, Passage.Part.VALUE, Passage.Part.IMAGE)


def document_of(sheet: CaseSheet) -> CaseDocument:
    """The frozen copy of a published sheet, else the sheet as it stands now."""
    return thaw_document(sheet.frozen) if sheet.frozen else compose(sheet)


@transaction.atomic
def confirm(sheet: CaseSheet, *, by: Any, on: date | None = None) -> CaseSheet:
    if sheet.state != State.DRAFT:
        raise ValidationError("作成中の事例票だけを確定できます。")
    sheet.state, sheet.confirmed_on = State.CONFIRMED, on or timezone.localdate()
    return _saved(sheet, by)


@transaction.atomic
def publish(sheet: CaseSheet, *, by: Any, on: date | None = None) -> CaseSheet:
    """Freeze the sheet as it stands; later changes of the registry don't reach the copy."""
    if sheet.state != State.CONFIRMED:
        raise ValidationError("公開する前に、事例票を確定してください。")
    sheet.frozen = freeze(compose(sheet))
    sheet.state, sheet.published_on = State.PUBLISHED, on or timezone.localdate()
    return _saved(sheet, by)


@transaction.atomic
def reopen(sheet: CaseSheet, *, by: Any) -> CaseSheet:
    """Back to a draft, e.g. to correct a mistake; the frozen copy is given up."""
    sheet.state, sheet.frozen = State.DRAFT, None
    sheet.confirmed_on = sheet.published_on = None
    return _saved(sheet, by)


def _saved(sheet: CaseSheet, by: Any) -> CaseSheet:
    """EditedMeanwhile where somebody saved the sheet since it was read."""
    sheet.claim(sheet.version)
    sheet.stamp(by)
    sheet.save()
    return sheet


@transaction.atomic
def begin_next_year(sheet: CaseSheet, *, by: Any) -> CaseSheet:
    """「来年度の票を始める」: the next year's draft with what lasts, and this year's plans as goals."""
    year = sheet.fiscal_year + 1
    made = CaseSheet(platform=sheet.platform, fiscal_year=year, edition=sheet.edition)
    if CaseSheet.objects.filter(
        platform=made.platform, fiscal_year=year, edition=made.edition
    ).exists():
        raise ValidationError("次の年度の事例票はすでにあります。")
    made.stamp(by)
    made.save()
    for passage in sheet.passages.filter(part__in=[*CARRIED, Passage.Part.PLAN]):
        _carry(passage, made, by)
    return made


def _carry(passage: Passage, sheet: CaseSheet, by: Any) -> None:
    is_plan = passage.part == Passage.Part.PLAN
    made = Passage(
        sheet=sheet,
        part=Passage.Part.YEAR_GOAL if is_plan else passage.part,
        number=passage.number,
        heading=passage.heading,
        tag=passage.tag,
        text=passage.text,
        organization=passage.organization,
    )
    made.stamp(by)
    made.save()


@transaction.atomic
def set_stage(platform: Platform, *, year: int, stage: int, state: str, by: Any) -> StageStatus:
    """How far a platform has come in a stage; made where there was nothing yet."""
    if stage not in {known.number for known in STAGES}:
        raise ValidationError("行程は①から⑩までです。")
    rows = StageStatus.objects.filter(platform=platform, fiscal_year=year, stage=stage)
    status = rows.first() or StageStatus(platform=platform, fiscal_year=year, stage=stage)
    if status.pk is not None:
        status.claim(status.version)
    status.state = state
    status.stamp(by)
    status.save()
    return status
