"""New rules for a database with data: what they would refuse is told before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldError
from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import Count

SHOWN = 20
PUT_RIGHT = (
    "次の記録が新しい版の決まりに合わないため、データベースはまだ何も変えていません。\n"
    "いままでの版のプログラムで直してから、もう一度実行してください。\n{}"
)


def look_first(plan: Iterable[Any], apps: Any, using: str, **_: Any) -> None:
    """Before the first migration of a plan: raises CommandError that names the rows to put right.

    Nothing stored is changed silently; and a database migrated by half would serve neither version.
    """
    broken = [line for app, rule in _new_rules(plan) for line in _refused(rule, app, apps, using)]
    if broken:
        raise CommandError(PUT_RIGHT.format("\n".join(broken)))


def _new_rules(plan: Iterable[Any]) -> list[tuple[str, migrations.AddConstraint]]:
    """(app, operation) of every rule that holds when the plan is through."""
    rules = {}
    for migration, backwards in plan:
        for operation in () if backwards else migration.operations:
            if isinstance(operation, migrations.AddConstraint):
                key = (migration.app_label, operation.constraint.name)
                rules[key] = operation
            elif isinstance(operation, migrations.RemoveConstraint):
                rules.pop((migration.app_label, operation.name), None)
    return [
        (app, operation)
        for (app, _), operation in rules.items()
        if isinstance(operation.constraint, models.CheckConstraint) or _in_any_case(operation)
    ]


def _in_any_case(operation: Any) -> bool:
    """Whether the rule wants a text once, in large or small letters."""
    return bool(getattr(operation.constraint, "expressions", ()))


def _broken(rule: Any, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    if isinstance(rule, models.CheckConstraint):
        return rows.exclude(rule.condition)
    made: Any = rows.annotate(_made=rule.expressions[0])
    times = made.order_by().values("_made").annotate(_times=Count("pk")).filter(_times__gt=1)
    doubles: models.QuerySet[Any] = made.filter(_made__in=times.values("_made"))
    return doubles


def _refused(operation: Any, app: str, apps: Any, using: str) -> Iterator[str]:
    """A table or a field that the plan itself brings is filled by it as its rules ask."""
    rule = operation.constraint
    try:
        model = apps.get_model(app, operation.model_name)
        rows = _broken(rule, model._base_manager.using(using).all())
    except (LookupError, FieldError):
        return
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    if numbers:
        shown = "、".join(str(number) for number in numbers[:SHOWN])
        more = f"、ほか{len(numbers) - SHOWN}件" if len(numbers) > SHOWN else ""
        fields = [str(model._meta.get_field(n).verbose_name) for n in _spoken_of(rule)]
        yield (
            f"・{model._meta.verbose_name}（番号 {shown}{more}）の「{'・'.join(fields)}」："
            f"{rule.violation_error_message}"
            f"（管理画面では /admin/{app}/{operation.model_name}/番号/change/）"
        )


def _spoken_of(rule: Any) -> list[str]:
    if not getattr(rule, "expressions", ()):
        return _fields(rule.condition)
    parts: list[Any] = [part for made in rule.expressions for part in made.flatten()]
    return [part.name for part in parts if hasattr(part, "name")]


def _fields(condition: models.Q) -> list[str]:
    """The fields a rule speaks of, each once."""
    found: list[str] = []
    parts: list[Any] = condition.children
    for part in parts:
        found += _fields(part) if isinstance(part, models.Q) else [part[0].split("__")[0]]
    return list(dict.fromkeys(found))
