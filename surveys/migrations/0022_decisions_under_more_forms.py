"""More legal forms are known of a name: decisions about written names stand under the new keys."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from surveys.importing.matching.candidates import decision_key


def decide_again(apps: Any, schema_editor: Any) -> None:
    """Where two spellings became one, the later decision counts."""
    kind = apps.get_model("surveys", "NameDecision")
    seen: set[tuple[Any, ...]] = set()
    changed, outdated = [], []
    for decision in kind._base_manager.order_by("-decided_at", "-pk").iterator():
        key = decision_key(decision.written)
        means = (decision.municipality_id, key)
        named = {(*means, decision.organization_id), *([means] if decision.same else [])}
        if seen & named:
            outdated.append(decision.pk)
            continue
        seen |= named
        if key != decision.key:
            decision.key = key
            changed.append(decision)
    kind._base_manager.filter(pk__in=outdated).delete()
    _write(kind, changed)


def _write(kind: Any, changed: list[Any]) -> None:
    """In two steps: the new key of one may be the old key of another."""
    for key in ({decision.pk: f"~{decision.pk}" for decision in changed},
                {decision.pk: decision.key for decision in changed}):
        rows = [kind(pk=pk, key=text) for pk, text in key.items()]
        kind._base_manager.bulk_update(rows, ["key"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0021_reading_in_background'),
    ]

    operations = [
        migrations.RunPython(decide_again, migrations.RunPython.noop),
    ]
