"""A public register held against the registry: file, progress, differences, decisions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from platform_registry.access import fetch, require
from platform_registry.navigation import stand_under
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.actions.leases import AT_WORK
from surveys.actions.registers import PART_BYTES
from surveys.forms.register import DecisionForm, RegisterStartForm
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, RegisterDifference
from surveys.views.steps import stand_under_kind

Kind, State = RegisterDifference.Kind, RegisterDifference.State
SHOWN = 50
DONE = {
    "accept": "「{}」に反映しました。",
    "set_aside": "「{}」の違いを見送りました。",
    "bring_back": "「{}」の違いを未決に戻しました。",
    "take_back": "「{}」への反映を取り消しました。",
}
LOST = "押したボタンの行が分かりませんでした。画面を読み込み直して、もう一度押してください。"
VERBS = {
    "accept": actions.accept,
    "set_aside": actions.set_aside,
    "bring_back": actions.bring_back,
    "take_back": actions.take_back,
}


def start(request: SignedInRequest) -> HttpResponse:
    require(request.user, "import")
    stand_under(request, "organizations")
    form = RegisterStartForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.start_comparison(
                parts=file.chunks(PART_BYTES),
                name=file.name,
                municipality=form.cleaned_data["municipality"],
                as_of=form.cleaned_data["as_of"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            actions.request_comparison(batch, by=request.user)
            return redirect(batch)
    earlier = ImportBatch.objects.filter(kind=ImportBatch.Kind.REGISTER)
    earlier = earlier.permitted(request.user, "import").select_related("file")
    context = {"form": form, "earlier": earlier.defer("file__content")[:10]}
    return render(request, "surveys/registers/start.html", context)


def page(request: SignedInRequest, pk: int) -> HttpResponse:
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.REGISTER)
    batches = batches.select_related("file", "created_by").defer("file__content")
    batch: ImportBatch = fetch(batches, request.user, "import", pk=pk)
    stand_under_kind(request, batch)
    if batch.state in AT_WORK:
        return redirect(batch)
    if request.method == "POST":
        return _decided(request, batch)
    if batch.state == ImportBatch.State.COMPARED and batch.message:
        messages.info(request, batch.message)
        actions.message_told(batch)
    return render(request, "surveys/registers/differences.html", _context(request, batch))


def _decided(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """One difference, all of a kind, or the taking back of all."""
    if request.POST.get("all") in Kind.values:
        actions.request_acceptance(batch, kind=request.POST["all"], by=request.user)
        return redirect(batch)
    if "take_all_back" in request.POST:
        actions.request_taking_back(batch, by=request.user)
        return redirect(batch)
    _decide(request, batch)
    return redirect(f"{reverse('import-register', args=[batch.pk])}?{request.GET.urlencode()}")


def _decide(request: SignedInRequest, batch: ImportBatch) -> None:
    form = DecisionForm(request.POST, differences=_differences(batch))
    if not form.is_valid():
        messages.error(request, LOST)
        return
    difference, verb = form.cleaned_data["difference"], form.cleaned_data["verb"]
    difference.batch = batch
    try:
        VERBS[verb](difference, opened=form.cleaned_data["opened"], by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, DONE[verb].format(difference.organization))


def _differences(batch: ImportBatch) -> Any:
    rows = RegisterDifference.objects.of(batch)
    return rows.select_related("organization__municipality", "decided_by")


def _context(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    rows = _differences(batch)
    groups = _groups(rows.by_kind())
    kind = _chosen(request.GET.get("kind", ""), groups)
    state = request.GET.get("state", "")
    state = state if state in State.values else State.OPEN
    found = rows.filter(kind=kind, state=state).order_by("organization__sort_key", "pk")
    shown = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    return {
        "batch": batch,
        "groups": groups,
        "kind": kind,
        "label": Kind(kind).label if kind else "",
        "state": state,
        "states": [(s.value, s.label) for s in State],
        "page": shown,
        "here": urlencode({"kind": kind, "state": state}),
        "sure": rows.filter(kind=kind, state=State.OPEN).sure().count(),
        "open": next((group["open"] for group in groups if group["kind"] == kind), 0),
        "accepted": sum(group["accepted"] for group in groups),
    }


def _groups(counts: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """The kinds there are, with how many differences of each are open, accepted and set aside."""
    return [
        {"kind": kind.value, "label": kind.label}
        | {state: counts[kind].get(state, 0) for state in State.values}
        for kind in Kind
        if kind in counts
    ]


def _chosen(asked: str, groups: list[dict[str, Any]]) -> str:
    """The kind that was asked for, else the first with something to decide."""
    there: list[str] = [group["kind"] for group in groups]
    if asked in there:
        return asked
    still_open: list[str] = [group["kind"] for group in groups if group["open"]]
    return (still_open or there or [""])[0]
