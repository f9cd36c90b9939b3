"""Opens an address, presses the button of every form on it, and says what went wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from webtest import TestApp, TestResponse
from webtest.forms import Form

from tests.pages.hand import complaints, fill, own_forms, press

WRITING = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
NOT_THE_RECORD = ("django_session", "django_admin_log", "auditlog_", "axes_")


@dataclass
class Walk:
    """What one person met: faults by name of the address, and where forms led."""

    faults: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    pressed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    @property
    def seen(self) -> set[str]:
        return self.opened | self.pressed

    def visit(
        self, app: TestApp, name: str, address: str, wanted: dict[str, Any] | None = None
    ) -> None:
        """Every form of the page: first as it stands, then with what it asks for filled in."""
        page = app.get(address, status="*")
        if page.status_int == 403:
            self.refused.add(name)
        if page.status_int in (403, 405):
            return
        if page.status_int not in (200, 204, 302):
            self.faults[name] = f"{address} answers {page.status_int}"
            return
        self.opened.add(name)
        forms = own_forms(page) if page.content_type == "text/html" else []
        for number, form in enumerate(forms):
            if form.html.select("[maxlength]"):
                self.faults[name] = f"{address}: a field cuts what is pasted without a word"
            target = urlsplit(form.action or address).path or urlsplit(address).path
            self.pressed.add(str(resolve(target).url_name))
            with undone():
                problem = tried(app, address, form, number, wanted or {})
            if problem:
                self.faults[name] = f"{address}: {problem}"


@contextmanager
def undone() -> Iterator[None]:
    """What is pressed here leaves no trace for the next page."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tried(app: TestApp, address: str, form: Form, number: int, wanted: dict[str, Any]) -> str:
    """Empty where the form saves; a refusal that says why is answered by filling the form."""
    problem, page = pressed(form)
    if problem != REFUSED and not (wanted and not problem):
        return problem
    if page.status_int != 200 or not problem:
        page = app.get(address)
    form = own_forms(page)[number]
    fill(form, app, wanted)
    problem, page = pressed(form)
    if problem == REFUSED:
        return "is still refused when filled in: " + "; ".join(
            f"{name}: {sentence}" for name, sentence in complaints(page)
        )
    return problem


REFUSED = "refused"
# What was done; the pages of an import are themselves about how far it has come.
TOLD = "main .banner, .messagelist"
IMPORTS = "/imports/"


def pressed(form: Form) -> tuple[str, TestResponse]:
    """What is wrong with the answer, "" for saved, or REFUSED where it says why beside a field."""
    with CaptureQueriesContext(connection) as asked, raised() as exceptions:
        page = press(form)
    if page.status_int >= 400:
        return f"{page.status_int} {exceptions}", page
    wrote = [
        found[1]
        for query in asked.captured_queries
        if (found := WRITING.match(query["sql"])) and not found[1].startswith(NOT_THE_RECORD)
    ]
    if page.status_int == 200:
        said = wrote and page.html.select(TOLD) and not [*complaints(page)]
        return "" if said else _shown_again(page), page  # a password is shown once, at once
    while 300 <= page.status_int < 400:
        page = page.follow(status="*")
    if page.status_int != 200:
        return f"saved, but leads to {page.request.path}, which answers {page.status_int}", page
    if wrote and not page.html.select(TOLD) and IMPORTS not in page.request.path:
        return f"leads to {page.request.path}, which doesn't say what was saved", page
    return "" if wrote else f"leads to {page.request.path}, but nothing was written", page


def _shown_again(page: TestResponse) -> str:
    said = list(complaints(page))
    if not said:
        return "is shown again without a word"
    nameless = [sentence for name, sentence in said if not name]
    return f"an error beside no field a person sees: {nameless[0]}" if nameless else REFUSED


@contextmanager
def raised() -> Iterator[list[str]]:
    """The exceptions behind a 500."""
    found: list[str] = []

    def note(**_: Any) -> None:
        found.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)


def told(known: dict[str, str], *walks: Walk) -> str:
    """Every fault that isn't known, and every known one that is no more, a line each."""
    found = {name: fault for walk in walks for name, fault in walk.faults.items()}
    new = [f"{name} {fault}" for name, fault in found.items() if name not in known]
    mended = [f"{name} is mended: take it out of KNOWN_FAULTS" for name in known.keys() - found]
    return "\n".join(new + mended)
