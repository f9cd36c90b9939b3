"""What the search finds of case sheets: prose of one's own, and what others have published."""

from __future__ import annotations

from typing import Any

from casebook.models import CaseSheet, Passage, PublishedPassage, Reference, StageNote
from platform_registry.search import register


def of_others(rows: Any, user: Any) -> Any:
    return rows.of_others(user).defer("version__document")


register(CaseSheet, order=60, heading=("edition",), list_url_name="case-sheets")
register(Passage, order=61, heading=("heading",), texts=("text", "tag", "part"))
register(StageNote, order=62, heading=("heading",), texts=("text", "tag", "stage"))
register(
    PublishedPassage,
    order=63,
    heading=("heading",),
    texts=("text", "tag"),
    label="ほかの自治体の事例票",
    seen=of_others,
)
register(
    Reference,
    order=70,
    heading=("heading",),
    texts=("text", "group", "kind"),
    list_url_name="references",
)
