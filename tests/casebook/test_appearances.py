"""One person's name over all kinds of records, as far as the reader may know of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from meetings.models import Attendance, Meeting
from organizations.models import Layer, LogEntry, Membership, Platform, User
from pilots.models import Pilot, PilotEvent, Procurement, Speaker
from tests.confidence.secrets import clear
from tests.factories.organization import ContactFactory, OrganizationFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def hanako(platform: Platform, circle: Layer) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2023, name="講演会の開催")
    talk = PilotEvent.objects.create(pilot=pilot, name="つながりの講演会")
    Speaker.objects.create(event=talk, name="大西花子", part="基調講演", affiliation="見本大学")
    Procurement.objects.create(
        pilot=pilot, person=True, vendor_name="⼤⻄ 花子", use="会場装飾", amount=1
    )
    Membership.objects.create(
        layer=circle, person_name="大西　花子", role="chair", state="joined", post="世話役"
    )
    Speaker.objects.create(event=talk, name="大西太郎")


def rows(client: Client, name: str) -> list[tuple[str, str]]:
    found = client.get("/appearances/", {"name": name}).context["found"]
    return [(row.part, row.where) for row in found]


def test_one_person_under_every_spelling(hanako: None, viewer: User, sign_in: SignIn) -> None:
    found = dict(rows(sign_in(viewer), "大西 花子"))
    assert found == {
        "登壇（基調講演）": "つながりの講演会",
        "発注先（個人）": "講演会の開催",
        "座長（参加）": "江東区 連携PF　連携PF",
    }
    assert len(rows(sign_in(viewer), "大西")) == 4


def test_contacts_are_for_staff(
    platform: Platform, viewer: User, officer: User, sign_in: SignIn
) -> None:
    body = OrganizationFactory(municipality=platform.municipality, name="NPO見本")
    ContactFactory(organization=body, name="見本 花子")
    assert rows(sign_in(officer), "見本花子") == [("団体の連絡先", "NPO見本")]
    page = sign_in(viewer).get("/appearances/?name=見本花子").content.decode()
    assert "NPO見本" not in page and "職員以上の人に出ます" in page


def test_who_is_in_a_council_is_for_the_cleared_and_noted(
    council: Layer,
    kept: Meeting,
    coordinator: User,
    officer: User,
    sign_in: SignIn,
) -> None:
    Membership.objects.create(layer=council, person_name="内田 秘", role="chair", state="joined")
    Attendance.objects.create(meeting=kept, name_as_printed="内田 秘")
    clear(officer, council)
    assert rows(sign_in(coordinator), "内田") == []
    assert len(rows(sign_in(officer), "内田")) == 2
    assert LogEntry.objects.filter(actor=officer, act="read").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("花", "氏名を2文字以上で入力してください。"),
        ("・・", "氏名を2文字以上で入力してください。"),
        ("だれでもない", "この氏名の登場はありません。"),
        ("あ" * 10_000, "この氏名の登場はありません。"),
        (".*[", "氏名を2文字以上で入力してください。"),
    ],
)
def test_what_is_no_name_is_told(name: str, says: str, viewer: User, sign_in: SignIn) -> None:
    assert says in sign_in(viewer).get("/appearances/", {"name": name}).content.decode()
