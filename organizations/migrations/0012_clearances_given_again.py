"""Clearances of the time before anybody had to give them end, or wait for being given.

Whoever had one had perhaps written it for himself, and nothing says who gave it. One that a person
wrote for himself, or that has no last day, ends; the others wait in the administrators' list.
"""

from typing import Any

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone


def give_again(apps: Any, schema_editor: Any) -> None:
    clearances = apps.get_model("organizations", "Clearance").objects
    nobody_s = clearances.filter(given_by=None, given_at__isnull=False, ended_at=None)
    nobody_s.filter(Q(created_by=F("user")) | Q(ends_on=None)).update(ended_at=timezone.now())
    nobody_s.update(given_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ("organizations", "0011_rules"),
    ]

    operations = [
        migrations.RunPython(give_again, migrations.RunPython.noop),
    ]
