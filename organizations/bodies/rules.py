"""Rules of an organization's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from platform_registry.access import roles_with
from platform_registry.japanese import corporate_number_problem

_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")


def validate_corporate_number(number: str) -> None:
    problem = corporate_number_problem(number)
    if problem:
        raise ValidationError(problem)


def validate_degrees(text: str) -> None:
    """緯度 or 経度 as printed, with as many digits as its source gives."""
    if not _DEGREES.fullmatch(text) or abs(float(text)) > 180:
        raise ValidationError("緯度・経度は、35.6812 のような数字で入力してください。")


def validate_latitude(text: str) -> None:
    """Of degrees; what is none is ``validate_degrees``' to tell."""
    if _DEGREES.fullmatch(text) and 90 < abs(float(text)) <= 180:
        raise ValidationError({"latitude": "緯度は、-90から90までの数字で入力してください。"})


def in_charge_of(assignments: Any, places: Iterable[int]) -> Any:
    """Of roles those, in force today, from which on somebody may be in charge of a body there."""
    today = assignments.on(timezone.localdate())
    return today.filter(municipality__in=places, role__in=roles_with("edit"), user__is_active=True)
