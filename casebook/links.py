"""The records a document leads to, for the person who reads it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.urls import Resolver404, resolve

from casebook.documents.shapes import Block, CaseDocument, Table
from meetings.models import Meeting
from pilots.models import Pilot

LEADS_TO: dict[str, Any] = {"pilot": Pilot, "meeting": Meeting}


def only_open(document: CaseDocument, user: Any) -> CaseDocument:
    """Without links to what this person may not see, or what is there no more."""
    links = {
        link
        for chapter in document.chapters
        for block in chapter.blocks
        if isinstance(block, Table)
        for link in block.links
    }
    opened = _opened(links, user)

    def checked(block: Block) -> Block:
        if not isinstance(block, Table) or not block.links:
            return block
        return replace(block, links=tuple(link if link in opened else "" for link in block.links))

    chapters = (replace(c, blocks=tuple(map(checked, c.blocks))) for c in document.chapters)
    return replace(document, chapters=tuple(chapters))


def _opened(links: set[str], user: Any) -> set[str]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for link in links:
        try:
            found = resolve(link)
        except Resolver404:
            continue
        if found.url_name in LEADS_TO:
            wanted[found.url_name].append(found.kwargs["pk"])
    rows = (LEADS_TO[name].objects.visible_to(user).filter(pk__in=wanted[name]) for name in wanted)
    return {row.get_absolute_url() for records in rows for row in records}
