"""Which entries of the change log a person is shown: of one organization, or of a municipality."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from organizations.log.words import Line, in_words
from organizations.models import Contact, LogEntry, Organization, Platform
from platform_registry.access import Permission, ScopedQuerySet, may
from platform_registry.records.ownership import owner_names

SHOWN = 200


def history_of(organization: Organization, user: Any) -> list[Line]:
    """Changes of the organization and of the rows that hang on it, newest first."""
    wanted = _of(Organization, [organization.pk])
    for relation in Organization._meta.related_objects:
        model = relation.related_model
        if relation.one_to_many and model._meta.app_label == "organizations":
            if model in (Organization, Platform):
                continue  # records of their own, with a history of their own
            ids = _rows(model, organization, user)
            if model is not Contact or may(user, "persons", organization):
                ids |= _deleted_rows(model, organization)
            wanted |= _of(model, ids)
    seen = with_people(LogEntry.objects.filter(wanted).told_to(user))
    return in_words(seen.order_by("-timestamp", "-pk")[:SHOWN], user)


def log_of(user: Any, permission: Permission = "import") -> QuerySet[LogEntry]:
    """Entries of the records of the person's municipalities, whoever acted; the newest first."""
    entries: QuerySet[LogEntry] = LogEntry.objects.permitted_by_kind(user, permission)
    return entries.order_by("-timestamp", "-pk")


def with_people(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """With what the sentences need of who acted.

    Asked for beside the entries: joined to them, PostgreSQL takes a word that stands in most names
    for a rare one, and compares each entry with each person before it cuts the page.
    """
    return entries.prefetch_related("actor__assignments__department")


def _rows(model: Any, organization: Organization, user: Any) -> set[int]:
    """Rows of the organization this person sees; another municipality may have candidates."""
    rows = model.objects.all()
    rows = rows.visible_to(user) if isinstance(rows, ScopedQuerySet) else rows
    return set(rows.filter(organization=organization).values_list("pk", flat=True))


def _deleted_rows(model: Any, organization: Organization) -> set[int]:
    """Only of what belongs to the organization alone: contacts, names, activities …"""
    if "organization" not in owner_names(model):
        return set()
    kind = ContentType.objects.get_for_model(model)
    number = str(organization.pk)
    deleted = LogEntry.objects.filter(
        content_type=kind, action=LogEntry.Action.DELETE, changes__organization__0=number
    )
    return set(deleted.values_list("object_id", flat=True))


def _of(model: Any, ids: Iterable[int]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
