"""More legal forms are known of a name: what is derived from it is derived again, the name stays."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import migrations

from organizations.bodies.names import split_legal_form

CHUNK = 5_000


def derive_again(apps: Any, schema_editor: Any) -> None:
    """Only what differs is written, so that 100,000 organizations are read once and few written."""
    kind = apps.get_model("organizations", "Organization")
    stored = kind._base_manager.order_by("pk").values_list("pk", "name", "bare_name", "match_key")
    rest = iter(stored.iterator(chunk_size=CHUNK))
    while rows := list(islice(rest, CHUNK)):
        changed = []
        for pk, name, bare_name, match_key in rows:
            parsed = split_legal_form(name)
            if (parsed.bare_name, parsed.key) != (bare_name, match_key):
                changed.append(kind(pk=pk, bare_name=parsed.bare_name, match_key=parsed.key))
        kind._base_manager.bulk_update(changed, ["bare_name", "match_key"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0024_places_as_printed'),
    ]

    operations = [
        migrations.RunPython(derive_again, migrations.RunPython.noop),
    ]
