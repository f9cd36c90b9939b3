"""A person's drafts, as pages offer them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from platform_registry.grids.models import EditDraft
from platform_registry.japanese import era_date

if TYPE_CHECKING:
    from platform_registry.grids.page import EditPage

_pages: dict[str, EditPage] = {}


def drafts_of(user: Any, key: str) -> list[EditDraft]:
    """Those of this page; of a page for new records (``key`` ends with a dash) all of them."""
    mine = EditDraft.objects.of(user)
    found = mine.filter(key__startswith=key) if key.endswith("-") else mine.filter(key=key)
    return list(found[:10])


def when(draft: EditDraft) -> str:
    """14:32, with the day where that was not today."""
    moment = timezone.localtime(draft.saved_at)
    day = "" if moment.date() == timezone.localdate() else f"{era_date(moment.date())} "
    return f"{day}{moment:%H:%M}"


def keeps_drafts(page: EditPage) -> None:
    """A page says that it is there when its addresses are made."""
    _pages[page.name] = page


def page_of_key(key: str) -> EditPage | None:
    return _pages.get(key.partition("/")[0])
