from meetings.models.hearing import Hearing, HearingVoice
from meetings.models.meeting import Meeting, MeetingSeries
from meetings.models.opinion import Opinion
from meetings.models.paper import Action, AgendaItem, Attendance, Decision

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
