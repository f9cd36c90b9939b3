"""A copy of the whole database in a folder, with its checksum, and the way back.

Everything the registry keeps lies in the database, uploaded files too. A backup is a folder with
``database.sqlite3`` or ``database.sql`` and ``manifest.json``; it is made while the site runs.
SQLite is copied by its own online backup, PostgreSQL by its pg_dump and psql.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from platform_registry.operation.readiness import applied_migrations, known_migrations
from platform_registry.search.grams import WITHOUT_FUNCTION

FORMAT = 1
MANIFEST = "manifest.json"


class BackupProblem(Exception):
    """Its text says what is wrong and what to do."""


@dataclass(frozen=True)
class Manifest:
    format: int
    vendor: str  # sqlite | postgresql
    made_at: str  # ISO 8601
    file: str
    size: int  # bytes
    sha256: str
    migrations: list[list[str]]  # [app, name], of the database that was copied


def back_up(folder: Path) -> Path:
    """Write a new backup into the folder; gives its own folder. Nothing is left of a failed one."""
    if not applied_migrations():
        raise BackupProblem(
            "データベースはまだ空です。はじめに python manage.py setup を実行してください。"
        )
    _clear_abandoned(folder)
    target = _free_name(folder, f"registry-{timezone.localtime():%Y%m%d-%H%M%S}")
    partial = target.with_name(f"{target.name}.partial")
    with _said_plainly(folder):
        partial.mkdir(mode=0o700, parents=True)  # everything the registry knows lies in it
        try:
            _write(partial)
            partial.rename(target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return target


def _free_name(folder: Path, name: str) -> Path:
    """Two may be made within one second: a restore first keeps what it replaces."""
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(folder / free for free in names if not (folder / free).exists())


def _clear_abandoned(folder: Path) -> None:
    """What a backup that was killed left behind: a day later it isn't being written any more."""
    yesterday = time.time() - 24 * 3600
    for partial in folder.glob("registry-*.partial"):
        if partial.stat().st_mtime < yesterday:
            shutil.rmtree(partial, ignore_errors=True)


def _write(folder: Path) -> None:
    copy = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
    migrations = sorted([list(migration) for migration in applied_migrations()])
    file = copy(folder)
    manifest = Manifest(
        FORMAT, connection.vendor, timezone.now().isoformat(timespec="seconds"), file.name,
        file.stat().st_size, _sha256(file), migrations,
    )  # fmt: skip
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    for written in folder.iterdir():
        written.chmod(0o600)  # copied elsewhere, it is still its owner's alone


def restore(backup: Path, *, replace: bool) -> Path | None:
    """Put a backup in the database's place; what stood there is backed up first, beside it.

    Gives the folder of that copy, None where the database was empty.
    """
    manifest = checked(backup)
    full = bool(connection.introspection.table_names())
    if full and not replace:
        raise BackupProblem(
            "データベースに記録があります。置き換えるときは、--replace を付けて実行してください。"
            "いまの記録は、その前に控えられます。"
        )
    before = back_up(backup.parent) if full else None
    connection.close()
    with _said_plainly(backup):
        if manifest.vendor == "sqlite":
            _restore_sqlite(backup / manifest.file)
        else:
            _restore_postgresql(backup / manifest.file)
    return before


def checked(backup: Path) -> Manifest:
    """The manifest of a backup that is whole and of this program's kind."""
    try:
        manifest = Manifest(**json.loads((backup / MANIFEST).read_text(encoding="utf-8")))
        timezone.localtime(datetime.fromisoformat(manifest.made_at))
        newer = manifest.format != FORMAT or _unknown(manifest)
        sha256 = _sha256(backup / manifest.file)
    except (OSError, ValueError, TypeError) as error:
        raise BackupProblem(f"{backup} はバックアップのフォルダーではありません。") from error
    if newer:
        raise BackupProblem(
            "このバックアップは、いまのプログラムより新しい版で作られています。"
            "新しい版のプログラムを入れてから、もう一度実行してください。"
        )
    if sha256 != manifest.sha256:
        raise BackupProblem(
            "バックアップの中身が、作ったときと違います（壊れているか、書き換えられています）。"
            "別のバックアップを使ってください。"
        )
    if manifest.vendor != connection.vendor:
        raise BackupProblem(
            f"このバックアップは {manifest.vendor} のもので、いまのデータベースは "
            f"{connection.vendor} です。同じ種類のデータベースに戻してください。"
        )
    return manifest


def is_older(manifest: Manifest) -> bool:
    return bool(known_migrations() - {(app, name) for app, name in manifest.migrations})


def _unknown(manifest: Manifest) -> bool:
    return bool({(app, name) for app, name in manifest.migrations} - known_migrations())


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise BackupProblem(
            f"{error.filename or folder} に書き込めません（{reason}）。"
            "空き容量と、書き込む権限を確かめてください。"
        ) from error
    except sqlite3.Error as error:
        raise BackupProblem(f"データベースを写せませんでした（{error}）。") from error


# ------------------------------------------------------------------ SQLite


def _copy_sqlite(folder: Path) -> Path:
    file = folder / "database.sqlite3"
    with (
        closing(_to_be_read(Path(connection.settings_dict["NAME"]))) as origin,
        closing(sqlite3.connect(file)) as copy,
    ):
        origin.backup(copy)
    return file


def _to_be_read(file: Path) -> sqlite3.Connection:
    """Escaped: behind a # or ? in its name SQLite would open, or make, another file."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _restore_sqlite(file: Path) -> None:
    """In one transaction of the database that is there: a running site sees all of it or nothing."""
    target = connection.settings_dict["NAME"]
    with (
        closing(_to_be_read(file)) as origin,
        closing(sqlite3.connect(target)) as database,
    ):
        if origin.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupProblem("バックアップのデータベースが壊れています。")
        origin.backup(database)


# ------------------------------------------------------------------ PostgreSQL


def _dump_postgresql(folder: Path) -> Path:
    file = folder / "database.sql"
    _run("pg_dump", "--no-owner", "--no-privileges", f"--file={file}")
    return file


def _restore_postgresql(file: Path) -> None:
    """In one transaction: the tables that are there go, and with them the function their indexes
    are made by; those of the backup come."""
    commands = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    if tables := connection.introspection.table_names():
        names = ", ".join(connection.ops.quote_name(name) for name in tables)
        commands.append(f"--command=DROP TABLE {names} CASCADE")
    commands.append(f"--command={WITHOUT_FUNCTION}")
    connection.close()
    _run("psql", *commands, f"--file={file}")


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise BackupProblem(
            f"{program} が見つかりません。PostgreSQLのクライアント（データベースと同じか新しい版）を"
            "入れてください。"
        )
    settings: dict[str, Any] = connection.settings_dict
    address, secrets = connection.client.settings_to_cmd_args_env(settings, [])
    done = subprocess.run(
        [program, *arguments, *address[1:]],
        env={**os.environ, **(secrets or {})},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["理由は分かりません"])[-1]
        raise BackupProblem(f"{program} が終わりませんでした（{reason}）。")
