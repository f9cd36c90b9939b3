"""Data rows → ``ReadRow``: one respondent each, with values, problems and corrections."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType

from surveys.importing.cells import unseen
from surveys.importing.cells.labels import label_key
from surveys.importing.cells.text import cell_text, is_blank, trimmed
from surveys.importing.columns.branching import mark_not_asked
from surveys.importing.columns.distinct_values import table_width
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import CellValue, Field, Layout, Problem, ReadRow, Sheet, Value
from surveys.importing.values.amounts import tell_mixed_shares
from surveys.importing.values.answers import FieldReader
from surveys.importing.values.as_asked import hold_to_conditions


def read_rows(sheet: Sheet, layout: Layout, fields: Sequence[Field]) -> list[ReadRow]:
    """Read every data row."""
    readers = [(i, FieldReader(f), f.columns) for i, f in enumerate(fields) if f.role != "ignore"]
    widths = _Widths(sheet, layout)
    rows = []
    for number in layout.data_rows():
        cells = sheet.rows[number - 1] if number <= len(sheet.rows) else []
        row = ReadRow(number, "", {}, problems=widths.problems(cells))
        for i, reader, columns in readers:
            own = [cells[c - 1] if c <= len(cells) else None for c in columns]
            value, problems, corrections = reader.read(own)
            row.values[i] = value
            if problems:
                row.problems.extend(problems)
            if corrections:
                row.corrections.extend(corrections)
        if sheet.unseen:
            read = [column for _, _, columns in readers for column in columns]
            row.corrections.extend(unseen.corrections(sheet, number, read))
        rows.append(row)
    mark_not_asked(rows, fields)
    hold_to_conditions(rows, fields)
    tell_mixed_shares(rows, fields)
    _name_respondents(rows, fields, sheet)
    _tell_same_name(rows, fields)
    return rows


class _Widths:
    """Finds rows with too few or too many cells, of which answers may have slipped sideways."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.headed = table_width(sheet, layout)
        widths = Counter(len(sheet.rows[n - 1]) for n in layout.data_rows() if n <= len(sheet.rows))
        usual, count = widths.most_common(1)[0] if widths else (self.headed, 0)
        # Some programs leave one cell out in every row; that is a habit, not a slip.
        same_everywhere = count >= 0.9 * widths.total() and widths.total() > 3
        self.usual = usual if same_everywhere else self.headed
        # Only text files hold rows of their own length; Excel just leaves out empty cells.
        self.is_text = sheet.name is None

    def problems(self, cells: list[CellValue]) -> list[Problem]:
        extra = [value for value in cells[self.headed :] if not is_blank(value)]
        if extra:
            return [_too_many(self.headed, len(cells), extra)]
        if self.is_text and len(cells) < min(self.headed, self.usual):
            return [_too_few(self.headed, len(cells))]
        return []


def _too_many(headed: int, found: int, extra: list[CellValue]) -> Problem:
    return Problem(
        "too_many_cells",
        headed + 1,
        cell_text(extra[0]),
        f"見出しは{headed}列ですが、この行には{found}個の値があります。列がずれているかもしれません。",
        "区切り文字を含む値が引用符で囲まれているかを、元のファイルで確かめてください。",
    )


def _too_few(headed: int, found: int) -> Problem:
    return Problem(
        "too_few_cells",
        None,
        "",
        f"見出しは{headed}列ですが、この行には{found}個の値しかありません。",
        "途中で改行や区切りが抜けていないかを、元のファイルで確かめてください。",
        taken=True,
    )


# --------------------------------------------------------------------------- respondents


def _name_respondents(rows: list[ReadRow], fields: Sequence[Field], sheet: Sheet) -> None:
    """Keys: the form's own id, else time and organization, organization, the row itself."""
    own = _places(fields, "respondent_key") or _asked_keys(fields)
    moment = _places(fields, "submitted_at")
    name = _places(fields, "organization:name")
    nameless = []
    for row in rows:
        at = row.values.get(moment[0]) if moment else None
        row.submitted_at = _moment(at)
        row.respondent_key = _key(row, own, name)
        sent = row.submitted_at.isoformat(sep=" ") if row.submitted_at else ""
        if row.respondent_key in ("", sent):
            nameless.append((row, at if isinstance(at, datetime) else None))
    _name_nameless(nameless, sheet)


def _asked_keys(fields: Sequence[Field]) -> list[int]:
    """The questionnaire itself may ask for the number of the sheet: 整理番号."""
    return [
        place
        for place, field in enumerate(fields)
        if field.number and field.kind == "id" and role_of(field.text) == "respondent_key"
    ]


