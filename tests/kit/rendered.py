"""A form as the page shows it: what it carries, filled in and sent by its button."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from django.test import Client


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What the largest form of the page would send, just as it was opened."""
    page = lxml.html.fromstring(client.get(address).content.decode())
    form = max(page.forms, key=lambda found: len(found.inputs))
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def send(client: Client, address: str, sent: dict[str, Any], **typed: Any) -> Any:
    return client.post(address, sent | typed)


def fill_in(client: Client, address: str, **typed: Any) -> Any:
    """Open the page, type, press the button."""
    return send(client, address, form_of(client, address), **typed)


def said_under(response: Any, field: str) -> str:
    """The sentence that stands under a field; "" where there is none."""
    page = lxml.html.fromstring(response.content.decode())
    return " ".join(e.text_content().strip() for e in page.xpath(f"//*[@id='id_{field}_error']"))


def tight(html: str) -> str:
    """Without the blanks beside tags: how a template is indented is no matter of a story."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)
