from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from organizations.models import (
    Organization,
    SupportActivity,
    User,
    Verification,
)
from platform_registry import actions as door
from platform_registry.search.actions import index_written


@door.follows(SupportActivity)
def keep_findable(activity: SupportActivity, **_: Any) -> None:
    """Also by the words for whom it is, which are chosen after the activity is saved."""
    index_written(Organization, [activity.organization_id])


@transaction.atomic
def verify(organization: Organization, *, on: date, how: str, note: str, by: User) -> Verification:
    """Record that someone made sure the entry is right."""
    verification = Verification(
        organization=organization, verified_on=on, how=how, note=note, by=by
    )
    return door.save(verification, by=by)


@door.follows(Verification)
def show_the_latest(verification: Verification, **_: Any) -> None:
    """A form opened before must notice; the day of a verification is no day of a change."""
    organization = verification.organization
    days = organization.verifications.order_by("-verified_on").values_list("verified_on", flat=True)
    door.claim(organization, organization.version)
    Organization.objects.filter(pk=organization.pk).update(verified_on=days[0])
