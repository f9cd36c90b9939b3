"""A worker is alive while it writes, however long that takes and whatever it holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from organizations.models import Municipality, User
from surveys import worker
from surveys.actions import jobs, leases
from surveys.models import ImportBatch, Worker
from tests.surveys.test_worker import NO_WORKER, ask

pytestmark = pytest.mark.django_db(transaction=True)

only_postgresql = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite lets nobody write beside a commit."
)


@contextmanager
def a_commit_goes_on(batch: ImportBatch) -> Iterator[None]:
    """Another process is writing what was asked for, and holds it, until the block ends."""
    holding, over = threading.Event(), threading.Event()

    def commit() -> None:
        try:
            with transaction.atomic():
                held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                held.save()
                holding.set()
                assert over.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=commit)
    thread.start()
    try:
        assert holding.wait(60)
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def at_work(koto: Municipality, coordinator: User) -> ImportBatch:
    """A worker is at it and has said so a while ago."""
    batch = ask(koto, coordinator, rows=2)
    assert leases.begin(batch.pk, batch.request)
    leases.say_alive("裏方")
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    return batch


@only_postgresql
def test_the_pulse_does_not_wait_for_the_commit(at_work: ImportBatch) -> None:
    before = timezone.now()
    beaten = threading.Event()

    def beat() -> None:
        try:
            worker.Pulse("裏方").beat()
            beaten.set()
        finally:
            connection.close()

    with leases.at_work(at_work.pk, at_work.request), a_commit_goes_on(at_work):
        thread = threading.Thread(target=beat)
        thread.start()
        thread.join(5)
        in_time = beaten.is_set()
    thread.join(60)
    assert in_time
    assert Worker.objects.get().seen_at >= before


def test_the_page_knows_that_a_long_commit_goes_on(
    at_work: ImportBatch, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(coordinator)
    assert NO_WORKER in client.get(f"/imports/{at_work.pk}/progress/").content.decode()
    with a_commit_goes_on(at_work):
        assert NO_WORKER not in client.get(f"/imports/{at_work.pk}/progress/").content.decode()
    assert NO_WORKER in client.get(f"/imports/{at_work.pk}/progress/").content.decode()


def test_whether_a_commit_goes_on_holds_nobody_up(at_work: ImportBatch) -> None:
    assert not jobs.is_being_written(at_work)
    with a_commit_goes_on(at_work):
        assert jobs.is_being_written(at_work)
    Worker.objects.update(name="次の裏方")  # nothing was left locked
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone()[0] > 1_000
