"""The forms of the record page where they differ from those of pages of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from meetings.models import Meeting
from meetings.recording.fields import PilotsField, the_department, the_organization
from organizations.models import Department, Layer, Platform
from pilots.models import Pilot
from platform_registry.forms.as_written import (
    HoursField,
    RoughNumberField,
    is_about_hours,
    says_about,
)
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


def hours_asked(asked: Mapping[str, str], begins: str, ends: str) -> dict[str, str]:
    """What an address says of start and end, as one field; empty where it says nothing."""
    first, last = asked.get(begins, ""), asked.get(ends, "")
    return {"hours": f"{first}〜{last}" if last else first} if first or last else {}


class BasicsForm(HoursForm):
    """The layer's rules hold. What isn't said follows: the fiscal year from the day, what the
    meeting is called from its kind and number."""

    withholds_layers = False  # there are some whose meetings this person may not record

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].keeps_about = True
        self.fields["title"].required = False
        self.fields["fiscal_year"].required = False
        self.fields["fiscal_year"].help_text = "空欄なら開催日から決めます。例：令和5年度、R5、2023"
        self.fields["layer"].widget.attrs["data-redo"] = "basics:layer"
        self.fields["kind"].widget.attrs["data-redo"] = ""
        self._offer_layers()
        if self.instance.pk is None:
            self.initial["fiscal_year"] = None  # follows the day
        elif self.instance.is_secret:
            self.fields["layer"].disabled = True
            if self.instance.confidential:
                del self.fields["confidential"]

    def _offer_layers(self) -> None:
        """Without those whose meeting one might not read afterwards."""
        layer: Any = self.fields["layer"]
        platforms = Platform.objects.editable_by(self.user)
        layers = Layer.objects.filter(platform__in=platforms).select_related("platform")
        layers = layers.filter(platform=self.instance.platform_id)
        confided = Q(confidential=True) & ~Q(pk__in=self.user.cleared_layers())
        self.withholds_layers = layers.filter(confided).exists()
        layer.queryset = layers.exclude(confided)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, changed = cleaned.get("held_on"), self.changed_data
        follows = "held_on" in changed and "fiscal_year" not in changed
        if day and (follows or not cleaned.get("fiscal_year")):
            cleaned["fiscal_year"] = fiscal_year(day)
        elif not cleaned.get("fiscal_year") and not self.errors.keys() & {"fiscal_year", "held_on"}:
            self.add_error("fiscal_year", "開催日が決まっていないときは、年度を入力してください。")
        if self.instance.pk is None and (day or date.min) > timezone.localdate():
            cleaned["state"] = Meeting.State.PLANNED
        cleaned["date_as_printed"] = self._said_of_the_time(cleaned.get("date_as_printed") or "")
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = title_of(cleaned.get("kind", ""), cleaned.get("number"))
        return cleaned

    def _said_of_the_time(self, words: str) -> str:
        """「14時頃」 is kept there, and goes when the time it was said of does."""
        said = self.data.get(self.add_prefix("hours"), "").strip()
        is_other_time = "hours" in self.changed_data and "date_as_printed" not in self.changed_data
        if is_other_time and is_about_hours(words):
            words = ""
        return words or (said if says_about(said) else "")


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
