"""Organizations that were given orders, that spoke at events, or both.

What of it others have shared is shown with the name their documents print: their register isn't.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import Organization
from pilots.budget import budget
from pilots.models import Pilot, Procurement, Speaker
from platform_registry.access import Permission, may_open
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists import columns
from platform_registry.lists.filters import ConditionsFilter, SearchFilter
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.tables import ListTable
from platform_registry.secrecy import NOBODY

PLACE = "pilot__platform__municipality"


class PrintedName(SearchFilter):
    """Among the names of orders and appearances this person may know."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        user = self.parent.request.user
        for word in value.split():
            orders = Procurement.objects.visible_to(user).filter(vendor_name__icontains=word)
            speeches = Speaker.objects.visible_to(user).filter(affiliation__icontains=word)
            named = Q(pk__in=orders.values("vendor")) | Q(pk__in=speeches.values("organization"))
            qs = qs.filter(named)
        return qs


def parts(user: Any) -> dict[str, tuple[str, Callable[[], Q]]]:
    """In what a body took part, as far as this person may know of it."""
    orders = Procurement.objects.visible_to(user).exclude(vendor=None)
    speeches = Speaker.objects.visible_to(user).exclude(organization=None)
    vendor = Q(pk__in=orders.values("vendor"))
    speaker = Q(pk__in=speeches.values("organization"))
    return {
        "both": ("発注先で、登壇もした", lambda: vendor & speaker),
        "vendor": ("発注先だけ", lambda: vendor & ~speaker),
        "speaker": ("登壇だけ", lambda: speaker & ~vendor),
    }


class PartFilters(ListFilters):
    q = PrintedName("団体名・所属（資料の表記）")
    part = ConditionsFilter("かかわり", parts(NOBODY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["part"].conditions = parts(self.request.user)


class PartTable(ListTable):
    name = tables.Column("団体", accessor="pk", order_by="sort_key")
    order_count = columns.Number("発注", order_by="order_count")
    orders = tables.Column("発注の内容", accessor="pk")
    speech_count = columns.Number("登壇", order_by="speech_count")
    speeches = tables.Column("登壇した人と行事", accessor="pk")

    def render_name(self, record: Any) -> SafeString | str:
        if may_open(self.request.user, record):
            return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.name)
        return self.value_name(record)

    def value_name(self, record: Any) -> str:
        """As the first document prints it that is read here."""
        printed = [order.vendor_name for order in record.orders_read]
        printed += [speech.affiliation for speech in record.speeches_read]
        return next((name for name in printed if name), "（名称の記載なし）")

    def render_order_count(self, value: int) -> str:
        return f"{value}件" if value else ""

    def render_orders(self, record: Any) -> SafeString:
        total = budget(record.orders_read)
        lines = [_line(order.pilot, f"{order.use} {order.shown}") for order in record.orders_read]
        if len(lines) > 1 and total.stated:
            lines.append(format_html('<b>計 {}</b> <span class="muted">{}</span>', total.shown,
                                     total.leaves_out))  # fmt: skip
        return _joined(lines)

    def value_orders(self, record: Any) -> str:
        return "\n".join(f"{_of(o.pilot)} {o.use} {o.shown}" for o in record.orders_read)

    def render_speech_count(self, value: int) -> str:
        return f"{value}回" if value else ""

    def render_speeches(self, record: Any) -> SafeString:
        return _joined(
            [
                _line(s.event.pilot, f"{s.name}（{s.part or '役割の記載なし'}）{s.event.name}")
                for s in record.speeches_read
            ]
        )

    def value_speeches(self, record: Any) -> str:
        return "\n".join(
            f"{_of(s.event.pilot)} {s.name} {s.part} {s.event.name}" for s in record.speeches_read
        )


def _of(pilot: Pilot) -> str:
    return f"{pilot.platform.municipality.name} {fiscal_year_label(pilot.fiscal_year)}"


def _line(pilot: Pilot, words: str) -> SafeString:
    return format_html(
        '<a href="{}">{}</a> {}', pilot.get_absolute_url(), _of(pilot), words.strip()
    )


def _joined(lines: list[SafeString]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


def _number(rows: QuerySet[Any], field: str) -> Coalesce:
    """How many of the rows name the organization."""
    own = rows.order_by().filter(**{field: OuterRef("pk")}).values(field)
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)


class PartList(ListPage):
    filterset_class = PartFilters
    table_class = PartTable
    title, unit, default_sort = "発注先・登壇の団体", "団体", "-speech_count"
    template_name = "answers.html"
    summary_template = "pilots/across/_untied.html"
    empty_hint = "発注先と登壇者に、登録した団体を結び付けると、ここに出ます。"
    asked: Permission = "view"

    def read(self, rows: Any) -> Any:
        """What is seen of such rows, or taken along in a file."""
        user = self.request.user
        return rows.visible_to(user) if self.asked == "view" else rows.permitted(user, self.asked)

    def records(self, permission: Permission) -> QuerySet[Any]:
        """Read through what names them: orders and appearances this person may know."""
        self.asked = permission
        orders = self.read(Procurement.objects.all())
        speeches = self.read(Speaker.objects.all())
        named = Q(pk__in=orders.values("vendor")) | Q(pk__in=speeches.values("organization"))
        found: QuerySet[Any] = Organization.objects.filter(named).annotate(
            order_count=_number(orders, "vendor"), speech_count=_number(speeches, "organization")
        )
        return found

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        orders = self.read(Procurement.objects.all()).select_related(PLACE)
        speeches = self.read(Speaker.objects.all()).select_related(f"event__{PLACE}")
        return rows.prefetch_related(
            Prefetch("procurements", orders, to_attr="orders_read"),
            Prefetch("speakers", speeches, to_attr="speeches_read"),
        )

    def extra_context(self) -> dict[str, Any]:
        """How many orders and speakers name no registered organization."""
        user = self.request.user
        orders = Procurement.objects.visible_to(user).filter(vendor=None).exclude(vendor_name="")
        speeches = Speaker.objects.visible_to(user).filter(organization=None)
        return {"orders_untied": orders.count(), "speeches_untied": speeches.count()}
