"""What a council keeps to itself on this floor."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from organizations.models import Layer, MemberCount, Membership
from organizations.models.layer import layer_told
from platform_registry.secrecy import guard


@guard(Layer)
def layers(user: Any, since: Any) -> Q:
    return layer_told(user, "", since)


@guard(MemberCount, Membership)
def of_layers(user: Any, since: Any) -> Q:
    return layer_told(user, "layer__", since)
