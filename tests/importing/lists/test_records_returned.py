"""Lists of members, deliveries, meetings and departments: taken along, corrected, taken in again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from openpyxl import load_workbook
from webtest import TestApp

from meetings.models import AgendaItem, Attendance, Decision, Meeting
from organizations.models import Department, Layer, Membership, Municipality, Platform, User
from pilots.models import Distribution, Pilot, Publication
from surveys import actions
from surveys.importing.lists.columns import asks_something
from surveys.importing.lists.plan import ListPlan, make_list_plan
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
Table = list[list[Any]]


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def roster(circle: Layer, nagaya, section) -> list[Membership]:
    joined = Membership.State.JOINED
    other = Layer.objects.create(platform=circle.platform, name="部会")
    Membership.objects.create(layer=other, organization=nagaya, post="部会長", state=joined)
    return [
        Membership.objects.create(layer=circle, organization=nagaya, post="理事長", state=joined,
                                  starts_on=date(2024, 4, 1)),
        Membership.objects.create(layer=circle, department=section, state=joined),
        Membership.objects.create(layer=circle, person_name="見本 花子", state=joined),
        Membership.objects.create(
            layer=circle, organization=nagaya, state=Membership.State.LEFT,
            starts_on=date(2023, 4, 1), ends_on=date(2024, 3, 31),
        ),
    ]  # fmt: skip


@pytest.fixture
def leaflets(platform: Platform) -> list[Publication]:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="周知")
    made = [Publication.objects.create(pilot=pilot, name=name) for name in ("リスト", "チラシ")]
    for leaflet in made:
        for number, place in enumerate(["福祉会館", "出張所"], start=1):
            Distribution.objects.create(
                publication=leaflet, number=number, group="区内各所", place=place, copies=70
            )
    return made


@pytest.fixture
def meeting(platform: Platform) -> Meeting:
    held = Meeting.objects.create(
        platform=platform, title="第2回 打合せ", number=2, kind="working", fiscal_year=2023,
        date_as_printed="2/20 11時", held_on=date(2024, 2, 20), starts_at=time(11), ends_at=time(12, 15),
        summary_text="名簿の作り方\n分担を決めた", venue="区役所",
    )  # fmt: skip
    AgendaItem.objects.create(meeting=held, number=1, text="名簿")
    Decision.objects.create(meeting=held, text="名簿を作る")
    Attendance.objects.create(meeting=held, name_as_printed="福祉部 社会課", heads=2)
    return held


def taken_along(browser: TestApp, address: str) -> Table:
    file = browser.get(address, {"export": "xlsx"}).body
    return [list(row) for row in load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)]


def plan(koto: Municipality, kind: str, parent: Any, table: Table) -> ListPlan:
    batch = actions.start_list_import(
        data=xlsx_bytes(table),
        name="一覧.xlsx",
        municipality=koto,
        by=None,
        kind=kind,
        parent=parent,
    )
    return make_list_plan(batch)


def put(table: Table, row: int, **cells: Any) -> Table:
    for heading, value in cells.items():
        table[row][table[0].index(heading)] = value
    return table


def states(found: ListPlan) -> list[str]:
    return [row.state for row in found.rows]


def test_what_was_taken_along_changes_nothing(
    koto, browser, platform, circle, roster, leaflets, meeting, section
):
    """Rows of another parent than the one chosen stay out."""
    Department.objects.create(municipality=koto, name="相談係", parent=section)
    for address, kind, parent, ours in (
        ("/members/", "members", circle, 4),
        ("/distributions/", "deliveries", leaflets[0], 2),
        ("/meetings/", "meetings", platform, 1),
        ("/departments/", "departments", koto, 2),
    ):
        found = plan(koto, kind, parent, taken_along(browser, address))
        assert not asks_something(found.kind, found.file.columns), kind
        assert states(found).count("unchanged") == ours, (kind, found.problems)
        assert set(states(found)) <= {"unchanged", "excluded"}, kind
        said = {note.message for note in found.notes}
        assert said <= {"この取込先の記録ではありません。取り込みません。"}, kind


def test_what_was_corrected_is_written_to_its_records_and_taken_back(
    koto, browser, platform, leaflets, meeting
):
    table = taken_along(browser, "/distributions/")
    first = table[1][0]
    corrected = put(table, 1, 配布先="福祉会館（全館）", 部数="８５部", 備考="4月に配布")
    batch = plan(
        koto, "deliveries", Distribution.objects.get(pk=first).publication, corrected
    ).batch
    commit(batch.pk, by=None)
    now = Distribution.objects.get(pk=first)
    assert (now.place, now.copies, now.note) == ("福祉会館（全館）", 85, "4月に配布")
    assert Distribution.objects.count() == 4
    undo(batch.pk, by=None)
    now.refresh_from_db()
    assert (now.place, now.copies, now.note) == ("福祉会館", 70, "")

    held = put(
        taken_along(browser, "/meetings/"),
        1,
        会議名="第2回 会議", 開催日="R6.2.21", 開始="11:30", 会場="区民館",
    )  # fmt: skip
    batch = plan(koto, "meetings", platform, held).batch
    commit(batch.pk, by=None)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.starts_at, meeting.venue) == (
        "第2回 会議",
        time(11, 30),
        "区民館",
    )
    assert (meeting.held_on, meeting.date_as_printed) == (date(2024, 2, 21), "2/20 11時")
    assert meeting.summary_text == "名簿の作り方\n分担を決めた"
    undo(batch.pk, by=None)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.starts_at, meeting.venue) == ("第2回 打合せ", time(11), "区役所")


def test_a_number_that_is_another_s_is_a_question(koto, browser, circle, roster):
    """Columns were sorted without that of the numbers."""
    table = taken_along(browser, "/members/")
    one, two = (n for n, row in enumerate(table) if row[0] in (roster[1].pk, roster[2].pk))
    table[one][0], table[two][0] = table[two][0], table[one][0]
    found = plan(koto, "members", circle, table)
    assert {row.state for row in found.rows if row.number in (one + 1, two + 1)} == {"error"}
    assert states(found).count("unchanged") == 2


def test_somebody_else_s_numbers_say_nothing(koto, circle, nagaya, roster):
    """A ledger that numbers its rows is read by what they say."""
    [row] = plan(
        koto,
        "members",
        circle,
        [["記録番号", "団体名", "役職"], [roster[2].pk, nagaya.name, "会長"]],
    ).rows
    assert (row.record, row.state) == (roster[0].pk, "changed")
