"""How records are found by their own values: by texts and choices, for those who read them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from organizations.own.definitions import fields_for, fields_numbered
from organizations.own.models import OwnChoice, OwnField, numbers_in
from organizations.own.reading import answers_of, told
from organizations.own.values import shown
from platform_registry.access import rows_of
from platform_registry.search.inside import Inside
from platform_registry.search.kinds import Said

WORDED = (OwnField.Type.TEXT, OwnField.Type.CHOICE)


def texts_of(kind: Any, numbers: Collection[int]) -> dict[int, list[str]]:
    filled = kind._base_manager.filter(pk__in=numbers).exclude(own={}).order_by()
    own: dict[int, dict[str, Any]] = dict(filled.values_list("pk", "own"))
    fields = fields_numbered({n for values in own.values() for n in numbers_in(values).values()})
    worded = [field for field in fields.values() if field.type in WORDED]
    texts = {
        pk: [shown(field, values[field.key]) for field in worded if field.key in values]
        for pk, values in own.items()
    }
    return {pk: said for pk, said in texts.items() if said}


def rows_told(kind: Any, user: Any) -> QuerySet[Any]:
    """None, and without a question, where nobody has asked for anything of one's own."""
    rows: QuerySet[Any] = rows_of(kind)
    asked = user.is_superuser or fields_for(user, kind.own_kind) or user.joint_platform_ids("view")
    return rows.filter(told(kind, user)) if asked else rows.none()


def said_to(records: list[Any], user: Any) -> dict[int, list[Said]]:
    return {
        pk: [(field.label, words) for field, words in answers if field.type in WORDED]
        for pk, answers in answers_of(records, user).items()
    }


def chosen_in(kind: Any, choice: OwnChoice) -> QuerySet[Any]:
    field = choice.field
    rows: QuerySet[Any] = kind._base_manager.none()
    return field.filled_with(choice) if field.of == kind.own_kind else rows


OWN = Inside(texts=texts_of, rows=rows_told, said=said_to, names={OwnChoice: chosen_in})
