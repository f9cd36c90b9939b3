from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from organizations.beside.index import BesideIndex
from organizations.models import (
    SourceDocument,
)
from organizations.sources.filters import SourceFilters
from organizations.sources.tables import SourceTable
from platform_registry.access import fetch, may
from platform_registry.lists.page import ListPage, button_to
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest


class SourceList(ListPage):
    """Documents that can be cited as 出典."""

    queryset = SourceDocument.objects.all()
    filterset_class = SourceFilters
    table_class = SourceTable
    offers = ("edit",)
    title, unit, default_sort = "出典文書", "件", "title"
    empty_hint = "「出典文書を登録」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("municipality")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        return button_to("出典文書を登録", "source-document-create", "primary")


def source_document(request: SignedInRequest, pk: int) -> HttpResponse:
    documents = SourceDocument.objects.select_related("municipality")
    document = fetch(documents, request.user, "view", pk=pk)
    context = {
        "document": document,
        "beside": BesideIndex([document], request.user),
        # A document of nobody's is kept by the operator of the site.
        **views_for(request, may(request.user, "edit", document)),
    }
    return render(request, "organizations/sources/source_document.html", context)
