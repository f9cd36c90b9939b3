"""A list of organizations from a spreadsheet into the registry: new, changed, unchanged, refused.

A row is a registered organization by its 法人番号, else by its name with the legal form where no
other 法人番号 stands against it; two registered organizations of one name, or two rows for one
organization, are a problem for a person, never a guess. Empty cells change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from organizations.models import Organization
from surveys.importing.cells.text import cell_text
from surveys.importing.cells.unseen import corrections
from surveys.importing.columns.roles import core, role_of
from surveys.importing.matching.candidates import decision_key
from surveys.importing.planning.drafts import Reading, read_batch
from surveys.importing.planning.plan import FilePlan
from surveys.importing.shapes import Refused
from surveys.importing.table.exclusions import BELOW
from surveys.importing.values.organization_facts import (
    HEADING_FIELDS,
    ROLE_FIELDS,
    clean_value,
    label_of,
)
from surveys.models import ImportBatch, ImportRow

State = ImportRow.State


@dataclass(frozen=True, slots=True)
class RowProblem:
    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """A cell that is read otherwise than it stands in the file; ``place`` is its column there."""

    row: int
    place: int
    column: str
    before: str
    after: str


@dataclass(slots=True)
class ListRow:
    """A row of the list: the values of the file, and what of them is new to the registry."""

    number: int
    values: dict[str, str]  # field → cleaned text; empty cells are left out
    problems: list[RowProblem] = field(default_factory=list)
    corrections: list[RowCorrection] = field(default_factory=list)
    state: str = State.NEW
    organization: int | None = None  # the registered one it means
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)  # field → (old, new)

    def promised(self) -> str:
        if self.state == State.NEW:
            return "\x1f".join(self.values.values())
        return f"{self.organization}{self.changes}"


@dataclass(slots=True)
class ListFile:
    """What the list itself says, whatever is registered."""

    reading: Reading
    columns: dict[str, int]  # field → column
    unknown: list[str]  # headings that are not taken over
    rows: list[ListRow]


@dataclass(slots=True)
class ListPlan(FilePlan):
    columns: dict[str, int]
    unknown: list[str]

    @property
    def hidden(self) -> bool:
        """Whether columns were left out because they are hidden."""
        return bool(
            self.reading.sheet.hidden_columns.intersection(
                header.column for header in self.reading.layout.headers
            )
        )

    @property
    def problems(self) -> list[RowProblem]:
        return [problem for row in self.rows for problem in row.problems]

    @property
    def corrections(self) -> list[RowCorrection]:
        """Of the rows that are written."""
        written = self.rows_in(State.NEW, State.CHANGED)
        return [correction for row in written for correction in row.corrections]

    def counts(self) -> dict[str, int]:
        states = Counter(row.state for row in self.rows)
        told = (State.NEW, State.CHANGED, State.UNCHANGED, State.ERROR)
        return {
            **{state: states.get(state, 0) for state in told},
            State.EXCLUDED: len(self.left_out),
        }

    def promised(self) -> str:
        return str(sorted(self.columns.items()))

    def refusal(self) -> str:
        if self.rows_in(State.NEW, State.CHANGED):
            return ""
        return "登録・更新する団体がありません。"


def list_columns(reading: Reading) -> tuple[dict[str, int], list[str]]:
    """Field → column, and the headings of no field or hidden. Refused without one of names."""
    columns: dict[str, int] = {}
    unknown = []
    for header in reading.layout.headers:
        if header.column in reading.sheet.hidden_columns:
            unknown.append(f"{header.text}（非表示の列）")
            continue
        name = HEADING_FIELDS.get(core(header.text)) or ROLE_FIELDS.get(role_of(header.text))
        if name is None or name in columns:
            unknown.append(header.text)
        else:
            columns[name] = header.column
    if "name" not in columns:
        raise Refused(
            "「団体名」の列が見つかりません。見出しに「団体名」と書いて保存し直してください。"
        )
    return columns, unknown


def read_list(batch: ImportBatch) -> ListFile:
    """Raises Refused where the file can't be read or has no column of names."""
    reading = read_batch(batch)
    columns, unknown = list_columns(reading)
    listed = _listed(reading)
    return ListFile(reading, columns, unknown, list(_rows(reading, columns, listed)))


def _rows(reading: Reading, columns: dict[str, int], listed: dict[int, None]) -> Iterator[ListRow]:
    places = [(name, column - 1) for name, column in columns.items()]
    for number in listed:
        cells = reading.sheet.rows[number - 1]
        row = ListRow(number, {})
        for name, place in places:
            text = cell_text(cells[place]).strip() if place < len(cells) else ""
            if text:
                row.values[name] = _clean(row, name, text)
        row.corrections = list(_left_out(reading, columns, number))
        if not row.values.get("name"):
            row.problems.append(RowProblem(number, "団体名", "", "団体名が空欄です。"))
        yield row


def _left_out(reading: Reading, columns: dict[str, int], row: int) -> Iterator[RowCorrection]:
    names = {column: name for name, column in columns.items()}
    for found in corrections(reading.sheet, row, names):
        label = label_of(names[found.column])
        yield RowCorrection(row, found.column, label, found.before, found.after)


