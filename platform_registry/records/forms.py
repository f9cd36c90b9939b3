"""Forms of records: choices this person may make, every rule under its field.

A kind of record within which others choose among one another (a platform) says so by a method
``narrow(offered)``; one of which there may be thousands is typed by name (``TYPED``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from platform_registry.access import rows_of
from platform_registry.forms.ruled import RuledForm, the_field
from platform_registry.models import Versioned
from platform_registry.records.ownership import upwards

if TYPE_CHECKING:
    from organizations.models import User

# Kind → the field for one of it, and for several; made with ``user``, ``kept`` and the label.
TYPED: dict[type[models.Model], tuple[Any, Any]] = {}


class RecordForm(RuledForm):
    """Choices of the user's municipality and of the record's platform; every rule under its field."""

    parent = ""  # the foreign key that is fixed by the page

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.ModelChoiceField):
                self._scope(name, field)
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        if list(self._meta.model._meta.ordering[:2]) == [f"{self.parent}_id", "number"]:
            self._propose_the_next("number")
        if "position" in self.fields:
            self.fields["position"].required = False
            self._propose_the_next("position")

    def _propose_the_next(self, name: str) -> None:
        """Where the rows of a page are counted through: the one after the last."""
        if self.instance.pk is None and self.parent and name in self.fields:
            owner = getattr(self.instance, f"{self.parent}_id")
            # What is kept from this person doesn't show in the number either.
            known = rows_of(self._meta.model).visible_to(self.user)
            rows = known.filter(**{self.parent: owner})
            self.initial[name] = (rows.aggregate(last=models.Max(name))["last"] or 0) + 1

    def clean_position(self) -> int:
        """Left empty, the place proposed: behind the last, or where the record stands."""
        given = self.cleaned_data["position"]
        place: int = self.initial.get("position", 1) if given is None else given
        return place

    def _scope(self, name: str, field: Any) -> None:
        kind, many = field.queryset.model, isinstance(field, forms.ModelMultipleChoiceField)
        if kind in TYPED:
            kept = self._kept(name, many)
            self.fields[name] = TYPED[kind][many](
                user=self.user, kept=kept, label=field.label, required=field.required
            )
            return
        offered = field.queryset.offered_to(self.user)
        field.queryset = self.boundary.narrow(offered) if self.boundary else offered
        if hasattr(kind, "label_beside"):
            field.label_from_instance = lambda choice: choice.label_beside(self.boundary)
        if many:
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)

    def _kept(self, name: str, many: bool) -> list[Any]:
        """What the record names already stays as it is, also another municipality's."""
        if self.instance.pk is None:
            return []
        value = getattr(self.instance, name)
        return list(value.all()) if many else [value] * (value is not None)

    def offer(self, name: str, choices: Any) -> None:
        """The choices of a field; where there is only one, it is chosen already."""
        the_field(self, name).queryset = choices
        first = list(choices[:2])
        if len(first) == 1 and self.instance.pk is None:
            self.initial[name] = first[0].pk

    @property
    def boundary(self) -> Any:
        """The record above within which this one chooses others; None where there is none yet."""
        found = (above for above in upwards(self.instance) if hasattr(above, "narrow"))
        nearest = next(found, None)
        return nearest if nearest is not None and nearest.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        reason = self.instance.locked() if isinstance(self.instance, Versioned) else ""
        if reason:
            raise ValidationError(reason)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The fixed parent takes part in the rules of the database (同じ番号 …)."""
        return set(super()._get_validation_exclusions()) - {self.parent}  # type: ignore[misc]  # Django's own


def form_for(
    model: type[models.Model], fields: tuple[str, ...], parent: str, base: type[RecordForm]
) -> type[RecordForm]:
    made: Any = forms.modelform_factory(model, form=base, fields=fields)
    made.parent = parent
    return cast(type[RecordForm], made)
