"""A background worker in a process of its own, on the database of the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

PATIENCE = 180  # seconds a test waits for a process; on an idle machine it is done within two


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def carry_out() -> None:
    """What waits in the queue, oldest first, the way the worker calls it."""
    for row in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        row.task.call(*row.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=row.pk).update(status="SUCCESSFUL")


@contextmanager
def running_worker(lease: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Ends with the block, if nobody kills it before, and with it all it held of the database."""
    ours = {
        "DATABASE_URL": database_url(),
        "DEBUG": "true",
        "DJANGO_SETTINGS_MODULE": "platform_registry.settings",
        "IMPORT_LEASE_SECONDS": str(lease),
    }
    command = [sys.executable, "manage.py", "run_worker", "--interval", "0.1", "--verbosity", "0"]
    process = subprocess.Popen(
        [*command, "--no-startup-delay"], cwd=settings.BASE_DIR, env={**os.environ, **ours}
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        wait_until(nobody_else_connected)


def nobody_else_connected() -> bool:
    """A server goes on a moment with what a dead process asked for, and holds its locks."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0] == 0)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power cut does, with no time to tidy up."""
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def wait_until(true: Callable[[], bool]) -> float:
    """Seconds waited."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > PATIENCE:
            raise AssertionError("The worker did not come so far in time.")
        time.sleep(0.02)
    return time.monotonic() - start
