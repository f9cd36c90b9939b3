"""Learning from each other: one stage over all cases, cases side by side, references."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casebook import actions
from casebook.documents.shapes import CaseDocument
from casebook.links import only_open
from casebook.models import (
    STAGES,
    CaseSheet,
    PublishedPassage,
    Reference,
    StageNote,
    StageStatus,
)
from casebook.reading import document_for
from organizations.beside import BesideIndex
from organizations.models import Platform
from platform_registry.access import fetch, may, require
from platform_registry.forms import parse_fiscal_year, record_number, words_in

SIDE_BY_SIDE = 4


def stage(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A stage of a platform: its own notes, the report's guidance, and what others wrote."""
    platform = fetch(
        Platform.objects.select_related("municipality"),
        request.user,
        "view",
        pk=pk,  # type: ignore[arg-type]
    )
    found = next((s for s in STAGES if s.number == number), None)
    if found is None:
        raise Http404("この行程はありません。")
    own = list(_own_notes(platform, number, request.user))
    others, here = _published_notes(platform, number, request.user)
    guidance = list(Reference.objects.guidance(number).select_related("source"))
    statuses = StageStatus.objects.visible_to(request.user).filter(platform=platform, stage=number)
    statuses = statuses.order_by("-fiscal_year")
    context = {
        "platform": platform,
        "stage": found,
        "stages": STAGES,
        "own": own if may(request.user, "view", platform) else here,  # type: ignore[arg-type]
        "others": others,
        "guidance": guidance,
        "beside": BesideIndex([*own, *guidance, *statuses], request.user),
        "statuses": statuses,
        "states": StageStatus.State.choices,
        "sheet": platform.case_sheets.open_for_prose().order_by("-fiscal_year").first(),
        "may_edit": may(request.user, "edit", platform),  # type: ignore[arg-type]
    }
    return render(request, "casebook/stage.html", context)


def _own_notes(platform: Platform, stage: int, user: Any) -> Any:
    """The working copy's, for the platform's own people."""
    notes = StageNote.objects.visible_to(user).filter(sheet__platform=platform, stage=stage)
    return notes.select_related("sheet", "source").order_by("-sheet__fiscal_year", "number", "id")


def _published_notes(
    platform: Platform, stage: int, user: Any
) -> tuple[list[PublishedPassage], list[PublishedPassage]]:
    """Of other platforms, and of this one for those who see its published versions only."""
    notes = PublishedPassage.objects.visible_to(user).filter(stage=stage)
    notes = notes.select_related("version__sheet__platform__municipality")
    places = "version__sheet__platform__municipality__code"
    others: list[PublishedPassage] = []
    here: list[PublishedPassage] = []
    for note in notes.defer("version__document").order_by(places, "version_id", "number", "id"):
        (here if note.sheet.platform_id == platform.pk else others).append(note)
    return others, here


@require_POST
def set_stage(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    platform = fetch(Platform.objects.all(), request.user, "edit", pk=pk)  # type: ignore[arg-type]
    year, state = request.POST.get("fiscal_year", ""), request.POST.get("state", "")
    try:
        if state not in StageStatus.State.values:
            raise ValidationError("状態を選んでください。")
        chosen = parse_fiscal_year(year)
        actions.set_stage(platform, year=chosen, stage=number, state=state, by=request.user)
        messages.success(request, "行程の状態を保存しました。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("stage", platform.pk, number)


def compare(request: HttpRequest) -> HttpResponse:
    """Cases side by side, chapter by chapter (?sheet=1&sheet=2&chapter=stages)."""
    require(request.user, "view")  # type: ignore[arg-type]
    sheets = CaseSheet.objects.visible_to(request.user).select_related("platform__municipality")
    wanted = [record_number(pk) for pk in request.GET.getlist("sheet")]
    chosen = list(sheets.filter(pk__in=[pk for pk in wanted if pk][:SIDE_BY_SIDE]))
    documents = [(sheet, _opened(request.user, sheet)) for sheet in chosen]
    chapters = _chapters(documents)
    anchor = request.GET.get("chapter", "") or (chapters[0][0] if chapters else "")
    context = {
        "sheets": sheets.order_by("platform__municipality__code"),
        "wanted": {sheet.pk for sheet in chosen},
        "chapters": chapters,
        "chapter": anchor,
        "columns": [
            (sheet, next((c for c in document.chapters if c.anchor == anchor), None))
            for sheet, document in documents
        ],
        "limit": SIDE_BY_SIDE,
    }
    return render(request, "casebook/compare.html", context)


def _opened(user: Any, sheet: CaseSheet) -> CaseDocument:
    return only_open(document_for(user, sheet), user)


def _chapters(documents: list[tuple[CaseSheet, Any]]) -> list[tuple[str, str]]:
    """Every chapter that one of them has, once, in the order of the form."""
    found: dict[str, tuple[int, str]] = {}
    for _, document in documents:
        for chapter in document.chapters:
            found[chapter.anchor] = (int(chapter.number), chapter.title)
    return [(anchor, title) for anchor, (_, title) in sorted(found.items(), key=lambda p: p[1])]


def references(request: HttpRequest) -> HttpResponse:
    """Law, national plan and studies the documents refer to; the same for everybody."""
    require(request.user, "view")  # type: ignore[arg-type]
    words = words_in(request.GET.get("q", ""))
    found = Reference.objects.visible_to(request.user).select_related("source")
    for word in words.split():
        found = found.filter(text__icontains=word) | found.filter(heading__icontains=word)
    by_kind: dict[str, list[Reference]] = {}
    for row in found:
        by_kind.setdefault(row.get_kind_display(), []).append(row)
    context = {"kinds": by_kind, "words": words, "beside": BesideIndex(found, request.user)}
    return render(request, "casebook/references.html", context)
