"""Published versions: reading one, asking before one is published, withdrawing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casebook import actions
from casebook.composition import compose
from casebook.documents.differences import differences
from casebook.forms import PublishForm, WithdrawForm
from casebook.links import only_open
from casebook.models import CaseSheet, SheetVersion
from casebook.reading import digest_of, document_of, newer_than
from platform_registry.access import fetch, may
from platform_registry.signed_in import SignedInRequest


def detail(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    return version_page(request, _fetched(request, pk, number))


def _fetched(
    request: SignedInRequest, pk: int, number: int, permission: Any = "view"
) -> SheetVersion:
    versions = SheetVersion.objects.select_related("sheet__platform__municipality")
    found: SheetVersion = fetch(versions, request.user, permission, sheet=pk, number=number)
    return found


def version_page(request: SignedInRequest, version: SheetVersion) -> HttpResponse:
    user: Any = request.user
    sheet = version.sheet
    own = may(user, "view", sheet)
    editions = CaseSheet.objects.visible_to(user).filter(platform=sheet.platform)
    newer = newer_than(version)
    context = {
        "version": version,
        "sheet": sheet,
        "document": only_open(document_of(version), user),
        "newer": newer,
        "colour": "red" if version.withdrawn_on else "" if newer else "green",
        "own": own,
        "may_withdraw": not version.withdrawn_on and may(user, "administer", version),
        "editions": editions.exclude(pk=sheet.pk),
    }
    return render(request, "casebook/versions/version.html", context)


def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked once: what becomes public, what changes, who publishes, and why it is corrected."""
    sheets = CaseSheet.objects.select_related("platform__municipality")
    sheet = fetch(sheets, request.user, "edit", pk=pk)
    last = sheet.versions.defer("document").first()
    made = SheetVersion(sheet=sheet, number=last.number + 1 if last else 1)
    posted = request.POST if request.method == "POST" else None
    form = PublishForm(posted, correction=made.label if last else "")
    if form.is_valid() and _published(request, sheet, form):
        return redirect(sheet)
    document = compose(sheet)
    current = sheet.versions.current().first()
    context = {
        "sheet": sheet,
        "version": made,
        "form": _asked_again(form, sheet, digest_of(document)),
        "document": document,
        "current": current,
        "last": last,
        "differences": differences(document_of(current), document) if current else [],
        "signature": actions.signature(request.user, sheet),
        "too_early": not last and sheet.state != CaseSheet.State.CONFIRMED,
    }
    return render(request, "casebook/versions/publish.html", context)


def _published(request: SignedInRequest, sheet: CaseSheet, form: PublishForm) -> bool:
    typed = form.cleaned_data
    try:
        version = actions.publish(
            sheet,
            by=request.user,
            reason=typed.get("reason", ""),
            opened_version=typed["opened"],
            seen=typed["seen"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, f"{version.label}を公開しました。")
    return True


def _asked_again(form: PublishForm, sheet: CaseSheet, seen: str) -> PublishForm:
    """The page carries what it shows now; what was typed, and what was said to it, stays."""
    opened = CaseSheet.objects.values_list("version", flat=True).get(pk=sheet.pk)
    form.initial = now = {"opened": opened, "seen": seen}
    if form.is_bound:
        sent: Any = form.data
        form.data = sent = sent.copy()
        for name, value in now.items():
            sent[name] = str(value)
    return form


def withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """An administrator of the owner municipality, with a reason; the copy stays at home."""
    version = _fetched(request, pk, number, "administer")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw(version, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"{version.label}を取り下げました。")
            return redirect(version.sheet)
        except ValidationError as error:
            form.add_error(None, error)
    others = version.sheet.versions.filter(withdrawn_on=None).exclude(pk=version.pk)
    left = others.defer("document").first()
    context = {"version": version, "sheet": version.sheet, "form": form, "left": left}
    return render(request, "casebook/versions/withdraw.html", context)
