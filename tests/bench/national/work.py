"""What municipalities do with their organizations: platforms, pilots, meetings, and the log of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from meetings.models import Action, Attendance, Meeting
from organizations.models import (
    Contact,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Organization,
    Platform,
    Verification,
)
from pilots.models import Kpi, Pilot, Procurement
from platform_registry.search.actions import reindex
from platform_registry.search.kinds import kind_of
from tests.bench.national.rows import follow_up, write

FIRST_DAY = date(2023, 4, 1)
SUBJECTS = ["連携PF会合", "見守りの打合せ", "居場所づくり勉強会", "庁内連携会議", "広報の相談"]


def record_work(town: Municipality, pilots: int, meetings: int) -> None:
    """One platform each, four pilots and ten meetings; in the town as many as are said."""
    places = [
        town.pk,
        *Municipality.objects.filter(city=None)
        .exclude(pk=town.pk)
        .order_by("code")
        .values_list("pk", flat=True),
    ]
    numbers = range(1, len(places) + 1)
    write(Platform, _platforms(places))
    write(
        Layer,
        (
            {"id": n, "platform_id": n, "name": "連携PF", "kind": "platform", "counted": True}
            for n in numbers
        ),
    )
    _write_pilots([1] * pilots + [n for n in numbers for _ in range(4)])
    _write_meetings([1] * meetings + [n for n in numbers for _ in range(10)])
    _write_beside()
    _write_log()
    for model in (Platform, Pilot, Meeting):  # searched by an index of their own
        kind = kind_of(model)
        assert kind is not None
        reindex(kind)
    follow_up(
        Platform, Layer, Pilot, Procurement, Kpi, Meeting, Attendance, Action, LogEntry,
        Membership, Contact, Verification,
    )  # fmt: skip


def _platforms(places: list[int]) -> Iterator[dict[str, Any]]:
    for n, place in enumerate(places, start=1):
        yield {
            "id": n,
            "municipality_id": place,
            "name": f"孤独・孤立対策連携PF{n}",
            "shared": n % 10 == 0,
        }


def _write_pilots(platforms: list[int]) -> None:
    rows = list(enumerate(platforms, start=1))
    write(Pilot, (
        {"id": n, "platform_id": p, "fiscal_year": 2023 + n % 3, "number": n, "name": f"見守りの事業{n}"}
        for n, p in rows
    ))  # fmt: skip
    write(Procurement, (
        {"id": 2 * n + k, "pilot_id": n, "vendor_name": f"架空の会社{n % 700}", "amount": 10_000 * (n % 90 + 1)}
        for n, _ in rows for k in (0, 1)
    ))  # fmt: skip
    write(Kpi, (
        {"id": 2 * n + k, "pilot_id": n, "label": "参加者数", "type": "number"}
        for n, _ in rows for k in (0, 1)
    ))  # fmt: skip


def _write_meetings(platforms: list[int]) -> None:
    rows = list(enumerate(platforms, start=1))
    bodies = Organization.objects.count()
    write(Meeting, (
        {
            "id": n, "platform_id": p, "fiscal_year": 2023, "kind": "working",
            "title": f"第{n % 40 + 1}回 {SUBJECTS[n % 5]}", "held_on": FIRST_DAY + timedelta(days=n * 7 % 900),
        }
        for n, p in rows
    ))  # fmt: skip
    write(Attendance, (
        {"id": 5 * n + k, "meeting_id": n, "organization_id": (5 * n + k) % bodies + 1 if k else None,
         "name_as_printed": "" if k else "担当課", "heads": 2}
        for n, _ in rows for k in range(5)
    ))  # fmt: skip
    write(Action, (
        {"id": n, "meeting_id": n, "text": "資料を送る", "owner": "事務局", "due_on": FIRST_DAY + timedelta(days=n % 1_500),
         "state": "done" if n % 7 else "not_started"}
        for n, _ in rows
    ))  # fmt: skip


def _write_beside() -> None:
    """Every twenty-first body a member with a contact person, verified by telephone."""
    bodies = list(Organization.objects.order_by("pk").values_list("pk", "municipality")[::21])
    layers = dict(Layer.objects.values_list("platform__municipality", "pk"))
    write(Membership, (
        {"id": n, "layer_id": layers[place], "organization_id": body, "state": "joined", "row": n}
        for n, (body, place) in enumerate(bodies, start=1)
    ))  # fmt: skip
    write(Contact, (
        {"id": n, "organization_id": body, "name": "見本 花子", "phone": "03-0000-0000"}
        for n, (body, _) in enumerate(bodies, start=1)
    ))  # fmt: skip
    write(Verification, (
        {"id": n, "organization_id": body, "verified_on": timezone.localdate(), "how": "phone"}
        for n, (body, _) in enumerate(bodies, start=1)
    ))  # fmt: skip


def _write_log() -> None:
    """That each body was registered, one every minute; who signed in stands before it."""
    kind = ContentType.objects.get_for_model(Organization).pk
    now = timezone.now()
    bodies = Organization.objects.order_by("pk").values_list("pk", "name", "municipality")
    write(LogEntry, (
        {
            "id": n, "content_type_id": kind, "object_pk": str(body), "object_id": body, "object_repr": name,
            "action": 0, "act": "create", "municipality_id": place, "timestamp": now - timedelta(minutes=n),
            "changes": json.dumps({"name": ["None", name]}),
        }
        for n, (body, name, place) in enumerate(bodies.iterator(chunk_size=20_000), start=1_001)
    ))  # fmt: skip
