"""The hand of a person at a page: finds its forms, writes into what it shows, presses its buttons.

Nothing is sent that the page doesn't carry: hidden fields keep the value the page gave them, a
choice must be offered, and a name that isn't on the page is an error of the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import Tag
from webtest import TestApp, TestResponse, Upload
from webtest.forms import Checkbox, File, Form, Hidden, MultipleSelect, Radio, Select, Submit

PDF = Upload("見本.pdf", b"%PDF-1.4\n")
# What is written where a field must be filled and nothing more is known of it.
BY_INPUT_TYPE = {
    "date": "2024-03-05",
    "datetime-local": "2024-03-05T10:00",
    "email": "mihon@example.jp",
    "number": "12",
    "time": "10:00",
    "url": "https://example.jp/",
}
BY_CLASS = {"vDateField": "2024-03-05", "vTimeField": "10:00", "vIntegerField": "12"}
BY_LABEL = {"年度": "令和8年度", "日": "令和6年3月5日"}


def own_forms(page: TestResponse) -> list[Form]:
    """The forms that write; the one in the header that signs out is on every page."""
    forms = [page.forms[number] for number in page.forms if isinstance(number, int)]
    return [f for f in forms if f.method.upper() == "POST" and "/logout/" not in f.action]


def the_form(page: TestResponse) -> Form:
    """The one form people come to this page for: the one with the most to fill in."""
    return max(own_forms(page), key=lambda form: len(form.field_order))


def write(page: TestResponse, *, button: str = "", **values: Any) -> TestResponse:
    """Fills the named fields of the page and presses its main button, or the one of that name."""
    form = the_form(page)
    for name, value in values.items():
        assert name in form.fields, f"The page has no field {name}; it has {sorted(form.fields)}."
        _write_into(form, name, value)
    return press(form, button)


def enter(app: TestApp, address: str, *, button: str = "", **values: Any) -> TestResponse:
    """Opens the page, fills it, presses the button and gives the page this leads to."""
    return write(app.get(address), button=button, **values).maybe_follow()


def push(app: TestApp, address: str, label: str) -> TestResponse:
    """Presses the button of that name, in whichever form of the page it stands."""
    for form in own_forms(app.get(address)):
        if any(label in names_of(button) for button in buttons(form)):
            return press(form, label).maybe_follow()
    raise AssertionError(f"{address} shows no button {label}.")


def _write_into(form: Form, name: str, value: Any) -> None:
    fields = form.fields[name]
    shown = [field for field in fields if not isinstance(field, Hidden)]
    assert shown, f"Nobody sees the field {name} on this page."
    if value == "all":
        for field in shown:
            field.checked = True
    elif isinstance(shown[0], Checkbox) and isinstance(value, list | tuple):
        wanted = {str(v) for v in value}
        offered = {field._value for field in shown}
        assert wanted <= offered, f"{name} offers {offered}, not {wanted}."
        for field in shown:
            field.checked = field._value in wanted
    elif isinstance(shown[0], Checkbox):
        shown[0].checked = bool(value)
    else:
        shown[0].value = value if isinstance(value, Upload | list) else str(value)


def buttons(form: Form) -> list[Tag]:
    """The buttons of a form as a person sees them, the main one first."""
    inside = [node for node in form.html.find_all(["button", "input"]) if not node.get("form")]
    outside = form.response.html.find_all("button", form=form.id) if form.id else []
    found = [
        node
        for node in (*inside, *outside)
        if node.get("type", "submit" if node.name == "button" else "") == "submit"
        and node.get("aria-hidden") != "true"
    ]
    return sorted(found, key=lambda node: not {"primary", "default"} & set(node.get("class", [])))


def names_of(button: Tag) -> set[str]:
    """What a button may be called by: its words, or where several say the same, what it sends."""
    return {button.get_text(strip=True), button.get("name", ""), button.get("value", "")}


def press(form: Form, name: str = "") -> TestResponse:
    offered = buttons(form)
    if name:
        offered = [b for b in offered if name in names_of(b)]
    assert offered, f"The form has no button {name}."
    button = offered[0]
    if not button.get("name"):
        return form.submit(status="*")
    return form.submit(button["name"], value=button.get("value", ""), status="*")


# ------------------------------------------------------------------ filling what must be filled


def fill(form: Form, app: TestApp, wanted: dict[str, Any]) -> None:
    """Everything marked as required, and what the table says for this page."""
    for name in filter(None, list(form.fields)):
        if name in wanted:
            _write_into(form, name, wanted[name])
        elif _required(form, name):
            _fill_field(form, app, name)


def node_of(form: Form, name: str) -> Tag | None:
    return form.html.find(["input", "select", "textarea"], attrs={"name": name})


def _required(form: Form, name: str) -> bool:
    node = node_of(form, name)
    if node is None or node.get("type") == "hidden" or "__prefix__" in name:
        return False
    block = block_of(node)
    marked = block is not None and block.select_one(".need.required, label.required")
    return node.has_attr("required") or bool(marked)


def _fill_field(form: Form, app: TestApp, name: str) -> None:
    first, node = form.fields[name][0], node_of(form, name)
    assert node is not None
    if isinstance(first, Checkbox):
        if not any(field.checked for field in form.fields[name]):
            first.checked = True
    elif isinstance(first, Radio):
        first.value = first.value or first.options[0][0]
    elif isinstance(first, MultipleSelect):
        first.value = first.value or [first.options[0][0]]
    elif isinstance(first, Select):
        _choose(first, app, node)
    elif isinstance(first, File):
        first.value = PDF
    elif not isinstance(first, Submit) and not first.value:
        first.value = _words_for(node)


def _choose(field: Select, app: TestApp, node: Tag) -> None:
    offered = [value for value, *_ in field.options if value]
    if field.value or not offered and not node.get("data-ajax--url"):
        return
    if offered:
        field.value = offered[0]
    else:  # the admin offers what is found by typing
        asked = {
            k: node[f"data-{k.replace('_', '-')}"]
            for k in ("app_label", "model_name", "field_name")
        }
        found = app.get(node["data-ajax--url"], asked).json["results"]
        if found:
            field.force_value(found[0]["id"])


def _words_for(node: Tag) -> str:
    if node.get("type") == "number" and name_of(node).endswith("年度"):
        return "2026"
    if node.get("type") in BY_INPUT_TYPE:
        return BY_INPUT_TYPE[node["type"]]
    if node.get("inputmode") in ("numeric", "decimal"):
        return "12"
    for name, words in BY_CLASS.items():
        if name in node.get("class", []):
            return words
    label = name_of(node)
    for ending, words in BY_LABEL.items():
        if label.endswith(ending):
            return words
    return "見本の記入"


# ------------------------------------------------------------------ what the page says


def block_of(node: Tag) -> Tag | None:
    """The part of the page that belongs to one field."""
    return node.find_parent(
        lambda tag: tag.name == "td" or bool({"field", "form-row"} & set(tag.get("class", [])))
    )


def name_of(node: Tag) -> str:
    """What a person reads as the name of a field: its label, or the heading of its column."""
    if node.get("aria-label"):
        return str(node["aria-label"])
    block = block_of(node)
    if block is None:
        return ""
    heading = block.find(["label", "legend"]) or _heading_of(block)
    words = list(heading.stripped_strings) if heading else []
    return next((text.rstrip(":：") for text in words if not text.startswith("※")), "")


def _heading_of(cell: Tag) -> Tag | None:
    table = cell.find_parent("table")
    names = [name for name in cell.get("class", []) if name.startswith("field-")]
    if table is None or not names:
        return None
    return table.find("th", class_=names[0].replace("field-", "column-", 1))


def complaints(page: TestResponse) -> Iterator[tuple[str, str]]:
    """Every error on the page as (name of its field, sentence); no name where a person sees none.

    In the summary above the form an error is named by a link, which must lead somewhere.
    """
    for line in page.html.select(".banner.error .plain > li"):
        link = line.find("a")
        leads = link is not None and page.html.find(id=link["href"].lstrip("#"))
        yield link.get_text(strip=True) if leads else "", line.get_text(strip=True)
    for line in page.html.select(".errorlist li"):
        yield _named_beside(line), line.get_text(strip=True)


def _named_beside(line: Tag) -> str:
    block = block_of(line)
    if block is None or "nonfield" in line.parent.get("class", []):
        return ""
    shown = [
        n for n in block.find_all(["input", "select", "textarea"]) if n.get("type") != "hidden"
    ]
    return name_of(shown[0]) if shown else ""
