"""Case sheets: list, page, Word, Excel, the year's book, and the steps of publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from casebook import actions
from casebook.documents.book import write_book
from casebook.documents.word import write_docx
from casebook.documents.workbook import write_xlsx
from casebook.models import STAGES, CaseSheet
from casebook.tables import CaseSheetFilters, CaseSheetTable
from meetings.minutes import WORD_TYPE
from organizations.diagram.png import to_png
from platform_registry.access import fetch, may
from platform_registry.actions_log import note_access
from platform_registry.exports import XLSX_TYPE
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists import ListPage


class CaseSheetList(ListPage):
    queryset = CaseSheet.objects.all()
    filterset_class = CaseSheetFilters
    table_class = CaseSheetTable
    title, unit, default_sort = "事例票", "件", "municipality"
    empty_hint = "「事例票を作る」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("platform__municipality").defer("frozen")

    def actions(self) -> list[dict[str, str]]:
        buttons = [{"label": "くらべる", "url": reverse("compare"), "kind": ""}]
        year = CaseSheet.objects.published().order_by("-fiscal_year").first()
        if year:
            url = reverse("case-book", args=[year.fiscal_year])
            label = f"{fiscal_year_label(year.fiscal_year)}の事例集（Word）"
            buttons.append({"label": label, "url": url, "kind": ""})
        if may(self.request.user, "edit"):  # type: ignore[arg-type]
            url = reverse("case-sheet-create")
            buttons.append({"label": "事例票を作る", "url": url, "kind": "primary"})
        return buttons


def _sheet(request: HttpRequest, pk: int, permission: Any = "view") -> CaseSheet:
    sheets = CaseSheet.objects.select_related("platform__municipality__prefecture")
    return fetch(sheets, request.user, permission, pk=pk)  # type: ignore[arg-type, no-any-return]


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    may_edit = may(request.user, "edit", sheet)  # type: ignore[arg-type]
    context = {
        "sheet": sheet,
        "document": actions.document_of(sheet),
        "stages": STAGES,
        "may_edit": may_edit,
        "passages": sheet.passages.all() if may_edit and not sheet.frozen else [],
        "stage_notes": sheet.stage_notes.all() if may_edit and not sheet.frozen else [],
        "editions": CaseSheet.objects.visible_to(request.user)
        .filter(platform=sheet.platform)
        .exclude(pk=sheet.pk)
        .defer("frozen"),
    }
    return render(request, "casebook/sheet.html", context)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or ""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )


def _taken_along(request: HttpRequest, pk: int, what: str) -> Any:
    sheet = _sheet(request, pk)
    note_access(sheet, by=request.user, what=what)
    return actions.document_of(sheet)


def word(request: HttpRequest, pk: int) -> HttpResponse:
    document = _taken_along(request, pk, "事例票（Word）")
    return _file(write_docx(document, to_png), WORD_TYPE, f"{document.name}.docx")


def excel(request: HttpRequest, pk: int) -> HttpResponse:
    document = _taken_along(request, pk, "事例票（Excel）")
    return _file(write_xlsx(document), XLSX_TYPE, f"{document.name}.xlsx")


def book(request: HttpRequest, year: int) -> HttpResponse:
    """All published sheets of a fiscal year the user may see, in one Word file."""
    sheets = CaseSheet.objects.visible_to(request.user).published().filter(fiscal_year=year)
    found = sheets.select_related("platform__municipality").order_by("platform__municipality__code")
    if not found:
        raise Http404("この年度の公開された事例票はありません。")
    title = f"{fiscal_year_label(year)} 連携PF事例集"
    for sheet in found:
        note_access(sheet, by=request.user, what="事例集（Word）")
    content = write_book(title, (actions.document_of(sheet) for sheet in found))
    return _file(content, WORD_TYPE, f"{title}.docx")


STEPS: dict[str, tuple[Callable[..., CaseSheet], str]] = {
    "confirm": (actions.confirm, "事例票を確定しました。"),
    "publish": (actions.publish, "事例票を公開しました。公開した内容の控えを残しました。"),
    "reopen": (actions.reopen, "作成中に戻しました。"),
    "next-year": (actions.begin_next_year, "来年度の事例票を作りました。"),
}


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of a sheet's way: draft → confirmed → published, back, or on to the next year."""
    sheet = _sheet(request, pk, "edit")
    if name not in STEPS:
        raise Http404("この操作はありません。")
    act, done = STEPS[name]
    try:
        sheet = act(sheet, by=request.user)
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(sheet)
