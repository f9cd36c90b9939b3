"""The way from an empty database to today's tables, which the suite itself makes from the models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database of this vendor without a single table."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    name = f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    server = os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(server)) as operator:
        operator.autocommit = True
        cursor = operator.cursor()
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(database: str, *command: str) -> subprocess.CompletedProcess[str]:
    ours = {
        "DATABASE_URL": database,
        "DEBUG": "true",
        "DJANGO_SETTINGS_MODULE": "platform_registry.settings",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
    )


def test_an_empty_database_gets_every_table(empty_database: str) -> None:
    before = manage(empty_database, "migrate", "--check")
    assert before.returncode == 1
    done = manage(empty_database, "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    assert manage(empty_database, "migrate", "--check").returncode == 0
    # Every column the models name is there: one row of each is asked for.
    dumped = manage(empty_database, "dumpdata", "--verbosity", "0")
    assert dumped.returncode == 0, dumped.stderr
