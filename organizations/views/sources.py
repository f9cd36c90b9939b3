"""The page of a document facts were taken from, with the notes and files that stand beside it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from organizations.models import SourceDocument
from platform_registry.access import fetch, may
from platform_registry.signed_in import SignedInRequest


def source_document(request: SignedInRequest, pk: int) -> HttpResponse:
    documents = SourceDocument.objects.select_related("municipality")
    document = fetch(documents, request.user, "view", pk=pk)
    context = {
        "document": document,
        # A document of nobody's is kept by the operator of the site.
        "may_edit": may(request.user, "edit", document),
    }
    return render(request, "organizations/source_document.html", context)
