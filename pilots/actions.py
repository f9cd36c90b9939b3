"""Everything that is written about pilots beyond a single record, as verbs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from organizations.models import User
from organizations.own.actions import values_fit_their_fields
from organizations.own.definitions import fields_numbered
from organizations.own.models import numbers_in
from organizations.support.actions import only_words_of_the_place
from pilots.models import Kpi, Pilot
from platform_registry import actions as door
from platform_registry.japanese import fiscal_year_label

KEPT = ("platform", "name", "detail_name", "work", "department", "content", "method", "target",
        "aim", "ingenuity")  # fmt: skip

# What was only said of the results in words is of that year alone.
_INDICATOR = Q(origin=Kpi.Origin.PLANNED) | Q(type__in=[Kpi.Type.NUMBER, Kpi.Type.RATIO])


door.follows(Pilot)(only_words_of_the_place)
door.follows(Pilot)(values_fit_their_fields)


def next_year_of(pilot: Pilot) -> Pilot | None:
    """The pilot of the same name a year later."""
    others = Pilot.objects.filter(platform=pilot.platform_id, name=pilot.name)
    return others.filter(fiscal_year=pilot.fiscal_year + 1).first()


@transaction.atomic
def copy_to_next_year(pilot: Pilot, *, by: User) -> Pilot:
    """Plan, target groups and indicators carried over; money and results are not.

    ValidationError where the next year has a pilot of this name already.
    """
    Pilot.objects.select_for_update().get(pk=pilot.pk)  # pressed twice, one waits for the other
    year = pilot.fiscal_year + 1
    if next_year_of(pilot) is not None:
        raise ValidationError(
            f"{fiscal_year_label(year)}の「{pilot}」は、すでに登録されています。この画面で直してください。"
        )
    others = Pilot.objects.filter(platform=pilot.platform, fiscal_year=year)
    number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    copied = Pilot(fiscal_year=year, number=number, **{name: getattr(pilot, name) for name in KEPT})
    fields = fields_numbered(numbers_in(pilot.own).values()).values()
    in_use = {field.key for field in fields if field.active}
    copied.own = {key: value for key, value in pilot.own.items() if key in in_use}
    door.save(copied, by=by, many={"targets": pilot.targets.all()})
    for kpi in pilot.kpis.filter(_INDICATOR):
        made = Kpi(
            pilot=copied, number=kpi.number, origin=kpi.origin, type=kpi.type, label=kpi.label,
            unit=kpi.unit, goal=kpi.goal,
        )  # fmt: skip
        door.save(made, by=by)
    return copied
