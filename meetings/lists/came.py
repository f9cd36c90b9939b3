"""Who came to a meeting, as a list: 「参加者一覧」 with 所属 and 役職, one body per row.

Names of persons are not stored; where a list has one line per person, equal ones are counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from meetings.lists.bodies import Party, read_heads, read_party, read_persons
from meetings.lists.people import MAY_BE_NAMED, MORE_IN_WORDS, NO_HEADS
from meetings.lists.presence import Marks, absence
from meetings.lists.registered import Bodies
from meetings.lists.written import in_one_line
from meetings.models import Attendance, Meeting
from organizations.bodies.names import split_legal_form
from platform_registry.japanese import search_key
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import Desk, RecordField, RecordList, longest, under
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.models import ImportBatch

Cells = dict[str, list[Cell]]
NAMES_LEFT_OUT = "氏名は登録しません。"
TWICE = "{}行目と同じです。1行にまとめてください。"
TWICE_BESIDE = "{}行目と同じなので、取り込みません。"
COUNTED = "{}行目と同じ所属・役職のため、その人数に加えます。"
NO_BODY = "所属がありません。所属を入れてください。氏名は登録しません。"
TOO_LONG = "{}文字以内にしてください。"
LEFT_OUT = "出席には置く場所がないため、取り込みません。"
FIELDS = (
    RecordField(
        "body",
        "所属・団体",
        (
            r"(?:.+/)?(?:所属(?:団体|機関|部署)?|団体|機関|部署|組織|会社)(?:の?名称?)?(?:・?氏名)?",
            r"(?:.+/)?(?:参加|出席)(?:者|団体|機関|部署)名?|構成員|メンバー|委員|名称",
        ),
        several=True,
        personal=True,
    ),
    RecordField("post", "役職", (r"(?:.+/)?(?:役職名?|職名?|職位|肩書き?|補職名?|職種)",), several=True),
    RecordField(
        "heads", "人数", (r"(?:.+/)?(?:(?:参加|出席)(?:者|人)?の?)?(?:人数|数)(?:\(.\))?",), several=True
    ),
    RecordField(
        "presence",
        "出欠",
        (r"(?:ご?出欠席?|出席|参加|ご?出席)(?:の?(?:有無|状況|可否|確認|回答|予定))?|欠席",),
        nothing=False,
    ),
    RecordField("side", "区分", (r"(?:区分|種別|分類|立場)",), nothing=False),
    RecordField(
        "person", "氏名（登録しません）", (r"(?:.+/)?(?:氏名|名前|お名前|ふりがな|フリガナ|出席者氏名)",), several=True,
        personal=True,
    ),
    RecordField("number", "番号（登録しません）", (r"noー?\.?|番号|連番|通番|項番|#",)),
)  # fmt: skip
RELATIONS = ("meeting", "organization", "department", "membership", "source")
_OF_PERSONS = re.compile(r"(?:参加|出席)者名?|構成員|メンバー|委員")
LONGEST = longest(Attendance)


class CameRows:
    """Fills the rows of one file; two tables side by side give two bodies of a row."""

    def __init__(self, file: ListFile) -> None:
        self.marks = Marks.of(file)
        self.earlier: dict[tuple[str, str], tuple[ListRow, dict[str, Any]]] = {}

    def fill(self, row: ListRow, cells: Cells) -> None:
        persons = bool(cells.pop("person", []))
        if persons:
            row.tell("氏名", "", NAMES_LEFT_OUT)
        cells.pop("number", None)
        if why := absence(cells.pop("presence", []), self.marks):
            row.state = State.EXCLUDED
            row.tell("出欠", "", why)
            return
        side = _side(row, cells.pop("side", []))
        entries = [_entry(row, found, side) for found in _side_by_side(row, cells)]
        fresh = [e for e in entries if e["name_as_printed"] and not self._counted(row, e, persons)]
        if fresh:
            row.given["entries"] = fresh
            row.values |= {"body": _shown(fresh, "name_as_printed"), "post": _shown(fresh, "post")}
            row.values["heads"] = _shown(fresh, "heads")
        elif any(entry["name_as_printed"] for entry in entries):
            row.state = State.EXCLUDED
        elif not row.problems:
            row.refuse("所属・団体", "", "「所属・団体」が空欄です。入力してください。")

    def _counted(self, row: ListRow, entry: dict[str, Any], persons: bool) -> bool:
        """Another person of one body and post, in a list of persons."""
        key = search_key(entry["name_as_printed"]), search_key(entry["post"])
        if key not in self.earlier or not (persons or entry["person"]):
            self.earlier[key] = row, entry
            return False
        first, counted = self.earlier[key]
        counted["heads"] = (counted["heads"] or 1) + (entry["heads"] or 1)
        first.values["heads"] = _shown(first.given.get("entries", [counted]), "heads")
        row.tell("所属・団体", entry["name_as_printed"], COUNTED.format(first.number))
        return True


def _side_by_side(row: ListRow, cells: Cells) -> list[Cells]:
    """The columns under one heading: 江東区／所属, 江東区／役職. What stands under no heading of
    a body is of the only body there is."""
    groups: dict[str, Cells] = {}
    for name, found in cells.items():
        for cell in found:
            groups.setdefault(_group(cell.heading), {}).setdefault(name, []).append(cell)
    named = [group for group in groups.values() if "body" in group]
    for name, cell in ((n, c) for g in groups.values() if "body" not in g for n in g for c in g[n]):
        if len(named) == 1:
            named[0].setdefault(name, []).append(cell)
        elif named:
            row.tell(cell.heading, cell.text, LEFT_OUT)
    return named


def _group(heading: str) -> str:
    return " / ".join(heading.split(" / ")[:-1])


def _entry(row: ListRow, cells: Cells, side: str) -> dict[str, Any]:
    """団体名 and 部署 stand one behind the other; a column of persons beside them only counts."""
    persons = [c for c in cells["body"] if _OF_PERSONS.fullmatch(c.heading.split(" / ")[-1])]
    written = [cell for cell in cells["body"] if cell not in persons] or persons
    bodies = [(cell, read_party(cell.text)) for cell in written]
    beside = [(cell, read_persons(cell.text)) for cell in persons if cell not in written]
    _tell(row, [*bodies, *beside])
    parties = [party for _, party in (*bodies, *beside)]
    posts = [in_one_line(cell.text) for cell in cells.get("post", [])]
    heads = _heads(row, cells.get("heads", []))
    entry: dict[str, Any] = {
        "name_as_printed": " ".join(filter(None, (_name(*body) for body in bodies))),
        "post": "、".join(posts or dict.fromkeys(post for p in parties for post in p.posts)),
        "heads": _count(parties) if heads is None else heads,
        "side": side,
        "person": any(party.named for party in parties),
    }
    if not entry["name_as_printed"]:
        row.refuse(written[0].heading, "", NO_BODY)
    for column, found in (("name_as_printed", written), ("post", cells.get("post", written))):
        if len(entry[column]) > LONGEST[column]:
            row.refuse(found[0].heading, entry[column], TOO_LONG.format(LONGEST[column]))
    return entry


def _name(cell: Cell, party: Party) -> str:
    """As it is printed, where nothing in it is to be left out."""
    words = party.named or party.posts or party.rest or party.aside
    if words or any(came.heads is not None for came in party.bodies):
        return "、".join(came.name for came in party.bodies)
    return in_one_line(cell.text)


def _count(parties: Sequence[Party]) -> int | None:
    known = [came.heads for party in parties for came in party.bodies if came.heads is not None]
    found = sum(known) + sum(party.persons for party in parties)
    return found if found and all(party.counted for party in parties) else None


def _tell(row: ListRow, read: Sequence[tuple[Cell, Party]]) -> None:
    for cell, party in read:
        if party.named:
            row.tell(cell.heading, "", MAY_BE_NAMED if party.aside else NAMES_LEFT_OUT)
        if party.rest:
            row.tell(cell.heading, "、".join(party.rest), LEFT_OUT)


def _heads(row: ListRow, cells: Sequence[Cell]) -> int | None:
    """The first that is a number; 多数 and 10～15 are none."""
    taken: int | None = None
    for cell in cells:
        number, plain = read_heads(cell.text)
        if number is None:
            row.tell(cell.heading, cell.text, NO_HEADS + "取り込みません。")
        elif taken is not None:
            row.tell(cell.heading, cell.text, LEFT_OUT)
        elif not plain:
            row.tell(cell.heading, cell.text, MORE_IN_WORDS.format(number))
        taken = number if taken is None else taken
    return taken


def _side(row: ListRow, cells: Sequence[Cell]) -> str:
    sides = {label: value for value, label in Attendance.Side.choices}
    for cell in cells:
        if cell.text in sides:
            return str(sides[cell.text])
        row.tell(cell.heading, cell.text, LEFT_OUT)
    return str(Attendance.Side.COUNTERPART)


def _shown(entries: Sequence[dict[str, Any]], name: str) -> str:
    return "、".join(str(entry[name]) for entry in entries if entry[name] not in (None, ""))


class CameDesk(Desk):
    def __init__(self, batch: ImportBatch, parent: Any, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.bodies = Bodies(parent.platform)
        stood = parent.attendances.select_related("organization", "department__parent")
        self.stood: dict[Any, list[Attendance]] = defaultdict(list)
        for other in stood:
            for mark in _marks(other):
                self.stood[mark].append(other)
        self.taken: dict[Any, list[tuple[str, int]]] = defaultdict(list)  # → names and rows

    def resolve(self, row: ListRow) -> None:
        """A body with a post is there once, in whichever of two tables side by side it stands."""
        first, *others = [part for entry in row.given["entries"] for part in self._parts(entry)]
        if earlier := self._taken(first, row):
            row.refuse("所属・団体", first["name_as_printed"], TWICE.format(earlier))
        row.given["entries"] = [first]
        for entry in others:
            if earlier := self._taken(entry, row):
                row.tell("所属・団体", entry["name_as_printed"], TWICE_BESIDE.format(earlier))
            else:
                row.given["entries"].append(entry)

    def _parts(self, entry: dict[str, Any]) -> list[dict[str, Any]]:
        """Two bodies in one cell, where no post and no number is of both of them."""
        if entry["post"] or entry["heads"] is not None:
            return [entry]
        names = self.bodies.parts(entry["name_as_printed"])
        return [entry | {"name_as_printed": name} for name in names]

    def _taken(self, entry: dict[str, Any], row: ListRow) -> int | None:
        """The row that has it already; else it is this one."""
        name, post = entry["name_as_printed"], search_key(entry["post"])
        keys = [(key, post) for key in self.bodies.keys(name)]
        for other, number in (pair for key in keys for pair in self.taken[key]):
            if self.bodies.same(name, other):
                return number
        for key in keys:
            self.taken[key].append((name, row.number))
        return None

    def key(self, row: ListRow) -> None:
        """``resolve`` has compared them."""

    def find(self, row: ListRow) -> list[Attendance]:
        return self._same(self._made(row.given["entries"][0]))

    def _same(self, made: Attendance) -> list[Attendance]:
        alike = {other.pk: other for mark in _marks(made) for other in self.stood.get(mark, [])}
        return [other for other in alike.values() if _is_same(other, made)]

    def _made(self, entry: dict[str, Any]) -> Attendance:
        values = {name: value for name, value in entry.items() if name != "person"}
        body = self.bodies.of(entry["name_as_printed"])
        return Attendance(meeting=self.parent, **values, **body)

    def new(self, row: ListRow) -> Attendance:
        return self._made(row.given["entries"][0])

    def fill(self, record: Attendance, row: ListRow, *, blanks_only: bool) -> None:
        heads = row.given["entries"][0]["heads"]
        if heads is not None and (record.heads is None or not blanks_only):
            record.heads = heads

    def check(self, row: ListRow) -> None:
        for attendance in (row.instance, *row.added):
            attendance.clean_fields(exclude=RELATIONS)

    def added(self, row: ListRow) -> list[Any]:
        """The second body of a row of two tables side by side."""
        made = (self._made(entry) for entry in row.given["entries"][1:])
        return [attendance for attendance in made if not self._same(attendance)]


def _marks(came: Attendance) -> set[Any]:
    """Two that are the same share one."""
    body = came.organization or came.department
    names = {came.name_as_printed, body.name, str(body)} if body else {came.name_as_printed}
    keys = {key for name in names for key in (search_key(name), split_legal_form(name).key)}
    return {*keys, *([(came.organization_id, came.department_id)] if body else [])}


def _is_same(stood: Attendance, made: Attendance) -> bool:
    if search_key(stood.post) != search_key(made.post):
        return False
    names = {
        search_key(stood.name_as_printed),
        search_key(str(stood.organization or stood.department or "")),
    }
    return stood.same_as(made) or search_key(made.name_as_printed) in names - {""}


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return CameRows(file).fill


CAME = RecordList(
    key=ImportBatch.Kind.ATTENDANCE,
    title="参加者の一覧",
    unit="件",
    model=Attendance,
    fields=FIELDS,
    needed="body",
    menu="meetings",
    desk=CameDesk,
    parents=under(Meeting),
    parent_label="会議・打合せ",
    hint="Excel・CSV。1行に1団体で、「所属」「団体名」などの列が必要です。役職、人数の列も取り込みます。"
    "報告書の「参加者一覧」（所属・役職が2列に並ぶもの）は、そのまま読めます。氏名は登録しません。",
    reader=rows_of,
)
