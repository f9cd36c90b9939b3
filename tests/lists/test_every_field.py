"""A file of a list holds what officers fill in, dates as dates and times as times."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from meetings.models import Action, AgendaItem, Decision, Hearing, Meeting
from meetings.tables import ActionTable, HearingTable, MeetingTable
from organizations.bodies.tables import OrganizationTable
from organizations.members.tables import MemberTable
from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    User,
)
from organizations.platforms.tables import PlatformTable
from organizations.sources.models import SOURCE_FIELDS
from pilots.across.events import EventTable
from pilots.models import Pilot, PilotEvent, Procurement
from pilots.tables import PilotTable

SignIn = Callable[[User], Client]

# What documents say in their own words, and what another column of the file says as well.
AS_PRINTED = {*SOURCE_FIELDS, "grain", "own"}
BODY_OF_A_MEMBER = {"organization", "department", "person_name"}
LISTS = [
    (MeetingTable, Meeting), (ActionTable, Action), (HearingTable, Hearing), (PilotTable, Pilot),
    (EventTable, PilotEvent), (MemberTable, Membership), (PlatformTable, Platform),
    (OrganizationTable, Organization),
]  # fmt: skip


def filled_in(kind: type[models.Model]) -> set[str]:
    """Fields a person enters; not the words of documents."""
    fields = [*kind._meta.concrete_fields, *kind._meta.local_many_to_many]
    of_documents = AS_PRINTED | {*getattr(kind, "document_fields", ())}
    names = {f.name for f in fields if f.editable or f.name == "partners"}
    stamped = {"id", "version", "created_by", "updated_by", "created_at", "updated_at"}
    return {n for n in names - of_documents - stamped if not n.endswith("as_printed")}


@pytest.mark.parametrize(("table", "kind"), LISTS, ids=lambda of: of.__name__)
def test_every_field_an_officer_fills_in_is_a_column(table: Any, kind: Any) -> None:
    there = {*table.base_columns}
    there |= {str(c.accessor).split("__")[0] for c in table.base_columns.values() if c.accessor}
    there |= BODY_OF_A_MEMBER if kind is Membership else set()
    assert sorted(filled_in(kind) - there) == []


@pytest.mark.parametrize(("table", "kind"), LISTS, ids=lambda of: of.__name__)
def test_no_two_columns_of_a_file_have_one_heading(table: Any, kind: Any) -> None:
    labels = [str(column.verbose_name) for column in table.base_columns.values()]
    assert sorted(labels) == sorted(set(labels))


def taken(client: Client, url: str) -> dict[str, Any]:
    """The one row of a workbook, by heading."""
    answer = client.get(url, {"export": "xlsx"})
    header, row = load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(values_only=True)
    return dict(zip(header, row, strict=True))


@pytest.fixture
def meeting(platform: Platform) -> Meeting:
    met = Meeting.objects.create(
        platform=platform, fiscal_year=2023, title="第3回打合せ", held_on=date(2024, 3, 5),
        starts_at=time(10), ends_at=time(11, 15), venue="豊洲文化センター", mode="online",
        next_on=date(2024, 3, 12), next_starts_at=time(14, 30),
    )  # fmt: skip
    AgendaItem.objects.create(meeting=met, number=2, text="日程")
    AgendaItem.objects.create(meeting=met, number=1, text="チラシ")
    Decision.objects.create(meeting=met, text="5月に配る")
    return met


def test_a_meeting_is_taken_along_whole(
    meeting: Meeting, platform: Platform, coordinator: User, sign_in: SignIn
) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2023, name="みなと食堂の日")
    meeting.pilots.add(pilot)
    client = sign_in(coordinator)
    row = taken(client, "/meetings/")
    assert row | {
        "開催日": datetime(2024, 3, 5), "時間": timedelta(hours=1, minutes=15),
        "開始": time(10), "終了": time(11, 15), "会場": "豊洲文化センター", "開き方": "オンライン",
        "予定・実施": "実施", "議題": "チラシ\n日程", "決まったこと": "5月に配る",
        "関係する試行的事業": "みなと食堂の日", "次回": datetime(2024, 3, 12),
        "次回の開始": time(14, 30), "守秘": "いいえ", "ほかの自治体に見せる": "いいえ",
    } == row  # fmt: skip
    lines = client.get("/meetings/?export=csv").getvalue().decode("utf-8-sig")
    assert ",10:00,11:15,豊洲文化センター," in lines and ",1:15," in lines
    page = client.get("/meetings/?columns=starts_at&columns=agenda&columns=shared")
    (cells,) = (str(cells) for _, cells in page.context["table"].lines())
    assert "10:00" in cells and "チラシ、日程" in cells and "いいえ" in cells


def test_a_pilot_is_taken_along_with_its_days_and_its_money(
    platform: Platform, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    section = Department.objects.create(municipality=koto, name="福祉課")
    pilot = Pilot.objects.create(
        platform=platform, fiscal_year=2023, name="みなと食堂の日", department=section,
        starts_on=date(2023, 10, 1), ends_on=date(2024, 3, 5), aim="居場所を知ってもらう",
    )  # fmt: skip
    for amount, state in ((300_000, "stated"), (50_000, "about"), (None, "not_stated")):
        Procurement.objects.create(pilot=pilot, vendor_name="架空社", amount=amount, state=state)
    row = taken(sign_in(coordinator), "/pilots/")
    assert row | {
        "開始日": datetime(2023, 10, 1), "終了日": datetime(2024, 3, 5), "担当部署": "福祉課",
        "発注額の計（円、金額のあるもの）": 350_000, "ねらい": "居場所を知ってもらう", "番号": 1,
    } == row  # fmt: skip


def test_what_a_shared_record_names_is_not_told_to_others(
    meeting: Meeting, platform: Platform, koto: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    """Pilots, surveys, meetings and platforms that are not shown themselves."""
    hidden = Platform.objects.create(municipality=koto, name="見せない上位の会議体")
    Platform.objects.filter(pk=platform.pk).update(shared=True, parent=hidden)
    Meeting.objects.filter(pk=meeting.pk).update(shared=True, title="見せる打合せ")
    tried = Pilot.objects.create(platform=hidden, fiscal_year=2023, name="見せない事業")
    shown = Pilot.objects.create(
        platform=platform, fiscal_year=2023, name="見せる事業", shared=True, result_of=tried
    )
    meeting.pilots.set([tried, shown])
    own = Meeting.objects.create(platform=hidden, fiscal_year=2023, title="見せない打合せ")
    Hearing.objects.create(platform=platform, meeting=own, title="見せる聞き取り", shared=True)
    client = sign_in(other_officer)
    for url, told in (
        ("/meetings/?columns=pilots", "見せる事業"),
        ("/pilots/?columns=result_of", "見せる事業"),
        ("/hearings/?columns=meeting", "見せる聞き取り"),
        ("/platforms/?columns=parent", platform.name),
    ):
        page = client.get(f"{url}&scope=all").content.decode()
        assert told in page and "見せない" not in page, url


def a_record_of_each(platform: Platform, layer: Layer, section: Department, number: int) -> None:
    place = platform.municipality
    joint = Platform.objects.create(municipality=place, name=f"会議体{number}", parent=platform)
    pilot = Pilot.objects.create(
        platform=joint, fiscal_year=2023, name=f"事業{number}", department=section
    )
    PilotEvent.objects.create(pilot=pilot, name=f"フォーラム{number}")
    body = Organization.objects.create(municipality=place, name=f"見本の会{number}")
    Membership.objects.create(layer=layer, organization=body)
    met = Meeting.objects.create(platform=joint, fiscal_year=2023, title=f"打合せ{number}")
    met.pilots.add(pilot)
    AgendaItem.objects.create(meeting=met, text="日程")
    Action.objects.create(meeting=met, text="資料を送る", department=section)
    hearing = Hearing.objects.create(platform=joint, title=f"聞き取り{number}", meeting=met)
    hearing.departments.add(section)
    hearing.organizations.add(body)


def test_every_column_at_once_asks_no_more_for_many_rows(
    platform: Platform, circle: Layer, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    section = Department.objects.create(
        municipality=koto, name="係", parent=Department.objects.create(municipality=koto, name="課")
    )
    client = sign_in(coordinator)
    addresses = {
        f"/{name}/": "&".join(f"columns={column}" for column in table.base_columns)
        for name, table in (
            ("meetings", MeetingTable), ("actions", ActionTable), ("hearings", HearingTable),
            ("pilots", PilotTable), ("pilot-events", EventTable), ("members", MemberTable),
            ("platforms", PlatformTable), ("organizations", OrganizationTable),
        )
    }  # fmt: skip

    def asked() -> dict[str, int]:
        found = {}
        for address, every in addresses.items():
            client.get(f"{address}?{every}")
            with CaptureQueriesContext(connection) as questions:
                assert client.get(f"{address}?{every}").context["page"].rows, address
            found[address] = len(questions)
        return found

    for number in range(2):
        a_record_of_each(platform, circle, section, number)
    few = asked()
    for number in range(2, 12):
        a_record_of_each(platform, circle, section, number)
    assert asked() == few
