"""Learning from each other: one stage over all cases, cases side by side, references."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casebook import actions
from casebook.documents.shapes import CaseDocument
from casebook.forms import StageForm
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
from organizations.beside.index import BesideIndex
from organizations.models import Platform
from platform_registry.access import fetch, may, require
from platform_registry.forms.ruled import record_number, words_in
from platform_registry.japanese import fiscal_year_label
from platform_registry.models import EditedMeanwhile
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest

SIDE_BY_SIDE = 4


def stage(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """A stage of a platform: its own notes, the report's guidance, and what others wrote."""
    platforms = Platform.objects.select_related("municipality")
    platform = fetch(platforms, request.user, "view", pk=pk)
    return _stage_page(request, platform, number)


def _stage_page(
    request: SignedInRequest, platform: Platform, number: int, form: StageForm | None = None
) -> HttpResponse:
    found = next((s for s in STAGES if s.number == number), None)
    if found is None:
        raise Http404("この行程はありません。")
    own = list(_own_notes(platform, number, request.user))
    others, here = _published_notes(platform, number, request.user)
    guidance = list(Reference.objects.guidance(number).select_related("source"))
    statuses = _statuses(platform, number, request.user)
    latest = statuses.values("fiscal_year", "state").first()
    context = {
        "platform": platform,
        "stage": found,
        "stages": STAGES,
        "own": own if may(request.user, "view", platform) else here,
        "others": others,
        "guidance": guidance,
        "beside": BesideIndex([*own, *guidance, *statuses], request.user),
        "statuses": statuses,
        "form": form or StageForm(statuses=statuses, initial=latest),
        "sheet": platform.case_sheets.open_for_prose().order_by("-fiscal_year").first(),
        **views_for(request, may(request.user, "edit", platform)),
    }
    return render(request, "casebook/learning/stage.html", context)


def _statuses(platform: Platform, stage: int, user: Any) -> Any:
    statuses = StageStatus.objects.visible_to(user).filter(platform=platform, stage=stage)
    return statuses.order_by("-fiscal_year")


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
def set_stage(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    platforms = Platform.objects.select_related("municipality")
    platform = fetch(platforms, request.user, "edit", pk=pk)
    form = StageForm(request.POST, statuses=_statuses(platform, number, request.user))
    if form.is_valid() and _stage_set(request, form, platform, number):
        return redirect("stage", platform.pk, number)
    return _stage_page(request, platform, number, form)


def _stage_set(request: SignedInRequest, form: StageForm, platform: Platform, number: int) -> bool:
    year, state = form.cleaned_data["fiscal_year"], form.cleaned_data["state"]
    try:
        status = actions.set_stage(
            platform,
            year=year,
            stage=number,
            state=state,
            opened_version=form.opened_version,
            by=request.user,
        )
    except EditedMeanwhile:
        form.refuse_stale(
            _statuses(platform, number, request.user).filter(fiscal_year=year).first()
        )
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    done = f"{fiscal_year_label(year)}の状態を「{status.get_state_display()}」にしました。"
    messages.success(request, done)
    return True


def compare(request: SignedInRequest) -> HttpResponse:
    """Cases side by side, chapter by chapter (?sheet=1&sheet=2&chapter=stages)."""
    require(request.user, "view")
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
    return render(request, "casebook/learning/compare.html", context)


def _opened(user: Any, sheet: CaseSheet) -> CaseDocument:
    return only_open(document_for(user, sheet), user)


def _chapters(documents: list[tuple[CaseSheet, Any]]) -> list[tuple[str, str]]:
    """Every chapter that one of them has, once, in the order of the form."""
    found: dict[str, tuple[int, str]] = {}
    for _, document in documents:
        for chapter in document.chapters:
            found[chapter.anchor] = (int(chapter.number), chapter.title)
    return [(anchor, title) for anchor, (_, title) in sorted(found.items(), key=lambda p: p[1])]


def references(request: SignedInRequest) -> HttpResponse:
    """Law, national plan and studies the documents refer to, one kind at a time or all that hold
    the words looked for; the same for everybody."""
    require(request.user, "view")
    words = words_in(request.GET.get("q", ""))
    found = Reference.objects.visible_to(request.user).select_related("source")
    there = Counter(found.values_list("kind", flat=True))
    numbers = [(kind, there[kind]) for kind in Reference.Kind if there[kind]]
    kind = None if words else _kind_of(request.GET.get("kind", ""), numbers)
    for word in words.split():
        found = found.filter(text__icontains=word) | found.filter(heading__icontains=word)
    rows = list(found.filter(kind=kind) if kind else found)
    context = {
        "numbers": numbers,
        "kind": kind,
        "groups": _grouped(rows),
        "words": words,
        "beside": BesideIndex(rows, request.user),
    }
    return render(request, "casebook/learning/references.html", context)


def _kind_of(named: str, numbers: list[tuple[Reference.Kind, int]]) -> Reference.Kind | None:
    """The kind of the address, else the first there is."""
    kinds = [kind for kind, _ in numbers]
    return next((kind for kind in kinds if kind == named), kinds[0] if kinds else None)


def _grouped(rows: list[Reference]) -> list[tuple[str, list[Reference]]]:
    """Under the stage they are about, else under the heading the document gives them."""
    found: dict[str, list[Reference]] = {}
    for row in rows:
        heading = row.get_stage_display() if row.stage else row.group
        found.setdefault(heading or row.get_kind_display(), []).append(row)
    return list(found.items())
