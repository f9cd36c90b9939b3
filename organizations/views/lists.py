from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from organizations.filters import (
    DepartmentFilters,
    MemberFilters,
    MunicipalityFilters,
    NoteFilters,
    OrganizationFilters,
    SourceFilters,
)
from organizations.models import (
    Department,
    Membership,
    Municipality,
    Note,
    Organization,
    SourceDocument,
)
from organizations.tables import (
    DepartmentTable,
    MemberTable,
    MunicipalityTable,
    NoteTable,
    OrganizationTable,
    SourceTable,
)
from platform_registry.access import Permission, may
from platform_registry.lists import ListPage


class OrganizationList(ListPage):
    queryset = Organization.objects.listed()
    filterset_class = OrganizationFilters
    table_class = OrganizationTable
    title, unit, default_sort = "団体", "団体", "name"
    empty_hint = "「団体を登録」で1件ずつ、「表計算から取込」でまとめて登録できます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.prefetch_related("activities__function")

    def actions(self) -> list[dict[str, str]]:
        user, buttons = self.request.user, []
        if may(user, "import"):
            buttons += _button("表計算から取込", "organization-import", "")
        if may(user, "edit"):
            buttons += _button("団体を登録", "organization-create", "primary")
        return buttons


def _button(label: str, url_name: str, kind: str) -> list[dict[str, str]]:
    """A button to a page of an upper floor, where that floor has it."""
    try:
        return [{"label": label, "url": reverse(url_name), "kind": kind}]
    except NoReverseMatch:
        return []


class MunicipalityList(ListPage):
    """The master is public knowledge: everybody who is signed in may look up a municipality."""

    filterset_class = MunicipalityFilters
    table_class = MunicipalityTable
    title, unit, default_sort = "自治体", "自治体", "code"

    def records(self, permission: Permission) -> QuerySet[Any]:
        return Municipality.objects.all()

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("prefecture", "city")


class DepartmentList(ListPage):
    queryset = Department.objects.all()
    filterset_class = DepartmentFilters
    table_class = DepartmentTable
    title, unit, default_sort = "部署", "部署", "name"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("parent", "municipality__prefecture", "municipality__city")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        return _button("部署を登録", "department-create", "primary")


class SourceList(ListPage):
    """Documents that can be cited as 出典."""

    queryset = SourceDocument.objects.all()
    filterset_class = SourceFilters
    table_class = SourceTable
    title, unit, default_sort = "出典文書", "件", "title"
    empty_hint = "「出典文書を登録」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("municipality")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        return _button("出典文書を登録", "sourcedocument-create", "primary")


class NoteList(ListPage):
    """付記 of the user's own municipality: where documents disagree, and which value is shown."""

    queryset = Note.objects.all()
    filterset_class = NoteFilters
    table_class = NoteTable
    title, unit, default_sort = "付記（出典・異なる記載・注意）", "件", "conflict"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        named = GenericPrefetch("record", [Membership.objects.with_bodies()])
        places = "municipality__prefecture", "municipality__city"
        return rows.select_related(*places).prefetch_related(named)


class MemberList(ListPage):
    """Members and candidates over all layers the user may see; also the list handed on as a file."""

    queryset = Membership.objects.all()
    filterset_class = MemberFilters
    table_class = MemberTable
    title, unit, default_sort = "構成員", "件", "layer"
    empty_hint = "構成員は、連携PFの層のページで登録します。"

    def for_page(self, rows: Any) -> Any:
        return rows.with_bodies().select_related("layer__platform")
