"""The list of organizations: one row, one organization or place."""

from __future__ import annotations

from collections.abc import Callable

from organizations.models import Organization
from surveys.importing.list_kinds import ListKind
from surveys.importing.lists.declared import declare
from surveys.importing.lists.elsewhere import tell_elsewhere
from surveys.importing.lists.organization_changes import NO_COLUMNS, Changes
from surveys.importing.lists.organization_fields import FIELDS, OTHER_TABLES, refine
from surveys.importing.lists.organization_identity import (
    NUMBER,
    Finder,
    Registered,
    Taken,
    combine,
)
from surveys.importing.lists.organization_returned import emptied_columns, tell_emptied
from surveys.importing.lists.organization_values import Cells, OrganizationRows
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.rows import ListRow, State, nothing
from surveys.importing.own_fields import STORED, is_own
from surveys.importing.writing.lists import FIELDS as WRITTEN
from surveys.importing.writing.lists import write_list
from surveys.importing.writing.undo import undo_changed_organizations
from surveys.models import ImportBatch

ANOTHER_PLACE = (
    "登録済みの団体は、所在地の違うほかの行とみました。この行は別の団体として登録します。"
)


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return OrganizationRows(batch.municipality, file.remarks, file.kind.own).fill


def settle(batch: ImportBatch, file: ListFile) -> None:
    """Say of every row which organization it is, and what it changes."""
    tell_elsewhere(batch.municipality, file.reading, file.columns, file.rows)
    named = [row for row in file.rows if not row.problems]
    emptied = emptied_columns(file)
    present = dict.fromkeys(name for row in named for name in row.values)
    present |= dict.fromkeys(name for name in emptied if name in WRITTEN or is_own(name))
    columns = [STORED if is_own(name) else name for name in present if name not in NO_COLUMNS]
    registered = Registered(batch.municipality, [*columns, "note"])
    _find(named, Finder(registered, named), file.kind)
    blanks_only = bool(batch.settings.get("fill_blanks"))
    changes = Changes(registered, batch.municipality, file.kind.own, blanks_only=blanks_only)
    for row in file.rows:
        if row.problems:
            row.state = State.ERROR
        elif row.record and row.state == State.NEW:
            row.changes = changes.of(row) or nothing()
            row.state = State.CHANGED if row.changes else State.UNCHANGED
    tell_emptied(file, emptied, changes.filled)


def _find(rows: list[ListRow], finder: Finder, kind: ListKind) -> None:
    taken = Taken(rows)
    labels = {field.name: field.label for field in kind.by_name().values()}
    for row in rows:
        found = finder.find(row)
        if len(found) > 1:
            row.refuse("団体名", row.values["name"], _several(len(found)))
            continue
        row.record = found[0] if found else None
        rival = taken.rival(row)
        if earlier := taken.earlier(row):
            taken.claim_number(row, earlier)
            combine(earlier, row, labels)
        elif rival and _two_numbers(row, rival):
            row.refuse("法人番号", row.values[NUMBER], _one_for_two(rival.number))
        else:
            if rival:
                row.record = None
                row.tell("団体名", row.values["name"], ANOTHER_PLACE)
            taken.add(row)


def _two_numbers(row: ListRow, rival: ListRow) -> bool:
    numbers = row.values.get(NUMBER, ""), rival.values.get(NUMBER, "")
    return all(numbers) and numbers[0] != numbers[1]


def _several(count: int) -> str:
    return f"同じ名称の団体が{count}件登録されています。法人番号か住所の列で区別してください。"


def _one_for_two(row: int) -> str:
    return (
        f"法人番号は{row}行目と違いますが、どちらも登録済みの1つの団体に当たります。"
        "登録済みの団体に法人番号を入れてから、取り込んでください。"
    )


ORGANIZATIONS = ListKind(
    key=ImportBatch.Kind.ORGANIZATIONS,
    title="団体の一覧",
    unit="団体",
    fields=FIELDS,
    needed="name",
    menu="organizations",
    read=rows_of,
    settle=settle,
    write=write_list,
    undo=undo_changed_organizations,
    others=OTHER_TABLES,
    refine=refine,
    own_of=Organization.own_kind,
)
declare(ORGANIZATIONS)
