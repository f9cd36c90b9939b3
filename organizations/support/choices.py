from __future__ import annotations

from organizations.models import (
    Term,
)


def terms(kind: str) -> list[tuple[str, str]]:
    return [
        (str(pk), label)
        for pk, label in Term.objects.filter(kind=kind, active=True).values_list("pk", "label")
    ]
