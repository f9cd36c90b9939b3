"""How lists of the administration are narrowed: only by what this person's records say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, Model, OuterRef

from platform_registry.access import rows_of
from platform_registry.admin.columns import PLACE
from platform_registry.japanese import fiscal_year_label
from platform_registry.records.ownership import owner_names, way_to


def sees_several(user: Any) -> bool:
    """Works for more than one municipality, so that each record's own must be told."""
    return bool(user.is_superuser or len(user.municipality_ids("administer")) > 1)


def place_path(model: type[Model]) -> str:
    """How a record of this kind names its municipality; "" for what belongs to none."""
    if not owner_names(model):
        return ""
    place: type[Model] = apps.get_model(PLACE)
    try:
        return way_to(model, place).removesuffix("__")
    except ImproperlyConfigured:  # beside a record of any kind; it keeps whose that is
        return "municipality"


class MunicipalityFilter(admin.SimpleListFilter):
    """For those who see several; offered is who has records of the kind."""

    title, parameter_name = "自治体", "place"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        self.path = place_path(model_admin.model)
        rows = model_admin.get_queryset(request).order_by()
        # Asked of each municipality: an index tells; a list of millions isn't run through.
        theirs = Exists(rows.filter(**{self.path: OuterRef("pk")}))
        places: Any = apps.get_model(PLACE)._default_manager.filter(theirs)
        places = places.select_related("prefecture", "city").order_by("code")
        return [(str(place.pk), str(place)) for place in places]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(**{self.path: self.value()})


class FiscalYears(FieldListFilter):
    """令和5年度, of the years that occur in this person's records."""

    def __init__(
        self, field: Any, request: Any, params: Any, model: Any, desk: Any, field_path: str
    ) -> None:
        self.asked = field_path
        rows = desk.get_queryset(request).order_by(f"-{field_path}")
        self.years = [*rows.values_list(field_path, flat=True).distinct()]
        super().__init__(field, request, params, model, desk, field_path)
        self.chosen = params.get(field_path, [None])[-1]

    def has_output(self) -> bool:
        return len(self.years) > 1

    def expected_parameters(self) -> list[str | None]:
        return [self.asked]

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield {
            "selected": self.chosen is None,
            "query_string": changelist.get_query_string(remove=[self.asked]),
            "display": "全て",
        }
        for year in self.years:
            yield {
                "selected": self.chosen == str(year),
                "query_string": changelist.get_query_string({self.asked: year}),
                "display": "記載なし" if year is None else fiscal_year_label(year),
            }


class VisibleChoices(RelatedFieldListFilter):
    """By a related record that stands in one this person sees."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        rows = model_admin.get_queryset(request).order_by()
        named = Exists(rows.filter(**{field.name: OuterRef("pk")}))
        known = rows_of(field.related_model).visible_to(request.user).filter(named)
        return [(record.pk, str(record)) for record in known]


def narrowed_by(model: type[Model], name: Any) -> Any:
    """The filter for a field; one that is no plain name stays as it is."""
    if not isinstance(name, str):
        return name
    *above, last = name.split("__")
    if last == "fiscal_year":
        return name, FiscalYears
    related = not above and model._meta.get_field(name).is_relation
    return (name, VisibleChoices) if related else name
