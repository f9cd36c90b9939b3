"""Imports under stress: a large undo, an upload beside other writers, an absurd file, a dead worker."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.importing.lists.page import kept_page
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.plan import promise_of
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch
from surveys.tasks import prepare_batch
from tests.bench.files import as_xlsx, survey_rows
from tests.bench.measure import Figure, Line, Told, peak_mib, seconds
from tests.bench.national.server import forget_peak, memory_of
from tests.importing.carried import commit, undo
from tests.surveys.workers import kill, running_worker, wait_until

Step = ImportBatch.Step
KILLS = 10
LEASE = 20  # seconds, as a site has it when nobody sets it


def draft(data: bytes, name: str, town: Municipality, by: User) -> ImportBatch:
    return actions.start_import(
        data=data, name=name, municipality=town, by=by, new_survey={"title": name, "key": "bench"}
    )


def read_in_background(town: Municipality, by: User) -> list[Figure]:
    """A workbook of nearly a million cells, from the upload to the check page, without the time
    a person takes: each page's work is done by the worker's task, in this process."""
    data = as_xlsx(survey_rows(30_000, 31))

    def uploaded() -> ImportBatch:
        batch = actions.start_import(
            data=data, name="30000x31.xlsx", municipality=town, by=by, in_background=True,
            new_survey={"title": "大きな調査", "key": "large"},
        )  # fmt: skip
        actions.request_preparation(batch, after=Step.FILE, by=by)
        return batch

    def to_the_check_page() -> None:
        for after in (Step.READING, Step.COLUMNS, Step.ORGANIZATIONS):
            worked_out(batch)
            actions.request_preparation(batch, after=after, by=by)
        worked_out(batch)

    def worked_out(batch: ImportBatch) -> None:
        prepare_batch.call(batch.pk, batch.request)
        batch.refresh_from_db()

    kept, batch = seconds(uploaded)
    took, _ = seconds(to_the_check_page)
    shown, work = seconds(lambda: kept_work(batch, Step.CHECK))
    assert work is not None
    assert len(work.plan.rows) == 30_000
    return [
        Figure("30,000×31 xlsx：受け取り", kept, 1, "s"),
        Figure("30,000×31 xlsx：裏で、受け取りから確認の画面まで", took, 60, "s"),
        Figure("30,000×31 xlsx：用意した確認の画面の中身を取り出す", shown, 2, "s"),
        Figure("30,000×31 xlsx：裏での最大のメモリ", peak_mib(), 600, "MiB"),
    ]


def large_list(data: bytes, kind: str, town: Municipality, by: User) -> list[Line]:
    """A list of 100,000 organizations, and the same again with nothing new in it, from the request
    to the check page and from the button to the end, with a worker as a site runs it."""
    lines: list[Line] = []
    with running_worker(LEASE) as worker:
        for case, new in ((f"団体100,000件の{kind}", 100_000), (f"同じ{kind}をもう一度", 0)):
            batch = actions.start_list_import(
                data=data, name=f"100000.{kind}", municipality=town, by=by, in_background=True
            )
            forget_peak(worker.pid)
            actions.request_preparation(batch, step=Step.CHECK, by=by)
            took = _waited_for(batch, ImportBatch.State.READING)
            page = kept_page(batch)
            assert page and page["counts"]["new"] == new, batch.message
            lines.append(Told(f"{case}：裏で、確認の画面まで", took, "s"))
            if new:
                actions.request_commit(batch, seen=page["seen"], by=by)
                took = _waited_for(batch, ImportBatch.State.RUNNING)
                assert batch.state == ImportBatch.State.COMMITTED, batch.message
                lines.append(Told(f"{case}：裏で、取込", took, "s"))
            most = memory_of(worker.pid, "VmHWM")
            lines.append(Figure(f"{case}：裏方の最大のメモリ", most, 250, "MB"))
    return lines


def _waited_for(batch: ImportBatch, state: str) -> float:
    """Seconds until the worker is through with what it was asked for."""
    asked = ImportBatch.objects.filter(pk=batch.pk, state=state)
    took = wait_until(lambda: not asked.exists())
    batch.refresh_from_db()
    return took


def undo_600(town: Municipality, by: User) -> list[Figure]:
    batch = draft(as_xlsx(survey_rows(600, 20)), "600x20.xlsx", town, by)
    for row in make_plan(batch).rows:
        actions.decide_organization(
            batch, number=row.number, choice="new",
            organization=None, rejected=[], by=by,
        )  # fmt: skip
    commit(batch.pk, by=by)
    assert Organization.objects.count() == 600
    took, counts = seconds(lambda: undo(batch.pk, by=by))
    assert counts.organizations_removed == 600
    return [Figure("新しい団体600件の取込の取消", took, 2, "s")]


def upload_beside_a_writer(town: Municipality, by: User) -> list[Figure]:
    """The longest that somebody else's saving waits while a file is uploaded and read."""
    note = Organization.objects.create(municipality=town, name="書き込みの会")
    file = SimpleUploadedFile("6000x40.xlsx", as_xlsx(survey_rows(6_000, 40)))
    uploaded = Event()

    def upload() -> None:
        try:
            client = Client()
            client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
            answer = client.post("/imports/new/", {"municipality": town.pk, "file": file})
            assert answer.status_code == 302, answer.context["form"].errors
        finally:
            connection.close()
            uploaded.set()

    thread = Thread(target=upload)
    start = time.perf_counter()
    thread.start()
    waits = []
    while not uploaded.is_set():
        waits.append(seconds(note.save)[0])
        uploaded.wait(0.02)
    thread.join()
    took = time.perf_counter() - start
    return [
        Figure(
            f"6,000×40 xlsxの受け取り（{took:.1f} s）の間に、ほかの書き込みが待つ最長",
            max(waits),
            1,
            "s",
        )
    ]


