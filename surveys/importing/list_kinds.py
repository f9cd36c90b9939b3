"""What a kind of list is: its fields with their headings, and how its rows go in and out again.

A floor above declares its own list and registers it here when it starts; the pages, the reading
and the commit ask for the kind of a batch and know no noun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from surveys.importing.shapes import Header, Refused

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "ー"))


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """A heading as it is compared: folded, without blanks, remarks and a destroyed BOM."""
    folded = unicodedata.normalize("NFKC", text.lstrip("?\ufeff")).translate(_DASHES)
    return re.sub(r"\s+", "", folded).strip("*※:").casefold()


@dataclass(frozen=True, slots=True)
class ListField:
    """What a column may be taken as.

    ``headings`` are patterns for the whole folded heading, the surest first. A field of
    ``several`` columns takes all that fit; one that is not taken is known, and stays out. ``nothing``:
    「なし」 and 「未定」 say that there is no value; else they are one. A ``personal`` one may hold
    names that are not stored: what stands in it is repeated in nothing that is told.
    """

    name: str
    label: str
    headings: tuple[str, ...] = ()
    several: bool = False
    taken: bool = True
    nothing: bool = True
    personal: bool = False


@dataclass(frozen=True, slots=True)
class NoSuchList:
    """A well-known table that is no list of this kind: the headings that tell, and the sentence."""

    headings: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list as its floor declares it.

    ``key`` is the kind of the batch. A list without a column of ``needed`` is not taken.
    ``refine`` sets right what headings alone don't tell: (header → field) as they were found.
    ``read`` gives the plan's rows of a file, ``settle`` holds them against what is registered,
    ``write`` carries the plan out and says what undo takes back, ``undo`` gives row → outcome.
    Columns of ``instead`` may stand for the needed one. ``menu`` is the entry its pages stand under.
    A list of records under a parent (``lists.records``) says under which ones a person may take
    one in: ``parents(user)``, and ``hint`` what its file looks like. ``seen`` are headings of a
    file the registry wrote itself that a list doesn't change.
    Records of ``own_of`` (`OwnField.Of`) may have own fields; ``own`` are those of one
    municipality, see ``own_fields.kind_for``.
    """

    key: str
    title: str
    unit: str
    fields: tuple[ListField, ...]
    needed: str
    menu: str
    read: Callable[..., Any]
    settle: Callable[..., Any]
    write: Callable[..., dict[str, Any]]
    undo: Callable[..., dict[int, str]]
    others: tuple[NoSuchList, ...] = ()
    refine: Callable[[Sequence[Header], dict[int, str]], None] = lambda headers, found: None
    parents: Callable[[Any], Any] | None = None
    parent_label: str = ""
    hint: str = ""
    instead: tuple[str, ...] = ()
    names_organizations: bool = False
    own_of: str = ""
    seen: frozenset[str] = frozenset()
    own: tuple[Any, ...] = ()

    def field(self, name: str) -> ListField:
        return self.by_name()[name]

    def by_name(self) -> Mapping[str, ListField]:
        return {field.name: field for field in (*self.fields, *self.own)}


_KINDS: dict[str, ListKind] = {}


def register(kind: ListKind) -> None:
    _KINDS[kind.key] = kind


def kind_of(key: str) -> ListKind:
    """Raises Refused for a list whose floor isn't there."""
    if key not in _KINDS:
        raise Refused("この種類の一覧は取り込めません。")
    return _KINDS[key]
