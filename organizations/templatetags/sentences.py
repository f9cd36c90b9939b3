"""How a sentence of the change log is written: ``{% load sentences %}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.log.words import Part

register = template.Library()


@register.filter
def told(sentence: Iterable[Part]) -> SafeString:
    """The parts close together: a blank between them would stand in the middle of the sentence."""
    return format_html_join("", "{}{}", ((_part(part), _rest(part)) for part in sentence))


def _part(part: Part) -> str:
    if part.url:
        return format_html('<a href="{}">{}</a>', part.url, part.text)
    if part.style == "b":
        return format_html("<b>{}</b>", part.text)
    if part.style:
        return format_html('<span class="value {}">{}</span>', part.style, part.text)
    return part.text


def _rest(part: Part) -> str:
    """What is too long for a line opens."""
    if not part.rest:
        return ""
    return format_html('<details class="rest"><summary>全文</summary>{}</details>', part.whole)
