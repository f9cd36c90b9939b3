"""Whether the site can do its work: what a proxy or an operator asks before relying on it.

A floor adds what it needs by ``@needed``; the function says in one sentence what is missing and
what to do, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Need = Callable[[], str]
Migration = tuple[str, str]

NO_DATABASE = (
    "データベースに接続できません。データベースが動いているかと、環境変数 DATABASE_URL を"
    "確かめてください（{}）。"
)
NEWER_DATABASE = (
    "データベースは、このプログラムより新しい版で使われたものです（{}）。"
    "新しい版のプログラムを入れてください。"
)
OLDER_DATABASE = (
    "データベースの準備が済んでいません。python manage.py setup を実行してください（{}）。"
)

_needs: list[Need] = []


def needed(need: Need) -> Need:
    _needs.append(need)
    return need


def shortcomings() -> Iterator[str]:
    """What is missing; nothing else is asked where the database is not as it should be."""
    if problem := database_problem():
        yield problem
        return
    for need in _needs:
        if sentence := need():
            yield sentence


def database_problem(*, may_be_older: bool = False) -> str:
    """Why this database can't be used as it is; empty where it can."""
    try:
        applied = applied_migrations()
    except Error as error:
        return NO_DATABASE.format(" ".join(str(error).split())[:200])
    known = known_migrations()
    if unknown := applied - known:
        return NEWER_DATABASE.format(_first(unknown))
    missing = known - applied
    return OLDER_DATABASE.format(_first(missing)) if missing and not may_be_older else ""


def applied_migrations() -> set[Migration]:
    return set(MigrationRecorder(connection).applied_migrations())


def known_migrations() -> set[Migration]:
    return set(MigrationLoader(None).disk_migrations)


def _first(migrations: set[Migration]) -> str:
    return ".".join(min(migrations))
