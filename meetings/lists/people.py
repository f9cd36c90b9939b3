"""The columns of a log that say who came → bodies by side, and what has no place among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from meetings.lists.bodies import Came, Party, read_heads, read_party, read_people, read_persons
from meetings.lists.rest import Cells, Rest
from meetings.lists.written import in_one_line
from meetings.models import Attendance
from surveys.importing.lists.rows import Cell

COLUMNS = frozenset(
    {"counterparts", "attendees", "heads", "consultants", "others", "people", "person"}
)
NAMES_LEFT_OUT = "氏名は登録しません。所属と人数だけを取り込みます。"
POSTS_LEFT_OUT = "役職は登録しません。所属と人数だけを取り込みます。"
MAY_BE_NAMED = "氏名が入っているようなので取り込みません。所属だけにして入れ直してください。"
NO_HEADS = "人数として読めません。"
MORE_IN_WORDS = "{}名として取り込みます。"
OTHER_HEADS = "ほかの欄の人数と違います。"
NO_BODY = "所属の書かれていない人の数です。"
_CAME = re.compile(r"(?:主な)?(?:出席|参加)(?:者|メンバー)名?")
_LED_BY_PERSON = re.compile("司会|進行|ファシリテーター")
LONGEST_NAME = Attendance._meta.get_field("name_as_printed").max_length or 0


def who_came(cells: Cells) -> tuple[dict[str, list[Came]], list[Rest]]:
    """Takes its columns out of the cells. Each rest is a word that is in no body."""
    rests: list[Rest] = []
    came = {"counterparts": _counterparts(cells, rests)}
    for side in ("consultants", "others"):
        came[side] = [body for cell in cells.pop(side, []) for body in _of_side(cell, rests)]
    came["others"] += [c for cell in cells.pop("people", []) for c in _of_people(cell, rests)]
    came |= {side: merged(came[side]) for side in ("consultants", "others")}
    for name, why in (("person", NAMES_LEFT_OUT), ("post", POSTS_LEFT_OUT)):
        rests += [Rest(Cell(cell.heading, ""), why, kept=False) for cell in cells.pop(name, [])]
    return {side: _within(bodies, rests) for side, bodies in came.items() if bodies}, rests


def host(cells: Cells) -> tuple[dict[str, str], list[Rest]]:
    """Leaves the cell of 運営・進行 without the persons in it."""
    rests: list[Rest] = []
    for at, cell in enumerate(cells.get("host", [])):
        read = read_people if _LED_BY_PERSON.search(cell.heading) else read_party
        party = read(cell.text)
        if party.named:
            tell_party(cell, party, rests)
            names = "、".join(came.name for came in party.bodies)
            cells["host"][at] = Cell(cell.heading, names)
    return {}, rests


def mentioned(cells: Cells) -> tuple[dict[str, str], list[Rest]]:
    """Columns of people who may not have come, 欠席者 and 対象者: kept without the names."""
    rests: list[Rest] = []
    for cell in cells.pop("mentioned", []):
        party = read_people(cell.text)
        if not (party.named or party.aside or party.posts):
            rests.append(Rest(cell))
            continue
        tell_party(cell, party, rests)
        alone = [f"{party.persons}名"] if party.persons else []
        if words := [*map(str, party.bodies), *alone]:
            rests.append(Rest(Cell(cell.heading, "、".join(words))))
    return {}, rests


def tell_party(cell: Cell, party: Party, rests: list[Rest]) -> None:
    """Names are told of without being repeated; words that are none are kept."""
    if party.aside:
        rests.append(Rest(Cell(cell.heading, ""), MAY_BE_NAMED, kept=False))
    elif party.named:
        rests.append(Rest(Cell(cell.heading, ""), NAMES_LEFT_OUT, kept=False))
    if party.posts:
        posts = "、".join(dict.fromkeys(party.posts))
        rests.append(Rest(Cell(cell.heading, posts), POSTS_LEFT_OUT, kept=False))
    if party.rest:
        rests.append(Rest(Cell(cell.heading, "、".join(party.rest))))


def _counterparts(cells: Cells, rests: list[Rest]) -> list[Came]:
    """The bodies, with the number of the people that stand beside them: 出席者 beside 相手方."""
    bodies: list[Came] = []
    persons = 0
    written = cells.pop("counterparts", [])
    for cell in written:
        beside = len(written) > 1 and _CAME.fullmatch(cell.heading)
        party = read_people(cell.text) if beside else read_party(cell.text)
        tell_party(cell, party, rests)
        bodies += party.bodies
        persons += party.persons
    counts = _counts(cells, bodies, rests)
    bodies = merged(bodies)
    if counts:
        return _with_heads(bodies, counts[0], rests)
    if not persons:
        return bodies
    if len(bodies) == 1 and bodies[0].heads is None:
        return [Came(bodies[0].name, persons)]
    if not bodies:
        return [Came("出席者", persons)]
    rests.append(Rest(Cell("出席者", f"{persons}名"), NO_BODY))
    return bodies


def _counts(cells: Cells, bodies: list[Came], rests: list[Rest]) -> list[tuple[Cell, int]]:
    """The numbers beside the bodies, the one that counts first; another one is a rest."""
    counts = [*_heads(cells.pop("heads", []), rests)]
    for cell in cells.pop("attendees", []):
        number, plain = read_heads(cell.text)
        if number is not None and plain:
            counts.append((cell, number))
            continue
        party = read_persons(cell.text)
        if not party.persons and not party.named:  # no persons there but bodies
            party = read_party(cell.text)
            bodies += party.bodies
        tell_party(cell, party, rests)
        if party.persons and party.counted:
            counts.append((cell, party.persons))
    for cell, number in counts[1:]:
        if number != counts[0][1]:
            rests.append(Rest(Cell(cell.heading, f"{number}名"), OTHER_HEADS))
    return counts


def _heads(cells: Iterable[Cell], rests: list[Rest]) -> list[tuple[Cell, int]]:
    """A column of numbers: 多数, 未定 and 10～15 are none and stay words."""
    counts = []
    for cell in cells:
        number, plain = read_heads(cell.text)
        if number is None:
            rests.append(Rest(cell, NO_HEADS))
            continue
        counts.append((cell, number))
        if not plain:
            rests.append(Rest(cell, MORE_IN_WORDS.format(number)))
    return counts


def _with_heads(bodies: list[Came], count: tuple[Cell, int], rests: list[Rest]) -> list[Came]:
    """A number beside several bodies is of all of them: then they stay together as printed."""
    cell, number = count
    if not bodies:
        if number:
            return [Came("出席者", number)]
        rests.append(Rest(Cell(cell.heading, f"{number}名")))
        return []
    known = [came.heads for came in bodies if came.heads is not None]
    if len(known) == len(bodies):
        if sum(known) != number:
            rests.append(Rest(Cell(cell.heading, f"{number}名"), OTHER_HEADS))
        return bodies
    return [Came("、".join(str(c) if len(bodies) > 1 else c.name for c in bodies), number)]


def _of_side(cell: Cell, rests: list[Rest]) -> list[Came]:
    """Under 「出席者／NRI」 stand persons: the body is the heading's last word."""
    number, plain = read_heads(cell.text)
    if number is not None and plain:
        party = Party(persons=number)
    else:
        party = read_persons(cell.text)
        if not party.persons and not party.named:  # no persons there but bodies
            party = read_party(cell.text)
        tell_party(cell, party, rests)
    if party.bodies or not (party.persons or party.named):
        return list(party.bodies)
    name = re.split(r"\s*[/／]\s*", cell.heading)[-1]
    return [Came(in_one_line(name), party.persons if party.counted and party.persons else None)]


def _of_people(cell: Cell, rests: list[Rest]) -> list[Came]:
    """Under 「対応者」 stand persons with or without their bodies."""
    number, plain = read_heads(cell.text)
    party = Party(persons=number) if number and plain else read_people(cell.text)
    tell_party(cell, party, rests)
    if not party.bodies and (party.persons or party.named):
        return [Came(in_one_line(cell.heading), party.persons if party.counted else None)]
    if party.persons:
        rests.append(Rest(Cell(cell.heading, f"{party.persons}名"), NO_BODY))
    return list(party.bodies)


def merged(bodies: Iterable[Came]) -> list[Came]:
    """One entry for a body that is named twice, with the heads of both."""
    found: dict[str, Came] = {}
    for came in bodies:
        known = [c.heads for c in (found.get(came.name), came) if c and c.heads is not None]
        found[came.name] = Came(came.name, sum(known) if known else None)
    return list(found.values())


def _within(bodies: Sequence[Came], rests: list[Rest]) -> list[Came]:
    for came in bodies:
        if len(came.name) > LONGEST_NAME:
            rests.append(Rest(Cell("出席者", str(came)), f"{LONGEST_NAME}文字を超えます。"))
    return [came for came in bodies if len(came.name) <= LONGEST_NAME]
