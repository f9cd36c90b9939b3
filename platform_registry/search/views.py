"""The page of the search over everything, and that of all hits of one kind."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from platform_registry.forms.ruled import record_number, words_in
from platform_registry.search.kinds import kind_named
from platform_registry.search.query import MOST_LETTERS, Query
from platform_registry.search.results import COUNTED, ON_A_PAGE, address, list_of, page_of, search
from platform_registry.signed_in import SignedInRequest

TOO_LONG = f"長すぎるため、はじめの{MOST_LETTERS}文字でさがしました。"
NO_SUCH_KIND = "この種類の記録はありません。"


def search_page(request: SignedInRequest) -> HttpResponse:
    """``q`` is what is looked for; ``letters`` asks for those letters alone, ``kind`` for all
    hits of one kind, ``page`` by page."""
    typed = words_in(request.GET.get("q", ""), MOST_LETTERS + 1)
    literally = request.GET.get("letters") == "1"
    query = Query.of(typed[:MOST_LETTERS], request.user, literally=literally)
    context = {
        "query": query,
        "words": query.typed,
        "literally": literally,
        "told": TOO_LONG if len(typed) > MOST_LETTERS else "",
        "other_way": address(query, not literally),
    }
    if query.problem or not query.words:
        return render(request, "search.html", context)
    if "kind" in request.GET:
        return render(request, "search_kind.html", context | _of_kind(request, query, literally))
    groups = search(request.user, query)
    for group in groups:
        group.all_url = address(query, literally, kind=group.kind.name)
        group.list_url = "" if literally else list_of(group.kind, query)
    return render(request, "search.html", context | {"groups": groups})


def _of_kind(request: SignedInRequest, query: Query, literally: bool) -> dict[str, Any]:
    kind = kind_named(request.GET["kind"])
    if kind is None:
        raise Http404(NO_SUCH_KIND)
    number = record_number(request.GET.get("page", "")) or 1
    group = page_of(request.user, query, kind, number)
    group.list_url = "" if literally else list_of(kind, query)
    last = max(1, -(-group.number // ON_A_PAGE))

    def at(page: int) -> str:
        return address(query, literally, kind=kind.name, page=page) if 1 <= page <= last else ""

    return {
        "group": group,
        "counted": COUNTED,
        "first": (number - 1) * ON_A_PAGE + 1,
        "last": (number - 1) * ON_A_PAGE + len(group.hits),
        "previous_url": at(number - 1),
        "next_url": at(number + 1) if group.hits else "",
        "all_kinds_url": address(query, literally),
    }
