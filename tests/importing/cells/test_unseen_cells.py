"""Characters nobody sees in a file: left out of what is registered, told, and kept in the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import TestApp, Upload

from organizations.models import Municipality, Organization, OrganizationName, User
from platform_registry.japanese import unseen_in
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.planning.answers import make_plan
from surveys.importing.reading.packing import packed, unpacked
from surveys.importing.reading.reader import read
from surveys.importing.table.faults import find_faults
from surveys.importing.table.layout import find_layout
from surveys.models import Answer, FileReading, ImportBatch, ImportRow, Option, Question, Response
from tests.importing.carried import commit
from tests.importing.files import csv_bytes, xlsx_bytes
from tests.pages.hand import complaints, enter, write

HEADER = ("団体\u200b名", "電話番号", "活動の頻度\u200e", "ご意見")
ROWS = [
    ("みなと\u200b食堂", "\u202d03-1111-2222\u202c", "毎\u200b週", "良い\u202eいわる"),
    ("あおぞら会", "03-1111-3333", "毎週", "一行目\x0b二行目"),
    ("葛\U000e0100飾の会", "03-1111-4444", "毎月", "👨\u200d👩\u200d👧も来た"),
    ("つむぎの家", "", "毎月\u2060", "\u200b"),
]
TOLD = "見えない文字を除きました"


def test_a_cell_is_read_as_it_is_seen_and_kept_as_it_was() -> None:
    sheet = read(csv_bytes([HEADER, *ROWS])).sheets[0]
    assert sheet.rows == [
        ["団体名", "電話番号", "活動の頻度", "ご意見"],
        ["みなと食堂", "03-1111-2222", "毎週", "良いいわる"],
        ["あおぞら会", "03-1111-3333", "毎週", "一行目\n二行目"],
        ["葛\U000e0100飾の会", "03-1111-4444", "毎月", "👨\u200d👩\u200d👧も来た"],
        ["つむぎの家", None, "毎月", None],
    ]
    assert sheet.as_written(2) == list(ROWS[0])
    assert sheet.as_written(4) == list(ROWS[2])
    assert sheet.as_written(5) == ["つむぎの家", None, "毎月\u2060", "\u200b"]


def test_a_workbook_is_read_the_same() -> None:
    rows = [[cell.replace("\x0b", "_x000B_") for cell in row] for row in (HEADER, *ROWS)]
    sheet = read(xlsx_bytes(rows)).sheets[0]
    assert sheet.rows[1] == ["みなと食堂", "03-1111-2222", "毎週", "良いいわる"]
    assert sheet.rows[2][3] == "一行目\n二行目"
    assert sheet.as_written(3)[3] == "一行目\x0b二行目"


def test_nothing_is_lost_on_the_way_from_the_child_process() -> None:
    source = read(csv_bytes([HEADER, *ROWS]))
    assert unpacked(packed(source)) == source


def test_the_fault_is_named_where_it_first_stands() -> None:
    source = read(csv_bytes([HEADER, *ROWS]))
    sheet = source.sheets[0]
    [fault] = [
        f for f in find_faults(source, sheet, find_layout(sheet)) if f.name == "見えない文字"
    ]
    assert (fault.rule, fault.row, fault.column, fault.count) == ("L1-8", 1, 1, 9)
    assert fault.message == (
        "見えない文字（U+200B、U+200Eなど）を含むセルが9個あります。除いて読みます。"
        "元の行は、そのまま残します。"
    )


CELLS = st.text(
    st.one_of(
        st.sampled_from("みなと食堂,\t 　\u200b\u202e\u2060\u200d\ufe0f\x0b\ufeff👨"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_whatever_hides_in_a_file_no_cell_hides_anything(rows: list[list[str]]) -> None:
    # Half a file of control characters is refused as no text at all.
    table = [("団体名", "備考"), *rows, ("終", "終" * 8_000)]
    sheet = read(csv_bytes(table), delimiter=",").sheets[0]
    assert [cell for row in sheet.rows for cell in row if cell and unseen_in(str(cell))] == []
    for number, row in enumerate(rows, start=2):
        assert [cell or "" for cell in sheet.as_written(number)] == row


# ------------------------------------------------------------------ answers


def draft(koto: Municipality, by: User, data: bytes, **more: Any) -> Any:
    return actions.start_import(
        data=data, name="回答.csv", municipality=koto, by=by,
        new_survey={"title": "居場所調査", "key": "places"}, **more,
    )  # fmt: skip


def decided_as_new(batch: Any, by: User) -> Any:
    for row in make_plan(batch).rows:
        if row.respondent.undecided:
            actions.decide_organization(
                batch, number=row.number, choice="new",
                organization=None, rejected=[], by=by,
            )  # fmt: skip
    return batch


@pytest.mark.django_db
@pytest.mark.parametrize("form", [csv_bytes, xlsx_bytes])
def test_answers_are_registered_as_they_are_seen_and_told(
    form: Callable[..., bytes], koto: Municipality, coordinator: User
) -> None:
    rows = [[c.replace("\x0b", "\n") for c in row] for row in (HEADER, *ROWS)]
    batch = decided_as_new(draft(koto, coordinator, form(rows)), coordinator)
    told = {
        (row.number, c.column): (c.before, c.after)
        for row in make_plan(batch).rows
        for c in row.row.corrections
        if c.rule == TOLD
    }
    assert told[(2, 1)] == ("みなと〔U+200B〕食堂", "みなと食堂")
    assert told[(2, 4)] == ("良い〔U+202E〕いわる", "良いいわる")
    assert told[(5, 4)] == ("〔U+200B〕", "")
    assert set(told) == {(2, 1), (2, 2), (2, 3), (2, 4), (5, 3), (5, 4)}

    done = commit(batch.pk, by=coordinator)
    assert (done.state, done.message) == ("committed", "")
    names = ["みなと食堂", "あおぞら会", "葛\U000e0100飾の会", "つむぎの家"]
    assert [o.name for o in Organization.objects.order_by("pk")] == names
    assert Organization.objects.get(name="みなと食堂").phone == "03-1111-2222"
    assert [o.label for o in Option.objects.all()] == ["毎週", "毎月"]
    assert not [q.text for q in Question.objects.all() if unseen_in(q.text)]
    assert Answer.objects.filter(text="良いいわる").exists()
    first = Response.objects.get(row_number=2)
    assert sorted(first.raw.values()) == sorted(ROWS[0])
    kept = ImportRow.objects.get(batch=batch, number=2)
    assert kept.raw == list(ROWS[0])
    assert [1, "みなと〔U+200B〕食堂", "みなと食堂", TOLD] in kept.corrections


@pytest.mark.django_db
def test_a_name_with_something_hidden_is_the_organization_it_looks_like(
    koto: Municipality, coordinator: User
) -> None:
    known = Organization.objects.create(municipality=koto, name="みなと食堂")
    known.fill_keys()
    known.save()
    batch = draft(koto, coordinator, csv_bytes([HEADER, *ROWS[:2]]))
    row = make_plan(batch).rows[0]
    assert (row.respondent.choice, row.respondent.organization) == ("same", known.pk)
    commit(decided_as_new(batch, coordinator).pk, by=coordinator)
    assert not OrganizationName.objects.exists()


@pytest.mark.django_db
def test_a_file_and_a_sheet_with_hidden_names_go_in(koto: Municipality, coordinator: User) -> None:
    data = xlsx_bytes(
        [HEADER, *[[c.replace("\x0b", "") for c in r] for r in ROWS]], title="回\u200b答"
    )
    batch = decided_as_new(draft(koto, coordinator, data), coordinator)
    assert commit(batch.pk, by=coordinator).state == "committed"
    assert {r.sheet for r in Response.objects.all()} == {"回答"}


def test_the_pages_tell_what_was_left_out(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    batch = decided_as_new(draft(koto, coordinator, csv_bytes([HEADER, *ROWS])), coordinator)
    app = browser_of(coordinator)
    assert "見えない文字（U+200B、U+200Eなど）を含むセルが9個あります。" in (
        app.get(f"/imports/{batch.pk}/reading/").text
    )
    page = app.get(f"/imports/{batch.pk}/check/")
    [summary] = [s for s in page.html.find_all("summary") if TOLD in s.text]
    assert summary.text == f"{TOLD}（7件）"
    told = summary.find_parent("details").get_text(" ", strip=True)
    assert "みなと〔U+200B〕食堂 → みなと食堂" in told


def test_a_survey_is_called_after_its_file_as_it_is_seen(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    file = Upload("回答\u202e.csv", csv_bytes([HEADER, *ROWS]))
    page = enter(browser_of(coordinator), "/imports/new/", file=file)
    assert list(complaints(page)) == []
    batch = ImportBatch.objects.get()
    assert (batch.file.name, batch.new_survey["title"]) == ("回答.csv", "回答")


@pytest.mark.parametrize("title", ["調査\u200b", "調\u200b査"])
def test_a_title_that_is_typed_hides_nothing(
    title: str, koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    file = Upload("回答.csv", csv_bytes([HEADER, *ROWS]))
    page = enter(browser_of(coordinator), "/imports/new/", file=file, title=title)
    told = [name for name, said in complaints(page) if "U+200B" in said]
    assert bool(told) == (title == "調\u200b査")
    assert bool(told) != ImportBatch.objects.filter(new_survey__title="調査").exists()


# ------------------------------------------------------------------ lists of organizations

LIST = ("団体名\u200b", "ふりがな", "電話番号", "備考")
LISTED = [
    ("みなと\u200b食堂", "みなとしょくどう", "03-1111-2222\u200b", "一行目\x0b二行目"),
    ("あおぞら会", "", "03-1111-3333", "\u202e逆さ"),
    ("つむぎの家", "", "03-1111-4444", ""),
]


def listed(koto: Municipality, by: User) -> Any:
    return actions.start_list_import(
        data=csv_bytes([LIST, *LISTED]), name="一覧.csv", municipality=koto, by=by
    )


@pytest.mark.django_db
def test_a_list_is_registered_as_it_is_seen_and_told(koto: Municipality, coordinator: User) -> None:
    Organization.objects.create(municipality=koto, name="あおぞら会", match_key="あおぞら会")
    batch = listed(koto, coordinator)
    plan = make_list_plan(batch)
    assert plan.counts() == {"new": 2, "changed": 1, "unchanged": 0, "error": 0, "excluded": 0}
    assert [(c.row, c.column, c.before, c.after) for c in plan.corrections] == [
        (2, "団体名", "みなと〔U+200B〕食堂", "みなと食堂"),
        (2, "電話番号", "03-1111-2222〔U+200B〕", "03-1111-2222"),
        (2, "備考", "一行目〔U+000B〕二行目", "一行目\n二行目"),
        (3, "備考", "〔U+202E〕逆さ", "逆さ"),
    ]
    assert commit(batch.pk, by=coordinator).state == "committed"
    made = Organization.objects.get(name="みなと食堂")
    assert (made.phone, made.note) == ("03-1111-2222", "一行目\n二行目")
    assert Organization.objects.get(name="あおぞら会").note == "逆さ"
    corrections = dict(ImportRow.objects.filter(batch=batch).values_list("number", "corrections"))
    assert [1, "みなと〔U+200B〕食堂", "みなと食堂", TOLD] in corrections[2]
    assert corrections[3] and corrections[4] == []
    row = ImportRow.objects.get(batch=batch, number=2)
    assert row.organization_created and row.state == "new"


def test_the_list_s_check_page_shows_it(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    app = browser_of(coordinator)
    page = enter(
        app, "/imports/organizations/", file=Upload("一覧.csv", csv_bytes([LIST, *LISTED]))
    )
    assert list(complaints(page)) == []
    table = (
        page.html.find("h2", string="自動で直した値").find_next("table").get_text(" ", strip=True)
    )
    assert "みなと〔U+200B〕食堂 → みなと食堂" in table
    assert write(page).status_int == 302


@pytest.mark.django_db
def test_a_draft_whose_reading_was_forgotten_is_read_again(
    koto: Municipality, coordinator: User
) -> None:
    batch = decided_as_new(draft(koto, coordinator, csv_bytes([HEADER, *ROWS])), coordinator)
    FileReading.objects.all().delete()
    assert commit(batch.pk, by=coordinator).state == "committed"