def _listed(reading: Reading) -> dict[int, None]:
    """The rows of the table, and rows right below it with hardly more than a name, in order.

    In a survey such a line is a remark under the table; in a list it is an organization of which
    nothing else is known. What stays left out is told on the check page.
    """
    layout = reading.layout
    listed = dict.fromkeys(layout.data_rows())
    number = layout.last_data_row + 1
    while layout.excluded.get(number) == BELOW:
        listed[number] = None
        number += 1
    return listed


def _clean(row: ListRow, name: str, text: str) -> str:
    """The value for the registry; what can't be one is told as a problem of the row."""
    try:
        return clean_value(name, text)
    except ValidationError as error:
        row.problems.append(RowProblem(row.number, label_of(name), text[:60], error.messages[0]))
        return text


# ------------------------------------------------------------------ comparing with the registry


class _Registered:
    """The municipality's organizations, found by number, exact name or name key."""

    def __init__(self, batch: ImportBatch, columns: list[str]) -> None:
        self.columns = list(dict.fromkeys(["name", "corporate_number", *columns]))
        rows = Organization.objects.filter(municipality=batch.municipality, merged_into=None)
        self.values: dict[int, tuple[str, ...]] = {}
        self.by_number: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self._by_key: dict[str, list[int]] | None = None
        for pk, *values in rows.order_by().values_list("pk", *self.columns).iterator(5_000):
            self.values[pk] = tuple(values)
            self.by_name.setdefault(values[0], []).append(pk)
            if values[1]:
                self.by_number[values[1]] = pk

    def find(self, values: dict[str, str]) -> list[int]:
        number = values.get("corporate_number", "")
        if number in self.by_number:
            return [self.by_number[number]]
        same_name = self.by_name.get(values["name"])
        if same_name is None and self.values:
            same_name = self.by_key.get(decision_key(values["name"]))
        return [pk for pk in same_name or () if self._may_have(pk, number)]

    def _may_have(self, pk: int, number: str) -> bool:
        """Namesakes with another 法人番号 are other organizations."""
        registered = self.values[pk][1]
        return not (number and registered) or number == registered

    @property
    def by_key(self) -> dict[str, list[int]]:
        """Only built when a name is not found as written."""
        if self._by_key is None:
            self._by_key = {}
            for name, ids in self.by_name.items():
                self._by_key.setdefault(decision_key(name), []).extend(ids)
        return self._by_key

    def differences(self, pk: int, values: dict[str, str]) -> dict[str, tuple[str, str]]:
        stored = dict(zip(self.columns, self.values[pk], strict=True))
        return {
            n: (stored[n], new) for n, new in values.items() if n != "name" and stored[n] != new
        }


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a row of the list is known by."""

    row: int
    key: str
    number: str
    organization: int | None  # the registered one it means

    def clash(self, earlier: _Listed) -> str:
        """Why two rows with something in common can't both be taken; empty where they can."""
        same = f"{earlier.row}行目と同じ団体です。どちらかを消してください。"
        if self.number and self.number == earlier.number:
            return same
        registered = self.organization is not None and earlier.organization is not None
        if registered and self.organization != earlier.organization:
            return ""
        if self.number and earlier.number:
            return _one_for_two(earlier.row) if registered else ""
        return same


def _one_for_two(row: int) -> str:
    return (
        f"法人番号は{row}行目と違いますが、どちらも登録済みの1つの団体に当たります。"
        "登録済みの団体に法人番号を入れてから、取り込んでください。"
    )


class _Taken:
    """The rows taken so far, so that no organization is taken twice."""

    def __init__(self) -> None:
        self.rows: dict[str | int, list[_Listed]] = {}

    def clash(self, number: int, values: dict[str, str], found: list[int]) -> str:
        """Why the row can't be taken too; empty where it is."""
        row = _Listed(
            number,
            decision_key(values["name"]),
            values.get("corporate_number", ""),
            found[0] if found else None,
        )
        known_by = [key for key in (row.number, row.organization, row.key) if key]
        for earlier in (listed for key in known_by for listed in self.rows.get(key, [])):
            if why := row.clash(earlier):
                return why
        for key in known_by:
            self.rows.setdefault(key, []).append(row)
        return ""


def make_list_plan(batch: ImportBatch) -> ListPlan:
    """Raises Refused where the file can't be read or has no column of names."""
    return settle_list(batch, read_list(batch))


def settle_list(batch: ImportBatch, file: ListFile) -> ListPlan:
    """The plan for the registry as it is now. Once per reading of the file."""
    registered = _Registered(batch, list(file.columns))
    taken = _Taken()
    for row in file.rows:
        if not row.problems:
            _settle(row, registered, taken)
        if row.problems:
            row.state = State.ERROR
    return ListPlan(batch, file.reading, file.rows, file.columns, file.unknown)


def _settle(row: ListRow, registered: _Registered, taken: _Taken) -> None:
    found = registered.find(row.values)
    if problem := _several(found) or taken.clash(row.number, row.values, found):
        row.problems.append(RowProblem(row.number, "団体名", row.values["name"], problem))
    elif found:
        row.organization = found[0]
        row.changes = registered.differences(found[0], row.values)
        row.state = State.CHANGED if row.changes else State.UNCHANGED


def _several(found: list[int]) -> str:
    if len(found) < 2:
        return ""
    return f"同じ名称の団体が{len(found)}件登録されています。法人番号の列で区別してください。"
