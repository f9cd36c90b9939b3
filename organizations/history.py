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
from platform_registry.access import ScopedQuerySet

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
            ids = _rows(model, organization, user) | _deleted_rows(model, organization)
            entries = entries | LogEntry.objects.filter(_of(model, ids))
    seen = entries.exclude(hidden_entries(user)).select_related("actor", "content_type")
    return in_words(seen.order_by("-timestamp")[:SHOWN])


def _rows(model: Any, organization: Organization, user: Any) -> set[int]:
    """Rows of the organization this person sees; another municipality may have candidates."""
    rows = model.objects.all()
    rows = rows.visible_to(user) if isinstance(rows, ScopedQuerySet) else rows
    return set(rows.filter(organization=organization).values_list("pk", flat=True))


def _deleted_rows(model: Any, organization: Organization) -> set[int]:
    """Only of what belongs to the organization alone: contacts, names, activities …"""
    path = getattr(model.objects.all(), "municipality_path", "")
    if not path.startswith("organization"):
        return set()
    kind = ContentType.objects.get_for_model(model)
    number = str(organization.pk)
    deleted = LogEntry.objects.filter(
        content_type=kind, action=LogEntry.Action.DELETE, changes__organization__0=number
    )
    return set(deleted.values_list("object_id", flat=True))


def _of(model: Any, ids: set[int]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)


def in_words(entries: QuerySet[LogEntry]) -> list[Change]:
    changes = [_change(entry) for entry in entries]
    return [c for c in changes if c.fields or c.action != ACTIONS[1]]


def _change(entry: LogEntry) -> Change:
    model = entry.content_type.model_class()
    fields_of = {f.name: f for f in model._meta.concrete_fields} if model else {}
    record = f"{model._meta.verbose_name if model else ''}　{entry.object_repr}"
    fields = [
        (str(field.verbose_name), *(_word(value, field) for value in values))
        for name, values in (entry.changes or {}).items()
        if (field := fields_of.get(name)) and name not in HIDDEN and len(values) == 2
    ]
    return Change(
        entry.timestamp,
        str(entry.actor or "（取込など）"),
        ACTIONS.get(entry.action, ""),
        record,
        fields,
    )


def _word(value: Any, field: Any) -> str:
    if value in (None, "None", ""):
        return "（空欄）"
    if field.is_relation:  # the log keeps the record's number only
        return f"{value}番の{field.related_model._meta.verbose_name}"
    return str(dict(field.flatchoices).get(value, value))
