"""The hand of a person at a grid: writes into rows, ticks them off, presses the buttons of the page."""

from __future__ import annotations

from typing import Any

from webtest import TestApp, TestResponse
from webtest.forms import Form

from tests.pages.hand import complaints, own_forms


def editing(page: TestResponse) -> Form:
    return next(form for form in own_forms(page) if form.id == "editing")


def type_into(page: TestResponse, **typed: Any) -> TestResponse:
    """Fields are named as on the page, with _ for -: ``agenda_0_text="計画"``."""
    form = editing(page)
    for name, value in typed.items():
        name = name.replace("__", "-")
        assert name in form.fields, f"no field {name}: {sorted(filter(None, form.fields))}"
        field = form[name]
        if isinstance(value, bool):
            field.checked = value
        elif type(field).__name__ == "Select" and value and value not in dict(_choices(field)):
            field.select(text=value)
        else:
            field.value = value
    return page


def _choices(field: Any) -> list[tuple[str, str]]:
    return [(value, text) for value, _, text in field.options]


def press(page: TestResponse, **button: str) -> TestResponse:
    """``press(page, save="agenda")``: the button of that name and value."""
    [(name, value)] = button.items()
    form = editing(page)
    there = page.html.select(f'#editing button[name="{name}"][value="{value}"]')
    assert there, f"no button {name}={value}"
    found: TestResponse = form.submit(name, value=value, status="*")
    return found.maybe_follow()


def said(page: TestResponse) -> list[str]:
    """What the page tells: banners, without the faults."""
    return [node.get_text(" ", strip=True) for node in page.html.select("main > .banner")]


def faults(page: TestResponse) -> list[tuple[str, str]]:
    return list(complaints(page))


def open_page(app: TestApp, address: str) -> TestResponse:
    return app.get(address)


def keep(page: TestResponse, status: int = 200) -> dict[str, Any]:
    """What the script sends every few seconds, and what it is told."""
    fields = [*editing(page).submit_fields(), ("draft", "keep")]
    answer: dict[str, Any] = page.test_app.post(page.request.url, fields, status=status).json
    return answer


def choose(page: TestResponse, name: str, value: str) -> TestResponse:
    """What the script does where others follow a choice: the page is shown anew."""
    form = editing(type_into(page, **{name: value}))
    redo = form[name.replace("__", "-")].attrs["data-redo"]
    sent = [*form.submit_fields(), ("do", redo)]
    found: TestResponse = page.test_app.post(page.request.url, sent)
    return found
