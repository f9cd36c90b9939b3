"""How many came to an event, as a list: 区分 with 人数, or one column for each way of counting.

実人数, のべ and 申込 are never added together: each is a number of its own. 合計 below the list is
no row; where the event has no number for all yet, 全体 in the list gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pilots.lists.shares import Shares
from pilots.models import AttendanceCount, PilotEvent
from platform_registry.japanese import search_key
from surveys.importing.cells.numbers import parse_number
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import Desk, RecordField, RecordList, longest, under
from surveys.importing.lists.rows import Cell, ListRow
from surveys.models import ImportBatch

Cells = dict[str, list[Cell]]
Counting = AttendanceCount.Counting
_PEOPLE = r"(?:参加|来場|入場|視聴|受講|出席|利用|来館)?(?:者)?"
FIELDS = (
    RecordField("number", "番号（登録しません）", (r"noー?\.?|番号|連番|通番|項番|#",)),
    RecordField("visits", "のべ人数", (rf".*(?:のべ|延べ|延){_PEOPLE}(?:人数|数|人員)?(?:\(.{{1,3}}\))?",)),
    RecordField("applied", "申込者数", (r"(?:申込|申し込み|応募|予約|登録)者?(?:人?数)?(?:\(.{1,3}\))?",)),
    RecordField("attended", "実人数", (r"実(?:参加|来場)?(?:者)?(?:人数|数|人員)(?:\(.{1,3}\))?",)),
    RecordField(
        "value", "人数", (rf"{_PEOPLE}の?(?:人数|総数|数)(?:\(.{{1,3}}\))?|計|人員|(?:人|名)",)
    ),
    RecordField("counting", "数え方", (r"(?:数え方|カウント方法|人数の種類|実人数・のべの?別)",), nothing=False),
    RecordField("percent", "割合（％）", (r"(?:割合|構成比|比率|率|%)(?:\((?:%)\))?",)),
    RecordField(
        "category",
        "区分",
        (
            r"(?:参加者の?)?(?:区分|属性|内訳|種別|分類|対象)(?:名)?",
            r"(?:参加|出席|来場)?(?:者|団体|機関)(?:名|一覧)?|所属(?:団体)?|団体名?|名称|職種|年代|年齢",
        ), nothing=False,
    ),
    RecordField("place", "会場・回", (r"(?:会場|場所|回次?|開催回|セッション|日程|開催日|部)(?:名)?",)),
)  # fmt: skip
COUNTED = {"value": "", "attended": Counting.ATTENDED, "visits": Counting.TOTAL_VISITS,
           "applied": Counting.APPLIED}  # fmt: skip
OTHER_NUMBER = "登録では{}です。登録の人数は変えません。行事の画面で直してください。"
WHOLE = re.compile(r"全体|全員|参加者(?:数|全体)?|総数")
_EXACT = ((r"超|超え", "over"), (r"以上", "at_least"), (r"弱|未満", "under"), (r"近く", "nearly"))
LONGEST = longest(AttendanceCount)


def read_counting(text: str) -> str:
    """The way of counting a cell names; empty for none."""
    labels = {label: value for value, label in Counting.choices}
    if text in labels:
        return str(labels[text])
    for pattern, counting in ((r"のべ|延", Counting.TOTAL_VISITS), (r"申込|申し込み|応募|予約", Counting.APPLIED),
                              (r"実人数|参加|来場|出席", Counting.ATTENDED)):  # fmt: skip
        if re.search(pattern, text):
            return str(counting)
    return ""


def fill(shares: Shares, row: ListRow, cells: Cells) -> None:
    category = _text(row, cells, "category")
    place = _text(row, cells, "place")
    said = cells["counting"][0].text if "counting" in cells else ""
    counting = read_counting(said)
    if said and not counting:
        row.refuse("数え方", said, "「実人数」「のべ」「申込」のどれかにしてください。")
    entries = [
        _entry(row, cell, counting_of or counting or _by_heading(cell.heading))
        for name, counting_of in COUNTED.items()
        for cell in cells.get(name, [])
    ]
    counts = [entry for entry in entries if entry] or [
        {"counting": counting or Counting.NOT_STATED}
    ]
    percent = shares.read(row, cells.get("percent", []))
    category = "" if WHOLE.fullmatch(category) else category
    if not category and percent is None and not any("value" in entry for entry in counts):
        row.refuse("人数", "", "区分も人数もありません。どちらかを入れてください。")
        return
    for entry in counts:
        entry |= {"category": category, "place": place}
    if percent is not None:
        counts[0]["percent"] = percent
    row.given["counts"] = counts
    row.values |= {"category": category or "全体", "value": "、".join(map(_shown, counts))}


def _text(row: ListRow, cells: Cells, name: str) -> str:
    text = re.sub(r"\s+", " ", cells[name][0].text) if name in cells else ""
    if len(text) > LONGEST[name]:
        row.refuse(cells[name][0].heading, text, f"{LONGEST[name]}文字以内にしてください。")
    if text and name == "place":
        row.values[name] = text
    return text


def _by_heading(heading: str) -> str:
    """参加者数 are people who came; of 人数 alone it isn't said how they were counted."""
    return read_counting(heading) or str(Counting.NOT_STATED)


