from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from meetings import actions
from meetings.attended import attended
from meetings.filters import ActionFilters, HearingFilters, MeetingFilters
from meetings.models import (
    Action,
    Hearing,
    HearingVoice,
    Meeting,
    MeetingSeries,
    Opinion,
)
from meetings.tables import ActionTable, HearingTable, MeetingTable, hours
from organizations.beside.index import BesideIndex
from organizations.models import Membership, Organization, Platform
from pilots.models import Pilot
from platform_registry.access import fetch, may, only_visible, require
from platform_registry.actions_log import note_access
from platform_registry.forms.ruled import RecordsField, record_number, the_field
from platform_registry.lists.exports import WORD_TYPE
from platform_registry.lists.page import ListPage
from platform_registry.models import EditedMeanwhile
from platform_registry.panels import panels_of
from platform_registry.records.editing import to_edit, views_for
from platform_registry.signed_in import SignedInRequest

DONE = (
    "「{}」を済みにしました。間違えたときは、「することの一覧」から会議を開いて、状態を戻せます。"
)
DONE_MEANWHILE = "「{}」は、ほかの人が先に変えていました。今の内容を確かめてください。"


class MeetingList(ListPage):
    queryset = Meeting.objects.with_duration()
    filterset_class = MeetingFilters
    table_class = MeetingTable
    offers = ("edit",)
    title, unit, default_sort = "会議・打合せ", "件", "-held_on"
    empty_hint = "「会議を記録する」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        named = Prefetch("attendances__organization", Organization._base_manager.only("name"))
        return rows.select_related("platform__municipality", "layer", "series").prefetch_related(
            named, "attendances__department__parent"
        )

    def extra_context(self) -> dict[str, Any]:
        """How long they took, for who sorts by it: else nobody asked."""
        if self.order.field != "duration":
            return {}
        sums = durations(self.filters("view").qs)
        return {"summary_template": "meetings/_durations.html", "durations": sums}

    def actions(self) -> list[dict[str, str]]:
        buttons = [
            {"label": "することの一覧", "url": reverse("actions"), "kind": ""},
            {"label": "ヒアリング", "url": reverse("hearings"), "kind": ""},
        ]
        if may(self.request.user, "edit"):
            buttons.append(
                {"label": "会議を記録する", "url": reverse("meeting-record-new"), "kind": "primary"}
            )
        return buttons


def durations(meetings: QuerySet[Any]) -> dict[str, Any]:
    """How long meetings took in all, the longest, and how many nobody can tell of."""
    told = meetings.exclude(duration=None)
    found = told.aggregate(number=Count("pk"), total=Sum("duration"))
    longest = told.order_by("-duration", "pk").first() if found["number"] else None
    return {
        "number": found["number"],
        "total": hours(found["total"] or timedelta()),
        "longest": longest,
        "longest_hours": hours(longest.duration) if longest else "",
        "untold": meetings.filter(duration=None).count(),
    }


class ActionList(ListPage):
    queryset = Action.objects.all()
    filterset_class = ActionFilters
    table_class = ActionTable
    title, unit, default_sort = "すること", "件", "due_on"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("meeting__platform__municipality", "department__parent")


@require_POST
def action_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """「済んだ」 on the home page, which is shown again."""
    action = fetch(Action.objects.select_related("meeting"), request.user, "edit", pk=pk)
    try:
        actions.finish(
            action, opened=record_number(request.POST.get("version", "")) or 0, by=request.user
        )
    except EditedMeanwhile:
        messages.error(request, DONE_MEANWHILE.format(action))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, DONE.format(action))
    return redirect("home")


class HearingList(ListPage):
    queryset = Hearing.objects.all()
    filterset_class = HearingFilters
    table_class = HearingTable
    offers = ("edit",)
    title, unit, default_sort = "ヒアリング", "件", "municipality"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        pilots = only_visible(self.request.user, pilot=Pilot)
        return rows.select_related("platform__municipality").prefetch_related(*pilots)

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        return [{"label": "ヒアリングを記録", "url": reverse("hearing-create"), "kind": "primary"}]


PARTS = (
    "decisions", "actions__department__parent", "attendances__organization",
    "attendances__department__parent",
)  # fmt: skip


def _meeting(request: SignedInRequest, pk: int, permission: Any = "view") -> Meeting:
    """The meeting with its papers; what of these is secret is fetched for this reader."""
    meetings = Meeting.objects.select_related(
        "platform__municipality__prefecture", "layer", "series", "source"
    )
    named = only_visible(request.user, agenda__pilots=Pilot, pilots=Pilot, hearings=Hearing)
    meetings = meetings.prefetch_related(*PARTS, *named)
    found: Meeting = fetch(meetings, request.user, permission, pk=pk)
    return found


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    opinions = Opinion.objects.visible_to(request.user).filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "attendances": attended(meeting.attendances.all()),
        "opinions": as_said(opinions),
        "beside": BesideIndex([*_records(meeting), *opinions], request.user),
        "panels": panels_of(Meeting, request, meeting),
        **views_for(request, may(request.user, "edit", meeting)),
    }
    return render(request, "meetings/detail.html", context)


