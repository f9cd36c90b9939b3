"""What the check page of a list shows, as plain data: worked out at once, or by the worker.

A plan of 100,000 rows takes longer than a page may; the worker keeps what the page is made of.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from organizations.models import Organization
from surveys.importing.lists.columns import asks_something
from surveys.importing.lists.plan import ListPlan, open_list, read_rows, settle_list
from surveys.importing.lists.rows import ListRow
from surveys.importing.own_fields import is_own
from surveys.importing.planning.kept_work import FAST, basis
from surveys.importing.planning.plan import promise_of
from surveys.importing.shapes import Refused
from surveys.importing.values import organization_facts as facts
from surveys.models import ImportBatch, KeptWork

SHOWN, SHOWN_PROBLEMS, SHOWN_NUMBERS = 50, 200, 21
SHOWN_FIELDS = 12
Page = dict[str, Any]
COLUMNS_FIRST = b"{}"  # kept in the place of a page where a person is asked about columns


def page_of(plan: ListPlan) -> Page:
    """The first rows of each kind; ``left_out`` and ``rows`` one more than is shown of them."""
    problems, corrections, new = plan.problems, plan.corrections, plan.rows_in("new")[:SHOWN]
    columns = _shown(plan, new)
    return {
        "sheet": plan.reading.sheet.name,
        "header_rows": plan.reading.layout.header_rows,
        "table_faults": [asdict(fault) for fault in plan.reading.layout.faults],
        "remarks": plan.file.remarks,
        "unknown": plan.unknown,
        "hidden": plan.hidden,
        "left_out": plan.left_out[:SHOWN_NUMBERS],
        "seen": promise_of(plan),
        "counts": plan.counts(),
        "columns": [label for _, label in columns],
        "new": [[row.number, [_value(row, name) for name, _ in columns]] for row in new],
        "changed": _changed(plan),
        "besides": _besides(plan),
        "missing": _missing(plan),
        "problems": [asdict(problem) for problem in problems[:SHOWN_PROBLEMS]],
        "more_problems": len(problems) > SHOWN_PROBLEMS,
        "told": [
            asdict(told) | {"rows": told.rows[:SHOWN_NUMBERS], "count": len(told.rows)}
            for told in plan.told()[:SHOWN_PROBLEMS]
        ],
        "corrections": [asdict(correction) for correction in corrections[:SHOWN_PROBLEMS]],
        "more_corrections": len(corrections) > SHOWN_PROBLEMS,
    }


def _missing(plan: ListPlan) -> Page:
    found = plan.file.desk.missing(plan.rows) if plan.batch.of_records else []
    named = [[record.get_absolute_url(), str(record)] for record in found[:SHOWN_PROBLEMS]]
    return {"count": len(found), "named": named}


def _besides(plan: ListPlan) -> Page | None:
    found = plan.file.desk.besides(plan.rows) if plan.batch.of_records else None
    if found is None:
        return None
    named = [
        [name, rows[:SHOWN_NUMBERS]] for name, rows in list(found.names.items())[:SHOWN_PROBLEMS]
    ]
    return asdict(found) | {"names": named, "count": len(found.names)}


def _shown(plan: ListPlan, new: list[ListRow]) -> list[tuple[str, str]]:
    """The fields of a new record that the page shows: the first ones with a value."""
    found = {name for row in new for name in row.values}
    fields = [f for f in plan.kind.by_name().values() if f.name in found]
    first = []
    if not plan.batch.of_records:
        first = [("name", "団体名"), ("place", "所在地"), ("phone", "電話番号")]
        fields = [f for f in fields if is_own(f.name)]
    return [*first, *((field.name, field.label) for field in fields)][:SHOWN_FIELDS]


def _value(row: ListRow, name: str) -> str:
    if name == "place":
        return row.values.get("city", "") + row.values.get("town", "")
    return row.values.get(name, "")


def _changed(plan: ListPlan) -> list[list[Any]]:
    """Row, address and name of the record, field, old and new in words: a line for each value."""
    rows = plan.rows_in("changed")[:SHOWN]
    records: dict[Any, Any] = {}
    if not plan.batch.of_records:
        records = Organization.objects.in_bulk([row.record for row in rows])
    lines = []
    for row in rows:
        record = records.get(row.record, row.instance)
        for name, change in row.changes.items():
            told = _told(plan, name, change)
            lines.append([row.number, _address(plan, record), str(record), *told])
    return lines


def _address(plan: ListPlan, record: Any) -> str:
    """Of the record's own page, or of the one that it stands on."""
    page: Any = record if hasattr(record, "get_absolute_url") else plan.batch.parent
    return str(page.get_absolute_url())


def _told(plan: ListPlan, name: str, change: tuple[str, str]) -> tuple[str, str, str]:
    """Of a list of records the plan has put it in words already."""
    old, new = change
    if plan.batch.of_records or is_own(name):
        label = name if plan.batch.of_records else plan.kind.field(name).label
        return label, old or "（空欄）", new or "（空欄）"
    return facts.label_of(name), facts.in_words(name, old), facts.in_words(name, new)


# ------------------------------------------------------------------ worked out by the worker


def prepared(batch: ImportBatch) -> tuple[str, bytes]:
    """The step that comes next, and what its page is made of. Refused with a sentence."""
    file = open_list(batch)
    if asks_something(file.kind, file.columns):
        return ImportBatch.Step.COLUMNS, COLUMNS_FIRST
    read_rows(batch, file)
    page = page_of(settle_list(batch, file))
    return ImportBatch.Step.CHECK, zlib.compress(json.dumps(page).encode(), FAST)


def kept_page(batch: ImportBatch) -> Page | None:
    """None where the worker has to work it out first, empty where the columns come first.
    Refused where it couldn't."""
    kept = KeptWork.objects.filter(batch=batch, basis=basis(batch)).first()
    if kept is None:
        return None
    if not kept.content:
        raise Refused(batch.message)
    content = bytes(kept.content)
    page: Page = {} if content == COLUMNS_FIRST else json.loads(zlib.decompress(content))
    return page
