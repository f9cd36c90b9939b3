"""What the loader of the founding cases writes, under the rules every record is kept by."""

from __future__ import annotations

from typing import Any

from django.db import models

from organizations.members.actions import Step
from organizations.models import Department, Membership, Municipality
from platform_registry import actions as door


def keep_record(record: Any, *, links: dict[str, list[models.Model]], by: Any) -> None:
    """A record with what it refers to; ValidationError where it breaks a rule."""
    step = Step(source_kind="document", note="資料から登録")
    why: dict[str, Any] = {"step": step} if isinstance(record, Membership) else {}
    door.save(record, by=by, many=links, **why)


def keep_department(municipality: Municipality | None, path: str, *, by: Any) -> Department | None:
    """「福祉部/長寿応援課」, made where it is not there yet."""
    found: Department | None = None
    for name in path.split("/"):
        wanted = {"municipality": municipality, "parent": found, "name": name.strip()}
        known = Department.objects.filter(**wanted).first()
        if known is None:
            known = Department(**wanted)
            keep_record(known, links={}, by=by)
        found = known
    return found
