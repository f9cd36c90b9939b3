"""Case sheets taken along: Word, Excel, and the year's book.

What writes them (docx, openpyxl) is large; it is loaded by the first who takes a file along.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from casebook.documents.shapes import CaseDocument
from casebook.models import CaseSheet, SheetVersion
from casebook.reading import document_of, draft_of, newer_than
from organizations.platforms.diagram.png import to_png
from platform_registry.access import fetch
from platform_registry.actions_log import note_access
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists.exports import WORD_TYPE, XLSX_TYPE
from platform_registry.signed_in import SignedInRequest


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or ""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )


def _word(document: CaseDocument, name: str) -> HttpResponse:
    from casebook.documents.word import write_docx

    return _file(write_docx(document, to_png), WORD_TYPE, f"{name}.docx")


def _excel(document: CaseDocument, name: str) -> HttpResponse:
    from casebook.documents.workbook import write_xlsx

    return _file(write_xlsx(document), XLSX_TYPE, f"{name}.xlsx")


WRITERS = {"docx": _word, "xlsx": _excel}
TAKEN = {"docx": "事例票（Word）", "xlsx": "事例票（Excel）"}


def sheet(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """What others read now; of a sheet never published the draft, for its own people."""
    found = fetch(CaseSheet.objects.all(), request.user, "view", pk=pk)
    version = found.versions.current().first()
    if version is None:
        return draft(request, pk, kind)
    return _version(request, version, kind)


def draft(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The working copy: its own municipalities' alone."""
    sheets = CaseSheet.objects.permitted(request.user, "view")
    found = sheets.select_related("platform__municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("この記録は見つかりません。")
    note_access(found, by=request.user, what=TAKEN[kind])
    document = draft_of(found)
    return WRITERS[kind](document, f"{document.name}　下書き")


def version(request: SignedInRequest, pk: int, number: int, kind: str) -> HttpResponse:
    versions = SheetVersion.objects.select_related("sheet")
    found = fetch(versions, request.user, "view", sheet=pk, number=number)
    return _version(request, found, kind)


def _version(request: SignedInRequest, version: SheetVersion, kind: str) -> HttpResponse:
    note_access(version, by=request.user, what=TAKEN[kind])
    document = document_of(version, newer_than(version))
    return WRITERS[kind](document, f"{document.name}　{version.label}")


def book(request: SignedInRequest, year: int) -> HttpResponse:
    """The last versions of all sheets of a fiscal year in one Word file, read one by one."""
    from casebook.documents.book import write_book

    versions = SheetVersion.objects.visible_to(request.user).current()
    versions = versions.filter(sheet__fiscal_year=year)
    if not versions.exists():
        raise Http404("この年度の公開された事例票はありません。")
    found = versions.order_by("sheet__platform__municipality__code", "sheet_id")
    title = f"{fiscal_year_label(year)} 連携PF事例集"
    for version in found.defer("document").select_related("sheet__platform"):
        note_access(version, by=request.user, what="事例集（Word）")
    content = write_book(title, (document_of(v) for v in found.iterator(chunk_size=10)))
    return _file(content, WORD_TYPE, f"{title}.docx")
