"""A form as a person fills it: only what the page carries can be sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """Names and values of the last form in <main> that is sent with POST."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._in_main = self._in_form = False
        self._select = self._text = ""
        self._first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._in_main = True
        elif tag == "form":
            self._in_form = self._in_main and given.get("method") == "post"
            if self._in_form:
                self.fields, self.names = {}, set()
        elif self._in_form:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        self.names |= {name} - {""}
        if tag == "input" and name and given.get("type") not in ("submit", "file"):
            box = given.get("type") in ("checkbox", "radio")
            if not box or "checked" in given:
                value = given.get("value", "on" if box else "")
                self.fields.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._text = name
            self.fields[name] = [""]
        elif tag == "select":
            self._select, self._first = name, "multiple" not in given
        elif tag == "option" and self._select and (self._first or "selected" in given):
            self.fields[self._select] = [given.get("value", "")]
            self._first = False  # a browser chooses the first where none is marked

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":  # a browser leaves out the line break after <textarea>
            self.fields[self._text][0] = self.fields[self._text][0].removeprefix("\n")
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._in_form = False


def opened(client: Client, address: str) -> dict[str, Any]:
    """The fields of the form at this address, as the page shows them."""
    page = client.get(address, follow=True)
    assert page.status_code == 200, (address, page.status_code)
    parser = _Fields()
    parser.feed(page.content.decode())
    assert parser.names, f"{address} holds no form to fill"
    return {**dict.fromkeys(parser.names - parser.fields.keys()), **parser.fields}


def sent(client: Client, address: str, fields: dict[str, Any], **typed: Any) -> str:
    """The page after the form was sent with what was typed into its fields."""
    missing = typed.keys() - fields.keys()
    assert not missing, f"the page has no field {missing}"
    filled = {name: value for name, value in {**fields, **typed}.items() if value is not None}
    filled.pop("another", None)  # the second button, 「保存して次を入力」
    return client.post(address, filled, follow=True).content.decode()


def filled(client: Client, address: str, **typed: Any) -> str:
    """Open, fill, send: ``filled(client, "/kpis/new/3/", label="来場者数")``."""
    return sent(client, address, opened(client, address), **typed)
