"""The life of an import: begin, watch, look back, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from organizations.models import Organization
from platform_registry.access import fetch, may, require
from platform_registry.actions_log import note_access
from platform_registry.forms.ruled import record_number
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.actions import jobs
from surveys.actions.leases import AT_WORK
from surveys.forms.start import ImportStartForm
from surveys.importing.planning.drafts import limits, read_batch
from surveys.importing.planning.recognition import recognised_survey
from surveys.importing.reading.containers import takes_long
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, ImportRow, Survey
from surveys.views.steps import go_on, holds_results, no_draft, stand_under_kind, steps_of

State, Kept, Undone = ImportBatch.State, ImportBatch.Kept, ImportRow.Undone
SHOWN = 200


def start(request: SignedInRequest, survey_pk: int | None = None) -> HttpResponse:
    require(request.user, "import")
    initial: dict[str, Any] = {}
    if survey_pk is not None:
        survey = fetch(Survey.objects, request.user, "import", pk=survey_pk)
        initial = {"survey": survey, "municipality": survey.municipality_id}
    refused = _refused(request)
    if refused is not None and request.method == "GET":
        form = ImportStartForm.after_refusal(refused, user=request.user)
    else:
        form = ImportStartForm(
            request.POST or None, request.FILES or None, user=request.user, initial=initial
        )
    if request.method == "POST" and form.is_valid():
        batch = _start(request, form)
        if batch is not None:
            _recognise(batch, form, request)
            if refused is not None:
                actions.discard(refused, by=request.user)
            if not batch.in_background and holds_results(batch):
                return redirect("import-figures", batch.pk)
            return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
    return render(
        request, "surveys/wizard/file.html", {"form": form, "steps": steps_of(None, "file")}
    )


def _refused(request: SignedInRequest) -> ImportBatch | None:
    """The draft whose large file the worker couldn't read, so that another is chosen."""
    pk = record_number(request.GET.get("instead_of", ""))
    if pk is None:
        return None
    batches = ImportBatch.objects.filter(state=State.DRAFT, step=ImportBatch.Step.FILE)
    batch: ImportBatch = fetch(batches, request.user, "import", pk=pk)
    return batch


def _start(request: SignedInRequest, form: ImportStartForm) -> ImportBatch | None:
    name, data = form.upload()
    codebook = form.cleaned_data["codebook"]
    try:
        return actions.start_import(
            data=data,
            name=name,
            municipality=form.cleaned_data["municipality"],
            by=request.user,
            survey=form.cleaned_data["survey"],
            new_survey=form.new_survey(name),
            codebook=codebook and (codebook.name, codebook.read()),
            in_background=takes_long(data, limits()),
        )
    except Refused as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refusal))
        return None


