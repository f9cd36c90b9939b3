"""The ten stages of every platform side by side: one row a platform, one column a stage."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import FilterSet

from casebook.models import STAGES, Phase, Stage, StageStatus
from casebook.tracker import in_effect
from organizations.models import Municipality, Platform
from organizations.places.filters import places_at
from platform_registry.access import Permission
from platform_registry.forms.ruled import record_number
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists.filters import OptionsFilter, SearchFilter
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.scopes import ALL
from platform_registry.lists.tables import ListTable

State = StageStatus.State
SHORT = {State.DONE: "済", State.UNDER_WAY: "取組中", State.NOT_STARTED: "未着手"}
UNTOLD = "記録なし"
YEARLY = [stage.number for stage in STAGES if stage.phase == Phase.RUNNING]


class AsOfYear(django_filters.ChoiceFilter):
    """Which year's states the cells show; every platform stays in the list."""

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            seen = StageStatus.objects.visible_to(self.parent.request.user)
            years = seen.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
            self.extra["choices"] = [(str(year), fiscal_year_label(year)) for year in years]
        return super().field

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def words(self, value: str) -> str:
        return f"{fiscal_year_label(int(value))}の時点"


class MatrixFilters(ListFilters):
    year = AsOfYear(label="時点の年度", empty_label="それぞれの最新の年度")
    q = SearchFilter("自治体・連携PF")
    prefecture = OptionsFilter(
        "都道府県", places_at("municipality__prefecture"), field_name="municipality__prefecture"
    )
    kind = OptionsFilter("自治体の区分", Municipality.Kind.choices, field_name="municipality__kind")


def states_of(platform: Any) -> tuple[int | None, dict[int, StageStatus]]:
    """The year shown of a platform and its states then; of rows of `StageMatrix.for_page`."""
    year = platform.as_of or max((s.fiscal_year for s in platform.states_read), default=None)
    return year, in_effect(platform.states_read, year or 0)


class StageColumn(tables.Column):
    def __init__(self, stage: Stage) -> None:
        heading = f"{stage.mark} {stage.short}"
        super().__init__(heading, accessor="pk", attrs={"td": {"class": "stage"}})


class MatrixTable(ListTable):
    """Ten columns more, one a stage, are added below."""

    municipality = tables.Column(
        "自治体・連携PF",
        accessor="municipality__name",
        order_by="municipality__code",
        attrs={"td": {"class": "place"}},
    )
    code = tables.Column("団体コード", accessor="municipality__code", visible=False)
    platform = tables.Column("連携PF", accessor="name", visible=False)
    year = tables.Column("年度", accessor="pk", visible=False)

    def render_municipality(self, value: str, record: Platform) -> SafeString:
        return format_html(
            '<a href="{}">{}</a> <span class="muted">{}<br>{}</span>',
            record.get_absolute_url(), value, record.name, self.value_year(record),
        )  # fmt: skip

    def value_municipality(self, value: str) -> str:
        return value

    def value_year(self, record: Platform) -> str:
        year, _ = states_of(record)
        return fiscal_year_label(year) if year else UNTOLD


def _cell(stage: Stage) -> Any:
    def render(table: Any, record: Platform) -> SafeString:
        status = states_of(record)[1].get(stage.number)
        if status is None:
            return format_html('ー<span class="visually-hidden">{}</span>', UNTOLD)
        return format_html(
            '<a class="stage-state {}" href="{}">{}</a>',
            status.state, reverse("stage", args=[record.pk, stage.number]),
            SHORT[State(status.state)],
        )  # fmt: skip

    return render


def _value(stage: Stage) -> Any:
    def value(table: Any, record: Platform) -> str:
        status = states_of(record)[1].get(stage.number)
        return status.get_state_display() if status else UNTOLD

    return value


def matrix_table() -> type[MatrixTable]:
    members: dict[str, Any] = {}
    for stage in STAGES:
        name = f"stage_{stage.number}"
        members[name] = StageColumn(stage)
        members[f"render_{name}"] = _cell(stage)
        members[f"value_{name}"] = _value(stage)
    return type("StageMatrixTable", (MatrixTable,), members)


def totals(statuses: QuerySet[Any], number: int, year: int | None) -> list[tuple[str, list[int]]]:
    """How many of ``number`` platforms stand in each state, stage by stage.

    The same reading of the years as `in_effect`, in the database: what was reached holds on, the
    last phase is about one year alone.
    """
    known = statuses.filter(fiscal_year__lte=year) if year else statuses
    later = StageStatus.objects.filter(
        platform=OuterRef("platform"), fiscal_year__gt=OuterRef("fiscal_year")
    )
    later = later.filter(fiscal_year__lte=year) if year else later
    held = ~Q(stage__in=YEARLY) & ~Exists(later.filter(stage=OuterRef("stage")))
    this_year = Q(fiscal_year=year) if year else ~Exists(later)
    counted = known.filter(held | Q(stage__in=YEARLY) & this_year)
    rows = counted.order_by().values_list("stage", "state").annotate(n=Count("pk"))
    found = {(stage, state): n for stage, state, n in rows}
    lines = [
        (str(state.label), [found.get((stage.number, state), 0) for stage in STAGES])
        for state in (State.DONE, State.UNDER_WAY, State.NOT_STARTED)
    ]
    told = [sum(numbers) for numbers in zip(*(line for _, line in lines), strict=True)]
    return [*lines, (UNTOLD, [number - n for n in told])]


class StageMatrix(ListPage):
    queryset = Platform.objects.all()
    filterset_class = MatrixFilters
    table_class = matrix_table()
    title, unit, default_sort = "10の行程の進み具合", "連携PF", "municipality"
    template_name = "answers.html"
    opens_on = ALL
    summary_template = "casebook/learning/_matrix_totals.html"
    empty_hint = "行程の状態は、連携PFのページの行程から記録します。"

    year: int | None = None

    def filters(self, permission: Permission) -> FilterSet:
        """A year nobody has recorded is told on the page, and not used."""
        filterset = super().filters(permission)
        self.year = record_number(filterset.form.cleaned_data.get("year") or "")
        return filterset

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        statuses = StageStatus.objects.visible_to(self.request.user).order_by("fiscal_year")
        if self.year:
            statuses = statuses.filter(fiscal_year__lte=self.year)
        as_of = Value(self.year, output_field=IntegerField(null=True))
        read = Prefetch("stage_statuses", statuses, to_attr="states_read")
        rows = rows.annotate(as_of=as_of)
        return rows.select_related("municipality").prefetch_related(read)

    def extra_context(self) -> dict[str, Any]:
        found = self.filters("view").qs
        statuses = StageStatus.objects.visible_to(self.request.user)
        statuses = statuses.filter(platform__in=found.order_by().values("pk"))
        return {"stages": STAGES, "totals": totals(statuses, found.count(), self.year)}
