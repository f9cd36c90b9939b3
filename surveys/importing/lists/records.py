"""Lists whose rows are records of one model under a parent: members of a layer, a meeting's guests.

A floor declares such a list once: its model, its fields, under which parents a person may take one
in, and a desk. The desk meets one file: it asks for all its rows at once, says which record a row
means, and saves it. What a rule of the model refuses is a problem of its row on the check page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from organizations.models import Municipality, User
from organizations.own.models import OwnValues
from platform_registry import actions as door
from platform_registry.access import rows_of
from platform_registry.records.in_hand import clean_in_hand
from surveys.importing.list_kinds import ListField, ListKind, NoSuchList
from surveys.importing.lists.declared import declare
from surveys.importing.lists.kinds import numbered
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.record_images import differences, laid_over
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.importing.own_fields import STORED, OwnColumn, fill, lay_over
from surveys.importing.shapes import Header, Refused
from surveys.importing.writing.list_records import undo_records, write_records
from surveys.models import ImportBatch

Fill = Callable[[ListRow, dict[str, list[Cell]]], None]
SAME_RECORD = (
    "{}行目と同じ登録（{}）に当たります。同じものなら1行にまとめ、別のものなら、"
    "どちらが登録済みかを登録の画面で書き加えてから、取り込んでください。"
)
TWICE_IN_ROW = "1つの行に同じものが2つあります。1つにまとめてください。"
PARENT_GONE = "取込先が削除されたか、権限がなくなったため、取り込めません。"


@dataclass(frozen=True, slots=True)
class RecordField:
    """What a column may be taken as. ``clean`` makes a value of the text of a cell, or raises
    ValidationError; a value that can't be read is left out and told, of a ``required`` field it
    refuses the row. The cells of ``several`` columns come as lines of one text."""

    name: str
    label: str
    headings: tuple[str, ...]
    clean: Callable[[str], Any] = str
    several: bool = False
    required: bool = False
    taken: bool = True  # else it is known, and stays out
    nothing: bool = True  # 「なし」 is none; else it is a value
    personal: bool = False  # names in it are not stored, and not told either

    def as_column(self) -> ListField:
        said = (self.several, self.taken, self.nothing, self.personal)
        return ListField(self.name, self.label, self.headings, *said)


@dataclass(frozen=True, slots=True)
class Besides:
    """Other records that come with the rows: name → the rows that need it."""

    label: str
    unit: str
    names: dict[str, list[int]]


class Desk:
    """The registry as one list meets it.

    ``__init__`` of a kind asks for what all rows need, in a fixed number of queries. The names in
    ``row.given`` that are fields of the model are set as they are; others are the desk's own.
    ``numbered`` are the records under the parent by their numbers, for a list that comes back.
    """

    model: type[models.Model]
    numbered: Mapping[int, Any] | None = None
    renames = False  # whether a numbered row may bear another name than its record

    def __init__(self, batch: ImportBatch, parent: Any, rows: list[ListRow]) -> None:
        self.batch, self.parent = batch, parent

    def resolve(self, row: ListRow) -> None:
        """Put into ``row.given`` the registered records that the row names, or refuse it."""

    def join(self, rows: list[ListRow]) -> list[ListRow]:
        """Without the rows that say no more than another one, once that has taken them in."""
        return rows

    def key(self, row: ListRow) -> Any:
        """Equal for two rows of the same record; None where rows are never the same."""
        raise NotImplementedError

    def keys(self, row: ListRow) -> Collection[Any]:
        """The same of a row that makes several records."""
        key = self.key(row)
        return () if key is None else (key,)

    def find(self, row: ListRow) -> Collection[Any]:
        """The registered records the row may mean."""
        raise NotImplementedError

    def new(self, row: ListRow) -> Any:
        """An unsaved record under the parent."""
        raise NotImplementedError

    def fill(self, record: Any, row: ListRow, *, blanks_only: bool) -> None:
        """Set what the row gives; an empty cell changes nothing."""
        names = {field.name for field in self.model._meta.concrete_fields}
        for name in row.given.keys() & names:
            taken = not record._state.adding and getattr(record, name) not in (None, "")
            if not (taken and blanks_only):
                setattr(record, name, row.given[name])

    def check(self, row: ListRow) -> None:
        """ValidationError where a rule of the model is broken, or what there is once would be
        twice after the rows so far. The database is not asked, and nothing is written."""
        clean_in_hand(row.instance, row.instance.clean)

    def settled(self, row: ListRow) -> None:
        """The row goes in as it is: what the next rows meet."""

    def added(self, row: ListRow) -> Iterable[models.Model]:
        """Further records, unsaved, that the row names and that don't stand with its record yet:
        who came to a meeting. Undo takes them back with it."""
        return ()

    def missing(self, rows: Iterable[ListRow]) -> list[Any]:
        """Registered records that no row names, where that is worth knowing."""
        return []

    def besides(self, rows: Iterable[ListRow]) -> Besides | None:
        """What the check page names and counts besides the rows; None where there is nothing."""
        return None

    def save(self, row: ListRow, *, by: User | None) -> None:
        if row.state == State.NEW or row.before:
            door.save(row.instance, by=by)
        for other in row.added:
            _hang_on(other, row.instance)
            door.save(other, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordList:
    """A list of records as its floor declares it.

    ``parents(user)`` are those under which the person may take such a list in, secrets included
    only for those cleared for them. ``made_with`` are the models whose rows come and go with a
    record (steps, attendances): they are no later work that keeps it from being taken back.
    A list whose cells are to be read together brings a ``reader`` of its own, which fills
    ``row.values`` (what is shown) and ``row.given`` (what is meant).
    A row may have a value of ``instead`` in the place of the needed one. Of a list that
    ``names_organizations`` the check page asks whether unknown ones are registered. ``seen`` are
    the headings of the registry's own file of such records that change nothing when it comes back.
    """

    key: str
    title: str
    unit: str
    model: type[models.Model]
    fields: tuple[RecordField, ...]
    needed: str
    menu: str
    desk: type[Desk]
    parents: Callable[[User], Any]
    parent_label: str
    hint: str
    others: tuple[NoSuchList, ...] = ()
    instead: tuple[str, ...] = ()
    names_organizations: bool = False
    refine: Callable[[Sequence[Header], dict[int, str]], None] = lambda headers, found: None
    made_with: frozenset[type[models.Model]] = frozenset()
    reader: Callable[[ImportBatch, ListFile], Fill] | None = None
    seen: tuple[str, ...] = ()

    def declare(self) -> RecordList:
        self.desk.model = self.model
        declare(
            ListKind(
                key=self.key,
                title=self.title,
                unit=self.unit,
                fields=self._columns(),
                seen=frozenset(self.seen),
                needed=self.needed,
                menu=self.menu,
                read=self.read,
                settle=self.settle,
                write=write_records,
                undo=partial(undo_records, self.model, self.made_with, self.parents),
                others=self.others,
                refine=self.refine,
                instead=self.instead,
                parents=self.parents,
                parent_label=self.parent_label,
                hint=self.hint,
                names_organizations=self.names_organizations,
                own_of=self.model.own_kind if issubclass(self.model, OwnValues) else "",
            )
        )
        return self

    def _columns(self) -> tuple[ListField, ...]:
        returned = numbered.COLUMNS if self.seen else ()
        return (*returned, *(field.as_column() for field in self.fields))

    def read(self, batch: ImportBatch, file: ListFile) -> Fill:
        if batch.parent is None:
            raise Refused(PARENT_GONE)
        read = numbered.numbered(self.reader(batch, file) if self.reader else self.fill)
        return _with_own(read, file.kind.own) if file.kind.own else read

    def fill(self, row: ListRow, cells: dict[str, list[Cell]]) -> None:
        """Each field of its own cells, where no ``reader`` says otherwise."""
        for field in filter(lambda field: field.taken, self.fields):
            if field.name in cells:
                _take(row, field, cells[field.name])
            elif field.required or (
                field.name == self.needed and not cells.keys() & {*self.instead}
            ):
                row.refuse(field.label, "", f"「{field.label}」が空欄です。入力してください。")

    def settle(self, batch: ImportBatch, file: ListFile) -> None:
        """Say of every row which record it is, and what it changes."""
        if batch.parent is None:
            raise Refused(PARENT_GONE)
        entries = [row for row in file.rows if row.state != State.EXCLUDED]
        readable = [row for row in entries if not row.problems]
        file.desk = self.desk(batch, batch.parent, readable)
        taken = Taken()
        if numbered.is_returned(file):
            for row in readable:
                numbered.leave_elsewhere(row, file.desk.numbered)
            readable = [row for row in readable if row.state != State.EXCLUDED]
        for row in readable:
            file.desk.resolve(row)
        for row in file.desk.join([row for row in readable if not row.problems]):
            self._settle_row(row, file, taken, bool(batch.settings.get("fill_blanks")))
            if not row.problems:
                file.desk.settled(row)
        for row in file.rows:
            row.state = State.ERROR if row.problems else row.state

    def _settle_row(self, row: ListRow, file: ListFile, taken: Taken, blanks_only: bool) -> None:
        label, name = self._named(row)
        desk: Desk = file.desk
        found = self._found(row, file)
        if row.problems:
            return
        if why := taken.refusal(row, desk.keys(row), found):
            row.refuse(label, name, why)
            return
        stored = found[0] if found else None
        row.instance = laid_over(stored) if stored else desk.new(row)
        row.record = row.instance.pk
        desk.fill(row.instance, row, blanks_only=blanks_only)
        own = lay_over(row.instance, row, file.kind.own, blanks_only=blanks_only)
        row.added = tuple(desk.added(row))
        if stored:
            before, changes = differences(stored, row.instance, self._labels())
            row.before = before | ({STORED: stored.own} if own else {})
            row.changes = changes | own | _told(row.added)
            row.state = State.CHANGED if row.changes else State.UNCHANGED
        if row.state != State.UNCHANGED:
            _hold_to_rules(row, desk, self._labels(), (label, name))

    def _found(self, row: ListRow, file: ListFile) -> Sequence[Any]:
        desk: Desk = file.desk
        returned = numbered.is_returned(file)
        found = list(desk.find(row))
        return numbered.meant(row, found, desk.numbered, returned=returned, renames=desk.renames)

    def _named(self, row: ListRow) -> tuple[str, str]:
        label = next(field.label for field in self.fields if field.name == self.needed)
        return label, row.values.get(self.needed, "")

    def _labels(self) -> dict[str, str]:
        return {field.name: field.label for field in self.fields}


class Taken:
    """What the rows so far mean: nothing is meant by two of them."""

    def __init__(self) -> None:
        self.by_key: dict[Any, ListRow] = {}
        self.by_record: dict[int, ListRow] = {}

    def refusal(self, row: ListRow, keys: Collection[Any], found: Sequence[Any]) -> str:
        """Why the row is none beside the earlier ones; else it is taken, and nothing is said."""
        if len(set(keys)) < len(keys):
            return TWICE_IN_ROW
        earlier = next((self.by_key[key] for key in keys if key in self.by_key), None)
        if earlier:
            return f"{earlier.number}行目と同じです。1行にまとめてください。"
        self.by_key |= dict.fromkeys(keys, row)
        if len(found) > 1:
            return f"当たる登録が{len(found)}件あり、どれか決められません。"
        first = self.by_record.setdefault(found[0].pk, row) if found else row
        return "" if first is row else SAME_RECORD.format(first.number, found[0])


def _take(row: ListRow, field: RecordField, cells: Iterable[Cell]) -> None:
    cells = list(cells)
    text = "\n".join(cell.text for cell in cells)
    try:
        value = field.clean(text)
    except ValidationError as error:
        say = row.refuse if field.required else _left_out(row)
        say(cells[0].heading, text, error.messages[0])
        return
    row.values[field.name], row.given[field.name] = text, value


def _with_own(read: Fill, own: tuple[OwnColumn, ...]) -> Fill:
    def filled(row: ListRow, cells: dict[str, list[Cell]]) -> None:
        read(row, cells)
        left_out = _left_out(row)
        fill(row, cells, own, lambda cell, why: left_out(cell.heading, cell.text, why))

    return filled


def _left_out(row: ListRow) -> Callable[[str, str, str], None]:
    def say(column: str, value: str, why: str) -> None:
        row.tell(column, value, f"{why}この値は取り込みません。", unfit=True)

    return say


def _hold_to_rules(
    row: ListRow, desk: Desk, labels: dict[str, str], named: tuple[str, str]
) -> None:
    try:
        desk.check(row)
        for other in row.added:
            clean_in_hand(other)
    except ValidationError as error:
        by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, sentences in by_name.items():
            label = labels.get(name, named[0])
            value = row.values.get(name, "") if name in labels else named[1]
            for sentence in sentences:
                row.refuse(label, value, sentence)


def _told(added: Iterable[models.Model]) -> dict[str, tuple[str, str]]:
    told: dict[str, list[str]] = {}
    for other in added:
        told.setdefault(f"{other._meta.verbose_name}を加える", []).append(str(other))
    return {label: ("", "、".join(texts)) for label, texts in told.items()}


def _hang_on(other: models.Model, record: models.Model) -> None:
    """Now that the record is stored and has its number."""
    for field in other._meta.concrete_fields:
        if field.is_relation and getattr(other, field.name, None) is record:
            setattr(other, field.name, record)


def longest(model: type[models.Model]) -> dict[str, int]:
    """The most characters each column of the model takes."""
    lengths = {field.name: field.max_length for field in model._meta.concrete_fields}
    return {name: length for name, length in lengths.items() if length}


def under(model: type[models.Model]) -> Callable[[User], Any]:
    """Parents of this model: those a person may change, whose inside he may know, in a
    municipality for which he imports."""

    def parents(user: User) -> Any:
        rows = rows_of(model).permitted(user, "edit")
        inside = rows.inside(user, timezone.now())
        rows = rows if inside is None else rows.filter(inside)
        if user.is_superuser:
            return rows
        place = rows.way_to("municipality")
        return rows.filter(**{f"{place}__in": user.municipality_ids("import")})

    return parents


def own_places(user: User) -> Any:
    """Municipalities as parents: departments and contacts hang on nothing else."""
    return Municipality.objects.offered_to(user, "import")
