"""Own fields as columns of a list: hidden until a person chooses them, in its files from the start.

    class OrganizationTable(OwnColumns):
        own_kind = OwnField.Of.ORGANIZATION

    with_own(rows, user)     what such a table reads of its records

Each person has those of the municipalities he works for, as far as they are in use. Fields of the
same name in several municipalities are one column: a file has each heading once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_tables2
from django.db.models import Case, F, QuerySet, When

from organizations.own import labels
from organizations.own.definitions import Field, fields_for
from organizations.own.models import OwnField
from organizations.own.reading import told
from organizations.own.sorting import in_own_order, ways_of
from organizations.own.values import shown, writer
from platform_registry.lists.tables import ListTable

CSS = {
    OwnField.Type.NUMBER: "num",
    OwnField.Type.DATE: "date",
    OwnField.Type.YES_NO: "short",
    OwnField.Type.CHOICE: "short",
}
TOLD = "own_told"  # of a record: its values where they are for the person, else None


def fields_in_lists(user: Any, of: str) -> list[Field]:
    return [field for field in fields_for(user, of) if field.active]


def with_own(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    kind: Any = rows.model
    if not fields_in_lists(user, kind.own_kind):
        return rows
    known: QuerySet[Any] = rows.annotate(**{TOLD: Case(When(told(kind, user), then=F("own")))})
    return known


class OwnColumn(django_tables2.Column):
    """Of one field, or of several of the same name: a record has one of them."""

    def __init__(self, fields: Sequence[Field]) -> None:
        css = CSS.get(OwnField.Type(fields[0].type), "")
        attrs = {"td": {"class": css}}
        # Values of several types have no order among them.
        by = fields[0].name if len({field.type for field in fields}) == 1 else None
        super().__init__(
            fields[0].label, accessor=TOLD, default="", visible=False, attrs=attrs, order_by=by
        )
        self.fields, self.ways = fields, ways_of(fields[0])
        self.writers = [(field.key, writer(field)) for field in fields]

    def shown(self, value: dict[str, Any]) -> str:
        return "、".join(shown(f, value[f.key]) for f in self.fields if f.key in value)

    def written(self, value: dict[str, Any]) -> Any:
        for key, write in self.writers:
            if key in value:
                return write(value[key])
        return None


class OwnColumns(ListTable):
    """Base of the tables of records with own fields (`OwnValues`)."""

    own_kind: ClassVar[str]  # OwnField.Of

    @classmethod
    def further(cls, reader: Any, asked: Sequence[str]) -> dict[str, django_tables2.Column]:
        """A column goes by the field of it that is asked for, or by its first."""
        same: dict[str, list[Field]] = {}
        for field in fields_in_lists(reader, cls.own_kind):
            same.setdefault(labels.key(field.label), []).append(field)
        columns = {}
        for fields in same.values():
            names = [field.name for field in fields]
            columns[next((n for n in names if n in asked), names[0])] = OwnColumn(fields)
        return columns

    @classmethod
    def sortable(cls, rows: QuerySet[Any], field: str, reader: Any) -> QuerySet[Any]:
        column = cls.further(reader, [field]).get(field)
        if not isinstance(column, OwnColumn):
            return rows
        return in_own_order(rows, field, [*column.fields], reader)
