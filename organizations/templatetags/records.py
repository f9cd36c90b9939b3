"""What every record's page shows the same way: ``{% load records %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html

from organizations.beside.index import BesideIndex
from organizations.beside.statements import can_be_chosen, label_of
from organizations.models import Municipality, Note
from platform_registry.access import may_open
from platform_registry.records.addresses import word_of
from platform_registry.records.ownership import above

register = template.Library()


@register.inclusion_tag("records/_beside.html", takes_context=True)
def beside(context: Context, record: Any, adding: bool = True) -> dict[str, Any]:
    """Notes, numbers and files of the record; with ``adding`` the way to add some."""
    index: BesideIndex | None = context.get("beside")
    found = (index or BesideIndex([record], _user(context))).of(record)
    return {
        "record": record,
        "found": found,
        "notes": [_with_field(note, record) for note in found.notes],
        "files": found.attachments,
        "may_edit": context.get("may_edit"),
        "adding": adding,
        "type_pk": ContentType.objects.get_for_model(record).pk,
    }


def _user(context: Context) -> Any:
    return context["request"].user


def _with_field(note: Note, record: Any) -> tuple[Note, str, bool]:
    """A note, what it is about, and whether its statement can take the field's place."""
    label = label_of(record, note.field) if note.field else ""
    return note, label, can_be_chosen(note, record)


@register.inclusion_tag("records/_source.html")
def source(record: Any) -> dict[str, Any]:
    """出典 … 要旨, small, where the record carries it."""
    return {"record": record}


@register.inclusion_tag("records/_links.html", takes_context=True)
def record_links(context: Context, record: Any) -> dict[str, Any]:
    """「編集」 of a record that stands on another's page; nothing where it may not be changed."""
    name = f"{word_of(type(record))}-edit"
    url = reverse(name, args=[record.pk]) if context.get("may_edit") else ""
    return {"url": url, "record": record}


@register.inclusion_tag("records/_add.html", takes_context=True)
def add_link(context: Context, owner: Any, word: str, label: str) -> dict[str, Any]:
    url = reverse(f"{word}-create", args=[owner.pk]) if context.get("may_edit") else ""
    return {"url": url, "label": label}


@register.inclusion_tag("records/_log_link.html", takes_context=True)
def log_link(context: Context, record: Any) -> dict[str, Any]:
    """The way to the record's own entries, for those who read the log of its municipality."""
    reader, url = _user(context), ""
    places = reader.municipality_ids("import")
    whose = above(record, Municipality) if places else None
    if reader.is_superuser or (whose and whose.pk in places):
        kind = ContentType.objects.get_for_model(record).pk
        url = f"{reverse('audit-log')}?record={kind}-{record.pk}"
    return {"url": url}


@register.simple_tag(takes_context=True)
def link_to(context: Context, body: Any, label: Any = "") -> str:
    """An organization or department by name; a link only for those who may open its page.

    The label alone where there is no such body.
    """
    words = label or body
    if body is None or not may_open(_user(context), body):
        return conditional_escape(words)
    return format_html('<a href="{}">{}</a>', body.get_absolute_url(), words)


@register.filter
def lines(text: str) -> list[str]:
    """The items of a field that holds one per line."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@register.filter
def clock(time: Any) -> str:
    """14:05; empty where unknown."""
    return time.strftime("%H:%M").removeprefix("0") if time else ""
