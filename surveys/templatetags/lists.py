"""The way from a record's page to the import of a list under it."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import Municipality
from platform_registry.records.ownership import above

register = template.Library()


@register.simple_tag(takes_context=True)
def list_link(context: Any, kind: str, parent: Any, label: str) -> SafeString | str:
    """A button for who may edit the record (the page asks that) and imports for its municipality."""
    user = context["request"].user
    place = above(parent, Municipality)
    if not user.is_superuser and (place is None or place.pk not in user.municipality_ids("import")):
        return ""
    address = f"{reverse('list-import-start', args=[kind])}?parent={parent.pk}"
    return format_html('<a class="button small" href="{}">{}</a>', address, label)
