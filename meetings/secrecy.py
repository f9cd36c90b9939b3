"""Papers of a council and voices of persons concerned stay out of the list of changes."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
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
from organizations.models.layer import cleared_for_voices, cleared_layers
from platform_registry.secrecy import hide

OF_A_MEETING = (Action, AgendaItem, Attendance, Decision, Hearing, Opinion)


@hide
def council_papers(user: Any) -> Q:
    cleared = Q(layer__in=cleared_layers(user))
    secret = Meeting.objects.filter(confidential=True).exclude(cleared)
    hidden = _entries(Meeting, secret)
    for model in OF_A_MEETING:
        hidden |= _entries(model, model.objects.filter(meeting__in=secret.values("pk")))
    return hidden


@hide
def voices(user: Any) -> Q:
    return _entries(
        HearingVoice, HearingVoice.objects.exclude(hearing__platform__in=cleared_for_voices(user))
    )


def _entries(model: Any, records: Any) -> Q:
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=records.values("pk"))
