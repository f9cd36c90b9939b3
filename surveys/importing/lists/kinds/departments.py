"""部署の一覧: one row, one 部・課・係 of a municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from organizations.members.named import plain
from organizations.models import Department, Municipality, User
from platform_registry import actions as door
from platform_registry.records.in_hand import clean_in_hand
from surveys.importing.lists.kinds import cleaning
from surveys.importing.lists.kinds.charts import LEVELS, Chart, ChartRows, Path
from surveys.importing.lists.kinds.joining import joined
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import (
    Besides,
    Desk,
    Fill,
    RecordField,
    RecordList,
    own_places,
)
from surveys.importing.lists.rows import ListRow, State
from surveys.importing.shapes import Header
from surveys.models import ImportBatch

FIELDS = (
    RecordField("name", "部署名", (r"部署の?名称?|部署|部課(?:係|室)?名?|所属名?|組織名|名称|課室名?",), cleaning.line),
    RecordField("parent", "上位の部署", (r"上位の?(?:部署|組織|所属)名?|親部署名?|所属する?部(?:局|署)?名?",), cleaning.line),
    RecordField("division", "部・局", (r"部名?|部局名?|局名?|部・局",), cleaning.line),
    RecordField("section", "課・室", (r"課名?|室名?|課・?室名?",), cleaning.line),
    RecordField("unit", "係・担当", (r"係名?|担当(?:名|係)?|グループ名?|係・担当",), cleaning.line),
    RecordField("closed_on", "廃止日", (r"廃止の?(?:年月日|日)",), cleaning.day),
    RecordField("phone", "電話番号（取り込みません）", (r"(?:直通|代表|外線|内線)?(?:電話|tel)?(?:番号)?|(?:電話|tel).*",), taken=False, several=True),
    RecordField("email", "メールアドレス（取り込みません）", (r"(?:e-?)?mail.*|メール.*|電子メール.*",), taken=False, several=True),
)  # fmt: skip
TOO_MANY = "同じ名称の部署が{}件あります。上位の部署の列で区別してください。"
ALSO_NEW = "登録されていないため、この部署も登録します。"
TAKEN_AS = "登録済みか、この表にある「{}」とみました。"
STANDS_ALONE = (
    "「{}」は、上位の部署のない部署として登録されています。"
    "同じ部署なら、先に部署の画面で上位の部署を入れてください。違う部署なら、名称で区別してください。"
)
WRITTEN_BELOW = (
    "この表では「{}」の下にも「{}」があります。"
    "同じ部署なら上位の部署を入れ、違う部署なら、名称で区別してください。"
)
NAMESAKE = "同じ名称の部署が「{}」にもあります。別の部署として登録します。"


def deepest_is_the_name(headers: Sequence[Header], found: dict[int, str]) -> None:
    """Of a table with columns 部, 課, 係 the last one names the department."""
    if "name" in found.values():
        return
    levels = [(LEVELS.index(name), column) for column, name in found.items() if name in LEVELS]
    if levels:
        found[max(levels)[1]] = "name"


class DepartmentDesk(Desk):
    """Departments by their path of plain names, 部 first."""

    def __init__(self, batch: ImportBatch, parent: Municipality, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.registered: dict[Path, Department] = {}
        self.made: dict[Path, Department] = {}
        self.paths: dict[int, Path] = {}
        departments = {department.pk: department for department in parent.departments.all()}
        for department in departments.values():  # of any depth, and asked for once
            if department.parent_id in departments:
                department.parent = departments[department.parent_id]
        for department in departments.values():
            self.registered[_path(department)] = department
        self.numbered = departments
        self.chart = Chart(rows, self.registered)
        self.by_name = _by_last(self.registered)
        self.written = _by_last(self.chart.places())
        self.listed = set(self.chart.paths.values())

    def resolve(self, row: ListRow) -> None:
        """Where the department stands: by its columns, by the one above, else by its name alone."""
        path = self.chart.paths[row.number]
        *_, own = (level for level in LEVELS if level in row.given)
        for name in (*LEVELS, "parent"):
            row.given.pop(name, None)
        row.given["name"] = row.values["name"] = self.chart.spelled[path[-1]]
        if own != "name":  # shown as the name
            del row.values[own]
        path = self._from_the_top(path, row)
        if row.problems:
            return
        self.paths[row.number] = path
        self._tell_namesakes(path, row)
        if len(path) > 1 and not row.problems:
            row.given["parent"] = self._at(path[:-1], row)

    def _from_the_top(self, path: Path, row: ListRow) -> Path:
        """「福祉課 庶務係」 of the registered 「福祉部 福祉課」 stands below it."""
        top = path[0]
        if path[:1] in self.registered:
            return path
        deeper = self.by_name[top] or (self.written[top] - {path[:1]})
        if len(deeper) > 1:
            row.refuse("部署名", self._said(path[:1]), TOO_MANY.format(len(deeper)))
        elif deeper and len(path) == 1 and not self.by_name[top]:
            [place] = deeper
            said = self._said(place[:-1]), self._said(path)
            row.refuse("部署名", said[1], WRITTEN_BELOW.format(*said))
        elif deeper:
            [place] = deeper
            if len(path) > 1:
                row.tell("上位の部署", self._said(path[:1]), TAKEN_AS.format(self._said(place)))
            return (*place, *path[1:])
        return path

    def _tell_namesakes(self, path: Path, row: ListRow) -> None:
        """Another of the same name is no reason to make a second one in silence."""
        for end in range(2, len(path) + 1):
            place = path[:end]
            others = self.by_name[place[-1]]
            if place in self.registered or not others:
                continue
            name = self._said(place[-1:])
            if place[-1:] in others:
                row.refuse("部署名", name, STANDS_ALONE.format(name))
            else:
                listed = "」「".join(sorted(self._said(other) for other in others)[:3])
                row.tell("部署名", name, NAMESAKE.format(listed))

    def _said(self, path: Path) -> str:
        """As it is written, where anybody wrote it."""
        places = (path[:end] for end in range(1, len(path) + 1))
        return " ".join(self._name(place) for place in places)

    def _name(self, path: Path) -> str:
        known = self.registered.get(path)
        return known.name if known else self.chart.spelled.get(path[-1], path[-1])

    def _at(self, path: Path, row: ListRow) -> Department:
        found = self.registered.get(path) or self.made.get(path)
        if found is None:
            above = self._at(path[:-1], row) if path[1:] else None
            found = Department(municipality=self.parent, name=self._name(path), parent=above)
            self.made[path] = found
            if path not in self.listed:
                row.tell("上位の部署", found.name, ALSO_NEW)
        return found

    def join(self, rows: list[ListRow]) -> list[ListRow]:
        return list(joined(self, rows, "部署"))

    def key(self, row: ListRow) -> Path:
        return self.paths[row.number]

    def find(self, row: ListRow) -> list[Department]:
        found = self.registered.get(self.paths[row.number])
        return [found] if found else []

    def new(self, row: ListRow) -> Department:
        blank = Department(municipality=self.parent)
        return self.made.setdefault(self.paths[row.number], blank)

    def check(self, row: ListRow) -> None:
        """What stands at one place is one: the path says so. Below a new one nothing stands yet."""
        above = row.instance.parent
        comes_along = above is not None and above.pk is None
        clean_in_hand(row.instance, *([] if comes_along else [row.instance.clean]))

    def besides(self, rows: Iterable[ListRow]) -> Besides | None:
        """Those above that are registered because a row stands below them."""
        taken = [row for row in rows if row.state in (State.NEW, State.CHANGED)]
        listed = {id(row.instance) for row in taken}
        names: dict[int, str] = {}
        numbers: dict[int, list[int]] = defaultdict(list)
        for row in taken:
            above = row.instance.parent
            while above is not None and above.pk is None:
                if id(above) not in listed:
                    names[id(above)] = str(above)
                    numbers[id(above)].append(row.number)
                above = above.parent
        found = {names[key]: numbers[key] for key in names}
        return Besides("上位の部署", "部署", found) if found else None

    def save(self, row: ListRow, *, by: User | None) -> None:
        self._save(row.instance, row, by)

    def _save(self, department: Department, row: ListRow, by: User | None) -> None:
        """Those above first; a row further down may name one of them itself."""
        if department.parent and department.parent._state.adding:
            self._save(department.parent, row, by)
            row.also += (department.parent,)
        department.parent = department.parent  # its number is known by now
        if department._state.adding or row.before:
            door.save(department, by=by)


def _path(department: Department) -> Path:
    above = _path(department.parent) if department.parent else ()
    return (*above, plain(department.name))


def _by_last(paths: Iterable[Path]) -> dict[str, set[Path]]:
    found: dict[str, set[Path]] = defaultdict(set)
    for path in paths:
        found[path[-1]].add(path)
    return found


def rows_of(batch: ImportBatch, file: ListFile) -> Fill:
    return ChartRows(DEPARTMENTS.fill).fill


DEPARTMENTS = RecordList(
    key=ImportBatch.Kind.DEPARTMENTS,
    title="部署の一覧",
    unit="部署",
    model=Department,
    fields=FIELDS,
    needed="name",
    menu="departments",
    instead=LEVELS[:-1],
    desk=DepartmentDesk,
    parents=own_places,
    parent_label="自治体",
    hint="Excel・CSV。1行に1つの部署で、「部署名」の列か、「部」「課」「係」の列が必要です。"
    "上位の部署、廃止日の列も取り込みます。",
    refine=deepest_is_the_name,
    reader=rows_of,
    seen=("自治体",),
).declare()
