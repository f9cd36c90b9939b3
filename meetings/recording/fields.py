"""Fields of the record page: pilots by their number, a body or office by its name."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

from organizations.bodies.fields import find_organization
from organizations.models import Department, Organization
from pilots.models import Pilot
from platform_registry.forms.fields import LineField
from platform_registry.japanese import search_key

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NO_SUCH_PILOT = "「{}」に当たる試行的事業がありません。番号（①、②）か名称を入力してください。"


def circled(number: int) -> str:
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else str(number)


class PilotsField(LineField):
    """Pilots of a platform as minutes write them: ①、③. Their numbers are those of the year."""

    def __init__(self, *, offered: list[Pilot], fiscal_year: int | None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.offered, self.fiscal_year = offered, fiscal_year

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "、".join(self._called(pilot) for pilot in value)

    def _called(self, pilot: Pilot) -> str:
        return circled(pilot.number) if pilot.fiscal_year == self.fiscal_year else pilot.name

    def clean(self, value: Any) -> list[Pilot]:
        words = re.split(r"[、,，\s　]+", super().clean(value))
        return list(dict.fromkeys(self._found(word) for word in words if word))

    def _found(self, word: str) -> Pilot:
        plain = unicodedata.normalize("NFKC", word).strip("()番号事業")
        numbered = {str(p.number): p for p in self.offered if p.fiscal_year == self.fiscal_year}
        key = search_key(word)
        named = [p for p in self.offered if search_key(p.name).startswith(key)]
        if plain in numbered:
            return numbered[plain]
        if len(named) != 1 or not key:
            raise ValidationError(NO_SUCH_PILOT.format(word))
        return named[0]


def the_department(name: str, offered: list[Department]) -> Department | None:
    """By its name, or by its name with what it belongs to."""
    key = search_key(name)
    found = [d for d in offered if key in (search_key(d.name), search_key(str(d)))]
    return found[0] if len(found) == 1 else None


def the_organization(name: str, user: Any) -> Organization | None:
    """Registered under this name, and under it alone."""
    try:
        return find_organization(name, user)
    except ValidationError:
        return None
