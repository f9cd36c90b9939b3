"""How a floor makes its kind of list known to the pages and to the commit."""

from __future__ import annotations

from organizations.own import labels
from surveys.importing.list_kinds import ListKind, register
from surveys.importing.lists.page import prepared
from surveys.importing.lists.plan import read_list, settle_list
from surveys.importing.writing.commit import WAYS, Way
from surveys.importing.writing.preparing import PREPARED


def declare(kind: ListKind) -> None:
    """Called when the floor starts."""
    register(kind)
    if kind.own_of:
        labels.reserve(kind.own_of, lambda: [field.label for field in kind.fields])
    WAYS[kind.key] = Way(read_list, settle_list, kind.write)
    PREPARED[kind.key] = prepared
