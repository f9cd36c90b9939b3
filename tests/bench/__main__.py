"""``make bench``: the figures of docs/bench.md, each printed beside its goal.

    python -m tests.bench            every case on the configured database
    python -m tests.bench lists      one case

Runs on a test database of its own, which is thrown away afterwards. Not a timed test: machines
differ, so the table is for reading.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_registry.settings")
os.environ.setdefault("DEBUG", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.bench import cases  # noqa: E402


def main(name: str) -> None:
    settings.DEBUG = False  # DEBUG keeps every SQL statement in memory
    setup_test_environment()
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":  # in memory there is no WAL, and no second process
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            for figure in cases.ALL[name]():
                print(figure.line(), flush=True)
        finally:
            connection.creation.destroy_test_db(":memory:", verbosity=0)


def every_case() -> None:
    """Each in a process of its own, so that one case's memory is not another's."""
    print(f"| {connection.vendor} | 測った値 | 目標 | |\n| --- | --- | --- | --- |", flush=True)
    for name in cases.ALL:
        subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.bench", name], check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        every_case()
