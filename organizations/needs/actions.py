from __future__ import annotations

from organizations.models import (
    Need,
    NeedMatch,
    Organization,
    User,
)
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile


def decide_match(
    need: Need,
    organization: Organization,
    *,
    state: str,
    reason: str,
    by: User,
    opened_version: int,
) -> NeedMatch:
    """A person's decision on an organization for a need.

    ``opened_version`` is that of the decision one saw, 0 for none; EditedMeanwhile otherwise.
    """
    found = NeedMatch.objects.filter(need=need, organization=organization).first()
    if found is None and opened_version:
        raise EditedMeanwhile
    match = found or NeedMatch(need=need, organization=organization)
    match.state, match.reason = state, reason
    return door.save(match, by=by, opened=opened_version)
