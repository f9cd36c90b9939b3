"""A check page of a list asks the database as often for ten rows as for three hundred."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Attendance, Meeting, MeetingSeries
from organizations.models import (
    Contact,
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    SourceDocument,
)
from pilots.models import AttendanceCount, Distribution, Pilot, PilotEvent, Publication
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.models import ImportBatch
from tests.importing.lists.files import lines

pytestmark = pytest.mark.django_db
FIRST = date(2024, 4, 1)
BODIES = [f"第{n}みなと会" for n in range(300)]


@pytest.fixture
def bodies(koto: Municipality) -> list[Organization]:
    made = [Organization(municipality=koto, name=name) for name in BODIES]
    for body in made:
        body.fill_keys()
    return Organization.objects.bulk_create(made)


@pytest.fixture
def offices(koto: Municipality) -> list[Department]:
    above = Department.objects.create(municipality=koto, name="福祉部")
    made = [Department(municipality=koto, parent=above, name=f"第{n}課") for n in range(300)]
    return Department.objects.bulk_create(made)


@pytest.fixture
def source() -> SourceDocument:
    return SourceDocument.objects.create(title="名簿")


class Case(NamedTuple):
    """``row(n, changed)`` of the file; ``stood`` registers what the rows mean unchanged."""

    kind: str
    parent: Any
    header: list[str]
    row: Callable[[int, bool], list[str]]
    stood: Callable[[int], Any]


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


@pytest.fixture
def members(circle: Layer, bodies: list[Organization], source: SourceDocument) -> Case:
    def stood(n: int) -> None:
        Membership.objects.bulk_create(
            Membership(layer=circle, organization=body, post="会員", source=source)
            for body in bodies[:n]
        )

    return Case("members", circle, ["団体名", "役職"],
                lambda n, new: [BODIES[n], "理事" if new else "会員"], stood)  # fmt: skip


@pytest.fixture
def sections(circle: Layer, offices: list[Department]) -> Case:
    def stood(n: int) -> None:
        Membership.objects.bulk_create(
            Membership(layer=circle, department=office, post="課長") for office in offices[:n]
        )

    return Case("members", circle, ["団体名", "役職"],
                lambda n, new: [f"福祉部第{n}課", "主査" if new else "課長"], stood)  # fmt: skip


@pytest.fixture
def contacts(koto: Municipality, bodies: list[Organization]) -> Case:
    def stood(n: int) -> None:
        Contact.objects.bulk_create(
            Contact(organization=body, name="連絡 太郎", post="係長") for body in bodies[:n]
        )

    return Case("contacts", koto, ["団体名", "氏名", "役職"],
                lambda n, new: [BODIES[n], "連絡太郎", "課長" if new else "係長"], stood)  # fmt: skip


@pytest.fixture
def departments(koto: Municipality) -> Case:
    def stood(n: int) -> None:
        above = None
        for name in ("区", "福祉部", "地域課", "庶務室"):  # deeper than any join
            above = Department.objects.create(municipality=koto, name=name, parent=above)
        Department.objects.bulk_create(
            Department(municipality=koto, name=f"第{n}係", parent=above) for n in range(n)
        )

    return Case("departments", koto, ["部署名", "上位の部署", "廃止日"],
                lambda n, new: [f"第{n}係", "庶務室", "2024/3/31" if new else ""], stood)  # fmt: skip


def meetings_of(parent: Any, kind: str, **on: Any) -> Callable[[list[Any]], Case]:
    def case(came: list[Any]) -> Case:
        def stood(n: int) -> None:
            made = Meeting.objects.bulk_create(
                Meeting(title=f"会{n}", held_on=day(n), fiscal_year=2024, venue="区役所", **on)
                for n in range(n)
            )
            for name, kept in (("department", came[0]), ("organization", came[1])):
                Attendance.objects.bulk_create(
                    Attendance(meeting=meeting, **{name: body})
                    for meeting, body in zip(made, kept, strict=False)
                )

        return Case(kind, parent, ["開催日", "件名", "会場", "相手先"],
                    lambda n, new: [day(n).isoformat(), f"会{n}", "公会堂" if new else "区役所", BODIES[n]],
                    stood)  # fmt: skip

    return case


@pytest.fixture
def log(platform: Platform, offices: list[Any], bodies: list[Any]) -> Case:
    return meetings_of(platform, "meetings", platform=platform)([offices, bodies])


@pytest.fixture
def series(platform: Platform, offices: list[Any], bodies: list[Any]) -> Case:
    kept = MeetingSeries.objects.create(platform=platform, name="連絡会")
    return meetings_of(kept, "series", platform=platform, series=kept)([offices, bodies])


@pytest.fixture
def attendance(platform: Platform, bodies: list[Organization]) -> Case:
    meeting = Meeting.objects.create(platform=platform, title="会", held_on=FIRST, fiscal_year=2024)

    def stood(n: int) -> None:
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, organization=body, name_as_printed=body.name, heads=1)
            for body in bodies[:n]
        )

    return Case("attendance", meeting, ["団体名", "人数"],
                lambda n, new: [BODIES[n], "2" if new else "1"], stood)  # fmt: skip


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="周知")


@pytest.fixture
def deliveries(pilot: Pilot, bodies: list[Organization], source: SourceDocument) -> Case:
    leaflet = Publication.objects.create(pilot=pilot, name="リーフレット")

    def stood(n: int) -> None:
        Distribution.objects.bulk_create(
            Distribution(
                publication=leaflet, number=n + 1, place=body.name, copies=5,
                organization=body, source=source,
            )
            for n, body in enumerate(bodies[:n])
        )  # fmt: skip

    return Case("deliveries", leaflet, ["No.", "配布先", "部数"],
                lambda n, new: [str(n + 1), BODIES[n], "7" if new else "5"], stood)  # fmt: skip


@pytest.fixture
def turnout(pilot: Pilot, source: SourceDocument) -> Case:
    event = PilotEvent.objects.create(pilot=pilot, name="フォーラム")

    def stood(n: int) -> None:
        AttendanceCount.objects.bulk_create(
            AttendanceCount(
                event=event, category=body, counting="attended", value=5, unit="名", source=source
            )
            for body in BODIES[:n]
        )

    return Case("turnout", event, ["区分", "実人数"],
                lambda n, new: [BODIES[n], "7" if new else "5"], stood)  # fmt: skip


@pytest.fixture
def pilots(platform: Platform, source: SourceDocument) -> Case:
    def stood(n: int) -> None:
        Pilot.objects.bulk_create(
            Pilot(platform=platform, fiscal_year=2023, number=m + 1, name=body, source=source)
            for m, body in enumerate(BODIES[:n])
        )

    return Case("pilots", platform, ["年度", "事業名称", "ねらい"],
                lambda n, new: ["令和5年度", BODIES[n], "周知" if new else ""], stood)  # fmt: skip


LISTS = ["members", "sections", "contacts", "departments", "log", "series", "attendance",
         "deliveries", "turnout", "pilots"]  # fmt: skip


@pytest.mark.parametrize("state", ["new", "changed", "unchanged"])
@pytest.mark.parametrize("name", LISTS)
def test_as_often_for_many_rows(
    request: pytest.FixtureRequest, koto: Municipality, name: str, state: str
) -> None:
    case: Case = request.getfixturevalue(name)
    if state != "new":
        case.stood(300)
    asked = []
    for many in (10, 300):
        batch = actions.start_list_import(
            data=lines(case.header, *(case.row(n, state == "changed") for n in range(many))),
            name="一覧.csv", municipality=koto, kind=case.kind, parent=case.parent, by=None,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            plan = make_list_plan(ImportBatch.objects.get(pk=batch.pk))
        assert plan.counts()[state] == many, [p.message for p in plan.problems[:3]]
        asked.append(len(queries))
    assert asked[0] == asked[1], queries.captured_queries[-1]["sql"]


def test_as_often_for_organizations_not_registered(koto: Municipality, circle: Layer) -> None:
    asked = []
    for many in (10, 300):
        batch = actions.start_list_import(
            data=lines(["団体名"], *([name] for name in BODIES[:many])), name="名簿.csv",
            municipality=koto, kind="members", parent=circle, by=None,
        )  # fmt: skip
        actions.use_settings(batch, settings={"new_organizations": True}, by=None)
        with CaptureQueriesContext(connection) as queries:
            plan = make_list_plan(ImportBatch.objects.get(pk=batch.pk))
        assert plan.counts()["new"] == many
        asked.append(len(queries))
    assert asked[0] == asked[1]
