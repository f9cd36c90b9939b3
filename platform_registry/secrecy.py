"""Records that even their own municipality sees only by name: each app says which.

    @hide(Meeting)
    def councils(user, model) -> QuerySet: ...

gives the meetings this person may not know of. What stands beside them (付記, 数値, 添付) and what
the list of changes says of them is left out with them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q

Hidden = Callable[[Any, Any], Any]
_rules: dict[type[Model], Hidden] = {}


def hide(*models: type[Model]) -> Callable[[Hidden], Hidden]:
    def add(rule: Hidden) -> Hidden:
        _rules.update(dict.fromkeys(models, rule))
        return rule

    return add


def hidden_from(user: Any, kind: str, number: str) -> Q:
    """Rows that point to a hidden record by their fields ``kind`` and ``number``."""
    hidden = Q(pk__in=[])
    for model, rule in _rules.items():
        content_type = ContentType.objects.get_for_model(model)
        hidden |= Q(**{kind: content_type, f"{number}__in": rule(user, model).values("pk")})
    return hidden
