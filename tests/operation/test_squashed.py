"""A new installation goes the short way, an older one the long way; both arrive at one place."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.test import override_settings


def test_both_ways_lead_to_the_same_tables() -> None:
    """Columns, rules and indexes are compared as the migrations tell them: the tables are made of
    nothing else. To fill two databases would take longer than the rest of this folder."""
    with override_settings(MIGRATION_MODULES={}):  # the suite itself does without them
        short = MigrationLoader(None)
        long = MigrationLoader(None, replace_migrations=False)
    squashed = short.replacements
    by_short = _tables(short, [*squashed])
    by_long = _tables(long, [squashed[node].replaces[-1] for node in squashed])
    assert {app for app, _ in squashed} == {app for app, _ in by_long}
    assert set(by_short) == set(by_long)
    assert [key for key in by_short if by_short[key] != by_long[key]] == []


def _tables(loader: MigrationLoader, nodes: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    apps = {app for app, _ in nodes}
    models: dict[tuple[str, str], Any] = loader.project_state(nodes).models
    return {key: model for key, model in models.items() if key[0] in apps}
