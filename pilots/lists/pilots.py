"""試行的事業の一覧: one row, one pilot of a platform; the list as it is exported comes back so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from organizations.members.named import DepartmentNames, departments_of, which_of
from organizations.models import Platform
from pilots.models import Pilot
from platform_registry.forms.dates import GRAINS, grain_of, parse_fiscal_year, parse_period
from platform_registry.japanese import as_fine_as, search_key
from platform_registry.records.in_hand import clean_in_hand, refuse_twice
from surveys.importing.lists.kinds import cleaning
from surveys.importing.lists.records import Desk, RecordField, RecordList, under
from surveys.importing.lists.rows import ListRow
from surveys.models import ImportBatch

YES_OR_NO = ((True, "はい"), (False, "いいえ"))
NO_DEPARTMENT = "登録されていない部署です。先に部署を登録するか、空欄にしてください。"


class RoughDay(NamedTuple):
    day: date
    grain: str


def rough_day(*, last: bool) -> Callable[[str], RoughDay]:
    """令和5年10月 as fine as it is written; an end is the ``last`` day of it."""

    def clean(text: str) -> RoughDay:
        grain = grain_of(text)
        if grain in ("", "day"):
            return RoughDay(cleaning.day(text), "day")
        return RoughDay(parse_period(text, grain, last=last), grain)

    return clean


FIELDS = (
    RecordField("name", "事業名称", (r"(?:試行的|モデル)?事業の?名称?", r"(?:取り?組み?|企画)の?名称?|名称",), cleaning.line),
    RecordField("fiscal_year", "年度", (r"(?:実施|事業|会計)?年度",), parse_fiscal_year, required=True),
    RecordField("number", "番号", (r"(?:事業)?番号|noー?\.?|項番|#",), cleaning.number),
    RecordField("work", "種別", (r"(?:事業の?)?(?:種別|区分|分類)",), cleaning.word_of(Pilot.Work.choices, {})),
    RecordField("state", "状態", (r"(?:事業の?)?(?:状態|状況|進捗(?:状況)?)",), cleaning.word_of(Pilot.State.choices, {})),
    RecordField("department", "担当部署", (r"(?:担当|所管)の?(?:部署|課|部課)名?|部署名?",), cleaning.line),
    RecordField("starts_on", "開始日", (r"(?:開始|着手)(?:年月)?日?|いつから",), rough_day(last=False)),
    RecordField("ends_on", "終了日", (r"(?:終了|完了)(?:年月)?日?|いつまで",), rough_day(last=True)),
    RecordField("aim", "ねらい", (r"(?:事業の?)?(?:ねらい|狙い|目的|趣旨)",), cleaning.lines),
    RecordField("content", "事業内容", (r"(?:事業|取り?組み?)?の?(?:内容|概要)",), cleaning.lines),
    RecordField("target", "対象", (r"(?:事業の?)?対象者?",), cleaning.lines),
    RecordField("method", "手法", (r"(?:実施)?(?:手法|方法)",), cleaning.lines),
    RecordField("ingenuity", "工夫点", (r"工夫(?:した)?点?",), cleaning.lines),
    RecordField("result", "結果", (r"(?:事業の?)?(?:結果|成果)",), cleaning.lines),
    RecordField("shared", "ほかの自治体に見せる", (r"ほかの自治体に見せる|共有",), cleaning.word_of(YES_OR_NO, {})),
)  # fmt: skip


class PilotDesk(Desk):
    """A pilot is known by its fiscal year and its name."""

    renames = True

    def __init__(self, batch: ImportBatch, parent: Platform, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.departments: DepartmentNames = departments_of(parent)
        stood = parent.pilots.select_related("result_of").prefetch_related("shares_result")
        self.numbered = {pilot.pk: pilot for pilot in stood}
        self.by_name: dict[tuple[int, str], list[Pilot]] = defaultdict(list)
        for pilot in self.numbered.values():
            self.by_name[pilot.fiscal_year, search_key(pilot.name)].append(pilot)
        self.held: dict[Any, Pilot] = dict(self.numbered)  # as they stand after the rows so far

    def resolve(self, row: ListRow) -> None:
        name = row.given.pop("department", "")
        found = self.departments.find(name) if name else []
        if len(found) == 1:
            row.given["department"] = found[0]
        elif name:
            row.refuse("担当部署", name, which_of(name, found) if found else NO_DEPARTMENT)

    def key(self, row: ListRow) -> tuple[int, str]:
        return row.given["fiscal_year"], search_key(row.given["name"])

    def find(self, row: ListRow) -> list[Pilot]:
        return self.by_name[self.key(row)]

    def new(self, row: ListRow) -> Pilot:
        """Without a number in the file it comes behind those of its year."""
        if "number" not in row.given:
            year = row.given["fiscal_year"]
            of_year = [p.number for p in self.held.values() if p.fiscal_year == year]
            row.given["number"] = max(of_year, default=0) + 1
            row.values["number"] = str(row.given["number"])
        return Pilot(platform=self.parent)

    def fill(self, record: Pilot, row: ListRow, *, blanks_only: bool) -> None:
        given = {name: row.given.pop(name, None) for name in ("starts_on", "ends_on")}
        super().fill(record, row, blanks_only=blanks_only)
        if blanks_only and (record.starts_on or record.ends_on):
            return
        days = {
            name: rough for name, rough in given.items() if rough and _differs(record, name, rough)
        }
        for name, rough in days.items():
            setattr(record, name, rough.day)
        if days:
            told = [rough.grain for rough in given.values() if rough]
            record.grain = max(told, key=GRAINS.index)

    def check(self, row: ListRow) -> None:
        clean_in_hand(row.instance, row.instance.clean)
        others = [pilot for key, pilot in self.held.items() if key != row.record]
        refuse_twice(row.instance, others)

    def settled(self, row: ListRow) -> None:
        self.held[row.record or f"row {row.number}"] = row.instance


def _differs(record: Pilot, name: str, rough: RoughDay) -> bool:
    """A day within a month that is all that is known is told, and comes back, as the month."""
    stored = getattr(record, name)
    if stored is None or record.grain != rough.grain:
        return True
    return as_fine_as(stored, record.grain) != as_fine_as(rough.day, rough.grain)


PILOTS = RecordList(
    key=ImportBatch.Kind.PILOTS,
    title="試行的事業の一覧",
    unit="事業",
    model=Pilot,
    fields=FIELDS,
    needed="name",
    menu="pilots",
    desk=PilotDesk,
    parents=under(Platform),
    parent_label="連携PF",
    hint="Excel・CSV。1行に1つの事業で、「事業名称」と「年度」の列が必要です。"
    "番号、種別、状態、担当部署、開始日、終了日、ねらい、事業内容、対象、手法、工夫点、結果の列も取り込みます。"
    "発注・KPI・イベントは取り込みません。",
    seen=(
        "自治体", "実施時期", "発注先", "予算", "発注額の計（円、金額のあるもの）", "KPI", "連携PF",
        "対象（分類）", "調査", "成果を参照する事業",
    ),
)  # fmt: skip
