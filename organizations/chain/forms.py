"""Forms of the chain's records: one base that scopes choices and takes organizations by name."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organizations.bodies.names import split_legal_form
from organizations.models import (
    Department,
    Organization,
    OrganizationName,
    Platform,
    Term,
    User,
)
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import RuledForm, the_field
from platform_registry.japanese import line_as_meant
from platform_registry.models import Versioned
from platform_registry.records.ownership import upwards

SOURCE_FIELDS = ("source", "source_section", "source_lines", "summary")
PERIOD_FIELDS = ("starts_on", "ends_on", "grain", "period_as_printed")
QUANTITY_FIELDS = ("value", "unit", "exactness", "as_printed")


def find_organization(name: str, user: User) -> Organization:
    """The registered organization called so; ValidationError says what to do where it is not one."""
    registered = Organization.objects.visible_to(user).listed()
    found = list(registered.filter(name=name)[:2]) or _called(registered, name)
    if not found:
        raise ValidationError(
            f"「{name}」は登録されていません。名称を確かめるか、先に団体を登録してください。"
        )
    if len(found) > 1:
        raise ValidationError(
            f"「{name}」に当たる団体が複数あります。登録のとおりの名称を入力してください。"
        )
    return found[0]


def _called(registered: Any, name: str) -> list[Organization]:
    """By the name without its legal form, or by another recorded one (略称, 別名, 旧名称)."""
    key = split_legal_form(name).key
    if not key:
        return []
    others = OrganizationName.objects.filter(
        Q(name=name) | Q(organization__search_text__contains=key)
    ).filter(organization__in=registered)
    same = {o.organization_id for o in others if split_legal_form(o.name).key == key}
    return list(registered.filter(Q(match_key=key) | Q(pk__in=same))[:2])


class OrganizationField(LineField):
    """One organization, typed by name; the registry may hold thousands."""

    def __init__(self, *, user: User, kept: list[Organization], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user
        self.kept = {organization.name: organization for organization in kept}

    def find(self, name: str) -> Organization:
        """What the record names already stays as it is, also another municipality's."""
        return self.kept.get(name) or find_organization(name, self.user)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Organization.objects.filter(pk=value).values_list("name", flat=True).first()
        return getattr(value, "name", value)

    def clean(self, value: Any) -> Organization | None:
        name = super().clean(value)
        return self.find(name) if name else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class OrganizationsField(OrganizationField):
    """Several organizations, one name per line."""

    one_line = False
    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | models.QuerySet):
            return "\n".join(str(super(OrganizationsField, self).prepare_value(v)) for v in value)
        return value

    def clean(self, value: Any) -> list[Organization]:  # type: ignore[override]
        names = map(line_as_meant, LineField.clean(self, value).splitlines())
        return [self.find(name) for name in names if name]


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
        self._propose_the_next_number()

    def _propose_the_next_number(self) -> None:
        """Where the rows of a page are counted through: the one after the last."""
        counted = list(self._meta.model._meta.ordering[:2]) == [f"{self.parent}_id", "number"]
        if self.instance.pk is None and counted and "number" in self.fields:
            owner = getattr(self.instance, f"{self.parent}_id")
            rows = self._meta.model._base_manager.filter(**{self.parent: owner})
            self.initial["number"] = (rows.aggregate(last=models.Max("number"))["last"] or 0) + 1

    def _scope(self, name: str, field: Any) -> None:
        queryset = field.queryset
        many = isinstance(field, forms.ModelMultipleChoiceField)
        if queryset.model is Organization:
            kind = OrganizationsField if many else OrganizationField
            help_text = "登録された団体の名称を" + ("1行に1つずつ" if many else "") + "入力します。"
            self.fields[name] = kind(
                user=self.user,
                kept=self._kept(name, many),
                label=field.label,
                required=field.required,
                help_text=help_text,
            )
            return
        field.queryset = self._beside(queryset)
        if queryset.model is Department:
            field.label_from_instance = self._department_label
        if many:
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)

    def _kept(self, name: str, many: bool) -> list[Organization]:
        if self.instance.pk is None:
            return []
        value = getattr(self.instance, name)
        return list(value.all()) if many else [value] * (value is not None)

    def _department_label(self, department: Department) -> str:
        """With the municipality where several take part in the platform."""
        place = department.place_in(self.platform.municipality_id) if self.platform else ""
        return f"{place}{department}"

    def offer(self, name: str, choices: Any) -> None:
        """The choices of a field; where there is only one, it is chosen already."""
        the_field(self, name).queryset = choices
        first = list(choices[:2])
        if len(first) == 1 and self.instance.pk is None:
            self.initial[name] = first[0].pk

    def _beside(self, queryset: Any) -> Any:
        """Only records of the same platform as this one, and the departments that take part in it."""
        platform = self.platform
        if queryset.model is Term:
            return queryset.of([platform.municipality_id] if platform else [])
        offered = queryset.offered_to(self.user)
        if platform is None:
            return offered
        if queryset.model is Department:
            return offered & platform.departments()
        names = {field.name for field in queryset.model._meta.concrete_fields}
        return offered.filter(platform=platform) if "platform" in names else offered

    @property
    def platform(self) -> Platform | None:
        """The platform this record belongs to, through its parents."""
        return platform_of(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        reason = self.instance.locked() if isinstance(self.instance, Versioned) else ""
        if reason:
            raise ValidationError(reason)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The fixed parent takes part in the rules of the database (同じ番号 …)."""
        return set(super()._get_validation_exclusions()) - {self.parent}  # type: ignore[misc]  # Django's own


def platform_of(record: Any) -> Platform | None:
    """The platform a record belongs to; None for what belongs to none yet."""
    chosen = [found for found in upwards(record) if isinstance(found, Platform)]
    return chosen[0] if chosen and chosen[0].pk else None


def form_for(
    model: type[models.Model], fields: tuple[str, ...], parent: str, base: type[RecordForm]
) -> type[RecordForm]:
    made: Any = forms.modelform_factory(model, form=base, fields=fields)
    made.parent = parent
    return cast(type[RecordForm], made)