def _entry(row: ListRow, cell: Cell, counting: str) -> dict[str, Any] | None:
    text = re.sub(r"\s+", "", cell.text)
    found = parse_number(text).quantity
    if found is None or found.value < 0:
        row.refuse(
            cell.heading,
            cell.text,
            "人数として読めません。「120」「約120名」の形で入れてください。",
        )
        return None
    entry: dict[str, Any] = {"counting": counting, "value": found.value, "unit": "名"}
    if found.approx:
        entry |= {"exactness": _exactness(text), "as_printed": cell.text[: LONGEST["as_printed"]]}
    return entry


def _exactness(text: str) -> str:
    return next((exact for pattern, exact in _EXACT if re.search(f"(?:{pattern})$", text)), "about")


def _shown(entry: dict[str, Any]) -> str:
    label = Counting(entry["counting"]).label
    return f"{entry.get('as_printed') or entry.get('value', '記載なし')}（{label}）"


class TurnoutDesk(Desk):
    def __init__(self, batch: ImportBatch, parent: Any, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.stood: dict[Any, list[AttendanceCount]] = {}
        for other in parent.attendance.all():
            self.stood.setdefault(_key(vars(other)), []).append(other)

    def key(self, row: ListRow) -> Any:
        return _key(row.given["counts"][0])

    def keys(self, row: ListRow) -> list[Any]:
        return [_key(entry) for entry in row.given["counts"]]

    def find(self, row: ListRow) -> list[AttendanceCount]:
        return self.stood.get(self.key(row), [])

    def new(self, row: ListRow) -> AttendanceCount:
        return AttendanceCount(event=self.parent, **row.given["counts"][0])

    def fill(self, record: AttendanceCount, row: ListRow, *, blanks_only: bool) -> None:
        """A number takes the place of another with its words and its exactness."""
        given = row.given["counts"][0]
        if (
            "value" in given
            and record.value != given["value"]
            and not (blanks_only and record.value is not None)
        ):
            record.value, record.unit = given["value"], record.unit or given["unit"]
            record.exactness = given.get("exactness", "exact")
            record.as_printed = given.get("as_printed", "")
        if "percent" in given and not (blanks_only and record.percent is not None):
            record.percent = given["percent"]

    def added(self, row: ListRow) -> list[AttendanceCount]:
        """The other ways of counting that stand in the row."""
        made = []
        for entry in row.given["counts"][1:]:
            stood = self.stood.get(_key(entry), [])
            if not stood:
                made.append(AttendanceCount(event=self.parent, **entry))
            elif entry.get("value") not in {other.value for other in stood}:
                row.tell("人数", _shown(entry), OTHER_NUMBER.format(stood[0].shown))
        return made


def _key(count: dict[str, Any]) -> tuple[str, str, str]:
    return str(count["counting"]), search_key(count["place"]), search_key(count["category"])


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return partial(fill, Shares(file))


TURNOUT = RecordList(
    key=ImportBatch.Kind.TURNOUT,
    title="参加人数の一覧",
    unit="件",
    model=AttendanceCount,
    fields=FIELDS,
    needed="category",
    menu="pilots",
    desk=TurnoutDesk,
    parents=under(PilotEvent),
    parent_label="行事",
    hint="Excel・CSV。1行に1区分（または1団体）で、「区分」「団体名」などの列が必要です。"
    "人数、実人数、のべ人数、申込者数、割合の列も取り込みます。数え方の違う人数は足し合わせません。",
    reader=rows_of,
)
