"""Everything that is written about case sheets beyond a single record, as verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casebook.composition import compose
from casebook.documents.differences import differences
from casebook.documents.frozen import freeze
from casebook.documents.shapes import CaseDocument
from casebook.models import (
    STAGES,
    CaseSheet,
    Passage,
    PublishedPassage,
    SheetVersion,
    StageNote,
    StageStatus,
)
from casebook.reading import digest_of, document_of
from organizations.models import Platform
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile
from platform_registry.search.actions import index_written

State = CaseSheet.State
# What a new year begins with: goals and plans are carried over, results are not.
CARRIED = (Passage.Part.FINAL_GOAL, Passage.Part.PRIOR, Passage.Part.VALUE, Passage.Part.IMAGE)
CHANGED_MEANWHILE = (
    "この画面を開いたあとに、事例票の内容が変わりました。"
    "公開する内容を確かめてから、もう一度公開してください。"
)


@transaction.atomic
def confirm(sheet: CaseSheet, *, by: Any, on: date | None = None) -> CaseSheet:
    door.hold(sheet)
    if sheet.state != State.DRAFT:
        raise ValidationError("作成中の事例票だけを確定できます。")
    sheet.state, sheet.confirmed_on = State.CONFIRMED, on or timezone.localdate()
    return door.save(sheet, by=by, despite_lock=True)


@transaction.atomic
def reopen(sheet: CaseSheet, *, by: Any) -> CaseSheet:
    """Back to a draft, as long as nothing of it was published."""
    door.hold(sheet)
    if sheet.was_published():
        raise ValidationError(
            "公開した事例票は作成中に戻せません。そのまま直して、訂正版を公開してください。"
        )
    if sheet.state != State.CONFIRMED:
        raise ValidationError("確定した事例票だけを作成中に戻せます。")
    sheet.state, sheet.confirmed_on = State.DRAFT, None
    return door.save(sheet, by=by, despite_lock=True)


@transaction.atomic
def publish(
    sheet: CaseSheet,
    *,
    by: Any,
    reason: str = "",
    opened_version: int | None = None,
    seen: str | None = None,
    on: date | None = None,
) -> SheetVersion:
    """The sheet as it stands becomes its next version, which nobody changes again.

    `opened_version` and `seen` (`digest_of`) are what the page of the question was made of:
    EditedMeanwhile where somebody else published since, a sentence where the contents moved on.
    """
    published = list(sheet.versions.order_by("-number")[:1])
    if not published and sheet.state != State.CONFIRMED:
        raise ValidationError("公開する前に、事例票を確定してください。")
    document = compose(sheet)
    if seen is not None and digest_of(document) != seen:
        raise ValidationError(CHANGED_MEANWHILE)
    _refuse_the_same(sheet, document)
    door.claim(sheet, sheet.version if opened_version is None else opened_version)
    version = SheetVersion(
        sheet=sheet,
        number=published[0].number + 1 if published else 1,
        document=freeze(document),
        published_on=on or timezone.localdate(),
        published_by=by,
        publisher=signature(by, sheet),
        reason=reason.strip(),
    )
    door.save(version, by=by)
    _keep_prose(version)
    return version


def _refuse_the_same(sheet: CaseSheet, document: CaseDocument) -> None:
    current = sheet.versions.current().first()
    if current is not None and not differences(document_of(current), document):
        raise ValidationError(f"{current.label}から変わったところがありません。")


def signature(by: Any, sheet: CaseSheet) -> str:
    """「仙台市 社会課 見本 花子」 as on that day: people are transferred, a version stays."""
    if by is None:
        return ""
    place = sheet.platform.municipality_id
    posts = sorted(by.current_assignments(), key=lambda post: post.municipality_id != place)
    words = [posts[0].municipality.name, str(posts[0].department or "")] if posts else []
    return " ".join(word for word in (*words, str(by)) if word)


def _keep_prose(version: SheetVersion) -> None:
    sheet = version.sheet
    rows = [
        PublishedPassage(part=p.part, organization=p.organization, **_prose(version, p))
        for p in sheet.passages.select_related("source", "organization")
    ]
    rows += [
        PublishedPassage(
            stage=n.stage, side=n.side, printed_mark=n.printed_mark, **_prose(version, n)
        )
        for n in sheet.stage_notes.select_related("source")
    ]
    PublishedPassage.objects.bulk_create(rows)
    index_written(PublishedPassage, [row.pk for row in rows])


def _prose(version: SheetVersion, record: Passage | StageNote) -> dict[str, Any]:
    names = ("number", "heading", "tag", "text", "summary", "source_text")
    return {"version": version, **{name: getattr(record, name) for name in names}}


@transaction.atomic
def withdraw(
    version: SheetVersion, *, by: Any, reason: str, on: date | None = None
) -> SheetVersion:
    """Others don't read it any more; the copy stays with the municipality."""
    door.hold(version)
    if version.withdrawn_on:
        raise ValidationError("この版はすでに取り下げられています。")
    version.withdrawn_on = on or timezone.localdate()
    version.withdrawn_by, version.withdrawal_reason = by, reason.strip()
    return door.save(version, by=by, despite_lock=True)


@transaction.atomic
def begin_next_year(sheet: CaseSheet, *, by: Any) -> CaseSheet:
    """「来年度の票を始める」: the next year's draft with what lasts, and this year's plans as goals."""
    year = sheet.fiscal_year + 1
    made = CaseSheet(platform=sheet.platform, fiscal_year=year, edition=sheet.edition)
    if CaseSheet.objects.filter(
        platform=made.platform, fiscal_year=year, edition=made.edition
    ).exists():
        raise ValidationError("次の年度の事例票はすでにあります。")
    door.save(made, by=by)
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
    door.save(made, by=by)


@transaction.atomic
def set_stage(
    platform: Platform, *, year: int, stage: int, state: str, opened_version: int, by: Any
) -> StageStatus:
    """How far a platform has come in a stage; made where there was nothing yet.

    ``opened_version`` is that of the state one saw, 0 for none; EditedMeanwhile otherwise.
    """
    if stage not in {known.number for known in STAGES}:
        raise ValidationError("行程は①から⑩までです。")
    found = StageStatus.objects.filter(platform=platform, fiscal_year=year, stage=stage).first()
    if found is None and opened_version:
        raise EditedMeanwhile
    status = found or StageStatus(platform=platform, fiscal_year=year, stage=stage)
    status.state = state
    return door.save(status, by=by, opened=opened_version)
