"""Case sheets: list, the page of the working copy, and the steps of its year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from casebook import actions
from casebook.composition import Material, composed_of
from casebook.documents.differences import differences
from casebook.models import STAGES, CaseSheet, SheetVersion
from casebook.reading import document_of
from casebook.tables import CaseSheetFilters, CaseSheetTable
from casebook.views.versions import version_page
from platform_registry.access import fetch, may
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists.page import ListPage
from platform_registry.pages.chips import chip, state_chip
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest


class CaseSheetList(ListPage):
    queryset = CaseSheet.objects.with_version()
    filterset_class = CaseSheetFilters
    table_class = CaseSheetTable
    offers = ("edit",)
    title, unit, default_sort = "事例票", "件", "municipality"
    empty_hint = "「事例票を作る」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("platform__municipality")

    def actions(self) -> list[dict[str, str]]:
        buttons = [{"label": "くらべる", "url": reverse("compare"), "kind": ""}]
        years = CaseSheet.objects.published().order_by("-fiscal_year")
        year = years.values_list("fiscal_year", flat=True).first()
        if year:
            url = reverse("case-book", args=[year])
            label = f"{fiscal_year_label(year)}の事例集（Word）"
            buttons.append({"label": label, "url": url, "kind": ""})
        if may(self.request.user, "edit"):
            url = reverse("case-sheet-create")
            buttons.append({"label": "事例票を作る", "url": url, "kind": "primary"})
        return buttons


def fetched(request: SignedInRequest, pk: int, permission: Any = "view") -> Any:
    sheets = CaseSheet.objects.with_rights(request.user, own="view", may_edit="edit")
    sheets = sheets.select_related("platform__municipality__prefecture")
    return fetch(sheets, request.user, permission, pk=pk)


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its own people see the working copy and how it differs from what others read."""
    sheet = fetched(request, pk)
    current = sheet.versions.current().first()
    if not sheet.own:
        if current is None:
            raise Http404("この記録は見つかりません。")
        return version_page(request, current)
    versions = list(sheet.versions.defer("document"))
    material = Material(sheet)
    document = composed_of(material)
    context = {
        "sheet": sheet,
        "document": document,
        "stages": STAGES,
        **views_for(request, sheet.may_edit),
        "may_withdraw": _may_withdraw(request.user, versions),
        "versions": versions,
        "current": current,
        "standing": _standing(sheet, current, versions),
        "next_label": SheetVersion(number=versions[0].number + 1 if versions else 1).label,
        "differences": differences(document_of(current), document) if current else [],
        "writable": sheet.may_edit and (versions or sheet.state == CaseSheet.State.DRAFT),
        "passages": material.every_passage,
        "stage_notes": material.stage_notes,
        "beside": material.beside,
        "editions": CaseSheet.objects.visible_to(request.user)
        .filter(platform=sheet.platform)
        .exclude(pk=sheet.pk),
    }
    return render(request, "casebook/sheets/sheet.html", context)


def _may_withdraw(user: Any, versions: list[SheetVersion]) -> bool:
    """Most people administer nothing at all, which needs no query."""
    return bool(versions) and may(user, "administer") and may(user, "administer", versions[0])


STEPS: dict[str, tuple[Callable[..., CaseSheet], str]] = {
    "confirm": (actions.confirm, "事例票を確定しました。"),
    "reopen": (actions.reopen, "作成中に戻しました。"),
    "next-year": (actions.begin_next_year, "来年度の事例票を作りました。"),
}


@require_POST
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One step of a sheet's way: draft → confirmed, back, or on to the next year."""
    sheet = fetched(request, pk, "edit")
    if name not in STEPS:
        raise Http404("この操作はありません。")
    act, done = STEPS[name]
    try:
        sheet = act(sheet, by=request.user)
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(sheet)


def _standing(sheet: Any, current: SheetVersion | None, versions: list[SheetVersion]) -> SafeString:
    """The first word beside the title: what others read, else how far the work is."""
    if current:
        return chip(f"公開版 第{current.number}版", "green")
    return chip("取下げ", "red") if versions else state_chip(sheet)
