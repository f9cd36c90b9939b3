"""Organizations in a form: typed by name, as the registry may hold thousands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organizations.bodies.finding import OrganizationQuerySet
from organizations.bodies.names import split_legal_form
from organizations.models import Organization, OrganizationName, User
from platform_registry.forms.fields import LineField
from platform_registry.forms.unseen import refuse_unseen
from platform_registry.japanese import line_as_meant
from platform_registry.records.forms import TYPED
from platform_registry.search.query import Query


def find_organization(name: str, user: User) -> Organization:
    """The registered organization called so; ValidationError says what to do where it is not one."""
    refuse_unseen(name)
    registered: OrganizationQuerySet = Organization.objects.visible_to(user).listed()
    found: list[Organization] = list(registered.filter(name=name)[:2]) or list(
        called(registered, name)[:2]
    )
    if not found:
        raise ValidationError(
            f"「{name}」は登録されていません。名称を確かめるか、先に団体を登録してください。"
        )
    if len(found) > 1:
        raise ValidationError(
            f"「{name}」に当たる団体が複数あります。登録のとおりの名称を入力してください。"
        )
    return found[0]


def called(registered: OrganizationQuerySet, name: str) -> OrganizationQuerySet:
    """By the name without its legal form, or by another recorded one (略称, 別名, 旧名称)."""
    parsed = split_legal_form(name)
    key = parsed.key
    if not key:
        return registered.none()
    others = OrganizationName.objects.filter(
        Q(name=name) | Q(organization__search_text__finds=Query.of(parsed.bare_name))
    ).filter(organization__in=registered)
    same = {o.organization_id for o in others if split_legal_form(o.name).key == key}
    return registered.filter(Q(match_key=key) | Q(pk__in=same))


class OrganizationField(LineField):
    """One organization; what the record names already (``kept``) is found whoever it belongs to."""

    says = "登録された団体の名称を入力します。"

    def __init__(self, *, user: User, kept: list[Organization], **kwargs: Any) -> None:
        super().__init__(help_text=self.says, **kwargs)
        self.user = user
        self.kept = {organization.name: organization for organization in kept}

    def find(self, name: str) -> Organization:
        return self.kept.get(name) or find_organization(name, self.user)

    def prepare_value(self, value: Any) -> Any:
        known = next((body.name for body in self.kept.values() if body.pk == value), None)
        if known is not None:
            return known  # a page of many rows asks for none of them
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

    says = "登録された団体の名称を1行に1つずつ入力します。"
    one_line = False
    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | models.QuerySet):
            return "\n".join(str(super(OrganizationsField, self).prepare_value(v)) for v in value)
        return value

    def clean(self, value: Any) -> list[Organization]:  # type: ignore[override]  # several, where Django's field gives one
        names = map(line_as_meant, LineField.clean(self, value).splitlines())
        found, refusals = [], []
        for name in filter(None, names):
            try:
                found.append(self.find(name))
            except ValidationError as refusal:
                refusals.append(refusal)
        if refusals:
            raise ValidationError(refusals)
        return found


TYPED[Organization] = (OrganizationField, OrganizationsField)
