from __future__ import annotations

from django.apps import apps
from django.contrib import admin

from casebook.models import PublishedPassage, Reference, SheetVersion
from platform_registry.admin.derived import DerivedAdmin, register
from platform_registry.admin.scoped import MasterAdmin

KEPT = (PublishedPassage, SheetVersion)


@admin.register(*KEPT)
class KeptAdmin(DerivedAdmin):
    """To be looked up; what was published is changed by nobody."""

    read_only = True
    exclude = ("document",)


@admin.register(Reference)
class ReferenceAdmin(MasterAdmin, DerivedAdmin):
    """The same for everybody, and entered by the operator alone."""

    get_queryset = DerivedAdmin.get_queryset


OWN = (*KEPT, Reference)
register(*(m for m in apps.get_app_config("casebook").get_models() if m not in OWN))
