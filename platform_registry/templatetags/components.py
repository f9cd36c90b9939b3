"""Parts that pages are made of: ``{% load components %}``. The gallery shows them all."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from platform_registry.pages import chips

register = template.Library()


@register.simple_tag
def chip(text: Any, kind: str = "", lead: str = "") -> SafeString:
    """A small coloured word, with ``lead`` before it; nothing where there is no text."""
    return chips.chip(f"{lead}{text}" if text and lead else text, kind)


@register.simple_tag
def link(text: str, name: str, *args: Any, about: Any = "", css: str = "") -> SafeString:
    """A link to the page of that name; ``about`` is read out after its words, not shown."""
    aside = format_html('<span class="visually-hidden">（{}）</span>', about) if about else ""
    kind = format_html(' class="{}"', css) if css else ""
    return format_html('<a{} href="{}">{}{}</a>', kind, reverse(name, args=args), text, aside)


@register.simple_tag
def state(record: Any, field: str = "state") -> SafeString:
    """The state of a record in its colour; ``field`` names another field of choices."""
    return chips.state_chip(record, field)


@register.inclusion_tag("components/fact.html")
def fact(
    label: str,
    value: Any,
    url: str = "",
    source: Any = "",
    missing: str = "",
    prose: bool = False,
) -> dict[str, Any]:
    """A line of a table of facts: a label with its value and where it comes from.

    Nothing where there is no value, unless ``missing`` says so in words. ``prose`` keeps lines.
    """
    absent = value is None or value == ""
    return {
        "label": label,
        "value": missing if absent else value,
        "url": url,
        "source": source,
        "prose": prose,
        "shown": not absent or missing,
    }


@register.inclusion_tag("components/number.html")
def number(
    label: str, value: Any, unit: str = "", url: str = "", words: bool = False
) -> dict[str, Any]:
    """A figure of ``<dl class="facts">`` with what is counted; ``words`` where it is none."""
    return {"label": label, "value": value, "unit": unit, "url": url, "words": words}


@register.simple_block_tag
def rows(content: str, title: str, *columns: str, css: str = "", wide: bool = False) -> SafeString:
    """A table from its columns and the rows inside: ``{% rows "発注" "発注先" "金額:num" %}``.

    The title is read out, not shown. ``:num`` puts a column to the right; an empty column is left
    out, so that one may depend on a condition. ``wide`` lets the table scroll sideways.
    """
    heads = [column.partition(":") for column in columns if column]
    context = {
        "title": title,
        "columns": [(label, column_css) for label, _, column_css in heads],
        "css": css,
        "wide": wide,
        "content": content,
    }
    return render_to_string("components/rows.html", context)
