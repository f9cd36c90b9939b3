"""What the list of organizations shows of an address."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.test import Client


def found(client: Client, query: str) -> list[str]:
    answer = client.get(f"/organizations/?{query}")
    assert answer.status_code == 200
    assert answer.context["problems"] == [], query
    return [row.name for row in answer.context["page"].rows]


def said(client: Client, query: str) -> str:
    """The sentence above the list, as it is read."""
    page = BeautifulSoup(client.get(f"/organizations/?{query}").content, "html.parser")
    sentence = page.select_one(".sentence")
    return "".join((sentence.get_text() if sentence else "").split()).replace("×", "")


def options(client: Client, query: str, name: str) -> dict[str, int | None]:
    boxes = client.get(f"/organizations/?{query}").context["boxes"]
    return {o.label: o.number for b in boxes if b.name == name for o in (*b.options, *b.more)}
