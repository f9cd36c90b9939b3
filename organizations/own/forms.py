"""Own fields in the form of a record, and the form of such a field itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from organizations.own.definitions import Field
from organizations.own.reading import fields_at
from organizations.own.values import formfield, kept, shown
from platform_registry.forms.ruled import RuledForm

HEADING = "独自の項目"
RETIRED = (
    "入力している間に、項目「{}」は使われなくなりました。入力した「{}」は保存されません。"
    "必要なら備考などに写してから、もう一度保存してください。"
)


class OwnFieldsForm(RuledForm):
    """Mixin of the forms of records that have own fields (`OwnValues`).

    A form calls ``ask_own()`` when it knows who reads it. Values of fields it doesn't ask for —
    retired, of elsewhere, not told to this person — stay as they are.
    """

    own_asked: Iterable[Field] = ()
    own_retired: Iterable[Field] = ()

    def ask_own(self, fields: Iterable[Field] | None = None) -> None:
        """Adds the fields; those of the record's municipality where none are given."""
        found = fields_at(self.instance, self.user) if fields is None else fields
        self.own_asked = [field for field in found if field.active]
        self.own_retired = [field for field in found if not field.active]
        for field in self.own_asked:
            asked = formfield(field, self.instance.own.get(field.key))
            self.fields[field.name] = asked
            if asked.initial is not None:
                self.initial[field.name] = asked.initial

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """Fields that stand apart from the others, under a heading."""
        own = [self[field.name] for field in self.own_asked]
        return [(HEADING, own)] if own else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        own = dict(self.instance.own)
        for field in self.own_asked:
            # What the page didn't carry was not emptied by anybody.
            if field.name in cleaned and self.add_prefix(field.name) in self.data:
                own[field.key] = kept(field, cleaned[field.name])
        for field in self.own_retired:
            self._refuse_retired(field)
        self.instance.own = {key: value for key, value in own.items() if value is not None}
        return cleaned

    def _refuse_retired(self, field: Field) -> None:
        """Retired while the page was open: what was typed into it is not lost without a word."""
        typed = str(self.data.get(self.add_prefix(field.name), ""))
        asked = formfield(field, self.instance.own.get(field.key))
        if typed and asked.has_changed(asked.initial, typed):
            self.add_error(None, RETIRED.format(field.label, typed[:50]))

    # ------------------------------------------------------------------ what others changed meanwhile

    def _stored_in(self, record: Any) -> dict[str, Any]:
        own = {field.name: record.own.get(field.key) for field in self.own_asked}
        return super()._stored_in(record) | own

    def _words(self, name: str, record: Any) -> str:
        field = next((field for field in self.own_asked if field.name == name), None)
        if field is None:
            return super()._words(name, record)
        return shown(field, record.own.get(field.key))
