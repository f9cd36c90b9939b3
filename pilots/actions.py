"""Everything that is written about pilots beyond a single record, as verbs."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from organizations.models import User
from pilots.models import Kpi, Pilot

KEPT = ("platform", "name", "detail_name", "work", "department", "content", "method", "target",
        "aim", "ingenuity")  # fmt: skip


@transaction.atomic
def copy_to_next_year(pilot: Pilot, *, by: User) -> Pilot:
    """Plan and indicators carried into the next fiscal year; money and results are not."""
    year = pilot.fiscal_year + 1
    others = Pilot.objects.filter(platform=pilot.platform, fiscal_year=year)
    number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    copied = Pilot(fiscal_year=year, number=number, **{name: getattr(pilot, name) for name in KEPT})
    copied.stamp(by)
    copied.save()
    for kpi in pilot.kpis.all():
        made = Kpi(
            pilot=copied, number=kpi.number, origin=kpi.origin, type=kpi.type, label=kpi.label,
            unit=kpi.unit, goal=kpi.goal,
        )  # fmt: skip
        made.stamp(by)
        made.save()
    return copied
