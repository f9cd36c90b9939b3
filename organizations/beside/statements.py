"""Two statements about one field: a person chooses which of them the field holds.

The other one is kept in the note, with the source it comes from, and can be chosen again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils import timezone

from organizations.models import Note, User
from organizations.sources.models import Exactness, Sourced, plain_number
from platform_registry import actions
from platform_registry.forms.dates import parse_date, parse_fiscal_year
from platform_registry.japanese import era_date, fiscal_year_label
from platform_registry.japanese.yen import ROUGHLY, parse_yen
from platform_registry.models import Stamped, Versioned

EXACTNESS = (
    (ROUGHLY, Exactness.ABOUT),
    (re.compile("以上"), Exactness.AT_LEAST),
    (re.compile("超"), Exactness.OVER),
    (re.compile("弱|未満"), Exactness.UNDER),
    (re.compile("近"), Exactness.NEARLY),
)
QUANTITIES = ("value", "amount")  # fields with the document's own words beside them
SOURCE = ("source", "source_section", "source_lines")
# One number with words around it; 「1万人」 and 「-5人」 are for a person to read.
NUMBER = re.compile(r"[^\d万億千百▲−-]*(?P<number>\d[\d,]*(?:\.\d+)?)[^\d万億千百]*")
READERS: dict[str, Callable[[str], Any]] = {"amount": parse_yen, "fiscal_year": parse_fiscal_year}
UNREADABLE = "「{}」を自動では入れ替えられません。記録の「編集」で書き換えてください。"


def field_of(record: models.Model, name: str) -> Any:
    """The record's field of that name, its rows (構成員 …) included; None where there is none."""
    try:
        return record._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def label_of(record: models.Model, name: str) -> str:
    """開催日 for held_on, 構成員 for memberships; the text itself where it names no field."""
    field = field_of(record, name)
    if field is None:
        return name
    return str(getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name)


def fields_to_choose(record: models.Model) -> list[tuple[str, str]]:
    """The fields a note can be about, as an officer knows them."""
    found = [f for f in record._meta.concrete_fields if f.editable and not f.primary_key]
    return [(f.name, str(f.verbose_name)) for f in found if f.name not in (*SOURCE, "summary")]


def can_be_chosen(note: Note, record: models.Model) -> bool:
    field = field_of(record, note.field) if note.field else None
    plain = field is not None and field.concrete and field.editable and not field.is_relation
    guarded = isinstance(record, Stamped) and isinstance(record, Versioned)
    free = guarded and note.field not in getattr(record, "RULED", ())
    return note.kind == Note.Kind.DIFFERS and bool(note.statement) and plain and free


def printed(record: Any, field: Any) -> str:
    """What the field holds now, in the words of a document."""
    value = getattr(record, field.name)
    if field.name in QUANTITIES and getattr(record, "as_printed", None):
        return str(record.as_printed)
    if value in (None, ""):
        return "記載なし"
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if field.name == "fiscal_year":
        return fiscal_year_label(value)
    if isinstance(value, date):
        return era_date(value)
    return plain_number(value) if isinstance(value, int | Decimal) else str(value)


def statement_now(record: Any, name: str) -> str:
    """What the page shows of a field that documents disagree on; empty for rows of its own."""
    field = field_of(record, name)
    if field is None or not field.concrete or field.many_to_many:
        return ""
    return printed(record, field)


def read(field: Any, statement: str) -> Any:
    """The statement as a value of the field; ValidationError where it can't be read as one."""
    plain = unicodedata.normalize("NFKC", statement).strip()
    unreadable = ValidationError(UNREADABLE.format(statement))
    if field.name in READERS:
        return READERS[field.name](plain)
    if field.choices:
        labels = {str(label): value for value, label in field.choices}
        if statement not in labels:
            raise unreadable
        return labels[statement]
    kind = field.get_internal_type()
    if kind == "DateField":
        return parse_date(plain)
    if kind in ("CharField", "TextField"):
        return statement
    number = NUMBER.fullmatch(plain)
    if number is None or "Integer" not in kind and kind != "DecimalField":
        raise unreadable
    return field.to_python(number["number"].replace(",", ""))


def _say_as_printed(record: Any, statement: str) -> None:
    """The words beside a number, and how exact it is, belong to the statement it comes from."""
    record.as_printed = statement
    if hasattr(record, "exactness"):
        found = (exactness for words, exactness in EXACTNESS if words.search(statement))
        record.exactness = next(found, Exactness.EXACT)
    else:
        record.state = "about" if ROUGHLY.search(statement) else "stated"


@transaction.atomic
def choose_statement(note: Note, record: Any, *, by: User) -> None:
    """The field takes the note's statement, the note what the field held, each with its source."""
    field = field_of(record, note.field)
    before, chosen = printed(record, field), note.statement
    setattr(record, field.name, field.clean(read(field, chosen), record))
    if field.name in QUANTITIES:
        _say_as_printed(record, chosen)
    actions.save(record, by=by)
    reason = f"値を入れ替えました。「{chosen}」の出典：{note.source_text or '記載なし'}"
    note.text, note.statement = f"{note.text}\n{reason}", before[:300]
    for name in SOURCE:
        empty = None if name == "source" else ""
        setattr(note, name, getattr(record, name) if isinstance(record, Sourced) else empty)
    note.settled_on = timezone.localdate()
    actions.save(note, by=by)
