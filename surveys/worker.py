"""The pulse of a background worker: it is alive, it holds its lease, it takes up what others left.

And how much of the database it keeps in its memory.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from surveys.actions import jobs, leases

logger = logging.getLogger(__name__)
SMALL_CACHE = "PRAGMA cache_size=-16384"  # KiB


class Pulse(threading.Thread):
    """Beats beside the worker, on a database connection of its own, until the process ends."""

    def __init__(self, name: str) -> None:
        super().__init__(daemon=True)
        self.worker = name
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                close_old_connections()
                self.beat()
            except DatabaseError:  # locked by a long write, or gone for a moment: the next beat
                logger.debug("A beat of the worker was left out.", exc_info=True)
            self.over.wait(settings.IMPORT_LEASE_SECONDS / 4)
        connection.close()

    def beat(self) -> None:
        leases.say_alive(self.worker)
        leases.renew_held()
        jobs.take_up_again()

    def end(self) -> None:
        self.over.set()
        self.join(settings.IMPORT_LEASE_SECONDS)  # a beat is not cut off in the middle
        with suppress(DatabaseError):
            leases.say_gone(self.worker)


def keep_little(connection: Any, **signal: Any) -> None:
    """For each new connection of the worker: SQLite keeps 64 MB of pages for those who read; an
    import needs that room for its rows, and hardly reads a page twice."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(SMALL_CACHE)
