"""Bulk work in three steps: what is to be given, what will change, and what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from platform_registry.access import fetch, may
from platform_registry.bulk import actions
from platform_registry.bulk.acts import Act, Handed, Line, act_named
from platform_registry.bulk.chosen import (
    EVERY,
    PICKED,
    Chosen,
    from_list,
    from_token,
)
from platform_registry.bulk.models import BulkChange
from platform_registry.lists.addresses import list_page
from platform_registry.lists.models import conditions_in
from platform_registry.lists.page import ListPage
from platform_registry.records.addresses import words_of
from platform_registry.search.kinds import kind_of
from platform_registry.signed_in import SignedInRequest

SHOWN = 200
NO_ACT = "この操作は、この一覧ではできません。"
TYPED_SINCE = (
    "変わる内容を見たあとで入力が変わったため、まだ実行していません。"
    "変わる内容をもう一度確かめてください。"
)
NOT_TYPED = ("csrfmiddlewaretoken", "carry_out")
DONE = "{number}件に「{label}」をしました。"


def act(request: SignedInRequest, list_name: str, key: str) -> HttpResponseBase:
    """``/bulk/organizations/officer/?picked=3&picked=5``, or ``?every=1`` with the conditions."""
    name, page_class = list_name, list_page(list_name)
    model = page_class.queryset.model
    wanted = act_named(model, key, request.user)
    if wanted is None:
        if not may(request.user, page_class.permission):
            raise Http404(NO_ACT)
        raise PermissionDenied(NO_ACT)
    if request.method == "POST" and not issubclass(wanted, Handed):
        return _posted(request, name, page_class, wanted)
    chosen = from_list(page_class, request, wanted)
    if chosen.problem or not chosen.records:
        left = f"{wanted.keeps_out}ため、できません。選び直してください。"
        messages.error(request, chosen.problem or f"選んだものは、{left}")
        return redirect(_back(request, name))
    if issubclass(wanted, Handed):
        number = len(chosen.records)
        return wanted(chosen.records, number, list(chosen.conditions), request).answer()
    form = wanted.form_class(user=request.user, records=chosen.records)
    return _page(request, name, page_class, wanted, form, chosen)


def _back(request: SignedInRequest, name: str) -> str:
    """The list as it was, without what was ticked."""
    query = request.GET.copy()
    for gone in (PICKED, EVERY):
        query.pop(gone, None)
    return f"{reverse(name)}?{conditions_in(query)}"


def _posted(
    request: SignedInRequest, name: str, page_class: type[ListPage], wanted: type[Act]
) -> HttpResponse:
    """First what will change is shown; 「実行する」 below it carries out just that."""
    try:
        records, seen = from_token(
            page_class.queryset, request.POST.get("chosen", ""), request.user, wanted
        )
    except ValueError as lost:
        messages.error(request, str(lost))
        return redirect(_back(request, name))
    chosen = Chosen(records)
    form = wanted.form_class(request.POST, user=request.user, records=records)
    if not form.is_valid():
        return _page(request, name, page_class, wanted, form, chosen)
    doing = wanted(form, request.user)
    doing.prepare(records)
    if request.POST.get("carry_out") != _typed(request):
        if "carry_out" in request.POST:
            messages.warning(request, TYPED_SINCE)
        lines = actions.foreseen(doing, records)
        return _page(request, name, page_class, wanted, form, chosen, lines)
    return _carried_out(request, name, page_class, doing, form, records, seen)


def _typed(request: SignedInRequest) -> str:
    """What was given, in short: the button carries it, so that nothing else is carried out."""
    given = request.POST.lists()
    rows = sorted((name, said) for name, said in given if name not in NOT_TYPED)
    return salted_hmac(TYPED_SINCE, repr(rows)).hexdigest()


def _carried_out(
    request: SignedInRequest,
    name: str,
    page_class: type[ListPage],
    doing: Act,
    form: Any,
    records: list[Any],
    seen: dict[int, int],
) -> HttpResponse:
    try:
        changes = actions.carry_out(doing, records, seen, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        lines = actions.foreseen(doing, records)
        return _page(request, name, page_class, type(doing), form, Chosen(records), lines)
    number = sum(change.steps.exclude(image={}).count() for change in changes)
    messages.success(request, DONE.format(number=number, label=doing.said))
    return redirect(changes[0]) if len(changes) == 1 else redirect(name)


def _page(
    request: SignedInRequest,
    name: str,
    page_class: type[ListPage],
    wanted: type[Act],
    form: Any,
    chosen: Chosen,
    lines: list[Line] | None = None,
) -> HttpResponse:
    doing = [line for line in lines or () if not line.left]
    left = [line for line in lines or () if line.left]
    context = {
        "act": wanted,
        "title": page_class.title,
        "unit": page_class.unit,
        "form": form,
        "chosen": chosen,
        "token": request.POST.get("chosen") or chosen.token,
        "lines": doing[:SHOWN],
        "more": max(len(doing) - SHOWN, 0),
        "number": len(doing),
        "left": left,
        "is_shown": lines is not None,
        "typed": _typed(request),
        "back_url": _back(request, name),
    }
    return render(request, "bulk/act.html", context)


def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was done, and what was left out; from here it is taken back."""
    changes = BulkChange.objects.select_related("kind", "by", "undone_by")
    found = fetch(changes, request.user, "view", pk=pk)
    steps = list(found.steps.known_to(request.user))
    context = {
        "change": found,
        "list_url": reverse(_list_of(found.kind.model_class())),
        "done": [step for step in steps if step.image],
        "left": [step for step in steps if not step.image],
        "kept": [step for step in steps if step.kept],
        "may_undo": found.undone_at is None and may(request.user, "edit", found),
    }
    return render(request, "bulk/change.html", context)


def _list_of(model: Any) -> str:
    """The name of the address of the list the records were chosen on."""
    kind = kind_of(model)
    return kind.list_url_name if kind else words_of(model)


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch(BulkChange.objects, request.user, "edit", pk=pk)
    try:
        actions.undo(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(found)
    kept = found.steps.known_to(request.user).exclude(kept="").count()
    if kept:
        messages.warning(
            request, f"元に戻しました。{kept}件は、あとで変わっているため戻していません。"
        )
    else:
        messages.success(request, "元に戻しました。")
    return redirect(found)
