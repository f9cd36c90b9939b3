"""What the list of changes may not show to everybody: each app names its confidential records.

    @hide
    def council_papers(user) -> Q: ...

gives the log entries this person may not know of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Hidden = Callable[[Any], Q]
_rules: list[Hidden] = []


def hide(rule: Hidden) -> Hidden:
    _rules.append(rule)
    return rule


def hidden_from(user: Any) -> Q:
    """All log entries the person may not see; matches nothing where no rule speaks."""
    hidden = Q(pk__in=[])
    for rule in _rules:
        hidden |= rule(user)
    return hidden
