"""Papers of a council and voices of persons concerned: told wherever the meeting is told."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Hearing,
    HearingVoice,
    Meeting,
    Opinion,
)
from meetings.models.meeting import meeting_told
from platform_registry.secrecy import guard


@guard(Meeting)
def meetings(user: Any, since: Any) -> Q:
    return meeting_told(user, since=since)


@guard(Action, AgendaItem, Attendance, Decision, Hearing, Opinion)
def papers(user: Any, since: Any) -> Q:
    """What was not said in a meeting is open; a paper is as secret as its meeting."""
    return Q(meeting=None) | meeting_told(user, "meeting__", since)


@guard(HearingVoice)
def voices(user: Any, since: Any) -> Q:
    return Q(hearing__platform__in=user.cleared_for_voices())
