"""A meeting with all that hangs on it, on one page: a new one, or one that is recorded already."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from meetings.models import Action, Meeting
from meetings.recording.forms import hours_asked
from meetings.recording.previous import before, kind_in, last_of, left_open
from meetings.recording.roster import Present
from meetings.recording.sections import (
    Agenda,
    Basics,
    Carried,
    Decisions,
    Guests,
    Next,
    Opinions,
    Tasks,
)
from organizations.models import Department, Layer, Platform
from platform_registry.access import require
from platform_registry.forms.as_written import Near
from platform_registry.forms.fields import DateField
from platform_registry.forms.ruled import record_number
from platform_registry.grids.models import EditDraft
from platform_registry.grids.page import Editing, EditPage
from platform_registry.japanese import fiscal_year
from platform_registry.signed_in import SignedInRequest

# What an address may begin a new meeting with; 「次回」 is a part of its own.
BEGUN_WITH = (
    "kind", "series", "number", "title", "fiscal_year", "held_on", "weekday_as_printed",
    "date_as_printed", "state", "mode", "venue", "host", "summary_text", "pilots", "shared",
    "confidential",
)  # fmt: skip


class MeetingRecord(EditPage):
    model, name, word = Meeting, "meeting-record", "record"
    template = "meetings/recording/page.html"
    removal = "meeting-delete"
    sections = (Basics, Present, Guests, Agenda, Opinions, Decisions, Tasks, Next, Carried)

    def urls(self) -> list[URLPattern]:
        return [path("meetings/record/", self.create, name="meeting-record-new"), *super().urls()]

    def rows(self) -> Any:
        return Meeting.objects.select_related("platform__municipality", "layer", "series")

    # ------------------------------------------------------------------ a new one

    def create(self, request: SignedInRequest) -> HttpResponse:
        require(request.user, "edit")
        offered = Platform.objects.editable_by(request.user).select_related("municipality")
        named = record_number((request.POST or request.GET).get("platform", ""))
        found = list(offered.filter(pk=named) if named is not None else offered[:2])
        if len(found) != 1:
            return self._choose(request, offered)
        meeting = Meeting(platform=found[0], fiscal_year=fiscal_year(timezone.localdate()))
        return self.answer(request, meeting)

    def _choose(self, request: SignedInRequest, offered: Any) -> HttpResponse:
        query = request.GET.copy()
        query.pop("platform", None)
        context = {"noun": "会議", "asked": "連携PF", "name": "platform"}
        context |= {"offered": offered, "query": query.urlencode()}
        return render(request, "records/choose_first.html", context)

    def begins_with(self, editing: Editing) -> dict[str, Any]:
        """The next of its kind, in the layer of the last one; or as the address says."""
        if editing.record.pk is not None:
            return {}
        last, asked = last_of(editing.record.platform, editing.user), editing.request.GET
        found: dict[str, Any] = {"kind": Meeting.Kind.PLATFORM}
        if last:
            found = {"kind": last.kind, "layer": last.layer_id, "venue": last.venue}
            found |= {"number": (last.number or 0) + 1 if last.number else None}
        if asked.get("layer"):
            found = {"kind": found["kind"], "layer": record_number(asked["layer"])}
        for name in asked.keys() & {*BEGUN_WITH}:
            found[name] = asked.getlist(name) if name == "pilots" else asked[name]
        return found | hours_asked(asked, "starts_at", "ends_at")

    def follow_layer(self, editing: Editing, data: Any) -> None:
        """Of a new one the kind, where another layer's was chosen, and with it the number."""
        layer, kind = self.layer(editing), data.get("basics-kind", "")
        meant = kind_in(layer, kind)
        if editing.record.pk is None and meant != kind:
            typed = Meeting(platform=editing.record.platform, kind=meant)
            last = before(typed, layer, editing.user)
            data["basics-kind"] = meant
            data["basics-number"] = str(last.number + 1) if last and last.number else ""

    # ------------------------------------------------------------------ what parts ask one another

    def _form(self, editing: Editing) -> Any:
        """Of the first section, which the others follow."""
        known = [part for part in editing.parts if isinstance(part, Basics)]
        return (known[0] if known else Basics(editing, editing.data)).content

    def layer(self, editing: Editing) -> Layer | None:
        """As chosen on the page; one that isn't this person's to choose is none."""
        form = self._form(editing)
        value = record_number(str(form["layer"].value() or ""))
        offered: list[Layer] = form.fields["layer"].queryset.filter(pk=value)
        return next(iter(offered), None)

    def _as_typed(self, editing: Editing) -> Meeting:
        """Kind, number and day as they stand on the page, for finding what came before."""
        form, meeting = self._form(editing), editing.record
        typed = Meeting(platform=meeting.platform, confidential=meeting.confidential)
        kind = form["kind"].value()
        typed.pk, typed.kind = meeting.pk, kind if kind in Meeting.Kind.values else ""
        typed.number = record_number(str(form["number"].value() or ""))
        typed.held_on = editing.day
        return typed

    def previous(self, editing: Editing) -> Meeting | None:
        if not hasattr(editing, "_previous"):
            found = before(self._as_typed(editing), self.layer(editing), editing.user)
            editing._previous = found  # type: ignore[attr-defined]  # asked for by several parts
        return editing._previous  # type: ignore[attr-defined,no-any-return]  # see above

    def left_open(self, editing: Editing) -> list[Action]:
        return left_open(self._as_typed(editing), self.layer(editing), editing.user)

    # ------------------------------------------------------------------ how the page speaks

    def day(self, editing: Editing) -> date | None:
        stored: date | None = editing.record.held_on
        field = DateField(required=False)
        field.near = Near(stored or timezone.localdate())
        try:
            return field.clean(editing.typed("basics-held_on")) or stored
        except ValidationError:
            return stored

    def heading(self, editing: Editing) -> str:
        meeting = editing.record
        if meeting.pk is not None:
            return f"{meeting.title}を編集"
        typed = self._as_typed(editing)
        if typed.number and typed.kind:
            return f"第{typed.number}回 {Meeting.Kind(typed.kind).label}を記録する"
        return "会議を記録する"

    def hangs_on(self, editing: Editing) -> models.Model | None:
        return super().hangs_on(editing) or self.layer(editing) or editing.record.platform

    def draft_name(self, draft: EditDraft) -> str:
        typed = draft.typed
        return str(typed.get("basics-title", "") or typed.get("basics-held_on", "")) or "会議"

    def way_back_to_new(self, draft: EditDraft, user: Any) -> tuple[str, str]:
        """A new meeting hangs on a layer or a platform; either says in which platform it goes on."""
        above: Any = draft.record
        number = getattr(above, "platform_id", getattr(above, "pk", None))
        if not Platform.objects.editable_by(user).filter(pk=number).exists():
            return "", ""
        query = urlencode({"platform": number, "draft": self._token(draft)})
        name = self.draft_name(draft)
        return f"新しい会議（{name}）", f"{reverse('meeting-record-new')}?{query}"

    def context(self, editing: Editing) -> dict[str, Any]:
        layer, user = self.layer(editing), editing.user
        rows = Department.objects.offered_to(user).select_related("parent")
        secret = (
            editing.record.is_secret if editing.record.pk else bool(layer and layer.confidential)
        )
        return {
            "departments": [str(d) for d in editing.record.platform.narrow(rows)],
            "previous": self.previous(editing),
            "layer": layer,
            "secret": secret,
            "main_parts": [part for part in editing.parts if part.key not in ("basics", "carried")],
            "basics": editing.part(Basics.key),
            "carried": editing.part(Carried.key),
            "platform": editing.record.platform,
        }
