"""The pages of bulk work as a person fills them in."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.test import Client

from organizations.models import Organization


def address(act: str, bodies: list[Organization]) -> str:
    ticked = "&".join(f"picked={body.pk}" for body in bodies)
    return f"/bulk/organizations/{act}/?{ticked}"


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form sends as it stands: only what the page carries can be sent."""
    form = BeautifulSoup(page, "html.parser").select_one("main form[method=post]")
    assert form is not None, page
    found: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name]"):
        off = field.get("type") in ("checkbox", "radio") and not field.has_attr("checked")
        if not off:
            found.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        found[str(select["name"])] = [str(chosen["value"])] if chosen else []
    return found


def shown(client: Client, url: str, **typed: object) -> tuple[str, dict[str, object]]:
    """The page that shows what would change, and what its form sends."""
    given = fields_of(client.get(url).content.decode()) | typed
    page = client.post(url, given).content.decode()
    return page, {**fields_of(page), **typed}


def button(page: str) -> dict[str, str]:
    """What 「実行する」 on that page sends besides."""
    found = BeautifulSoup(page, "html.parser").select_one("button[name=carry_out]")
    assert found is not None, page
    return {"carry_out": str(found["value"])}
