"""Lists by the name of their address."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, resolve, reverse

from platform_registry.lists.models import NO_SUCH_LIST
from platform_registry.lists.page import ListPage


def list_page(name: str) -> type[ListPage]:
    """Of an address without placeholders; what is no list is not found."""
    try:
        page: Any = getattr(resolve(reverse(name)).func, "view_class", object)
    except NoReverseMatch:
        page = object
    if not issubclass(page, ListPage):
        raise Http404(NO_SUCH_LIST)
    found: type[ListPage] = page
    return found
