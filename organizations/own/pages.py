"""Where administrators keep the fields of their own: all of a municipality, the choices of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse

from organizations.models import Municipality, OwnChoice, OwnField
from organizations.own.tables import OwnFieldFilters, OwnFieldTable
from platform_registry.grids.cells import Column
from platform_registry.grids.page import Editing, EditPage
from platform_registry.grids.sections import GridSection, Section
from platform_registry.lists.page import ListPage
from platform_registry.navigation import stand_under
from platform_registry.signed_in import SignedInRequest


class OwnFieldList(ListPage):
    queryset = OwnField.objects.all()
    filterset_class = OwnFieldFilters
    table_class = OwnFieldTable
    title, unit, default_sort = "独自の項目", "項目", "of"
    offers = ("administer",)
    empty_hint = "管理者が「項目を決める」から加えると、団体・構成員・試行的事業の入力欄に出ます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("municipality")

    def actions(self) -> list[dict[str, str]]:
        """A button for each place one administers; the operator goes by the municipality's page."""
        places = Municipality.objects.filter(
            pk__in=self.request.user.municipality_ids("administer")
        )
        several = len(places) > 1
        return [
            {
                "label": f"{place.name}の項目を決める" if several else "項目を決める",
                "url": reverse("own-fields-record", args=[place.pk]),
                "kind": "primary" if not several else "",
            }
            for place in places
        ]


class Fields(GridSection):
    """The fields of one kind of record."""

    model, parent, position = OwnField, "municipality", "position"
    add = "項目を追加"
    hint = "種類が「選択」の項目の選択肢は、保存してから決めます"
    of: str
    columns = (
        Column("label", 14, hint="項目名を入力して行を足す"),
        Column("type", 9),
        Column("help_text", hint="入力する人への説明"),
        Column("active", 5),
    )

    def rows(self) -> Any:
        return super().rows().filter(of=self.of)

    def fill(self, row: Any) -> None:
        row.of = self.of

    @property
    def with_choices(self) -> list[Any]:
        return [row for row in self.content.shown if row.type == OwnField.Type.CHOICE]


class OfOrganizations(Fields):
    key, title, of = "organization", "団体の項目", OwnField.Of.ORGANIZATION


class OfMembers(Fields):
    key, title, of = "membership", "構成員の項目", OwnField.Of.MEMBERSHIP


class OfPilots(Fields):
    key, title, of = "pilot", "試行的事業の項目", OwnField.Of.PILOT


class OwnFieldsRecord(EditPage):
    """All fields of a municipality; moved, renamed, retired and removed as rows."""

    model, name = Municipality, "own-fields-record"
    template = "organizations/own/fields.html"
    sections: ClassVar[tuple[type[Section], ...]] = (OfOrganizations, OfMembers, OfPilots)

    def urls(self) -> list[URLPattern]:
        return [path("municipalities/<int:pk>/own-fields/", self.edit, name=self.name)]

    def edit(self, request: SignedInRequest, pk: int) -> HttpResponse:
        stand_under(request, "own-fields")
        return super().edit(request, pk)

    def heading(self, editing: Editing) -> str:
        return f"{editing.record.name}の独自の項目"

    def place_of(self, editing: Editing) -> str:
        return reverse("own-fields")


class Choices(GridSection):
    key, title, model, parent = "choices", "選択肢", OwnChoice, "field"
    position, add = "position", "選択肢を追加"
    columns = (Column("label", hint="選択肢を入力して行を足す"), Column("active", 5))


class OwnChoicesRecord(EditPage):
    """The choices of a field; records keep their number, so that a new name holds everywhere."""

    model, name, word = OwnField, "own-field-record", "record"
    template = "organizations/own/choices.html"
    sections: ClassVar[tuple[type[Section], ...]] = (Choices,)

    def rows(self) -> Any:
        return OwnField.objects.select_related("municipality")

    def heading(self, editing: Editing) -> str:
        return f"「{editing.record}」の選択肢"

    def place_of(self, editing: Editing) -> str:
        return reverse("own-fields-record", args=[editing.record.municipality_id])


def urls() -> list[URLPattern]:
    return [
        path("own-fields/", OwnFieldList.as_view(), name="own-fields"),
        *OwnFieldsRecord().urls(),
        *OwnChoicesRecord().urls(),
    ]
