"""What holds of own values, whichever way a record came."""

from __future__ import annotations

from typing import Any

from organizations.models import Membership, Organization
from organizations.own.models import OwnValues
from organizations.own.values import refuse_unsound
from platform_registry import actions as door


@door.follows(Organization, Membership)
def values_fit_their_fields(record: OwnValues, **_: Any) -> None:
    if record.own:
        refuse_unsound(record.own)
