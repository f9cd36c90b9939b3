"""How the columns of a file were mapped, kept for the next file of the same form.

A column is found again by the text of its heading and its occurrence, never by its position:
between two exports of one form columns are added, lost, moved and renamed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.blocks import same_stem
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.neighbours import texts_in_place
from surveys.importing.columns.roles import core, question_number
from surveys.importing.shapes import Choice, Field, Header, Layout

Columns = Mapping[int, Column]
NO_COLUMNS: Columns = MappingProxyType({})
RENAMED, RENAMED_SAME_NUMBER = 70.0, 30.0
"""Least similarity (0–100) of an old and a new heading for one column; less under one number."""

_ASIDE = re.compile(r"(?<=.)[（(【\[][^）)】\]]*[）)】\]]")  # （主なもの） behind a heading


def dump(mapped: Sequence[Field]) -> list[dict[str, Any]]:
    """Fields → plain JSON."""
    return [asdict(each) for each in mapped]


def load(data: Sequence[Mapping[str, Any]]) -> list[Field]:
    """Plain JSON → fields, which may be changed. Keys of a newer version are passed over."""
    return [_field(item) for item in deepcopy(data)]


def _field(item: Mapping[str, Any]) -> Field:
    known = {name.name for name in fields(Field)}
    values = {name: value for name, value in item.items() if name in known}
    values["choices"] = [_choice(choice) for choice in values.get("choices", [])]
    text, occurrence = values.get("header", ("", 1))
    values["header"] = (text, occurrence)
    return Field(**values)


def _choice(item: Mapping[str, Any]) -> Choice:
    known = {name.name for name in fields(Choice)}
    return Choice(**{name: value for name, value in item.items() if name in known})


# --------------------------------------------------------------------------- differences


@dataclass(slots=True)
class ProfileDifference:
    """Headings as texts; ``renamed`` pairs the old with the new one."""

    added: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.lost or self.moved or self.renamed)


def compare(
    profile: Sequence[Field], layout: Layout, columns: Columns = NO_COLUMNS
) -> ProfileDifference:
    """What changed between the profile's file and this one."""
    found = matches(profile, layout, columns)
    difference = ProfileDifference()
    order = [earlier.columns[0] for earlier, _ in found]
    for place, (earlier, header) in enumerate(found):
        if not _same(earlier, header):
            difference.renamed.append((earlier.header[0], header.text))
        if _out_of_order(order, place):
            difference.moved.append(header.text)
    kept = {id(earlier) for earlier, _ in found}
    difference.lost = [earlier.header[0] for earlier in profile if id(earlier) not in kept]
    known = {header.column for _, header in found}
    difference.added = [
        header.text
        for header in layout.headers
        if header.column not in known
        and header.text.strip()
        and not _covered(header, [earlier for earlier, _ in found])
    ]
    return difference


def matches(
    profile: Sequence[Field], layout: Layout, columns: Columns = NO_COLUMNS
) -> list[tuple[Field, Header]]:
    """The profile's fields with the heading of their first column, in the order of this file.

    Without the ``columns`` no free text is found by its place.
    """
    open_headers = {(label_key(h.text), h.occurrence): h for h in layout.headers if h.text.strip()}
    found: list[tuple[Field, Header]] = []
    unmatched = []
    for earlier in profile:
        header = open_headers.pop((label_key(earlier.header[0]), earlier.header[1]), None)
        if header is None:
            unmatched.append(earlier)
        else:
            found.append((earlier, header))
    taken = [earlier for earlier, _ in found]
    free = [header for header in open_headers.values() if not _covered(header, taken)]
    found += _renamed(unmatched, free)
    found += _in_place(profile, found, {h.column: h for h in free}, columns)
    return sorted(found, key=lambda pair: pair[1].column)


def _in_place(
    profile: Sequence[Field],
    found: Sequence[tuple[Field, Header]],
    free: Mapping[int, Header],
    columns: Columns,
) -> list[tuple[Field, Header]]:
    """Free texts called otherwise, each alone in the place of the one that isn't found."""
    known = {id(earlier): header for earlier, header in found}
    asked = [field for field in profile if field.role == "question" or id(field) in known]
    at = {known[id(f)].column: place for place, f in enumerate(asked) if id(f) in known}
    looked_at = {n: column for n, column in columns.items() if n in free or n in at}
    return [(asked[place], free[n]) for n, place in texts_in_place(at, looked_at, asked)]


def _same(earlier: Field, header: Header) -> bool:
    return label_key(earlier.header[0]) == label_key(header.text)


def _renamed(unmatched: list[Field], headers: list[Header]) -> list[tuple[Field, Header]]:
    """Pair the likest old and new headings, each once."""
    pairs = sorted(
        (
            (likeness, -i, -j)
            for i, earlier in enumerate(unmatched)
            for j, header in enumerate(headers)
            if (likeness := _likeness(earlier.header[0], header.text))
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for _, i, j in pairs:
        if -i not in found and -j not in found.values():
            found[-i] = -j
    return [(unmatched[i], headers[j]) for i, j in found.items()]


def _likeness(old: str, new: str) -> float:
    """Similarity of two headings, 0 if it is too little."""
    from rapidfuzz import fuzz  # only imports need it

    number = question_number(old)
    same_number = bool(number) and number == question_number(new)
    alike = _plain(_ASIDE.sub("", old)) == _plain(_ASIDE.sub("", new))
    likeness = 100.0 if alike else fuzz.ratio(_plain(old), _plain(new))
    return likeness if likeness >= (RENAMED_SAME_NUMBER if same_number else RENAMED) else 0.0


def _plain(heading: str) -> str:
    """Without the question number: a different number alone is no other question."""
    return label_key(core(heading)) or label_key(heading)


def _out_of_order(order: list[int], place: int) -> bool:
    """Whether the column stands on another side of most of the others than before.

    Counting only shifts would call every column behind an added one moved.
    """
    own = order[place]
    crossed = sum(before > own for before in order[:place])
    crossed += sum(behind < own for behind in order[place + 1 :])
    return (
        crossed > len(order) / 2
        or crossed > 0
        and crossed
        >= max(
            sum(a > b for a in order[:i]) + sum(c < b for c in order[i + 1 :])
            for i, b in enumerate(order)
        )
    )


def _covered(header: Header, earlier: Sequence[Field]) -> bool:
    """Whether the column belongs to a question of several columns whose first one was found."""
    return any(len(each.columns) > 1 and same_stem(each.header[0], header.text) for each in earlier)
