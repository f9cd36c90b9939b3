"""What the pages that are opened all day ask the database: no more for a thousand rows than for ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import Action, Attendance, Meeting
from organizations.models import (
    Contact,
    Layer,
    LogEntry,
    Membership,
    Organization,
    Platform,
    SupportActivity,
    Term,
    User,
    Verification,
)
from organizations.support import vocabulary
from pilots.models import Kpi, Pilot, Procurement
from platform_registry.search.actions import reindex
from platform_registry.search.kinds import kind_of

SignIn = Callable[[User], Client]

# Address, and the most questions it may ask. Those of a list with numbers beside its options count
# by combination what stands in the records, and read stays for themselves: three questions more
# than one union of everything, in two thirds of its time.
PAGES = {
    "/organizations/": 14,
    "/organizations/?q=見守り": 15,
    "/organizations/{body}/": 12,
    "/": 40,
    "/pilots/": 12,
    "/meetings/?q=見守り": 13,
    "/records/": 15,
    "/search/?q=見守り": 40,
}


def a_day_s_work(platform: Platform, circle: Layer, numbers: range) -> None:
    bodies = bodies_taking_part(circle, numbers)
    contacted_many_times()
    pilots_with_orders(platform, numbers)
    meetings_held(platform, bodies, numbers)
    entries_of_the_log(bodies, numbers)
    for model in (Membership, Pilot, Meeting):
        reindex(kind_of(model))


def bodies_taking_part(circle: Layer, numbers: range) -> list[Organization]:
    """They do something, and are interested."""
    koto, function = circle.platform.municipality, Term.objects.functions().first()
    names = [f"見守りの会{n}" for n in numbers]
    bodies = Organization.objects.bulk_create(
        Organization(municipality=koto, name=name, sort_key=name, search_text="見守リ")
        for name in names
    )
    SupportActivity.objects.bulk_create(
        SupportActivity(organization=body, function=function) for body in bodies
    )
    Membership.objects.bulk_create(
        Membership(layer=circle, organization=body, state="interested", row=n)
        for n, body in zip(numbers, bodies, strict=True)
    )
    return bodies


def contacted_many_times() -> None:
    first, today = Organization.objects.order_by("pk").first(), timezone.localdate()
    Contact.objects.bulk_create(Contact(organization=first, name=f"担当{n}") for n in range(9))
    Verification.objects.bulk_create(
        Verification(organization=first, verified_on=today, how="phone") for _ in range(9)
    )


def pilots_with_orders(platform: Platform, numbers: range) -> None:
    pilots = Pilot.objects.bulk_create(
        Pilot(platform=platform, fiscal_year=2024, number=n, name=f"見守りの事業{n}")
        for n in numbers
    )
    Procurement.objects.bulk_create(
        Procurement(pilot=pilot, vendor_name="架空の会社", amount=10_000) for pilot in pilots
    )
    Kpi.objects.bulk_create(Kpi(pilot=pilot, label="参加者数", type="number") for pilot in pilots)


def meetings_held(platform: Platform, bodies: list[Organization], numbers: range) -> None:
    """Each with a body present and something left to do."""
    day, today = date(2024, 6, 1), timezone.localdate()
    meetings = Meeting.objects.bulk_create(
        Meeting(platform=platform, title=f"見守りの打合せ{n}", fiscal_year=2024, held_on=day)
        for n in numbers
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, organization=body)
        for meeting, body in zip(meetings, bodies, strict=True)
    )
    Action.objects.bulk_create(
        Action(meeting=meeting, text="資料を送る", due_on=today) for meeting in meetings
    )


def entries_of_the_log(bodies: list[Organization], numbers: range) -> None:
    kind, now = ContentType.objects.get_for_model(Organization), timezone.now()
    LogEntry.objects.bulk_create(
        LogEntry(
            content_type=kind, object_pk=str(body.pk), object_id=body.pk, object_repr=body.name,
            action=0, act="create", municipality=body.municipality,
            timestamp=now - timedelta(minutes=n),
        )
        for n, body in zip(numbers, bodies, strict=True)
    )  # fmt: skip


def questions(client: Client, address: str) -> int:
    client.get(address)  # fills caches that live as long as the process
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_pages_of_the_day_ask_as_little_for_a_thousand_rows_as_for_ten(
    platform: Platform,
    circle: Layer,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    vocabulary.load()
    client = sign_in(coordinator)
    a_day_s_work(platform, circle, range(1, 61))  # more than a page, so that both are cut off
    body = Organization.objects.order_by("pk").first()
    assert body is not None
    addresses = {address.format(body=body.pk): most for address, most in PAGES.items()}
    few = {address: questions(client, address) for address in addresses}
    a_day_s_work(platform, circle, range(61, 1_001))
    assert {address: questions(client, address) for address in addresses} == few
    assert {a: n for a, n in few.items() if n > addresses[a]} == {}
