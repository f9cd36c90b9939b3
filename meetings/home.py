"""What meetings show on the home page: what is due, what is to be written, what comes this week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone

from meetings.models import Action, AgendaItem, Decision, Meeting, Opinion
from organizations.models import Attachment
from pilots.models import PilotEvent
from platform_registry import panels
from platform_registry.access import may
from platform_registry.japanese import fiscal_year
from platform_registry.lists.paging import capped_count
from platform_registry.secrecy import NOBODY
from platform_registry.signed_in import SignedInRequest

SHOWN = 5
WEEK, MONTH = timedelta(days=6), timedelta(days=30)


@panels.register("home", order=10, template="meetings/home/due.html")
def due(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """What is to be done until this day next week, the overdue first."""
    today = timezone.localdate()
    waiting = Action.objects.editable_by(request.user).open().filter(due_on__lte=today + WEEK)
    rows = list(
        waiting.select_related("meeting", "department").order_by("due_on", "pk")[: SHOWN + 1]
    )
    if not rows:
        return None
    number = len(rows) if len(rows) <= SHOWN else capped_count(waiting)
    late = [(action, max((today - action.due_on).days, 0)) for action in rows[:SHOWN]]
    return {"actions": late, "waiting": number}


@panels.register("home", order=15, template="meetings/home/unwritten.html")
def unwritten(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Meetings of the last month of which nothing is written down."""
    today = timezone.localdate()
    past = Meeting.objects.editable_by(request.user).filter(
        held_on__lt=today, held_on__gte=today - MONTH, summary_text=""
    )
    papers = (kind.objects.filter(meeting=OuterRef("pk")) for kind in (Decision, Opinion, Action))
    rows = list(past.filter(*(~Exists(paper) for paper in papers)).order_by("-held_on")[:SHOWN])
    return {"meetings": rows, "waiting": len(rows)} if rows else None


@panels.register("home", order=50, template="meetings/home/this_week.html")
def this_week(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    today = timezone.localdate()
    coming = Meeting.objects.permitted(request.user, "view")
    coming = coming.filter(held_on__gte=today, held_on__lte=today + WEEK)
    rows = list(coming.order_by("held_on", "starts_at", "pk")[:SHOWN])
    if not rows:
        return None
    ready = _prepared(rows, request.user)
    return {
        "meetings": [(meeting, ready[meeting.pk]) for meeting in rows],
        "may_edit": may(request.user, "edit"),
        "waiting": len(rows),
    }


def _prepared(meetings: list[Meeting], user: Any) -> dict[int, dict[str, Any]]:
    """Of each meeting what is there of time, place, agenda and papers, and what isn't yet."""
    numbers = [meeting.pk for meeting in meetings]
    agenda = AgendaItem.objects.visible_to(user).filter(meeting__in=numbers)
    kind = ContentType.objects.get_for_model(Meeting)
    papers = Attachment.objects.filter(record_type=kind, record_id__in=numbers)
    papers = papers.told_beside({Meeting}, user)
    with_agenda = set(agenda.values_list("meeting", flat=True))
    with_papers = set(papers.values_list("record_id", flat=True))
    return {
        meeting.pk: _said(
            時刻=meeting.starts_at is not None,
            場所=bool(meeting.venue),
            議題=meeting.pk in with_agenda,
            資料=meeting.pk in with_papers,
        )
        for meeting in meetings
    }


def _said(**parts: bool) -> dict[str, Any]:
    missing = [name for name, there in parts.items() if not there]
    words = f"{'・'.join(missing)}がまだ" if missing else ""
    return {"done": len(parts) - len(missing), "of": len(parts), "missing": words}


@panels.register("home", order=33, template="meetings/home/held.html", column="side")
def held(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """How many PF会合 there were this fiscal year; what a council keeps is in it for nobody."""
    if not request.user.municipality_ids("view"):
        return None
    today = timezone.localdate()
    meetings = Meeting.objects.permitted(request.user, "view").told_to(NOBODY)
    full = meetings.filter(kind=Meeting.Kind.PLATFORM, fiscal_year=fiscal_year(today))
    number = full.exclude(held_on__gt=today).count()
    return {"number": number, "year": fiscal_year(today)} if number else None


@panels.register("home", order=45, template="meetings/home/doubts.html", column="side")
def doubtful(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Dates whose weekday is another one, in the own municipality."""
    places = sorted(request.user.municipality_ids("view"))
    if not places:
        return None
    meetings = Meeting.objects.permitted(request.user, "view").with_doubtful_weekday()
    events = PilotEvent.objects.permitted(request.user, "view").with_doubtful_weekday()
    number, shown = capped_count(meetings), list(events.select_related("pilot")[:SHOWN])
    return {"meetings": number, "events": shown, "places": places} if number or shown else None
