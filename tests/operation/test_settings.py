"""What a host sets by environment variables, and that the database really is set up for many."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from organizations.models import Municipality
from tests.factories.municipality import MunicipalityFactory

PRODUCTION = {
    "SECRET_KEY": "a-key-for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "registry.example",
}
DEMO = {"DEBUG": "true"}


def environment(variables: dict[str, str], folder: Path) -> dict[str, str]:
    """A host's environment: nothing of this suite's own, an empty database in the folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {"DATABASE_URL": f"sqlite:///{folder / 'host.sqlite3'}"} | variables


def manage(
    command: list[str], variables: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment(variables, folder),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("DEBUG", "ja"),
        ("HTTPS", "はい"),
        ("IMPORT_SECONDS", "one minute"),
        ("SESSION_HOURS", "9h"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "データベース"),
    ],
)
def test_a_word_that_cannot_be_understood_names_its_variable(
    name: str, word: str, tmp_path: Path
) -> None:
    ended = manage(["check"], PRODUCTION | {name: word}, tmp_path)
    assert ended.returncode != 0
    assert ended.stderr.startswith(f"環境変数 {name} の値を読み取れません。")


@pytest.mark.parametrize("key", ["", "short", "a" * 60])
def test_without_a_good_secret_key_the_site_says_what_to_set(key: str, tmp_path: Path) -> None:
    ended = manage(["check"], {"SECRET_KEY": key}, tmp_path)
    assert ended.returncode != 0
    assert ended.stderr.startswith("環境変数 SECRET_KEY を設定してください")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("ALLOWED_HOSTS", ""),
        ("CSRF_TRUSTED_ORIGINS", "registry.example"),
        ("SCRIPT_NAME", "registry"),
        ("DATABASE_URL", "mysql://db/registry"),
        ("SESSION_HOURS", "0"),
        ("HSTS_SECONDS", "-5"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_words(
    name: str, word: str, tmp_path: Path
) -> None:
    ended = manage(["check"], PRODUCTION | {name: word}, tmp_path)
    assert ended.returncode != 0
    assert ended.stderr.startswith(f"環境変数 {name} ")


@pytest.mark.parametrize("folder", ["", "data"])
def test_data_lie_at_an_absolute_place(folder: str, tmp_path: Path) -> None:
    ended = manage(["check"], PRODUCTION | {"DATABASE_URL": "", "DATA_DIR": folder}, tmp_path)
    assert ended.returncode != 0
    assert ended.stderr.startswith("環境変数 DATA_DIR に")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    ended = manage(["check"], PRODUCTION | {"DATA_DIR": "/dev/null/data"}, tmp_path)
    assert ended.returncode != 0
    assert ended.stderr.startswith("環境変数 DATA_DIR のフォルダー「/dev/null/data」を作れません")


def test_data_do_not_lie_where_the_program_does(tmp_path: Path) -> None:
    ended = manage(["check"], PRODUCTION | {"DATABASE_URL": ""}, tmp_path)
    assert ended.returncode != 0
    assert "DATA_DIR に、データを置くフォルダー" in ended.stderr


@pytest.mark.parametrize(
    "wish", [{}, {"HTTPS": "false"}, {"HSTS_SECONDS": "0"}, {"HTTPS": "false", "HSTS_SECONDS": "0"}]
)
def test_a_production_host_passes_the_deployment_check(
    tmp_path: Path, wish: dict[str, str]
) -> None:
    ended = manage(["check", "--deploy", "--fail-level", "WARNING"], PRODUCTION | wish, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout


def test_the_demo_command_keeps_away_from_a_production_host(tmp_path: Path) -> None:
    ended = manage(["demo"], PRODUCTION, tmp_path)
    assert ended.returncode != 0
    assert "DEBUG=true のときだけ" in ended.stderr


def test_the_demo_command_names_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = manage(["demo", "--port", port], DEMO, tmp_path)
    assert ended.returncode != 0
    assert f"ポート {port} はほかのプログラムが使っています" in ended.stderr


# ------------------------------------------------------------------ sub-path


def test_the_site_works_under_a_sub_path(tmp_path: Path) -> None:
    with gunicorn(DEMO | {"SCRIPT_NAME": "/registry"}, tmp_path) as address:
        page = urlopen(f"{address}/registry/login/").read().decode()
        styles = re.findall(r'href="([^"]+\.css)"', page)
        scripts = re.findall(r'src="([^"]+\.js)"', page)
        assert styles
        for link in [*styles, *scripts]:
            assert link.startswith("/registry/static/")
            assert urlopen(f"{address}{link}").status == 200


@contextmanager
def gunicorn(variables: dict[str, str], folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "platform_registry.wsgi", "--bind", address[7:]],
        cwd=settings.BASE_DIR,
        env=environment(variables, folder),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_open(port)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_until_open(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise URLError("The server did not start.")


# ------------------------------------------------------------------ SQLite

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of SQLite")


@sqlite_only
@pytest.mark.django_db
def test_sqlite_is_set_up_for_several_people() -> None:
    def pragma(name: str) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 1  # normal
    assert pragma("busy_timeout") == 20_000
    assert pragma("foreign_keys") == 1
    assert connection.transaction_mode == "IMMEDIATE"


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_lose_nothing() -> None:
    koto = MunicipalityFactory(population=0)
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(25):
                with transaction.atomic():
                    record = Municipality.objects.get(pk=koto.pk)
                    record.population = (record.population or 0) + 1
                    record.save()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=count_up) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    koto.refresh_from_db()
    assert koto.population == 8 * 25
