"""The two views of a record's page: to read (as it is opened) and to edit (``?edit=1``).

The page to read shows values and one 「編集」. The same page to edit has the way into each row's
form beside it, and the buttons that add some.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest

EDITING = "edit=1"


def views_for(request: HttpRequest, may_edit: bool) -> dict[str, bool]:
    """For the page's context: whether it offers 「編集」, and whether it is open for that."""
    return {"may_edit": may_edit, "editing": may_edit and request.GET.get("edit") == "1"}


def to_edit(address: str) -> str:
    """The page of that address open for editing, at the same place."""
    parts = urlsplit(address)
    query = f"{parts.query}&{EDITING}" if parts.query else EDITING
    return parts._replace(query=query).geturl()
