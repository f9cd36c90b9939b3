"""Headings of a list → fields of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.importing.columns.roles import core
from surveys.importing.list_kinds import ListField, ListKind, heading_key
from surveys.importing.lists.kinds.numbered import LABEL, SEEN
from surveys.importing.shapes import Header, Refused

_NO_HEADING = "（見出しなし"
# A group of columns about the same body as the list itself: 連絡先 / 電話番号, but not 代表者 / 住所.
_GROUP = re.compile(
    r"(?:連絡|団体|法人|施設|組織|事業所|基本|基礎|登録|所在|参加者?|開催|概要)先?地?"
    r"(?:の?(?:情報|概要|内容|データ|状況|人?数))?(?:等|など)?"
)


def recognised(kind: ListKind, headers: Sequence[Header]) -> dict[int, str]:
    """Column → field. Fields are asked in the order of their declaration; before them all the
    municipality's own, which it has named as its files do."""
    _refuse_other_tables(kind, headers)
    shown = _only_shown(kind, headers)
    others = [header for header in headers if header.column not in shown]
    found = by_heading(kind, others)
    kind.refine(others, found)
    return found | shown


def _only_shown(kind: ListKind, headers: Sequence[Header]) -> dict[int, str]:
    """Of a file the registry wrote itself: 記録番号 stands first there."""
    if not headers or headers[0].text != LABEL:
        return {}
    return {header.column: SEEN for header in headers if header.text in kind.seen}


def by_heading(kind: ListKind, headers: Sequence[Header]) -> dict[int, str]:
    """The same of headings alone, whatever table they are of."""
    found: dict[int, str] = {}
    free = [header for header in headers if not header.text.startswith(_NO_HEADING)]
    for field in (*kind.own, *kind.fields):
        fitting = sorted(_fitting(field, free))
        for _, place in fitting if field.several else fitting[:1]:
            found[free[place].column] = field.name
        free = [header for header in free if header.column not in found]
    return found | _by_lower_part(kind, free, found)


def _by_lower_part(
    kind: ListKind, headers: Sequence[Header], found: Mapping[int, str]
) -> dict[int, str]:
    """Of headings of two rows, where no field is known by the whole: the first of each field.

    Below その他 a standard heading may mean anything; the municipality's own still means its own.
    """
    more: dict[int, str] = {}
    for field in (*kind.own, *kind.fields):
        if field.name in found.values() and not field.several:
            continue
        for header in headers:
            *groups, own = header.text.split(" / ")
            known = field in kind.own or all(map(_GROUP.fullmatch, map(heading_key, groups)))
            fits = groups and known
            taken = field.name in more.values() and not field.several
            if (
                fits
                and header.column not in more
                and not taken
                and _rank(field, heading_key(own)) >= 0
            ):
                more[header.column] = field.name
    return more


def _fitting(field: ListField, headers: Sequence[Header]) -> Iterator[tuple[int, int]]:
    """How sure, and which heading."""
    for place, header in enumerate(headers):
        ranks = [rank for text in _spellings(header.text) if (rank := _rank(field, text)) >= 0]
        if ranks:
            yield min(ranks), place


def _spellings(text: str) -> set[str]:
    """The heading as it is, and without question numbers, remarks and polite phrases."""
    return {heading_key(text), heading_key(core(text))}


def _rank(field: ListField, heading: str) -> int:
    patterns = (n for n, p in enumerate(field.headings) if re.fullmatch(p, heading))
    return next(patterns, -1)


def _refuse_other_tables(kind: ListKind, headers: Sequence[Header]) -> None:
    keys = [heading_key(header.text) for header in headers]
    for other in kind.others:
        if all(any(re.fullmatch(p, key) for key in keys) for p in other.headings):
            raise Refused(other.sentence)
