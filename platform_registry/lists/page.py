"""The list page, built once: page, htmx partial and files from the same four declarations.

    class OrganizationList(ListPage):
        queryset = Organization.objects.listed()
        filterset_class = OrganizationFilters
        table_class = OrganizationTable
        title, unit, default_sort = "団体", "団体", "name"

The whole state stands in the address: the filters' own names, ``sort`` (a column, "-" for
descending), ``cursor`` and ``export`` (csv, xlsx). What can't be understood is passed over and
said on the page; nothing of it reaches the database, and nothing is taken along in a file: it
would hold more than was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views import View
from django_filters import FilterSet

from platform_registry.access import Permission, may
from platform_registry.lists import exports, facets
from platform_registry.lists.paging import COUNT_LIMIT, PAGE_SIZE, Order, counted, in_order, page
from platform_registry.lists.tables import ListTable, changed, headers
from platform_registry.signed_in import SignedInRequest, signed_in


class ListPage(View):
    queryset: ClassVar[Any]  # a ScopedQuerySet; other querysets override records()
    filterset_class: ClassVar[type[FilterSet]]
    table_class: ClassVar[type[ListTable]]
    title: ClassVar[str]
    unit: ClassVar[str] = "件"
    default_sort: ClassVar[str]  # a sortable column of the table, "-" before it for descending
    permission: ClassVar[Permission] = "view"
    page_size: ClassVar[int] = PAGE_SIZE
    template_name: ClassVar[str] = "list.html"
    summary_template: ClassVar[str] = ""  # what is said of all rows found, above their table
    exportable: ClassVar[bool] = True
    empty_hint: ClassVar[str] = ""
    request: SignedInRequest

    def records(self, permission: Permission) -> QuerySet[Any]:
        """Everything the user may see (``view``) or take along (``export``), unfiltered."""
        queryset: QuerySet[Any] = (
            self.queryset.visible_to(self.request.user)
            if permission == "view"
            else self.queryset.permitted(self.request.user, permission)
        )
        return queryset

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the cells of the table need besides, e.g. select_related and prefetches."""
        return rows

    def for_file(self) -> Callable[[list[Any]], ListTable]:
        """Makes the table of a file from some of its rows."""
        return self.table_class

    def heading(self) -> str:
        return self.title

    def actions(self) -> list[dict[str, str]]:
        """Buttons beside the title: {"label", "url", "kind"}; only what the user may do."""
        return []

    def extra_context(self) -> dict[str, Any]:
        return {}

    # ---------------------------------------------------------------- reading the address

    @cached_property
    def order(self) -> Order:
        return self._order(self.request.GET.get("sort", "")) or self._default_order

    @property
    def _default_order(self) -> Order:
        order = self._order(self.default_sort)
        assert order is not None, f"{self.default_sort} is no sortable column"
        return order

    def _order(self, text: str) -> Order | None:
        field = self.table_class.sort_field(text.removeprefix("-"))
        return Order(field, text.startswith("-")) if field else None

    def filters(self, permission: Permission) -> FilterSet:
        records = self.records(permission)
        filterset = self.filterset_class(self.request.GET, queryset=records, request=self.request)
        filterset.is_valid()  # what isn't valid is left out of cleaned_data, and so of the filter
        return filterset

    # ---------------------------------------------------------------- answering

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(signed_in(request), self.permission):
            raise PermissionDenied("この一覧を見る権限がありません。")
        wanted = request.GET.get("export", "")
        if self.exportable and wanted in exports.FORMATS:
            return self.export(wanted)
        return self.show()

    def show(self) -> HttpResponse:
        partial = getattr(self.request, "htmx", False)
        template = "components/list_answer.html" if partial else self.template_name
        response = render(self.request, template, self.context())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def context(self) -> dict[str, Any]:
        filterset = self.filters("view")
        narrowed = facets.conditions(filterset, self.request.GET)
        found, total = counted(filterset.qs, filterset.queryset if narrowed else None)
        numbers = facets.numbers(filterset, found) if total <= facets.NUMBERS_LIMIT else {}
        cursor = self.request.GET.get("cursor", "")
        shown = page(self.for_page(found), self.order, cursor, self.page_size)
        table = self.table_class(shown.rows, request=self.request)
        query = self.request.GET
        return {
            "title": self.heading(),
            "unit": self.unit,
            "total": min(total, COUNT_LIMIT),
            "whole": total <= COUNT_LIMIT,
            "page": shown,
            "previous_url": changed(query, cursor=shown.previous) if shown.previous else "",
            "next_url": changed(query, cursor=shown.next) if shown.next else "",
            "table": table,
            "headers": headers(table, query, self.order),
            "form": filterset.form,
            "boxes": facets.boxes(filterset, numbers),
            "conditions": narrowed,
            "problems": facets.problems(filterset),
            "clear_url": self.request.path,
            "sort": query.get("sort", ""),
            "summary_template": self.summary_template,
            "actions": [*self._export_actions(filterset), *self.actions()],
            "empty_hint": self.empty_hint,
            **self.extra_context(),
        }

    def _export_actions(self, filterset: FilterSet) -> list[dict[str, str]]:
        allowed = self.exportable and may(self.request.user, "export")
        if not allowed or filterset.form.errors:
            return []
        query = self.request.GET
        return [
            {"label": "CSVで出力", "url": changed(query, export="csv", cursor=None)},
            {"label": "Excelで出力", "url": changed(query, export="xlsx", cursor=None)},
        ]

    def export(self, file_format: str) -> HttpResponseBase:
        """The list with another renderer: same records, filters, order and columns.

        Where a condition can't be read, the page that says so.
        """
        if not may(self.request.user, "export"):
            raise PermissionDenied("出力する権限がありません。コーディネーターに依頼してください。")
        filterset = self.filters("export")
        if filterset.form.errors:
            return self.show()
        rows = exports.Rows(
            name=self.heading(),
            table_class=self.for_file(),
            parts=in_order(self.for_page(filterset.qs), self.order),
            number=filterset.qs.count(),
            conditions=[c.words for c in facets.conditions(filterset, self.request.GET)],
        )
        return exports.respond(rows, file_format, by=self.request.user)


def button_to(label: str, url_name: str, kind: str) -> list[dict[str, str]]:
    """A button to a page of an upper floor, where that floor has it."""
    try:
        return [{"label": label, "url": reverse(url_name), "kind": kind}]
    except NoReverseMatch:
        return []
