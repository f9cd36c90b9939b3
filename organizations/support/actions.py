from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from organizations.models import Municipality, Need, SupportActivity, Term
from platform_registry import actions as door
from platform_registry.records.ownership import above

NOT_USED_HERE = "ほかの自治体の用語は使えません：{}"
STILL_USED = "この用語を使っている記録があるため、削除できません。「使用中」を外すと、新しくは選べなくなります。"


@door.follows(Need, SupportActivity)
def only_words_of_the_place(record: Any, **_: Any) -> None:
    """Whichever way a record came, it names common words and those of its own municipality."""
    place = above(record, Municipality)
    for name, words in _words_of(record):
        foreign = [w for w in words if w.municipality_id not in (None, place and place.pk)]
        if foreign:
            said = NOT_USED_HERE.format("、".join(map(str, foreign)))
            raise ValidationError({name: said})


def _words_of(record: Any) -> list[tuple[str, list[Term]]]:
    meta = record._meta
    one = [f.name for f in meta.concrete_fields if f.related_model is Term]
    many = [f.name for f in meta.many_to_many if f.related_model is Term]
    return [
        *((name, [getattr(record, name)]) for name in one),
        *((name, list(getattr(record, name).all())) for name in many),
    ]


@door.goes_with
def words_in_use_stay(kind: type[Any], rows: list[Any]) -> None:
    """A word that records name is retired, not removed: a choice of many protects nothing."""
    if kind is not Term:
        return
    for model in apps.get_models():
        for field in model._meta.many_to_many:
            uses = field.related_model is Term and {f"{field.name}__in": rows}
            if uses and model._base_manager.filter(**uses).exists():
                raise ValidationError(STILL_USED)
