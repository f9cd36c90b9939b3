"""A database of its own, for what goes the way of the migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.db import connection


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of this vendor without a single table."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite3'}"
        return
    name = f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    server = os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(server)) as operator:
        operator.autocommit = True
        cursor = operator.cursor()
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
