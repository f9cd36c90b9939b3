from __future__ import annotations

from django.db.models import Q

from organizations.models import (
    Layer,
    Membership,
)
from organizations.own.filters import OwnFilters
from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter


class MemberFilters(OwnFilters):
    q = SearchFilter("団体・部署・連携PF")
    state = OptionsFilter("状態", Membership.State.choices)
    role = OptionsFilter("役割", Membership.Role.choices)
    kind = OptionsFilter("層の種類", Layer.Kind.choices, field_name="layer__kind")
    body = ConditionsFilter(
        "種別",
        {
            "organization": ("団体", lambda: Q(organization__isnull=False)),
            "department": ("部署", lambda: Q(department__isnull=False)),
            "person": ("個人", lambda: ~Q(person_name="")),
        },
    )
