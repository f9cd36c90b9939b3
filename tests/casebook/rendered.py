"""A page's forms as a person uses them: what the page doesn't carry can't be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page with their fields as they are filled, and the words on their buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self._text: str | None = None  # a textarea's name, or "" inside a button
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", "")))
        elif tag == "input" and self.found and given.get("name"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.found[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "select" and self.found:
            self._select = given["name"]
            self.found[-1].fields[self._select] = ""
        elif tag == "option" and self.found and "selected" in given:
            self.found[-1].fields[self._select] = given.get("value", "")
        elif tag == "textarea" and self.found:
            self._text = given["name"]
            self.found[-1].fields[given["name"]] = ""
        elif tag == "button" and self.found:
            self._text = ""
            self.found[-1].buttons.append("")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[-1].fields[self._text] += data.lstrip("\n")
        elif self._text == "" and self.found:
            self.found[-1].buttons[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "button"):
            self._text = None


def form_with(client: Client, address: str, button: str) -> Form:
    """The form of the page that has this button."""
    page = client.get(address).content.decode()
    found = [form for form in Forms(page).found if button in form.buttons]
    assert found, f"「{button}」 is not on {address}."
    found[0].action = found[0].action or address
    return found[0]


def send(client: Client, form: Form, **typed: str) -> str:
    """Types into the form and presses its button; gives the words of the page that comes back."""
    unknown = typed.keys() - form.fields.keys()
    assert not unknown, f"The page has no field {unknown}."
    return words(client.post(form.action, form.fields | typed, follow=True))


def press(client: Client, address: str, button: str, **typed: str) -> str:
    return send(client, form_with(client, address, button), **typed)


def read(client: Client, address: str) -> str:
    return words(client.get(address))


def words(answer: Any) -> str:
    """A page's main words without its marks."""
    page = answer.content.decode().split('<main id="main"')[-1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
