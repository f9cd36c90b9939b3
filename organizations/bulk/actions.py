"""What bulk acts write of one record; each gives what undoing takes (`bulk.images`)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from organizations.members import actions as members
from organizations.members.actions import Step
from organizations.models import Layer, Organization, SupportActivity, User
from platform_registry import actions as door
from platform_registry.bulk import images


@transaction.atomic
def set_fields(record: Any, values: dict[str, Any], *, by: User, **why: Any) -> images.Image:
    """``values`` by attribute name: officer_id, own.f12."""
    before = {name: images.value_at(record, name) for name in values}
    with door.unless_refused(record, *{images.column_of(name) for name in values}):
        for name, value in values.items():
            images.put_at(record, name, value)
        door.save(record, by=by, **why)
    return images.changed(record, before)


@transaction.atomic
def add_support(
    organization: Organization, function: Any, targets: list[Any], *, by: User
) -> images.Image:
    activity = SupportActivity(organization=organization, function=function)
    door.save(activity, by=by, many={"targets": targets})
    return images.made([activity])


@transaction.atomic
def drop_support(activities: list[SupportActivity], *, by: User) -> images.Image:
    gone = images.gone(activities)
    for activity in activities:
        door.remove(activity, by=by)
    return {"gone": gone}


@transaction.atomic
def make_candidate(
    organization: Organization, layer: Layer, state: str, step: Step, *, by: User
) -> images.Image:
    return images.made([members.add_member(layer, organization, state, step, by=by)])
