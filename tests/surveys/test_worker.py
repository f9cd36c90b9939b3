"""The worker in the background: killed, away, found twice, too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.actions import jobs, leases
from surveys.models import ImportBatch, Response, Worker
from surveys.tasks import commit_batch, undo_batch
from tests.importing.carried import promised
from tests.surveys.workers import carry_out, kill, running_worker, wait_until

State = ImportBatch.State
HEADER = "団体名,Q1 活動の頻度,Q2 主な対象,Q3 会員数"
NO_WORKER = "取込を進める処理が動いていません"


@pytest.fixture
def asked(koto: Municipality, coordinator: User) -> ImportBatch:
    """A draft of two answers whose commit a coordinator has asked for."""
    return ask(koto, coordinator, rows=2)


def ask(koto: Municipality, coordinator: User, rows: int) -> ImportBatch:
    lines = [f"{n}番目の会,毎週,高齢者,{n}" for n in range(rows)]
    batch = actions.start_import(
        data="\n".join([HEADER, *lines]).encode(), name="回答.csv", municipality=koto,
        by=coordinator, new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    actions.request_commit(batch, seen=promised(batch), by=coordinator)
    return batch


def state(batch: ImportBatch) -> str:
    return str(ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk))


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_s_import_is_taken_up_by_the_next(
    koto: Municipality, coordinator: User
) -> None:
    batch = ask(koto, coordinator, rows=3_000)
    begun = ImportBatch.objects.filter(pk=batch.pk, progress=40)
    with running_worker() as worker:
        wait_until(begun.exists)
        kill(worker)
    assert state(batch) == State.RUNNING
    assert not Response.objects.exists()
    with running_worker():
        wait_until(lambda: state(batch) == State.COMMITTED)
    assert Response.objects.count() == 3_000
    assert DBTaskResult.objects.order_by("enqueued_at")[0].status == "FAILED"  # the dead one's


@pytest.mark.django_db
def test_the_page_says_that_no_worker_is_running(
    asked: ImportBatch, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(coordinator)
    assert NO_WORKER in client.get(f"/imports/{asked.pk}/").content.decode()
    leases.say_alive("裏方")
    assert "取り込んでいます（5%）" in client.get(f"/imports/{asked.pk}/").content.decode()
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert NO_WORKER in client.get(f"/imports/{asked.pk}/progress/").content.decode()


@pytest.mark.django_db
def test_only_what_is_left_behind_is_taken_up(asked: ImportBatch) -> None:
    moment = timezone.now()
    batches = ImportBatch.objects.filter(pk=asked.pk)
    assert jobs.take_up_again() == []  # it waits in the queue

    DBTaskResult.objects.update(status="RUNNING")
    assert leases.begin(asked.pk, asked.request)
    assert not leases.begin(asked.pk, asked.request)  # another worker is at it
    assert jobs.take_up_again() == []

    batches.update(lease_until=moment - timedelta(seconds=1))
    assert jobs.take_up_again() == [asked.pk]
    assert jobs.take_up_again() == []
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    carry_out()
    assert state(asked) == State.COMMITTED


@pytest.mark.django_db
def test_a_worker_that_died_before_it_began_is_noticed_too(asked: ImportBatch) -> None:
    DBTaskResult.objects.update(status="RUNNING")
    ImportBatch.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    assert jobs.take_up_again() == [asked.pk]


@pytest.mark.django_db
def test_a_lease_is_renewed_while_the_worker_is_at_it(asked: ImportBatch) -> None:
    leases.begin(asked.pk, asked.request)
    ImportBatch.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    leases.renew(asked.pk, asked.request)
    lease = ImportBatch.objects.get().lease_until
    assert lease is not None
    assert lease > timezone.now() + timedelta(seconds=10)


@pytest.mark.django_db
def test_a_second_commit_found_after_an_undo_does_nothing(
    asked: ImportBatch, coordinator: User
) -> None:
    commit_batch.enqueue(asked.pk, asked.request)  # found twice in the queue
    [first, second] = DBTaskResult.objects.order_by("enqueued_at")
    commit_batch.call(*first.args_kwargs["args"])
    asked.refresh_from_db()
    actions.request_undo(asked, by=coordinator)
    undo_batch.call(asked.pk, asked.request)
    commit_batch.call(*second.args_kwargs["args"])

    assert state(asked) == State.UNDONE
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_an_undo_asked_for_twice_is_one(asked: ImportBatch, coordinator: User) -> None:
    carry_out()
    asked.refresh_from_db()
    actions.request_undo(asked, by=coordinator)
    actions.request_undo(asked, by=coordinator)
    carry_out()
    assert state(asked) == State.UNDONE
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_what_goes_wrong_is_told_and_can_be_tried_again(
    asked: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr("surveys.importing.writing.answers._write_rows", broken)
        carry_out()
    asked.refresh_from_db()
    assert asked.state == State.FAILED
    assert "もう一度お試しになり" in asked.message
    actions.request_commit(asked, seen=promised(asked), by=asked.created_by)
    carry_out()
    assert state(asked) == State.COMMITTED
