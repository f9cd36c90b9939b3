"""Columns whose meaning a codebook gives."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from surveys.importing.cells.labels import is_other, label_key, pieces
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.heading_words import hinted
from surveys.importing.columns.inference import infer, missing_in, share
from surveys.importing.columns.known import best_separator
from surveys.importing.columns.learning import with_other
from surveys.importing.columns.options import Options
from surveys.importing.shapes import Choice, Field, Header, Kind
from surveys.importing.table.codebook import Codebook, Entry, is_other_column, stem_of

REASON = "コード表によります"
CODES_DIFFER = "コード表の番号が調査票と違うため、コード表に合わせました"
LOOK_AT_IT = 0.75  # confidence


class CodedColumns:
    """The fields a codebook gives, and the columns they take."""

    def __init__(self, columns: list[Column], codebook: Codebook | None) -> None:
        self._entries = codebook.entries if codebook else []
        self._by_name: dict[str, list[Column]] = {}
        for column in columns:
            self._by_name.setdefault(label_key(column.heading), []).append(column)
        self._columns = columns
        self.taken: set[int] = set()
        self.fields: list[Field] = []
        self.entry_at: dict[int, Entry] = {}  # column → what the codebook says of it
        self._texts: dict[int, str] = {}
        for entry in self._entries:
            self._read(entry)

    def renamed(self, column: Column) -> Column:
        """The column under the codebook's text, where the codebook gives no more than a text."""
        text = self._texts.get(column.number)
        if text is None:
            return column
        header = Header(column.number, text, (), column.header.occurrence)
        return replace(column, header=header)

    def _read(self, entry: Entry) -> None:
        own = [column for name in entry.variables if (column := self._find(name))]
        if entry.kind == "multi" and _only_yes_no(entry):
            for column in own:
                self._texts[column.number] = entry.text
            return
        if not own:
            own = self._spread_columns(entry) or self._same_text(entry)
        if not own:
            return
        other = self._other_column(entry)
        if entry.kind == "multi" and (len(own) > 1 or _one_of_many(entry, own)):
            field = _flags(entry, own, self._find)
        else:
            own = own[:1]
            field = _single(entry, own[0])
        if other is not None and other.number not in field.columns:
            field.other_column = other.number
            field.columns = [*field.columns, other.number]
            field.choices = with_other(field.choices, True)
        field.missing_values = {**field.missing_values, **entry.missing_values}
        self.taken |= set(field.columns)
        self.entry_at |= dict.fromkeys(field.columns, entry)
        self.fields.append(field)

    def labels_at(self, numbers: Iterable[int]) -> dict[int, str]:
        """Of columns of one option each: the option, as the codebook calls it."""
        spread = [field for field in self.fields if field.form == "flags"]
        named = {c.column: c.label for field in spread for c in field.choices}
        headings = {column.number: column.heading for column in self._columns}
        found = {number: named.get(number) or self._indexed(headings[number]) for number in numbers}
        return {number: label for number, label in found.items() if label}

    def _indexed(self, heading: str) -> str:
        """The label of code 2 for Q6_2, where the codebook has the codes of Q6 alone."""
        stem, index = stem_of(heading)
        for entry in self._entries:
            if index and label_key(entry.variables[0]) == label_key(stem):
                same = [c.label for c in entry.choices if c.code and _code(c.code) == _code(index)]
                return "".join(same[:1])
        return ""

    def _find(self, name: str) -> Column | None:
        same = [c for c in self._by_name.get(label_key(name), ()) if c.number not in self.taken]
        return same[0] if same else None

    def _same_text(self, entry: Entry) -> list[Column]:
        column = self._find(entry.text)
        return [column] if column else []

    def _spread_columns(self, entry: Entry) -> list[Column]:
        """Q6_1, Q6_2 … of an entry that the codebook names Q6."""
        stem = label_key(entry.variables[0])
        found = []
        for column in self._columns:
            head, index = stem_of(column.heading)
            if index is not None and label_key(head) == stem and column.number not in self.taken:
                found.append(column)
        return found

    def _other_column(self, entry: Entry) -> Column | None:
        if entry.other_variable is not None:
            return self._find(entry.other_variable)
        for column in self._columns:
            if column.number in self.taken or not is_other_column(column.heading, entry.variables):
                continue
            if not any(label_key(column.heading) == label_key(name) for name in self._names()):
                return column
        return None

    def _names(self) -> list[str]:
        return [name for entry in self._entries for name in entry.variables]


def described(columns: Sequence[Column], codebook: Codebook | None) -> list[Column]:
    """The columns with the codebook's words behind their names: Q8S1 → Q8S1 活動 / 居場所づくり."""
    if codebook is None:
        return list(columns)
    words: dict[int, tuple[str, ...]] = {}
    for field in CodedColumns(list(columns), codebook).fields:
        labels = {choice.column: choice.label for choice in field.choices}
        for number in field.columns:
            words[number] = tuple(filter(None, (field.text, labels.get(number))))
    return [_with_words(column, words.get(column.number, ())) for column in columns]


def _with_words(column: Column, words: tuple[str, ...]) -> Column:
    if not words:
        return column
    header = column.header
    parts = (f"{header.text} {words[0]}", *words[1:])
    return replace(
        column, header=Header(header.column, " / ".join(parts), parts, header.occurrence)
    )


