"""The audit log in words: which field of which record, from what to what, who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from organizations.models import Organization, Platform
from organizations.secrecy import hidden_entries

HIDDEN = {
    "id",
    "version",
    "updated_at",
    "created_at",
    "bare_name",
    "match_key",
    "search_text",
    "sort_key",
    "updated_by",
    "created_by",
    "organization",
}
ACTIONS = {0: "登録", 1: "変更", 2: "削除", 3: "閲覧・出力"}
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Change:
    when: datetime
    who: str
    action: str
    record: str
    fields: list[tuple[str, str, str]]  # field name, old, new


def history_of(organization: Organization, user: Any) -> list[Change]:
    """Changes of the organization and of the rows that hang on it, newest first."""
    entries = LogEntry.objects.filter(_of(Organization, [organization.pk]))
    for relation in Organization._meta.related_objects:
        model = relation.related_model
        if relation.one_to_many and model._meta.app_label == "organizations":
            if model in (Organization, Platform):
                continue  # records of their own, with a history of their own
            ids = list(model.objects.filter(organization=organization).values_list("pk", flat=True))
            entries = entries | LogEntry.objects.filter(_of(model, ids))
    seen = entries.exclude(hidden_entries(user)).select_related("actor", "content_type")
    return in_words(seen.order_by("-timestamp")[:SHOWN])


def _of(model: Any, ids: list[int]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)


def in_words(entries: QuerySet[LogEntry]) -> list[Change]:
    changes = [_change(entry) for entry in entries]
    return [c for c in changes if c.fields or c.action != ACTIONS[1]]


def _change(entry: LogEntry) -> Change:
    model = entry.content_type.model_class()
    names = {f.name: str(f.verbose_name) for f in model._meta.fields} if model else {}
    record = f"{model._meta.verbose_name if model else ''}　{entry.object_repr}"
    fields = [
        (names.get(name, name), _word(values[0]), _word(values[1]))
        for name, values in (entry.changes or {}).items()
        if name not in HIDDEN and isinstance(values, list) and len(values) == 2
    ]
    return Change(
        entry.timestamp,
        str(entry.actor or "（取込など）"),
        ACTIONS.get(entry.action, ""),
        record,
        fields,
    )


def _word(value: Any) -> str:
    return "（空欄）" if value in (None, "None", "") else str(value)
