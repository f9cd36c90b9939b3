"""Where copies of a publication went: the columns of such a list, and its rows.

The reports' own 配布先リスト stands so: two columns, the place as 「1 福祉会館 7か所」, a heading of
its own line (区内各所) above several places, and 合計 below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pilots.lists.sections import NUMBERED, Sections
from pilots.models import Distribution, Publication
from platform_registry.japanese import LARGEST_SMALL, search_key, whole_number
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.offices import is_person, without_persons
from surveys.importing.lists.organization_identity import Registered
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import Desk, RecordField, RecordList, longest, under
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.importing.shapes import Header
from surveys.importing.table.exclusions import TOTAL
from surveys.models import ImportBatch

Cells = dict[str, list[Cell]]
FIELDS = (
    RecordField("number", "No.", (r"noー?\.?|番号|連番|通番|項番|#",)),
    RecordField("group", "区分", (r"(?:配布先?の?)?(?:区分|分類|種別|種類)|地区|エリア",)),
    RecordField(
        "place",
        "配布先",
        (
            r"(?:配布|送付|配架|設置|掲示|発送|納品|配付|送り)(?:先|場所|箇所|施設)(?:の?(?:名称?|施設|団体|機関))?",
            r"(?:施設|団体|機関|場所|宛先|あて先)名?|名称|宛名",
        ),
        personal=True,
    ),
    RecordField(
        "sites",
        "か所",
        (r"(?:配布|設置|施設)?(?:[かカヵケヶ箇個]所|施設|拠点|団体)数?|[かカヵケヶ箇個]所",),
    ),
    RecordField(
        "copies",
        "部数",
        (r"(?:配布|送付|納品|配付|配架|設置|発送|必要)?の?(?:部数|枚数|冊数|数量|数|個数)(?:\(.{1,3}\))?",),
    ),
    RecordField(
        "person",
        "氏名（登録しません）",
        (
            r".*(?:担当|受取|受領|受付|責任|代表|配布|送付|管理)(?:者|人)(?:の?(?:お?名前?|氏名))?",
            r".*(?:氏名|お名前|ふりがな|フリガナ)",
        ),
        several=True, personal=True,
    ),
    RecordField(
        "note",
        "備考",
        (
            r"備考.*|特記事項|メモ|摘要",
            r"(?:配布|送付|納品|配付|設置|発送)(?:年月)?日(?:付)?|(?:配布|送付|配付|納品)?の?(?:方法|手段)",
            r"(?:担当|連絡先|住所|電話).*",
        ),
        several=True, nothing=False,
    ),
)  # fmt: skip
_SITES = re.compile(r"[\s（(]*(?:計|全)?(\d{1,4})\s*[かカヵケヶ箇個ヶ]所[)）]?$")
_MAY_BE_PERSON = re.compile("担当|宛|あて")
LONGEST = longest(Distribution)
NOT_A_PLACE = "下の行の区分として取り込みます。"
NO_COPIES = "部数のない配布先として取り込みます。下の行の区分なら、行の先頭に■を付けて保存し直してください。"
NAMES_LEFT_OUT = "氏名は登録しません。"
ONLY_A_NAME = "氏名が入っているようです。団体や施設の名称だけか「個人」と入れてください。"
TOO_LONG = "区分は{}文字までのため、備考に残しました。"


def refine(headers: Sequence[Header], found: dict[int, str]) -> None:
    """What is none of these is kept in the 備考 under its heading."""
    for header in headers:
        found.setdefault(header.column, "note")


class DeliveryRows:
    """Fills the rows of one file: a heading among them is the group of those below."""

    def __init__(self, batch: ImportBatch, file: ListFile) -> None:
        self.file, self.sections = file, Sections(file)
        file.remarks += _checked_totals(file)

    def fill(self, row: ListRow, cells: Cells) -> None:
        if row.number in self.sections.found:
            row.state = State.EXCLUDED
            row.tell("区分", self.sections.found[row.number], NOT_A_PLACE)
            return
        if self._counted and self.sections.is_bare(row.number):
            row.tell("配布先", without_persons(_first(cells, "place").text), NO_COPIES)
        for cell in cells.pop("person", []):
            row.tell(cell.heading, "", NAMES_LEFT_OUT)
        self._place(row, cells)
        for name in ("sites", "copies"):
            self._count(row, cells, name)
        self._words(row, cells)
        numbers = {n: int(row.values[n]) for n in ("number", "sites", "copies") if n in row.values}
        row.given |= row.values | numbers

    @property
    def _counted(self) -> bool:
        return any(column.field in ("copies", "sites") for column in self.file.columns)

    def _place(self, row: ListRow, cells: Cells) -> None:
        cell = _first(cells, "place")
        name = re.sub(r"\s+", " ", cell.text)
        own = _first(cells, "number").text
        numbered = NUMBERED.match(name) if self.sections.names_numbered else None
        if numbered and not own:
            own, name = numbered["number"], numbered["name"]
        if sites := _SITES.search(name):
            name = name[: sites.start()]
            row.values["sites"] = str(int(sites[1]))
        if number := whole_number(own.strip(), LARGEST_SMALL):
            row.values["number"] = str(number)
        elif own:
            cells.setdefault("note", []).append(Cell(_first(cells, "number").heading, own))
        cells.pop("number", None)
        place = without_persons(name)
        if place != name:
            row.tell("配布先", "", NAMES_LEFT_OUT)
        if not place:
            row.refuse("配布先", "", ONLY_A_NAME if name else "配布先がありません。")
        elif len(place) > LONGEST["place"]:
            row.refuse("配布先", "", f"{LONGEST['place']}文字以内に短くしてください。")
        else:
            row.values["place"] = place

    def _count(self, row: ListRow, cells: Cells, name: str) -> None:
        cell = _first(cells, name)
        if not cell.text:
            return
        found = parse_number(re.sub(r"[部枚冊個セットかカヵケヶ箇所]+$", "", cell.text)).quantity
        if found and found.value == int(found.value) and not found.approx and found.value >= 0:
            row.values[name] = str(int(found.value))
        else:
            row.tell(cell.heading, cell.text, "数として読めません。備考に残しました。", unfit=True)
            cells.setdefault("note", []).append(cell)

    def _words(self, row: ListRow, cells: Cells) -> None:
        cell, above = _first(cells, "group"), self.sections.above(row.number)
        group = Cell(cell.heading or "区分", cell.text or above)
        if len(group.text) > LONGEST["group"]:
            row.tell("区分", group.text, TOO_LONG.format(LONGEST["group"]), unfit=True)
            cells.setdefault("note", []).append(group)
        elif group.text:
            row.values["group"] = group.text
        notes = list(_nameless(row, cells.get("note", [])))
        lines = [c.text if c.heading == "備考" else f"{c.heading}：{c.text}" for c in notes]
        if lines:
            row.values["note"] = "\n".join(lines)


def _nameless(row: ListRow, cells: Sequence[Cell]) -> Iterator[Cell]:
    """担当 may be an office or a person."""
    for cell in cells:
        text = cell.text
        if _MAY_BE_PERSON.search(cell.heading):
            text = without_persons(text)
            text = "" if is_person(text) else text
        if text != cell.text:
            row.tell(cell.heading, "", NAMES_LEFT_OUT)
        if text:
            yield Cell(cell.heading, text)


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return DeliveryRows(batch, file).fill


def _first(cells: Cells, name: str) -> Cell:
    return cells[name][0] if cells.get(name) else Cell("", "")


def _checked_totals(file: ListFile) -> Iterator[str]:
    """合計 below the list against the sum of what stands above it."""
    places = [c.header.column - 1 for c in file.columns if c.field == "copies"]
    layout, rows = file.reading.layout, file.reading.sheet.rows
    totals = [n for n, why in layout.excluded.items() if why == TOTAL]
    if len(places) != 1 or len(totals) != 1:
        return

    def copies(number: int) -> int:
        cells = rows[number - 1]
        found = parse_number(cells[places[0]]).quantity if places[0] < len(cells) else None
        return int(found.value) if found else 0

    written, summed = copies(totals[0]), sum(map(copies, layout.data_rows()))
    if written and written != summed:
        yield f"合計の行は{written:,}部ですが、各行の部数の和は{summed:,}部です。元の資料を確かめてください。"


class DeliveryDesk(Desk):
    renames = True

    def __init__(self, batch: ImportBatch, parent: Any, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.organizations = Registered(batch.municipality, [])
        self.stood: dict[tuple[str, str], list[Distribution]] = {}
        self.numbered = {other.pk: other for other in parent.distributions.all()}
        for other in self.numbered.values():
            self.stood.setdefault((search_key(other.place), search_key(other.group)), []).append(
                other
            )

        self.last = max((other.number for other in self.numbered.values()), default=0)
        self.last = max([self.last, *(row.given.get("number", 0) for row in rows)])

    def key(self, row: ListRow) -> tuple[str, str]:
        return search_key(row.given["place"]), search_key(row.given.get("group", ""))

    def find(self, row: ListRow) -> list[Distribution]:
        return self.stood.get(self.key(row), [])

    def new(self, row: ListRow) -> Distribution:
        """Without a number in the file it comes behind those that have one."""
        if "number" not in row.given:
            self.last += 1
            row.given["number"], row.values["number"] = self.last, str(self.last)
        found = self.organizations.namesakes(row.given["place"])
        return Distribution(
            publication=self.parent, organization_id=found[0] if len(found) == 1 else None
        )


DELIVERIES = RecordList(
    key=ImportBatch.Kind.DELIVERIES,
    title="配布先の一覧",
    unit="件",
    model=Distribution,
    fields=FIELDS,
    needed="place",
    menu="pilots",
    desk=DeliveryDesk,
    parents=under(Publication),
    parent_label="広報物",
    hint="Excel・CSV。1行に1か所で、「配布先」「送付先」などの列が必要です。"
    "部数、か所、区分、配布日、方法、備考の列も取り込みます。合計の行は取り込みません。"
    "区分を見出しの行に書くときは、行の先頭に■を付けてください（例：■区内各所）。",
    reader=rows_of,
    refine=refine,
    seen=("広報物", "自治体", "年度", "資料の合計（部）", "合計に対する割合"),
)
