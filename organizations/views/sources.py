"""The page of a document facts were taken from, with the notes and files that stand beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.models import SourceDocument
from platform_registry.access import fetch, may


def source_document(request: HttpRequest, pk: int) -> HttpResponse:
    documents = SourceDocument.objects.select_related("municipality")
    document = fetch(documents, request.user, "view", pk=pk)  # type: ignore[arg-type]
    context = {
        "document": document,
        # A document of nobody's is kept by the operator of the site.
        "may_edit": may(request.user, "edit", document),  # type: ignore[arg-type]
    }
    return render(request, "organizations/source_document.html", context)
