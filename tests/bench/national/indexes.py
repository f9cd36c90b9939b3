"""What the indexes that the lists walk cost those who write: the same rows with and without them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from django.db import connection, transaction
from django.db.models import Model

from organizations.models import Municipality, Organization, SupportActivity, Term
from tests.bench.measure import Line, Told, seconds

ROWS, ROUNDS = 2_000, 5
WALKED = {
    Organization: (
        "organization_by_name", "organization_by_day", "organization_by_form", "organization_not_active",
    ),
    SupportActivity: ("activity_of_organization",),
}  # fmt: skip


def cost_of_indexes() -> Iterator[Line]:
    with_them = median(_written(without=False) for _ in range(ROUNDS))
    without = median(_written(without=True) for _ in range(ROUNDS))
    words = f"{ROWS:,}団体とその活動を書く時間、一覧の索引があるとき"
    yield Told(words, with_them * 1_000, "ms")
    yield Told("同、索引がないときに対して", with_them / without, "倍")


def _written(*, without: bool) -> float:
    """Seconds; nothing of it stays."""
    town = Municipality.objects.get(code="131083")
    rows = [
        Organization(municipality=town, name=f"架空の会{n}", sort_key=f"カクウ{n * 7919 % ROWS}")
        for n in range(ROWS)
    ]
    with transaction.atomic():
        for model, names in WALKED.items() if without else ():
            _drop(model, names)
        took, _ = seconds(lambda: _write(rows))
        transaction.set_rollback(True)
    return took


def _write(rows: list[Organization]) -> None:
    function = Term.objects.functions()[0]
    bodies = Organization.objects.bulk_create(rows)
    SupportActivity.objects.bulk_create(
        SupportActivity(organization=body, function=function) for body in bodies
    )


def _drop(model: type[Model], names: tuple[str, ...]) -> None:
    """By hand: SQLite's schema editor wouldn't begin inside a transaction."""
    there = {index.name for index in model._meta.indexes}
    assert there.issuperset(names), names
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP INDEX "{name}"')
