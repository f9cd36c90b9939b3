"""The forms of the record page where they differ from those of pages of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from meetings.models import Meeting
from meetings.pages import MeetingForm
from meetings.recording.fields import PilotsField, the_department, the_organization
from organizations.models import Department
from pilots.models import Pilot
from platform_registry.forms.as_written import HoursField, RoughNumberField
from platform_registry.forms.fields import LineField
from platform_registry.japanese import fiscal_year
from platform_registry.records.forms import RecordForm

NOBODY_NAMED = "所属を入力してください。団体名だけでもかまいません。"


def offered_departments(form: RecordForm) -> list[Department]:
    """Asked once for all rows of a page: it lives as long as who asks."""
    known: dict[Any, list[Department]] = form.user.__dict__.setdefault("_departments_offered", {})
    place = form.boundary
    key = place.pk if place else None
    if key not in known:
        rows = Department.objects.offered_to(form.user).select_related("parent", "municipality")
        known[key] = list(place.narrow(rows) if place else rows)
    return known[key]


class HoursForm(RecordForm):
    """Start and end in one field; ``begins`` and ``ends`` are the columns."""

    begins, ends = "starts_at", "ends_at"
    hours = HoursField(label="時間", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = (getattr(self.instance, self.begins), getattr(self.instance, self.ends))
        if any(times):
            self.initial.setdefault("hours", times)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "hours" not in self.errors:
            begins, ends = cleaned.get("hours") or (None, None)
            setattr(self.instance, self.begins, begins)
            setattr(self.instance, self.ends, ends)
        return cleaned


class BasicsForm(HoursForm, MeetingForm):
    """What the meeting is called follows from its kind and number, unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["layer"].help_text = ""  # the banner says it where it matters
        self.fields["layer"].widget.attrs["data-redo"] = True
        self.fields["kind"].widget.attrs["data-redo"] = True
        if self.instance.pk is None:
            layers: Any = self.fields["layer"]
            layers.queryset = layers.queryset.filter(platform=self.instance.platform_id)
            self.initial["fiscal_year"] = None  # follows the day

    def clean(self) -> dict[str, Any]:
        self._year_follows_the_day()
        cleaned = super().clean()
        if self.instance.pk is None and (cleaned.get("held_on") or date.min) > timezone.localdate():
            cleaned["state"] = Meeting.State.PLANNED
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = title_of(cleaned.get("kind", ""), cleaned.get("number"))
        return cleaned

    def _year_follows_the_day(self) -> None:
        """Unless somebody says otherwise: the year is folded away."""
        changed, day = self.changed_data, self.cleaned_data.get("held_on")
        if day and "held_on" in changed and "fiscal_year" not in changed:
            self.cleaned_data["fiscal_year"] = fiscal_year(day)


def title_of(kind: str, number: int | None) -> str:
    """第3回 連携PF会合"""
    label = dict(Meeting.Kind.choices).get(kind, "会議")
    return f"第{number}回 {label}" if number else str(label)


class NextForm(HoursForm):
    begins, ends = "next_starts_at", "next_ends_at"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("next_on", "日付"), ("next_venue", "場所")):
            self.fields[name].label = label


class AgendaForm(RecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.instance.meeting
        offered = _pilots_of(meeting.platform_id, self.user)
        self.fields["pilots"] = PilotsField(
            label="試行的事業", offered=offered, fiscal_year=meeting.fiscal_year
        )


def _pilots_of(platform: int | None, user: Any) -> list[Pilot]:
    known: dict[Any, list[Pilot]] = user.__dict__.setdefault("_pilots_offered", {})
    if platform not in known:
        known[platform] = list(Pilot.objects.offered_to(user).filter(platform=platform))
    return known[platform]


class TaskForm(RecordForm):
    """Who does it is a department where the word is the name of one, else the word itself."""

    who = LineField(label="だれが", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.instance
        self.initial["who"] = str(action.department) if action.department else action.owner
        self.fields["text"].widget.attrs["rows"] = 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        who = cleaned.get("who", "")
        if who != self.initial["who"]:
            found = the_department(who, offered_departments(self)) if who else None
            self.instance.department, self.instance.owner = found, "" if found else who
        return cleaned


class GuestForm(RecordForm):
    """Who came and stands on no roster: a registered body, an office, or just a name."""

    who = LineField(label="所属")
    rough = RoughNumberField(label="人数", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["who"] = str(row.organization or row.department or row.name_as_printed)
        if row.heads is not None:
            self.initial["rough"] = (row.heads, row.exactness)
        self.fields["who"].error_messages = {"required": NOBODY_NAMED}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        who = cleaned.get("who", "")
        if who and who != self.initial["who"]:
            self._name(who, cleaned)
        if "rough" not in self.errors:
            heads = cleaned.get("rough") or (None, "exact")
            self.instance.heads, self.instance.exactness = heads
        return cleaned

    def _name(self, who: str, cleaned: dict[str, Any]) -> None:
        row = self.instance
        row.organization = the_organization(who, self.user)
        row.department = None
        if row.organization is None:
            row.department = the_department(who, offered_departments(self))
        if row.organization is None and row.department is None:
            cleaned["name_as_printed"] = who