def _records(meeting: Meeting) -> list[Any]:
    """The meeting with all that stands on its page."""
    series = [meeting.series] if meeting.series else []
    papers = [*meeting.agenda.all(), *meeting.attendances.all()]
    return [meeting, *series, *papers, *meeting.decisions.all(), *meeting.actions.all()]


def series(request: SignedInRequest, pk: int) -> HttpResponse:
    """会議体: what comes back, with the meetings held so far."""
    kept = MeetingSeries.objects.select_related("platform__municipality")
    found = fetch(kept, request.user, "view", pk=pk)
    context = {
        "series": found,
        "meetings": Meeting.objects.visible_to(request.user).filter(series=found),
        "beside": BesideIndex([found], request.user),
        **views_for(request, may(request.user, "edit", found)),
    }
    return render(request, "meetings/series.html", context)


def by_theme(opinions: Any) -> list[tuple[str, list[Opinion]]]:
    found: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        found.setdefault(opinion.theme, []).append(opinion)
    return list(found.items())


def as_said(opinions: Any) -> list[tuple[str, list[Opinion]]]:
    """Of one meeting: the themes in the order in which they came up."""
    return sorted(by_theme(opinions), key=lambda theme: theme[1][0].position)


def opinions(request: SignedInRequest, pk: int) -> HttpResponse:
    """All opinions of a platform by theme, also those of which no meeting is known."""
    platform = fetch(
        Platform.objects.select_related("municipality"),
        request.user,
        "view",
        pk=pk,
    )
    rows = Opinion.objects.visible_to(request.user).filter(platform=platform)
    found = list(rows.select_related("meeting", "source"))
    context = {
        "platform": platform,
        "opinions": by_theme(found),
        "number": len(found),
        "loose": sum(opinion.meeting_id is None for opinion in found),
        "beside": BesideIndex(found, request.user),
        **views_for(request, may(request.user, "edit", platform)),
    }
    return render(request, "meetings/opinions.html", context)


@require_POST
def begin_next(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, "edit")
    try:
        made = actions.begin_next(meeting, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    messages.success(
        request, "前回の議題を写して、次回の会議を作りました。日付を入力してください。"
    )
    return redirect("meeting-record", made.pk)


def former_new(request: SignedInRequest) -> HttpResponse:
    """Bookmarks of the form there was before a meeting was recorded on one page."""
    require(request.user, "edit")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('meeting-record-new')}{query}")


def former_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect("meeting-record", fetch(Meeting.objects, request.user, "edit", pk=pk).pk)


class PresentForm(forms.Form):
    """The layer's members, ticked where they came."""

    present = RecordsField(
        Membership.objects.none(),
        label="出席した構成員",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "出席した構成員を1件以上選んでください。"},
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        the_field(self, "present").queryset = members


def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """「名簿から出席をとる」"""
    meeting = _meeting(request, pk, "edit")
    seen = Membership.objects.visible_to(request.user)
    members = seen.taking_part(meeting.held_on).with_bodies()
    members = members.filter(layer=meeting.layer) if meeting.layer else members.none()
    form = PresentForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        present = list(form.cleaned_data["present"])
        try:
            number = actions.take_attendance(meeting, present, by=request.user)
        except ValidationError as error:
            form.add_error("present", error.messages)
        else:
            messages.success(request, f"{number}件の出席を記録しました。")
            return redirect(to_edit(meeting.get_absolute_url()))
    context = {
        "form": form,
        "noun": "出席",
        "subject": meeting,
        "record": None,
        "back_url": to_edit(meeting.get_absolute_url()),
    }
    return render(request, "records/form.html", context)


def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes as a Word file."""
    from meetings.minutes import write_minutes  # brings docx, which few pages need

    meeting = _meeting(request, pk)
    opinions = Opinion.objects.visible_to(request.user).filter(meeting=meeting)
    name = f"議事録_{meeting.title}.docx"
    note_access(meeting, by=request.user, what="議事録（Word）")
    return HttpResponse(
        write_minutes(meeting, as_said(opinions)),
        content_type=WORD_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


def hearing(request: SignedInRequest, pk: int) -> HttpResponse:
    named = only_visible(request.user, pilot=Pilot, meeting=Meeting)
    hearings = Hearing.objects.select_related("platform__municipality", "source")
    hearings = hearings.prefetch_related(*named)
    found = fetch(hearings, request.user, "view", pk=pk)
    voices = list(HearingVoice.objects.visible_to(request.user).filter(hearing=found))
    context = {
        "hearing": found,
        "voices": voices,
        "beside": BesideIndex([found, *voices], request.user),
        "may_hear": found.platform_id in request.user.cleared_for_voices(),
        **views_for(request, may(request.user, "edit", found)),
    }
    return render(request, "meetings/hearing.html", context)
