"""``make bench``: the figures of docs/bench.md, each printed beside its goal.

    python -m tests.bench            every case on the configured database
    python -m tests.bench import     cases whose name begins so

Runs on a test database of its own, which is thrown away afterwards. Not a timed test: machines
differ, so the table is for reading.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_registry.settings")
os.environ.setdefault("DEBUG", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.bench import cases  # noqa: E402
from tests.bench.measure import Figure  # noqa: E402


def main(wanted: str) -> None:
    settings.DEBUG = False  # DEBUG keeps every SQL statement in memory
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(f"{connection.vendor} {connection.Database.__name__}\n")
        print("| 場合 | 測った値 | 目標 | |\n| --- | --- | --- | --- |")
        for case in chosen(wanted):
            for figure in case():
                print(figure.line(), flush=True)
    finally:
        connection.creation.destroy_test_db(":memory:", verbosity=0)


def chosen(wanted: str) -> list[Callable[[], list[Figure]]]:
    return [case for name, case in cases.ALL.items() if name.startswith(wanted)]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
