from meetings.models.hearing import Hearing, HearingVoice
from meetings.models.meeting import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingSeries,
)
from meetings.models.opinion import Opinion

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Decision",
    "Hearing",
    "HearingVoice",
    "Meeting",
    "MeetingSeries",
    "Opinion",
]