def _name_nameless(rows: Sequence[tuple[ReadRow, datetime | None]], sheet: Sheet) -> None:
    """Rows that nothing names: by the moment they were sent at, else by what they say.

    Two may have been sent on one day, in one minute; two may say the same. Neither makes them one
    respondent, so each has a key of its own, in whatever order they stand; equal rows are told.
    """
    said = {row.number: _hash(sheet.rows[row.number - 1]) for row, _ in rows}
    at_once: dict[datetime, set[str]] = {}
    for row, at in rows:
        if at is not None and row.submitted_at is not None:  # a day alone names nobody
            at_once.setdefault(row.submitted_at, set()).add(said[row.number])
    same: dict[str, list[int]] = {}
    for row, _ in rows:
        key = said[row.number]
        earlier = same.setdefault(key, [])
        earlier.append(row.number)
        if len(earlier) > 1:
            row.problems.append(_equal_row(earlier[0]))
            row.respondent_key = f"{key}-{len(earlier)}"
        elif row.submitted_at and len(at_once.get(row.submitted_at, ())) == 1:
            row.respondent_key = row.submitted_at.isoformat(sep=" ")
        else:
            row.respondent_key = key


def _equal_row(earlier: int) -> Problem:
    message = f"{earlier}行目と同じ内容の行です。"
    remedy = "同じ回答が2度入っているのであれば、どちらか1行を除いてください。"
    return Problem("equal_row", None, "", message, remedy, taken=True)


def _tell_same_name(rows: Sequence[ReadRow], fields: Sequence[Field]) -> None:
    """An organization that answered at two times: which of the answers counts is for a person."""
    first: dict[str, ReadRow] = {}
    for place in _places(fields, "organization:name")[:1]:
        for row in rows:
            name = row.values.get(place)
            key = label_key(name) if isinstance(name, str) else ""
            earlier = first.setdefault(key, row)
            twice = key and earlier is not row and row.submitted_at != earlier.submitted_at
            if twice and label_key(row.respondent_key) != label_key(earlier.respondent_key):
                row.problems.append(_same_name(fields[place].columns[0], str(name), earlier))


def _same_name(column: int, name: str, earlier: ReadRow) -> Problem:
    message = f"{earlier.number}行目と同じ団体名です（「{name}」）。"
    remedy = "2回答えたのであれば、どちらか1行だけを取り込んでください。"
    return Problem("same_name", column, name, message, remedy, taken=True)


def _places(fields: Sequence[Field], role: str) -> list[int]:
    """Places of the fields of a role, the surest first."""
    found = [place for place, field in enumerate(fields) if field.role == role]
    return sorted(found, key=lambda place: -fields[place].confidence)


def _moment(value: Value | None) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _key(row: ReadRow, own: list[int], name: list[int]) -> str:
    for place in own:
        value = row.values.get(place)
        if isinstance(value, str) and value.strip():
            return value.strip()
    title = row.values.get(name[0]) if name else None
    title = title.strip() if isinstance(title, str) else ""
    if row.submitted_at is not None and (title or not name):
        return " ".join(filter(None, (row.submitted_at.isoformat(sep=" "), title)))
    return title


def _hash(cells: list[CellValue]) -> str:
    text = "\x1f".join(trimmed(value) for value in cells)
    return "row-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def mark_doubled(
    rows: Iterable[ReadRow], organizations: Mapping[int, int] = MappingProxyType({})
) -> None:
    """Of two rows of one respondent the later is a blocking problem.

    ``organizations``: row number → the organization, of rows that nothing else names.
    """
    first: dict[str | int, int] = {}
    for row in rows:
        own = organizations.get(row.number)
        # Who sends a form twice types the blanks of the name otherwise.
        known_by: list[str | int] = [label_key(row.respondent_key)]
        known_by += [] if own is None else [own]
        earlier = min((first[name] for name in known_by if name in first), default=None)
        for name in known_by:
            first.setdefault(name, row.number)
        if earlier is not None:
            row.problems.append(_doubled(row, earlier))


def _doubled(row: ReadRow, earlier: int) -> Problem:
    shown = row.respondent_key if not row.respondent_key.startswith("row-") else "同じ内容"
    return Problem(
        "doubled_respondent",
        None,
        row.respondent_key,
        f"{earlier}行目と同じ回答者です（{shown[:60]}）。",
        "どちらか一方の行を除いてください。別々の回答のときは、回答者の番号の列を加えてください。",
        blocking=True,
        rival=earlier,
    )
