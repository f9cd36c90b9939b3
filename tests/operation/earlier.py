"""A database as the version before left it, brought to this one by the migrations themselves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

# The last migrations of the version before.
BEFORE = {
    "organizations": "0006_choose_statement",
    "surveys": "0004_years_within_reason",
    "pilots": "0003_years_within_reason",
    "meetings": "0004_years_within_reason",
    "casebook": "0005_years_within_reason",
}
# Change neither columns nor rows. A database is looked through for them (`look_first`), and with
# them the way takes three times as long.
RULES = (
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.AlterConstraint,
    migrations.AlterField,
)


@contextmanager
def used(database: Any) -> Iterator[None]:
    """Everything inside reads and writes this database."""
    usual = connections["default"]
    connections["default"] = database
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"] = usual
        ContentType.objects.clear_cache()


class Earlier:
    """``rows("meetings.Meeting")`` are the rows of a table as the version before knew it."""

    said = ""  # by the migrations, to the person who upgrades

    def __init__(self, address: str) -> None:
        name = urlsplit(address).path[1:]
        settings = {**connection.settings_dict, "NAME": name}
        self.database = type(connections["default"])(settings, alias="default")
        with used(self.database):
            self._make_tables()

    def _make_tables(self) -> None:
        with override_settings(MIGRATION_MODULES={}):  # the suite itself does without them
            self._note_what_was_done()
            self.executor = MigrationExecutor(connections["default"])
        self.state = self.executor.loader.project_state(self.before)
        with connection.schema_editor() as editor:
            for model in self.state.apps.get_models():
                if not model._meta.proxy and model._meta.managed:
                    editor.create_model(model)

    def _note_what_was_done(self) -> None:
        """As in an installation of then, which goes on step by step, not by the squashed ones."""
        graph = MigrationLoader(None, replace_migrations=False).graph
        libraries = {app: name for app, name in graph.leaf_nodes() if app != "platform_registry"}
        self.before = [*(libraries | BEFORE).items()]  # the kit had no tables then
        recorder = MigrationRecorder(connections["default"])
        recorder.ensure_schema()
        for node in {node for start in self.before for node in graph.forwards_plan(start)}:
            recorder.record_applied(*node)

    def rows(self, label: str) -> Any:
        return self.state.apps.get_model(label)._base_manager

    def kind(self, label: str) -> Any:
        app, model = label.lower().split(".")
        types = self.rows("contenttypes.ContentType")
        return types.get_or_create(app_label=app, model=model)[0]

    def upgrade(self) -> None:
        with redirect_stdout(io.StringIO()) as said:
            self._migrate()
        self.said = said.getvalue()

    def _migrate(self) -> None:
        graph = self.executor.loader.graph
        done = {node for start in self.before for node in graph.forwards_plan(start)}
        state = self.state
        for leaf in graph.leaf_nodes():
            for node in graph.forwards_plan(leaf):
                if node not in done:
                    state = self._apply(graph.nodes[node], state)
                    done.add(node)

    def _apply(self, migration: Any, state: Any) -> Any:
        if all(isinstance(operation, RULES) for operation in migration.operations):
            state.__dict__.pop("apps", None)  # made again only where it is needed
            return migration.mutate_state(state, preserve=False)
        return self.executor.apply_migration(state, migration)
