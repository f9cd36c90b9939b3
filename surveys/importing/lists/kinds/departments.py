"""部署の一覧: one row, one 部・課・係 of a municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from organizations.members.named import plain
from organizations.models import Department, Municipality, User
from platform_registry import actions as door
from surveys.importing.lists.kinds import cleaning
from surveys.importing.lists.records import Desk, RecordField, RecordList, own_places
from surveys.importing.lists.rows import ListRow
from surveys.importing.shapes import Header
from surveys.models import ImportBatch

LEVELS = ("division", "section", "unit")
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
TOO_MANY = "同じ名称の部署が{}件登録されています。上位の部署の列で区別してください。"
ALSO_NEW = "登録されていないため、この部署も登録します。"
Path = tuple[str, ...]


def deepest_is_the_name(headers: Sequence[Header], found: dict[int, str]) -> None:
    """Of a table with columns 部, 課, 係 the last one names the department."""
    if "name" in found.values():
        return
    levels = [(LEVELS.index(name), column) for column, name in found.items() if name in LEVELS]
    if levels:
        found[max(levels)[1]] = "name"


class DepartmentDesk(Desk):
    def __init__(self, batch: ImportBatch, parent: Municipality, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.registered: dict[Path, Department] = {}
        self.by_name: dict[str, list[Path]] = defaultdict(list)
        self.made: dict[Path, Department] = {}
        self.paths: dict[int, Path] = {}
        for department in parent.departments.select_related("parent__parent__parent"):
            path = _path(department)
            self.registered[path] = department
            self.by_name[path[-1]].append(path)

    def resolve(self, row: ListRow) -> None:
        """Where the department stands: by its columns, by the one above, else by its name alone."""
        given = row.given
        above = self._above(row, given.pop("parent", ""))
        levels = [given.pop(level) for level in LEVELS if level in given]
        names = [*levels, *([given["name"]] if "name" in given else [])]
        given["name"] = names[-1]
        path = (*above, *map(plain, names))
        same = self.by_name.get(path[-1], []) if len(path) == 1 else []
        if len(same) > 1 and path not in self.registered:
            row.refuse("部署名", names[-1], TOO_MANY.format(len(same)))
        elif len(same) == 1:
            path = same[0]
        self.paths[row.number] = path
        if len(path) > 1:
            given["parent"] = self._at(path[:-1], (*above, *names)[-len(path) : -1], row)

    def _above(self, row: ListRow, text: str) -> Path:
        """「福祉部 地域福祉課」 or 「地域福祉課」: registered, in the file before, or new."""
        if not text:
            return ()
        known = [*self.registered, *self.made]
        found = {path for path in known if plain(text) in (path[-1], "".join(path))}
        if len(found) > 1:
            row.refuse("上位の部署", text, TOO_MANY.format(len(found)))
        return found.pop() if found else (plain(text),)

    def _at(self, path: Path, names: Sequence[str], row: ListRow) -> Department:
        found = self.registered.get(path) or self.made.get(path)
        if found is None:
            above = self._at(path[:-1], names[:-1], row) if path[1:] else None
            found = Department(municipality=self.parent, name=names[-1], parent=above)
            self.made[path] = found
            row.tell("上位の部署", names[-1], ALSO_NEW)
        return found

    def key(self, row: ListRow) -> Path:
        return self.paths[row.number]

    def find(self, row: ListRow) -> list[Department]:
        found = self.registered.get(self.paths[row.number])
        return [found] if found else []

    def new(self, row: ListRow) -> Department:
        blank = Department(municipality=self.parent)
        return self.made.setdefault(self.paths[row.number], blank)

    def check(self, row: ListRow) -> None:
        above = row.instance.parent
        if above is None or above.pk:
            row.instance.full_clean()
        else:  # the one above comes with the list, and nothing can stand below it yet
            row.instance.clean_fields()

    def save(self, row: ListRow, *, by: User | None) -> None:
        self._save(row.instance, row, by)

    def _save(self, department: Department, row: ListRow, by: User | None) -> None:
        """Those above first; a row further down may name one of them itself."""
        if department.parent and department.parent._state.adding:
            self._save(department.parent, row, by)
            row.also.append(department.parent)
        department.parent = department.parent  # its number is known by now
        if department._state.adding or row.before:
            door.save(department, by=by)


def _path(department: Department) -> Path:
    above = _path(department.parent) if department.parent else ()
    return (*above, plain(department.name))


DEPARTMENTS = RecordList(
    key=ImportBatch.Kind.DEPARTMENTS,
    title="部署の一覧",
    unit="部署",
    model=Department,
    fields=FIELDS,
    needed="name",
    menu="departments",
    instead=LEVELS,
    desk=DepartmentDesk,
    parents=own_places,
    parent_label="自治体",
    hint="Excel・CSV。1行に1つの部署で、「部署名」の列か、「部」「課」「係」の列が必要です。"
    "上位の部署、廃止日の列も取り込みます。",
    refine=deepest_is_the_name,
).declare()
