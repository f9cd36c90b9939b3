"""Persons in a council, and what stands beside hidden records, in the list of changes."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from organizations.models import Attachment, Membership, Note, Statistic
from organizations.models.layer import cleared_for_voices, cleared_layers
from organizations.models.membership import named_in_confidence
from platform_registry.secrecy import hidden_from, hide


@hide(Membership)
def persons(user: Any, model: Any) -> Any:
    return model.objects.filter(named_in_confidence(user))


def hidden_entries(user: Any) -> Q:
    """Log entries the person may not see: of records hidden now, or marked when they were written."""
    hidden = hidden_from(user, "content_type", "object_id") | _marked(user)
    beside = hidden_from(user, "record_type", "record_id")
    for model in (Note, Statistic, Attachment):
        rows = model.objects.filter(beside).values("pk")
        hidden |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=rows)
    return hidden


def _marked(user: Any) -> Q:
    """The mark outlives the record: what was deleted stays as confidential as it was."""
    layers = list(cleared_layers(user).values_list("layer_id", flat=True))
    platforms = list(cleared_for_voices(user).values_list("platform_id", flat=True))
    council = Q(additional_data__has_key="council") & ~Q(additional_data__council__in=layers)
    voices = Q(additional_data__has_key="voices") & ~Q(additional_data__voices__in=platforms)
    return council | voices
