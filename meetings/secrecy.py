"""Papers of a council and voices of persons concerned: hidden wherever records are listed."""

from __future__ import annotations

from typing import Any

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
from organizations.models.layer import cleared_for_voices, cleared_layers
from platform_registry.secrecy import hide


def _secret(user: Any) -> Any:
    return Meeting.objects.filter(confidential=True).exclude(layer__in=cleared_layers(user))


@hide(Meeting)
def councils(user: Any, model: Any) -> Any:
    return _secret(user)


@hide(Action, AgendaItem, Attendance, Decision, Hearing, Opinion)
def council_papers(user: Any, model: Any) -> Any:
    return model.objects.filter(meeting__in=_secret(user).values("pk"))


@hide(HearingVoice)
def voices(user: Any, model: Any) -> Any:
    return model.objects.exclude(hearing__platform__in=cleared_for_voices(user))
