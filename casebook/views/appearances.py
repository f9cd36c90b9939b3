"""Everything one person's name appears in, as far as this reader may know of it.

Each kind is read through its own queryset: who stands in a council, and in its meetings, is told
to those cleared for it alone, and the reading is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from meetings.models import Attendance
from organizations.models import Contact, Membership
from pilots.models import Procurement, Speaker
from platform_registry.access import require
from platform_registry.forms.ruled import words_in
from platform_registry.japanese import era_date, fiscal_year_label, search_key
from platform_registry.japanese.variants import VARIANTS
from platform_registry.lists.filters import MAX_WORDS
from platform_registry.signed_in import SignedInRequest

RADICALS, HIRAGANA = range(0x2E80, 0x2FD6), range(0x3041, 0x3097)
LIMIT = 200  # rows of one kind; a name that is in more is no name
SHORTEST = 2  # letters


@dataclass(frozen=True, slots=True)
class Appearance:
    """One row: under which name, in which part, where and when; ``of`` is what the person stands for."""

    name: str
    part: str
    where: str
    url: str
    place: str
    when: str
    of: str


@cache
def other_shapes() -> dict[str, str]:
    """西 → ⻄, 高 → 髙: what a document may print for a letter, radicals of old files included."""
    found: dict[str, str] = {}
    for code in (*RADICALS, *VARIANTS, *HIRAGANA):
        letter = search_key(chr(code))
        found[letter] = found.get(letter, "") + chr(code)
    return found


def like(name: str, field: str) -> Q:
    """Rows worth comparing: names are compared by their key, of which the database knows nothing.

    A name that holds the key holds its first letter, in one shape or another.
    """
    first = search_key(name)[:1]
    found = Q(pk__in=[])
    for letter in {name[:1], first, *other_shapes().get(first, "")}:
        found |= Q(**{f"{field}__icontains": letter})
    return found


def _named(rows: QuerySet[Any], field: str, name: str) -> Iterator[Any]:
    wanted = search_key(name)
    found = 0
    for row in rows.filter(like(name, field)):
        if wanted in search_key(getattr(row, field)):
            yield row
            found += 1
            if found == LIMIT:
                return


def appearances(name: str, user: Any) -> list[Appearance]:
    """By name, what is public first."""
    kinds = (_speeches, _memberships, _orders, _attendances, _contacts)
    found = [row for kind in kinds for row in kind(name, user)]
    return sorted(found, key=lambda row: search_key(row.name))


def _speeches(name: str, user: Any) -> Iterator[Appearance]:
    rows = Speaker.objects.visible_to(user).select_related("event__pilot__platform__municipality")
    for row in _named(rows, "name", name):
        event, place = row.event, row.event.pilot.platform.municipality.name
        part = f"登壇（{row.part}）" if row.part else "登壇"
        yield Appearance(
            row.name, part, event.name, event.get_absolute_url(), place, event.period_shown,
            row.affiliation,
        )  # fmt: skip


def _memberships(name: str, user: Any) -> Iterator[Appearance]:
    rows = Membership.objects.visible_to(user).exclude(person_name="")
    for row in _named(rows.select_related("layer__platform__municipality"), "person_name", name):
        layer, platform = row.layer, row.layer.platform
        starts = era_date(row.starts_on) if row.starts_on else ""
        yield Appearance(
            row.person_name, f"{row.get_role_display()}（{row.state_shown}）",
            f"{platform.name}　{layer.name}", layer.get_absolute_url(),
            platform.municipality.name, starts, row.post,
        )  # fmt: skip


def _orders(name: str, user: Any) -> Iterator[Appearance]:
    rows = Procurement.objects.visible_to(user).filter(person=True)
    rows = rows.select_related("pilot__platform__municipality")
    for row in _named(rows, "vendor_name", name):
        pilot = row.pilot
        yield Appearance(
            row.vendor_name, "発注先（個人）", pilot.name, pilot.get_absolute_url(),
            pilot.platform.municipality.name, fiscal_year_label(pilot.fiscal_year), row.use,
        )  # fmt: skip


def _attendances(name: str, user: Any) -> Iterator[Appearance]:
    rows = Attendance.objects.visible_to(user).filter(organization=None, department=None)
    rows = rows.select_related("meeting__platform__municipality")
    for row in _named(rows, "name_as_printed", name):
        meeting = row.meeting
        yield Appearance(
            row.name_as_printed, "会議の相手・出席", meeting.title, meeting.get_absolute_url(),
            meeting.platform.municipality.name,
            era_date(meeting.held_on) if meeting.held_on else meeting.date_as_printed, row.post,
        )  # fmt: skip


def _contacts(name: str, user: Any) -> Iterator[Appearance]:
    rows = Contact.objects.visible_to(user).select_related("organization__municipality")
    for row in _named(rows, "name", name):
        body = row.organization
        yield Appearance(
            row.name, "団体の連絡先", body.name, body.get_absolute_url(),
            body.municipality.name, "", row.post,
        )  # fmt: skip


def names_of(rows: Iterable[Appearance]) -> int:
    return len({search_key(row.name) for row in rows})


def page(request: SignedInRequest) -> HttpResponse:
    """「人の登場」 (?name=): one person, or everybody whose name holds what was typed."""
    require(request.user, "view")
    name = words_in(request.GET.get("name", ""), MAX_WORDS)
    key = search_key(name)
    too_short = bool(name) and len(key) < SHORTEST
    found = appearances(name, request.user) if key and not too_short else []
    context = {
        "name": name,
        "too_short": too_short,
        "found": found,
        "names": names_of(found),
        "contacts": request.user.is_superuser or request.user.municipality_ids("persons"),
    }
    return render(request, "casebook/appearances.html", context)