def recoded(
    fields: Sequence[Field],
    asked: Sequence[Field],
    columns: Sequence[Column],
    codebook: Codebook | None,
    by_hand: Container[int] = (),
) -> None:
    """In place: of known choice questions the codes and columns as the file's own codebook has them.

    A code stands for the codebook's label, and that for the option of this label. Where the
    questionnaire has none, the code is left unknown, for a person to decide. Columns that a
    person placed (``by_hand``) stay at their option.
    """
    questions = {question.number or question.text: question for question in asked}
    coded = CodedColumns(list(columns), codebook)
    for field in fields:
        question = questions.get(field.number or field.text)
        if field.role != "question" or question is None or not question.choices:
            continue
        own = {choice.label: choice.code for choice in question.choices}
        # A mapping kept of an earlier file holds the codes of that file.
        field.choices = [replace(c, code=own.get(c.label, c.code)) for c in field.choices]
        before = field.choices
        if field.form == "flags":
            labels = coded.labels_at(number for number in field.columns if number not in by_hand)
            field.choices = _moved(field, labels)
        elif entry := coded.entry_at.get(field.columns[0]):
            field.choices = _renumbered(field, entry)
        if field.choices != before:
            field.reason = f"{field.reason}。{CODES_DIFFER}"
            field.confidence = min(field.confidence, LOOK_AT_IT)


def _moved(field: Field, labels: Mapping[int, str]) -> list[Choice]:
    """The options at the columns at which the codebook has them; ``labels``: column → its words."""
    named = {number: _by_label(field).find(label) for number, label in labels.items()}
    columns = {label: number for number, label in named.items() if label is not None}
    return [
        replace(choice, column=columns[choice.label])
        if choice.label in columns
        else replace(choice, column=None)
        if choice.column in named
        else choice
        for choice in field.choices
    ]


def _renumbered(field: Field, entry: Entry) -> list[Choice]:
    """The options under the codebook's codes; a code that it gives to another label is nobody's."""
    labels = _by_label(field)
    found = [(labels.find(choice.label), choice.code) for choice in entry.choices]
    codes = {label: code for label, code in found if label is not None and code}
    spoken_for = {_code(code) for _, code in found if code}
    spoken_for |= {_code(text) for text in entry.missing_values if text.isdigit()}
    return [_under(choice, codes.get(choice.label), spoken_for) for choice in field.choices]


def _by_label(field: Field) -> Options:
    return Options(replace(field, choices=[replace(c, code=None) for c in field.choices]))


def _under(choice: Choice, code: str | None, spoken_for: Container[str]) -> Choice:
    if code is None:
        return replace(choice, code=None) if _code(choice.code) in spoken_for else choice
    return choice if _code(code) == _code(choice.code) else replace(choice, code=code)


def _code(code: str | None) -> str:
    """01 and 1 are one code."""
    return (code or "").lstrip("0") or (code or "")


def _only_yes_no(entry: Entry) -> bool:
    """A codebook that says for each column of a block no more than 0 = not chosen, 1 = chosen."""
    codes = [choice.code for choice in entry.choices]
    return len(codes) >= 2 and set(codes) <= {"0", "1"} and "0" in codes


def _one_of_many(entry: Entry, own: list[Column]) -> bool:
    return own[0].heading not in entry.variables and stem_of(own[0].heading)[1] is not None


def _flags(entry: Entry, own: list[Column], find: Callable[[str], Column | None]) -> Field:
    choices = []
    for place, column in enumerate(own):
        choice = _choice_of(entry, column, place)
        choices.append(replace(choice, column=column.number))
    field = Field(entry.text, "multi", "question", [column.number for column in own])
    field.choices, field.form = choices, "flags"
    field.reason, field.confidence = REASON, 0.95
    for column in own:
        field.missing_values |= missing_in(column.cells)
    return field


def _choice_of(entry: Entry, column: Column, place: int) -> Choice:
    """The option of a column: by its place in the codebook, else by the index in its name."""
    keys = [label_key(name) for name in entry.variables]
    key = label_key(column.heading)
    if len(entry.choices) == len(keys) and key in keys:
        return entry.choices[keys.index(key)]
    index = stem_of(column.heading)[1]
    for choice in entry.choices:
        if (
            index is not None
            and choice.code is not None
            and choice.code.lstrip("0") == index.lstrip("0")
        ):
            return choice
    if place < len(entry.choices):
        return entry.choices[place]
    return Choice(column.heading, is_other=is_other(column.heading))


def _single(entry: Entry, column: Column) -> Field:
    field = infer(column, entry.text)
    field.reason, field.confidence = REASON, 0.95
    if field.role != "question":
        return field
    if entry.choices:
        field.kind = _choice_kind(entry, column)
        field.choices = [replace(choice) for choice in entry.choices]
        field.missing_values = missing_in(column.cells)
        field.form = "joined" if field.kind == "multi" else "cell"
        field.separator = best_separator(column, entry.choices) if field.kind == "multi" else None
    elif entry.kind in ("number", "date", "id"):
        field.kind = entry.kind
    elif entry.kind == "text" and field.kind in ("single", "multi"):
        field.kind, field.choices, field.missing_values = "text", [], {}
        field.form, field.separator = "cell", None
    return field


def _choice_kind(entry: Entry, column: Column) -> Kind:
    """What the codebook says, else whether the cells hold several of its codes or labels."""
    if entry.kind in ("single", "multi"):
        return entry.kind
    mark = best_separator(column, entry.choices)
    lists = share(column.cells, lambda text: mark is not None and len(pieces(text, mark)) > 1)
    return "multi" if hinted(entry.text) == "multi" or lists > 0.05 else "single"