def _recognise(batch: ImportBatch, form: ImportStartForm, request: SignedInRequest) -> None:
    """Whoever named no survey, not even a new one, is taken to the one whose form this is."""
    if batch.survey is None and not form.cleaned_data["title"]:
        if batch.in_background:
            actions.use_settings(batch, settings={"recognise": True}, by=request.user)
            return
        survey = recognised_survey(batch, read_batch(batch))
        if survey is not None:
            actions.belong_to(batch, survey=survey, by=request.user)


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft goes on where it was left; otherwise the progress or the result."""
    batch: ImportBatch = fetch(
        ImportBatch.objects.select_related(
            "file", "survey", "created_by", "committed_by", "undone_by"
        ).defer("file__content", "seen"),
        request.user,
        pk=pk,
        permission="view",
    )
    stand_under_kind(request, batch)
    if batch.is_register and batch.state not in AT_WORK:
        return redirect("import-register", batch.pk)
    if batch.state == State.DRAFT:
        if batch.step == ImportBatch.Step.FILE:
            return _unread(request, batch)
        return redirect(_page_of_step(batch), batch.pk)
    if batch.state in AT_WORK:
        return _progress(request, batch)
    return render(request, "surveys/import_result.html", _result(request, batch))


def _page_of_step(batch: ImportBatch) -> str:
    if not batch.is_list:
        return f"import-{batch.step}"
    return "import-list-columns" if batch.step == ImportBatch.Step.COLUMNS else "import-list"


def _unread(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """Back to the first page with the sentence; or it was never asked of the worker."""
    if batch.is_list:
        return render(request, "surveys/list_import/unread.html", {"batch": batch})
    if not batch.message:
        return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
    return redirect(f"{reverse('import-start')}?instead_of={batch.pk}")


def _progress(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    template = "surveys/_progress.html" if request.htmx else "surveys/import_progress.html"
    context = {
        "batch": batch,
        "steps": [] if batch.is_list or batch.is_register else steps_of(batch, _at(batch)),
        "worker_is_there": jobs.worker_is_there(),
    }
    return render(request, template, context)


def _at(batch: ImportBatch) -> str:
    """A large file may be on its way to any step; a commit or undo is at the last one."""
    reading = batch.state == State.READING
    return batch.step if reading else ImportBatch.Step.CHECK


def _result(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    rows = batch.rows.select_related("response", "organization").defer("raw", "response__raw")
    kept = rows.exclude(undone__in=["", Undone.REVERSED])
    if batch.is_list:  # those it made are told as organizations
        kept = kept.exclude(organization_created=True, undone=Undone.KEPT)
    return {
        "batch": batch,
        "changed": rows.filter(state=ImportRow.State.CHANGED)[:100],
        "refused": rows.filter(state=ImportRow.State.ERROR)[:SHOWN],
        "noted": rows.exclude(state=ImportRow.State.ERROR).exclude(problems=[])[:SHOWN],
        "kept": kept[:SHOWN],
        "made": _made(request, batch)[:SHOWN],
        "kept_organizations": _kept_organizations(request, batch)[:SHOWN],
        "may_undo": may(request.user, "import", batch) and batch.state == State.COMMITTED,
        "may_go_on": may(request.user, "import", batch),
    }


def _made(request: SignedInRequest, batch: ImportBatch) -> QuerySet[Organization]:
    """The organizations that came with it and are still there."""
    made = batch.rows.filter(organization_created=True, organization__isnull=False)
    seen = Organization.objects.visible_to(request.user).filter(pk__in=made.values("organization"))
    if batch.state != State.COMMITTED:
        return seen.none()
    return seen.order_by("sort_key", "pk")


def _kept_organizations(request: SignedInRequest, batch: ImportBatch) -> list[tuple[Any, str]]:
    """Each organization the batch made that an undo left where it is, and why."""
    if batch.state != State.UNDONE:
        return []
    made = batch.rows.filter(organization_created=True, organization__isnull=False)
    kept = Organization.objects.visible_to(request.user).filter(pk__in=made.values("organization"))
    why = batch.created.get("kept", {})
    return [(o, Kept(why.get(str(o.pk), Kept.USED)).label) for o in kept.order_by("sort_key", "pk")]


def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every second; sends the browser on when finished."""
    batches = ImportBatch.objects.select_related("file").defer("file__content", "seen")
    batch = fetch(batches, request.user, "view", pk=pk)
    if batch.state in AT_WORK:
        return _progress(request, batch)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = batch.get_absolute_url()
    return response


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = fetch(ImportBatch.objects, request.user, "import", pk=pk)
    actions.request_undo(batch, by=request.user)
    return redirect(batch)


def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after one has said what goes with it."""
    batches = ImportBatch.objects.select_related("file").defer("file__content")
    batch = fetch(batches, request.user, "import", pk=pk)
    if request.method != "POST":
        return _asked_to_discard(request, batch)
    try:
        actions.discard(batch, by=request.user)
    except actions.NoDraft as refusal:
        return no_draft(request, pk, refusal)
    messages.success(request, "作成中の取込を破棄しました。")
    return redirect("imports")


def _asked_to_discard(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    stand_under_kind(request, batch)
    if not (batch.is_open or batch.state == State.READING):
        return redirect(batch)
    context = {
        "subject": batch,
        "heading": "照合を消す" if batch.is_register else "取込をやめる",
        "question": f"「{batch.file.name}」（{batch.get_kind_display()}）の取込を破棄しますか。",
        "consequence": "受け取ったファイルと、ここまでに決めたことが消えます。元に戻せません。"
        "登録済みの内容は変わりません。",
        "verb": "破棄する",
        "danger": True,
        "back_url": batch.get_absolute_url(),
        "back_label": "破棄しない",
    }
    return render(request, "confirm.html", context)


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start once more with the same file and the same decisions, after an undo or a failure."""
    batches = ImportBatch.objects.exclude(kind=ImportBatch.Kind.REGISTER)
    batch = fetch(batches, request.user, "import", pk=pk)
    try:
        again = actions.reopen(batch, by=request.user)
    except actions.NoDraft as refusal:
        return no_draft(request, pk, refusal)
    return redirect(again)


def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file as it was received, byte for byte."""
    batches = ImportBatch.objects.exclude(kind=ImportBatch.Kind.REGISTER)  # not kept
    batch = fetch(batches.select_related("file"), request.user, "import", pk=pk)
    note_access(
        batch if batch.of_records else batch.file,
        by=request.user,
        what="取込ファイルのダウンロード",
    )
    response = HttpResponse(bytes(batch.file.content), content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=batch.file.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
