"""A form as the page carries it: what a person doesn't touch is sent as it stands."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Inputs that a browser would send, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.offered: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if not name or tag not in ("input", "button"):
            return
        self.offered.add((name, value))
        ticked = "checked" in given or given.get("type") not in ("checkbox", "radio")
        if tag == "input" and ticked and name != "csrfmiddlewaretoken":
            self.sent.setdefault(name, []).append(value)


def press(client: Client, page: HttpResponse, button: str = "", **chosen: object) -> HttpResponse:
    """Send the page's form with what was chosen; only what the page offers can be chosen."""
    fields = _Fields()
    fields.feed(page.content.decode())
    sent: dict[str, object] = dict(fields.sent)
    for name, value in chosen.items():
        values = value if isinstance(value, list) else [value]
        assert {(name, str(one)) for one in values} <= fields.offered, f"No {name}={value} here."
        sent[name] = values
    if button:
        assert button in {name for name, _ in fields.offered}, f"No button {button} here."
        sent[button] = "1"
    return client.post(page.request["PATH_INFO"], sent, follow=True)
