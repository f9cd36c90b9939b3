"""What every record's page shows the same way: ``{% load records %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from organizations.beside.footnotes import CITED, SUMMARY, Footnotes, Marks, shown_in_full
from organizations.beside.index import Beside, BesideIndex
from organizations.beside.statements import can_be_chosen, label_of
from organizations.models import Municipality, Note
from platform_registry.access import may_open
from platform_registry.pages.access_words import left_to
from platform_registry.panels import once
from platform_registry.records.addresses import word_of
from platform_registry.records.ownership import above

register = template.Library()


@register.inclusion_tag("records/_beside.html", takes_context=True)
def beside(context: Context, record: Any, adding: bool = True) -> dict[str, Any]:
    """Numbers, files and what is always shown; to edit all notes, with ``adding`` the way to more.

    The other notes stand behind the small numbers of ``{% marks %}`` where the page is read.
    """
    found, editing = _found(context, record), context.get("editing")
    notes = found.notes if editing else [note for note in found.notes if shown_in_full(note)]
    return {
        "record": record,
        "statistics": [(number, _of_source(context, number)) for number in found.statistics],
        "notes": [_with_field(note, record) for note in notes],
        "files": found.attachments,
        "editing": editing,
        "adding": adding,
        "type_pk": ContentType.objects.get_for_model(record).pk,
    }


def _found(context: Context, record: Any) -> Beside:
    index: BesideIndex | None = context.get("beside")
    return (index or BesideIndex([record], _user(context))).of(record)


def _user(context: Context) -> Any:
    return context["request"].user


def _footnotes(context: Context) -> Footnotes:
    return once(context["request"], "footnotes", Footnotes)


@register.simple_tag(takes_context=True)
def marks(
    context: Context, record: Any, *fields: str, but: str = "", below: Any = None
) -> SafeString:
    """The small numbers of a record's source and notes; with ``fields`` of the notes about these.

    Without fields it is all not told yet; ``but`` names fields with marks of their own further
    down. To edit, the same stands written out (``source``, ``beside``).
    """
    if context.get("editing"):
        return SafeString("")
    notes = _found(context, record).notes
    return _marked(_footnotes(context).marks(record, notes, fields, but.split(), below))


@register.simple_tag(takes_context=True)
def cited(context: Context, words: str) -> SafeString:
    """The small number of a source that stands in words in a composed document."""
    return _marked(_footnotes(context).marks_of_words(words))


@register.filter
def is_cited(words: str) -> bool:
    return words.removeprefix(SUMMARY).startswith(CITED)


def _of_source(context: Context, record: Any) -> SafeString:
    if context.get("editing"):
        return SafeString("")
    return _marked(_footnotes(context).marks_of_source(record))


def _marked(marks: Marks) -> SafeString:
    """Close to the word it belongs to: a blank before a number would be a gap in the sentence."""
    if not marks.numbers and not marks.differing:
        return SafeString("")
    return SafeString(render_to_string("records/_marks.html", {"marks": marks}).strip())


@register.inclusion_tag("records/_footnotes.html", takes_context=True)
def footnotes(context: Context) -> dict[str, Any]:
    """What the numbers of the page stand for, folded; below everything that has some."""
    return {"footnotes": _footnotes(context).complete() if "request" in context else None}


def _with_field(note: Note, record: Any) -> tuple[Note, str, bool]:
    """A note, what it is about, and whether its statement can take the field's place."""
    label = label_of(record, note.field) if note.field else ""
    return note, label, can_be_chosen(note, record)


@register.inclusion_tag("records/_source.html", takes_context=True)
def source(context: Context, record: Any) -> dict[str, Any]:
    """出典 … 要旨 where the page is edited; to read, its number is among the record's marks."""
    return {"record": record, "editing": context.get("editing")}


@register.inclusion_tag("records/_links.html", takes_context=True)
def record_links(context: Context, record: Any) -> dict[str, Any]:
    """「編集」 of a record that stands on another's page, where that is open for editing."""
    name = f"{word_of(type(record))}-edit"
    url = reverse(name, args=[record.pk]) if context.get("editing") else ""
    return {"url": url, "record": record}


@register.inclusion_tag("records/_add.html", takes_context=True)
def add_link(context: Context, owner: Any, word: str, label: str) -> dict[str, Any]:
    url = reverse(f"{word}-create", args=[owner.pk]) if context.get("editing") else ""
    return {"url": url, "label": label}


@register.inclusion_tag("records/_edit_actions.html", takes_context=True)
def edit_actions(
    context: Context, label: str, name: str, *args: Any, page: str = "", of: Any = None
) -> dict[str, Any]:
    """「編集」, and where the page is edited the form of the record's own fields (if it has one)
    and the way back to reading. ``page`` names the page of sections and grids, of kinds that have one.
    Who may not change the record (``of``) is told who may."""
    may_edit = context.get("may_edit")
    return {
        "may_edit": may_edit,
        "left_to": "" if may_edit or of is None else left_to(_user(context), ("edit",), of),
        "editing": context.get("editing"),
        "label": label,
        "url": reverse(name, args=args) if name else "",
        "page": reverse(page, args=args) if page else "",
        "path": context["request"].path,
    }


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
