"""Who came to a meeting, as a list: 「参加者一覧」 with 所属 and 役職, one body per row.

Names of persons are not stored; where a list has one line per person, equal ones are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from meetings.lists.bodies import in_one_line, read_party
from meetings.lists.registered import Bodies
from meetings.models import Attendance, Meeting
from platform_registry.japanese import search_key
from surveys.importing.cells.numbers import parse_number
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import Desk, RecordField, RecordList, under
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.models import ImportBatch

Cells = dict[str, list[Cell]]
NAMES_LEFT_OUT = "氏名は登録しません。"
COUNTED = "{}行目と同じ所属・役職のため、その人数に加えます。"
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
    ),
    RecordField("post", "役職", (r"(?:.+/)?(?:役職名?|職名?|職位|肩書き?|補職名?|職種)",), several=True),
    RecordField(
        "heads", "人数", (r"(?:.+/)?(?:(?:参加|出席)(?:者|人)?の?)?(?:人数|数)(?:\(.\))?",), several=True
    ),
    RecordField("side", "区分", (r"(?:区分|種別|分類|立場)",), nothing=False),
    RecordField(
        "person", "氏名（登録しません）", (r"(?:.+/)?(?:氏名|名前|お名前|ふりがな|フリガナ|出席者氏名)",), several=True
    ),
    RecordField("number", "番号（登録しません）", (r"noー?\.?|番号|連番|通番|項番|#",)),
)  # fmt: skip
LONGEST = {f.name: f.max_length for f in Attendance._meta.fields if f.max_length}


class CameRows:
    """Fills the rows of one file; two tables side by side give two bodies of a row."""

    def __init__(self) -> None:
        self.earlier: dict[tuple[str, str], tuple[ListRow, dict[str, Any]]] = {}

    def fill(self, row: ListRow, cells: Cells) -> None:
        persons = bool(cells.pop("person", []))
        if persons:
            row.tell("氏名", "", NAMES_LEFT_OUT)
        cells.pop("number", None)
        side = _side(row, cells.pop("side", []))
        entries = [_entry(row, found, side) for found in _side_by_side(cells)]
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


def _side_by_side(cells: Cells) -> Iterator[Cells]:
    """The columns under one heading: 江東区／所属, 江東区／役職."""
    groups: dict[str, Cells] = {}
    for name, found in cells.items():
        for cell in found:
            groups.setdefault(_group(cell.heading), {}).setdefault(name, []).append(cell)
    return (group for group in groups.values() if group.keys() & {"body"})


def _group(heading: str) -> str:
    return " / ".join(heading.split(" / ")[:-1])


def _entry(row: ListRow, cells: Cells, side: str) -> dict[str, Any]:
    name = in_one_line(cells["body"][0].text)
    party = read_party(name)
    if party.named:
        row.tell(cells["body"][0].heading, "", NAMES_LEFT_OUT)
    came = party.bodies[0] if party.named and party.bodies else None
    if party.named and came is None:
        row.refuse(
            cells["body"][0].heading, "", "氏名だけで、所属がありません。所属を入れてください。"
        )
    heads = _heads(row, cells.get("heads", []))
    post = in_one_line(cells["post"][0].text) if "post" in cells else ""
    entry = {
        "name_as_printed": came.name if came else "" if party.named else name,
        "post": post,
        "heads": heads if heads is not None else came and came.heads,
        "side": side,
        "person": party.named,
    }
    for column, text in (("name_as_printed", name), ("post", post)):
        if len(text) > LONGEST[column]:
            row.refuse(cells["body"][0].heading, text, f"{LONGEST[column]}文字以内にしてください。")
    return entry


def _heads(row: ListRow, cells: Sequence[Cell]) -> int | None:
    for cell in cells:
        found = parse_number(cell.text).quantity
        if found and not found.approx and found.value == int(found.value) and found.value >= 0:
            return int(found.value)
        row.tell(cell.heading, cell.text, "人数として読めません。取り込みません。")
    return None


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
        self.stood: list[Attendance] = list(stood)
        self.taken: list[Attendance] = []

    def key(self, row: ListRow) -> Any:
        entry = row.given["entries"][0]
        return search_key(entry["name_as_printed"]), search_key(entry["post"])

    def find(self, row: ListRow) -> list[Attendance]:
        return self._same(self._made(row.given["entries"][0]))

    def _same(self, made: Attendance) -> list[Attendance]:
        return [other for other in self.stood if _is_same(other, made)]

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
        row.instance.clean_fields(exclude=["meeting", "organization", "department", "membership"])

    def added(self, row: ListRow) -> list[Any]:
        """The second body of a row of two tables side by side."""
        made = (self._made(entry) for entry in row.given["entries"][1:])
        return [attendance for attendance in made if not self._same(attendance)]


def _is_same(stood: Attendance, made: Attendance) -> bool:
    if search_key(stood.post) != search_key(made.post):
        return False
    names = {
        search_key(stood.name_as_printed),
        search_key(str(stood.organization or stood.department or "")),
    }
    return stood.same_as(made) or search_key(made.name_as_printed) in names - {""}


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return CameRows().fill


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
