"""What a page of a record writes, as verbs. ``by`` is the person acting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from platform_registry import actions as door

if TYPE_CHECKING:
    from organizations.models import User


def save_record(form: Any, *, by: User, opened_version: int) -> Any:
    """Save what a record's form holds. EditedMeanwhile where somebody was faster."""
    why = {"step": form.step} if hasattr(form, "step") else {}
    return door.save_form(form, by=by, opened=opened_version, **why)


def remove_record(record: models.Model, *, by: User, opened_version: int | None) -> None:
    """Delete with all that stands beside it; ValidationError where others rest on it.

    EditedMeanwhile where it is another now than the one the person read; None where the kind of
    record counts no versions.
    """
    door.remove(record, by=by, opened=opened_version)
