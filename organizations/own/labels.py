"""Which names a field of one's own can't have: those of the fields and columns there are.

An exported file is imported again by its headings, so that a name may stand there only once.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_more: dict[str, list[Callable[[], Iterable[str]]]] = defaultdict(list)


def reserve(of: str, says: Callable[[], Iterable[str]]) -> None:
    """Names a list, a file or an import of this kind (`OwnField.Of`) uses besides its fields."""
    _more[of].append(says)


def columns_of(table: Any) -> Callable[[], Iterable[str]]:
    """The headings of a table class, for `reserve`."""
    return lambda: [str(column.verbose_name) for column in table.base_columns.values()]


def taken(of: str, kind: type[Any] | None) -> Iterator[str]:
    if kind is not None:
        shown = (*kind._meta.concrete_fields, *kind._meta.many_to_many)
        yield from (str(field.verbose_name) for field in shown)
    for says in _more[of]:
        yield from says()


def key(label: str) -> str:
    """In any width and case, with or without spaces."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())
