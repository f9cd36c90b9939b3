from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from organizations.models import Membership, MembershipStep
from organizations.own.admin import OwnValuesAdmin
from platform_registry.admin.derived import DerivedAdmin, ReadAdmin


@admin.register(Membership)
class MembershipAdmin(OwnValuesAdmin, DerivedAdmin):
    list_display = ("__str__", "layer", "role", "post", "state", "starts_on", "ends_on")
    list_filter = ("state", "role", "founding")
    search_fields = (
        "organization__name",
        "department__name",
        "person_name",
        "name_as_printed",
        "layer__name",
    )
    date_hierarchy = "starts_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return cast(QuerySet[Any], rows.with_bodies().select_related("layer"))


@admin.register(MembershipStep)
class MembershipStepAdmin(ReadAdmin):
    list_display = ("membership", "layer", "state", "on", "by", "source_kind", "note")
    list_filter = ("state", "source_kind")
    list_select_related = ("by",)
    search_fields = ("membership__organization__name", "membership__name_as_printed", "note")
    date_hierarchy = "on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named = Prefetch("membership", Membership.objects.with_bodies().select_related("layer"))
        return super().get_queryset(request).prefetch_related(named)

    @admin.display(description="層", ordering="membership__layer")
    def layer(self, step: MembershipStep) -> str:
        return str(step.membership.layer)