def absurd_file(town: Municipality, by: User) -> list[Figure]:
    data = b"a,b\n" + b"1,2\n" * 2_000_000

    def refused() -> None:
        try:
            draft(data, "2000000.csv", town, by)
        except Refused:
            return
        raise AssertionError("The file was taken.")

    took, _ = seconds(refused)
    return [
        Figure("2,000,000行のcsvを断る", took, 5, "s"),
        Figure("2,000,000行のcsvを断る：最大のメモリ", peak_mib(), 300, "MiB"),
    ]


def killed_workers(town: Municipality, by: User) -> list[Figure]:
    """From the start of the next worker to the import being at work again; the longest of ten."""
    chance = random.Random(9)
    waits: list[float] = []
    for n in range(10 * KILLS):
        batch = draft(as_xlsx(survey_rows(2_000, 31)), f"{n}.xlsx", town, by)
        promised = promise_of(make_plan(batch))
        actions.request_commit(batch, seen=promised, by=by)
        if _killed_at_work(batch, chance.uniform(0, 1)):
            waits.append(_taken_up(batch))
        if len(waits) == KILLS:
            break
    name = f"落ちた裏方の取込が、次の裏方で動き出すまで（{len(waits)}/{KILLS}回、最長）"
    return [Figure(name, max(waits), 60, "s")]


def _killed_at_work(batch: ImportBatch, after: float) -> bool:
    """False where the worker had finished by then."""
    with running_worker(LEASE) as worker:
        wait_until(_at_work(batch))
        time.sleep(after)
        kill(worker)
    rows = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.RUNNING)
    return bool(rows.update(progress=5))


def _taken_up(batch: ImportBatch) -> float:
    with running_worker(LEASE):
        waited = wait_until(_at_work(batch))
        wait_until(lambda: not _at_work(batch)())
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTED, batch.message
    return waited


def _at_work(batch: ImportBatch) -> Callable[[], bool]:
    running: Any = ImportBatch.objects.filter(pk=batch.pk, state="running", progress__gte=40)
    return lambda: bool(running.exists())
