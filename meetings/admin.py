from __future__ import annotations

from django.contrib import admin

from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Hearing,
    HearingVoice,
    Meeting,
    MeetingSeries,
    Opinion,
)
from platform_registry.admin.derived import DerivedAdmin, register_others


@admin.register(MeetingSeries)
class MeetingSeriesAdmin(DerivedAdmin):
    list_display = ("name", "platform", "frequency")
    search_fields = ("name", "platform__name", "frequency")


@admin.register(Meeting)
class MeetingAdmin(DerivedAdmin):
    list_display = ("title", "held_on", "kind", "layer", "platform", "fiscal_year")
    list_filter = ("kind", "fiscal_year", "shared")
    search_fields = ("title", "venue", "summary_text", "platform__name")
    date_hierarchy = "held_on"


@admin.register(AgendaItem)
class AgendaItemAdmin(DerivedAdmin):
    list_display = ("text", "number", "meeting")
    search_fields = ("text", "meeting__title")


@admin.register(Attendance)
class AttendanceAdmin(DerivedAdmin):
    list_display = ("__str__", "side", "heads", "meeting")
    list_filter = ("side",)
    list_select_related = ("organization", "department__parent", "meeting")
    search_fields = (
        "name_as_printed",
        "organization__name",
        "department__name",
        "meeting__title",
    )


@admin.register(Decision)
class DecisionAdmin(DerivedAdmin):
    list_display = ("text", "meeting", "created_at")
    search_fields = ("text", "meeting__title")
    date_hierarchy = "created_at"


@admin.register(Action)
class ActionAdmin(DerivedAdmin):
    list_display = ("text", "state", "due_on", "department", "owner", "meeting")
    list_filter = ("state",)
    list_select_related = ("department__parent", "meeting")
    search_fields = ("text", "owner", "department__name", "meeting__title")
    date_hierarchy = "due_on"


@admin.register(Hearing)
class HearingAdmin(DerivedAdmin):
    list_display = ("title", "counterpart", "starts_on", "platform", "meeting")
    list_filter = ("counterpart", "shared")
    search_fields = ("title", "breakdown", "platform__name")
    date_hierarchy = "starts_on"


@admin.register(HearingVoice)
class HearingVoiceAdmin(DerivedAdmin):
    list_display = ("hearing", "consent", "created_at")
    search_fields = ("hearing__title", "consent")
    date_hierarchy = "created_at"


@admin.register(Opinion)
class OpinionAdmin(DerivedAdmin):
    list_display = ("text", "theme", "speaker_kind", "meeting", "platform")
    list_filter = ("shared",)
    search_fields = ("text", "theme", "speaker_kind", "meeting__title")


register_others("meetings")
