"""A large file: kept at once, read by the worker, each page worked out there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_tasks_db.models import DBTaskResult
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.actions import leases
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.work import Work
from surveys.importing.reading import containers
from surveys.importing.writing import preparing
from surveys.models import FileReading, ImportBatch, ImportFile, KeptWork, Response, Survey
from surveys.tasks import UNEXPECTED, prepare_batch
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import promised
from tests.importing.files import xlsx_bytes
from tests.pages.hand import complaints, enter, the_form, write
from tests.surveys.workers import carry_out, kill, running_worker, wait_until

State, Step = ImportBatch.State, ImportBatch.Step
HEADER = "回答ID,団体名,Q1 活動の頻度,Q2 主な対象（複数選択可）,Q3 会員数"
ROWS = [
    "A1,NPO法人みなとの灯,毎週,高齢者;若者,30",
    "A2,こもれび食堂,毎月,こども;高齢者,約12",
    "A3,あさひ町会,毎週,高齢者,8",
    "A4,つむぎの家,毎月,若者;こども,５",
    "A5,ひだまりの会,毎週,高齢者;若者,120",
    "A6,うみべの会,毎月,こども,15",
]


def csv(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode("cp932")


@pytest.fixture
def browser(
    coordinator: User, browser_of: Callable[[User], TestApp], monkeypatch: pytest.MonkeyPatch
) -> TestApp:
    """Every text file is a large one."""
    monkeypatch.setattr(containers, "TEXT_AT_ONCE_BYTES", 0)
    leases.say_alive("裏方")
    return browser_of(coordinator)


@pytest.fixture
def asked(koto: Municipality, coordinator: User) -> ImportBatch:
    """A large file that waits to be read."""
    return ask(koto, coordinator, csv(*ROWS))


def ask(koto: Municipality, coordinator: User, data: bytes) -> ImportBatch:
    batch = actions.start_import(
        data=data, name="回答.csv", municipality=koto, by=coordinator, in_background=True,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    actions.request_preparation(batch, after=Step.FILE, by=coordinator)
    return batch


def upload(browser: TestApp, data: bytes, **more: object) -> TestResponse:
    answers = {"title": "居場所調査"} | more
    return enter(browser, "/imports/new/", file=Upload("回答.csv", data), **answers)


def after_the_worker(page: TestResponse) -> TestResponse:
    """The page the progress leads to."""
    assert "ファイルを読み取っています（5%）" in page.text
    there = page.html.find(id="progress")["hx-get"]
    assert page.test_app.get(there, headers={"HX-Request": "true"}).status_int == 200
    carry_out()
    done = page.test_app.get(there, headers={"HX-Request": "true"})
    assert done.status_int == 204
    return page.test_app.get(done.headers["HX-Redirect"]).maybe_follow()


def next_page(page: TestResponse, **answers: str) -> TestResponse:
    return after_the_worker(write(page, **answers).maybe_follow())


def step_of(page: TestResponse) -> str:
    return page.request.path.strip("/").rpartition("/")[2]


@pytest.mark.django_db
def test_from_file_to_commit_with_the_worker_between_the_pages(
    koto: Municipality, browser: TestApp
) -> None:
    OrganizationFactory(municipality=koto, name="こもれび食堂ネット")
    reading = after_the_worker(upload(browser, csv(*ROWS)))
    assert step_of(reading) == "reading"
    assert "Shift_JIS（CP932）・見出し 1行目・回答 6行" in reading.text.replace("csv・", "")
    columns = next_page(reading)
    assert step_of(columns) == "columns"
    organizations = next_page(columns)
    assert "似た団体が登録されている行（1件）" in organizations.text
    check = next_page(organizations, row_3="new")
    assert step_of(check) == "check"
    batch = ImportBatch.objects.get()
    assert the_form(check)["seen"].value == promised(batch)  # nothing was lost on the way
    write(check, button="commit")
    carry_out()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (State.COMMITTED, 6)
    assert Response.objects.count() == Organization.objects.count() - 1 == 6
    assert not KeptWork.objects.exists()
    assert not FileReading.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("step", [Step.READING, Step.COLUMNS, Step.VALUES, Step.CHECK, Step.KNOWN])
def test_a_page_of_kept_work_is_the_page_worked_out_anew(
    step: str, koto: Municipality, asked: ImportBatch, coordinator: User
) -> None:
    OrganizationFactory(municipality=koto, name="こもれび食堂ネット")
    carry_out()
    asked.refresh_from_db()
    actions.request_preparation(asked, step=step, by=coordinator)
    carry_out()
    asked.refresh_from_db()
    kept, anew = kept_work(asked, step), Work(asked)
    assert kept is not None
    if step == Step.CHECK:
        assert kept.promise == anew.promise
        assert kept.plan.counts() == anew.plan.counts()
        assert repr(kept.plan.problems()) == repr(anew.plan.problems())
        assert repr(kept.plan.corrections()) == repr(anew.plan.corrections())
    assert kept.reading.layout.excluded == anew.reading.layout.excluded
    assert [h.text for h in kept.reading.layout.headers] == HEADER.split(",")
    assert len(kept.reading.sheet.rows) == len(anew.reading.sheet.rows)
    assert kept.whole_reading().sheet == anew.reading.sheet


@pytest.mark.django_db
def test_what_is_decided_later_is_worked_out_anew(browser: TestApp) -> None:
    """A row left out on the check page; a link to an earlier page; a commit too late."""
    page = after_the_worker(upload(browser, csv(*ROWS, ROWS[0])))
    while step_of(page) != "check":
        page = next_page(page)
    form = the_form(page)
    form["exclude"] = ["2"]
    again = after_the_worker(form.submit("update", value="1").maybe_follow())
    assert step_of(again) == "check"
    assert "6行を取込む" in again.text
    batch = ImportBatch.objects.get()
    earlier = after_the_worker(browser.get(f"/imports/{batch.pk}/columns/").maybe_follow())
    assert step_of(earlier) == "columns"


@pytest.mark.django_db
def test_a_file_without_a_survey_finds_its_own_in_the_worker(
    coordinator: User, browser: TestApp
) -> None:
    page = after_the_worker(upload(browser, csv(*ROWS)))
    while step_of(page) != "check":
        page = next_page(page)
    write(page, button="commit")
    carry_out()
    rows = [ROWS[0].replace("毎週", "毎月"), *ROWS[1:]]
    known = after_the_worker(upload(browser, csv(*rows), title=""))
    assert step_of(known) == "known"
    assert "<del>毎週</del> → <ins>毎月</ins>" in known.text
    batch = ImportBatch.objects.latest("pk")
    assert batch.survey == Survey.objects.get()
    assert "recognise" not in batch.settings


@pytest.mark.django_db
def test_a_file_nobody_can_read_leads_back_to_the_start_with_the_reason(
    browser: TestApp,
) -> None:
    nobody_s = b"\xff\xfe\x00\xd8" * 50
    page = after_the_worker(upload(browser, nobody_s, audience="residents"))
    assert page.request.path == "/imports/new/"
    [(field, sentence)] = complaints(page)
    assert field == "回答のファイル"
    assert sentence.endswith("。")
    form = the_form(page)
    assert (form["title"].value, form["audience"].value) == ("居場所調査", "residents")
    refused = ImportBatch.objects.get()
    form["file"] = Upload("直した回答.csv", csv(*ROWS))
    assert step_of(after_the_worker(form.submit().maybe_follow())) == "reading"
    assert [file.name for file in ImportFile.objects.all()] == ["直した回答.csv"]
    assert not ImportBatch.objects.filter(pk=refused.pk).exists()


@pytest.mark.django_db
def test_a_page_that_could_not_be_worked_out_says_so_and_is_not_tried_for_ever(
    browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = after_the_worker(upload(browser, csv(*ROWS)))

    def broken(*args: object) -> bytes:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "pack", broken)
        page = next_page(reading)
    assert UNEXPECTED in page.maybe_follow().text
    assert ImportBatch.objects.get().state == State.DRAFT
    assert not DBTaskResult.objects.filter(status="READY").exists()


@pytest.mark.django_db
def test_two_workers_read_it_once(asked: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leases.begin(asked.pk, asked.request)  # one is at it
    prepare_batch.call(asked.pk, asked.request)
    assert not FileReading.objects.exists()
    ImportBatch.objects.update(lease_until=None)
    prepare_batch.call(asked.pk, asked.request)
    monkeypatch.setattr(preparing, "packed_file", pytest.fail)
    prepare_batch.call(asked.pk, asked.request)  # found in the queue once more
    asked.refresh_from_db()
    assert (asked.state, asked.step) == (State.DRAFT, Step.READING)


@pytest.mark.django_db
def test_a_draft_thrown_away_while_it_is_read_leaves_nothing(
    asked: ImportBatch, browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = preparing.packed_file

    def meanwhile(*args: str) -> bytes:
        write(browser.get(f"/imports/{asked.pk}/").click("この取込をやめる"))
        return read(*args)

    monkeypatch.setattr(preparing, "packed_file", meanwhile)
    carry_out()
    for model in (ImportBatch, ImportFile, FileReading, KeptWork):
        assert not model._default_manager.exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_reading_is_read_by_the_next(
    koto: Municipality, coordinator: User
) -> None:
    rows = [f"B{n},{n}番目の会,毎週,高齢者,{n}" for n in range(3_000)]
    batch = ask(koto, coordinator, csv(*rows))
    here = ImportBatch.objects.filter(pk=batch.pk)
    with running_worker() as worker:
        wait_until(here.exclude(lease_until=None).exists)  # the child process has just begun
        kill(worker)
    assert here.get().state == State.READING
    with running_worker():
        wait_until(here.filter(state=State.DRAFT).exists)
    assert (here.get().message, here.get().step) == ("", Step.READING)


LARGE_TABLE = [[f"見出し{c}" for c in range(40)], *([f"回答{r}"] * 40 for r in range(3_000))]


@pytest.mark.parametrize(
    ("data", "long"),
    [
        (csv(*ROWS), False),
        (csv(*ROWS * 6_000), True),
        (xlsx_bytes([("団体名",), ("みなとの会",)]), False),
        (xlsx_bytes([tuple(row) for row in LARGE_TABLE]), True),
        (b"PK\x03\x04 no workbook", False),
        (b"x" * (containers.DEFAULT_LIMITS.text_bytes + 1), False),  # refused at once
    ],
    ids=["text", "long text", "book", "large book", "broken", "over the limit"],
)
def test_which_files_take_long(data: bytes, long: bool) -> None:
    assert containers.takes_long(data) is long
