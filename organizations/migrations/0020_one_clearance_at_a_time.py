"""Clearances of one person for the same matters on the same days: all but one of them end.

Ending one ended nothing. Of those that were given the one in force stays that lasts the longest.
"""

from datetime import date
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

SAME = ("user_id", "platform_id", "layer_id")


def end_doubles(apps: Any, schema_editor: Any) -> None:
    clearances = apps.get_model("organizations", "Clearance")._base_manager
    still = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    given = clearances.filter(still, ended_at=None, given_at__isnull=False).order_by(*SAME, "pk")
    doubles: list[int] = []
    for _, rows in groupby(given, lambda row: [getattr(row, name) for name in SAME]):
        doubles += _doubles([*rows])
    clearances.filter(pk__in=doubles).update(ended_at=timezone.now())


def _doubles(rows: list[Any]) -> list[int]:
    today = timezone.localdate()
    rows.sort(key=lambda row: (row.pledged_on > today, -(row.ends_on or date.max).toordinal()))
    kept: list[Any] = []
    for row in rows:
        if not any(_share_a_day(row, other) for other in kept):
            kept.append(row)
    return [row.pk for row in rows if row not in kept]


def _share_a_day(one: Any, other: Any) -> bool:
    begun = other.ends_on is None or one.pledged_on <= other.ends_on
    return begun and (one.ends_on is None or other.pledged_on <= one.ends_on)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0019_counted_numbers")]

    operations = [migrations.RunPython(end_doubles, migrations.RunPython.noop)]
