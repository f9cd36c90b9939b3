"""What migrations that bring rules to a database with data have in common."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

SHOWN = 20


def check_rows_first(app: str, operations: list[Any]) -> list[Any]:
    """The operations, and before them a look at the rows their rules would refuse.

    Nothing stored is changed silently: the migration stops, names the rows and says what is wrong
    with them, so that a person can put them right and run it again.
    """
    rules = [
        (op.model_name, op.constraint)
        for op in operations
        if isinstance(op, migrations.AddConstraint)
        and isinstance(op.constraint, models.CheckConstraint)
    ]

    def look(apps: Any, schema_editor: Any) -> None:
        broken = []
        for model_name, rule in rules:
            rows = apps.get_model(app, model_name)._base_manager.exclude(rule.condition)
            numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:SHOWN])
            if numbers:
                broken.append(f"{app}.{model_name} {numbers}: {rule.violation_error_message}")
        if broken:
            raise ValueError(
                "次の記録を直してから、もう一度実行してください。\n" + "\n".join(broken)
            )

    return [migrations.RunPython(look, migrations.RunPython.noop, elidable=True), *operations]
