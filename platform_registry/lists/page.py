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

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views import View
from django_filters import FilterSet

from platform_registry.access import Permission, may
from platform_registry.bulk.acts import Handed, acts_of
from platform_registry.lists import exports, facets, kana, scopes, taken
from platform_registry.lists.models import conditions_in
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.paging import (
    COUNT_LIMIT,
    PAGE_SIZE,
    Order,
    Page,
    counted,
    cursor_at,
    in_order,
    page,
)
from platform_registry.lists.saved import COUNTED, EVERYTHING, SavedViews, Tab, count
from platform_registry.lists.tables import (
    ListTable,
    changed,
    column_choices,
    headers,
    order_choices,
)
from platform_registry.pages.access_words import left_to
from platform_registry.signed_in import SignedInRequest, signed_in

# What an address holds besides its filters, and what of it a change of the filters keeps.
KEPT = ("sort", "scope", "view", "columns")
KNOWN = (*KEPT, "cursor", "export")


class ListPage(View):
    queryset: ClassVar[Any]  # a ScopedQuerySet; other querysets override records()
    filterset_class: ClassVar[type[FilterSet]]
    table_class: ClassVar[type[ListTable]]
    title: ClassVar[str]
    noun: ClassVar[str] = ""  # what the conditions are said of, where that isn't the title
    unit: ClassVar[str] = "件"
    default_sort: ClassVar[str]  # a sortable column of the table, "-" before it for descending
    permission: ClassVar[Permission] = "view"
    page_size: ClassVar[int] = PAGE_SIZE
    template_name: ClassVar[str] = "list.html"
    summary_template: ClassVar[str] = ""  # what is said of all rows found, above their table
    exportable: ClassVar[bool] = True
    offers: ClassVar[tuple[Permission, ...]] = ()  # what its buttons are for, besides files
    opens_on: ClassVar[str] = scopes.OWN  # scopes.ALL where municipalities are compared
    empty_hint: ClassVar[str] = ""
    kana_column: ClassVar[str] = ""  # a column sorted by readings, by whose kana one may jump
    keeps_views: ClassVar[bool] = True  # conditions may be kept under a name
    also_asked: ClassVar[tuple[str, ...]] = ()  # what else its addresses hold, besides filters
    request: SignedInRequest

    def records(self, permission: Permission) -> QuerySet[Any]:
        """Everything the user may see (``view``) or take along (``export``), unfiltered."""
        user = self.request.user
        if permission == "view":
            seen: QuerySet[Any] = self.queryset.visible_to(user)
            return seen
        found: QuerySet[Any] = self.queryset.permitted(user, permission)
        if self.permission == "view":
            return found
        # Who opens the list in one place may take along of another less than he may there.
        return found.filter(pk__in=self.queryset.permitted(user, self.permission).values("pk"))

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the cells of the table need besides, e.g. select_related and prefetches."""
        return rows

    def for_file(self) -> Callable[..., ListTable]:
        """Makes the table of a file from some of its rows."""
        return partial(self.table_class, request=self.request)

    def sortable(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """To be put in the order of the list."""
        return self.table_class.sortable(rows, self.order.field, self.request.user)

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

    @cached_property
    def is_scoped(self) -> bool:
        """Others' records stand beside one's own."""
        return scopes.applies(getattr(self, "queryset", None), self.request.user)

    @property
    def chosen(self) -> list[str]:
        """The columns asked for; none where the table's own are."""
        return self._known_columns(self.request.GET)

    def _known_columns(self, query: QueryDict) -> list[str]:
        return self.table_class.known(self.request.user, query.getlist("columns"))

    @cached_property
    def saved(self) -> SavedViews:
        """The saved views of a list that has one address for everybody."""
        match = self.request.resolver_match
        name = match.url_name if self.keeps_views and match and not match.kwargs else ""
        return SavedViews(name or "", self.request.GET, self.request.user)

    @property
    def scope(self) -> str:
        return scopes.asked(self.request.GET, self.opens_on)

    def _scopes(self) -> list[scopes.Scope]:
        if not self.is_scoped:
            return []
        return scopes.choices(self.request.GET, self.request.user, self.scope)

    def _order(self, text: str) -> Order | None:
        field = self.table_class.sort_field(text.removeprefix("-"), self.request.user)
        return Order(field, text.startswith("-")) if field else None

    def filters(self, permission: Permission) -> FilterSet:
        """The same for all who ask: its choices are read from the database."""
        kept: dict[Permission, FilterSet] = self.__dict__.setdefault("_filtersets", {})
        if permission not in kept:
            kept[permission] = self._filtered(self.request.GET, permission)
        return kept[permission]

    def _filtered(
        self, query: QueryDict, permission: Permission, like: FilterSet | None = None
    ) -> FilterSet:
        """``like``: what that one's filters offer need not be asked for again."""
        records = self.records(permission)
        if self.is_scoped:
            scope = scopes.asked(query, self.opens_on)
            records = scopes.within(records, self.request.user, scope)
        found = self.filterset_class(query, queryset=records, request=self.request)
        if isinstance(found, ListFilters) and isinstance(like, ListFilters):
            found.offer_as(like)
        found.is_valid()  # what isn't valid is left out of cleaned_data, and so of the filter
        return found

    def _tabs(self, filterset: FilterSet) -> list[Tab]:
        """With the number of each view's records, where all its conditions can be read."""
        if not self.saved.views:
            return []
        wanted = {str(v.pk): v.conditions for v in self.saved.views[:COUNTED]}
        found = {EVERYTHING: self._filtered(QueryDict(), "view", like=filterset).qs}
        for key, query in wanted.items():
            other = self._filtered(query, "view", like=filterset)
            if not self.unread(other, query):
                found[key] = other.qs
        return self.saved.tabs(count(found))

    def unread(self, filterset: FilterSet, query: QueryDict) -> list[str]:
        """The conditions that can't be used, those of filters that are gone among them."""
        known = {*KNOWN, *self.also_asked}
        strangers = [*facets.strangers(filterset, query, known), *scopes.unknown(query)]
        return [*facets.problems(filterset), *strangers, *self.gone_columns(query)]

    def _problems(self, filterset: FilterSet) -> list[str]:
        """With an order nobody knows: a file in another one holds the same records."""
        query = self.request.GET
        asked = query.get("sort", "")
        gone = [] if not asked or self._order(asked) else [facets.named("並び順", asked)]
        return [*self.unread(filterset, query), *gone]

    def gone_columns(self, query: QueryDict) -> list[str]:
        gone = set(query.getlist("columns")) - {"", *self._known_columns(query)}
        return [facets.named("列", name) for name in sorted(gone)]

    # ---------------------------------------------------------------- answering

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(signed_in(request), self.permission):
            raise PermissionDenied("この一覧を見る権限がありません。")
        if elsewhere := self.saved.opens():
            return redirect(f"{request.path}{elsewhere.address}")
        if self.kana_column and request.GET.get("kana") in kana.BEGINS:
            return redirect(self._where_begins(request.GET["kana"]))
        wanted = request.GET.get("export", "")
        if self.exportable and wanted in exports.FORMATS:
            return self.export(wanted)
        return self.show()

    def _where_begins(self, row: str) -> str:
        order = Order(self.table_class.sort_field(self.kana_column) or "")
        cursor = cursor_at(self.filters("view").qs, order, kana.BEGINS[row])
        query = self.request.GET
        return (
            f"{self.request.path}{changed(query, kana=None, sort=self.kana_column, cursor=cursor)}"
        )

    def _kana_rows(self, rows: list[Any]) -> list[kana.KanaRow]:
        field = self.table_class.sort_field(self.kana_column) if self.kana_column else None
        if field is None or not rows or self.order != Order(field):
            return []
        return kana.rows(self.request.GET, self.kana_column, getattr(rows[0], field))

    def show(self) -> HttpResponse:
        partial = getattr(self.request, "htmx", False)
        template = "components/lists/answer.html" if partial else self.template_name
        response = render(self.request, template, self.context())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def context(self) -> dict[str, Any]:
        filterset = self.filters("view")
        narrowed = facets.conditions(filterset, self.request.GET)
        found, total = counted(filterset.qs, filterset.queryset if narrowed else None)
        numbers = facets.numbers(filterset, found) if total <= facets.NUMBERS_LIMIT else {}
        cursor = self.request.GET.get("cursor", "")
        shown = page(self.sortable(self.for_page(found)), self.order, cursor, self.page_size)
        acts = self._acts()
        table = self.table_class(
            shown.rows, request=self.request, chosen=self.chosen, ticks=bool(acts)
        )
        query = self.request.GET
        return {
            "title": self.heading(),
            "unit": self.unit,
            "noun": self.noun or self.title,
            "total": min(total, COUNT_LIMIT),
            "whole": total <= COUNT_LIMIT,
            **self._of_page(shown),
            "table": table,
            "headers": headers(table, query, self.order),
            **self._of_columns(table),
            "acts": acts,
            "handed": [act for act in acts if issubclass(act, Handed)],
            "form": filterset.form,
            "boxes": facets.boxes(filterset, numbers),
            "conditions": narrowed,
            "problems": self._problems(filterset),
            "path": self.request.path,
            "list_name": self.saved.list_name,
            "clear_url": self._clear_url(),
            "saved": self.saved,
            "tabs": self._tabs(filterset),
            "save_url": self._save_url(),
            "less": self._less(),
            "kept": _pairs(query, KEPT),
            "scopes": self._scopes(),
            "summary_template": self.summary_template,
            "actions": [*self._export_actions(filterset), *self.actions()],
            "left_to": self._left_to(),
            "empty_hint": self.empty_hint,
            **self.extra_context(),
        }

    def _of_page(self, shown: Page) -> dict[str, Any]:
        query = self.request.GET
        return {
            "page": shown,
            "previous_url": changed(query, cursor=shown.previous) if shown.previous else "",
            "next_url": changed(query, cursor=shown.next) if shown.next else "",
            "kana_rows": self._kana_rows(shown.rows),
        }

    def _of_columns(self, table: ListTable) -> dict[str, Any]:
        """What the choices of columns and order need, and take along of the address."""
        query = self.request.GET
        others = [name for name in query if name not in ("columns", "cursor")]
        return {
            "orders": order_choices(table, self.order),
            "without_order": _pairs(query, [n for n in query if n not in ("sort", "cursor")]),
            "columns": column_choices(table),
            "own_columns_url": changed(query, columns=None) if self.chosen else "",
            "without_columns": _pairs(query, others),
        }

    def _acts(self) -> list[type[Any]]:
        """What may be done to many of these records at once."""
        if not self.saved.list_name or not hasattr(self, "queryset"):
            return []
        return acts_of(self.queryset.model, self.request.user)

    def _left_to(self) -> str:
        acts = (*self.offers, "export") if self.exportable else self.offers
        return left_to(self.request.user, acts)

    def _clear_url(self) -> str:
        whole = f"?view={EVERYTHING}" if self.saved.default else ""
        return f"{self.request.path}{whole}"

    def _save_url(self) -> str:
        """Of the page that keeps the conditions, as a new view or as the one that is open."""
        if not self.saved.list_name:
            return ""
        query = conditions_in(self.request.GET)
        return f"{reverse('saved-view-create')}?list={self.saved.list_name}&{query}"

    @cached_property
    def _takes_all(self) -> bool:
        """Whether nothing can be seen that may not be taken along: asks nobody."""
        user = self.request.user
        seen, may_take = user.municipality_ids("view"), user.municipality_ids("export")
        return user.is_superuser or (
            seen == may_take and not (self.is_scoped and self.scope != scopes.OWN)
        )

    def _seen(self) -> int | None:
        """How many records the page shows, where a file may hold less; None where it can't."""
        return None if self._takes_all else self.filters("view").qs.count()

    def _less(self) -> str:
        if self._takes_all or not (self.exportable and may(self.request.user, "export")):
            return ""
        return taken.less(self._seen() or 0, self.filters("export").qs.count(), self.unit)

    def _export_actions(self, filterset: FilterSet) -> list[dict[str, str]]:
        allowed = self.exportable and may(self.request.user, "export")
        if not allowed or self.unread(filterset, self.request.GET):
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
            raise PermissionDenied("出力する権限がありません。職員に依頼してください。")
        filterset = self.filters("export")
        if self.unread(filterset, self.request.GET):
            return self.show()
        number, seen = filterset.qs.count(), self._seen()
        rows = exports.Rows(
            name=taken.named(self.heading(), seen or number, number, self.unit),
            table_class=partial(self.for_file(), chosen=self.chosen),
            parts=in_order(self.sortable(self.for_page(filterset.qs)), self.order),
            number=number,
            conditions=[c.words for c in facets.conditions(filterset, self.request.GET)],
        )
        sentence = taken.less(seen or number, number, self.unit)
        if sentence and file_format == "xlsx":
            return taken.workbook(rows, sentence, by=self.request.user)
        return exports.respond(rows, file_format, by=self.request.user)


def _pairs(query: QueryDict, names: Iterable[str]) -> list[tuple[str, str]]:
    """Of an address, for the hidden fields of a form."""
    return [(name, value) for name in names for value in query.getlist(name) if value]


def button_to(label: str, url_name: str, kind: str) -> list[dict[str, str]]:
    """A button to a page of an upper floor, where that floor has it."""
    try:
        return [{"label": label, "url": reverse(url_name), "kind": kind}]
    except NoReverseMatch:
        return []
