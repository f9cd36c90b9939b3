"""Whatever is sent to a form or put into an address: a sentence comes back, never an error page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from organizations.models import User
from platform_registry.admin.scoped import ScopedAdmin
from tests.kit.test_structure import Records, koto_records
from tests.kit.walk import first_of, patterns, undone

pytestmark = pytest.mark.django_db
__all__ = ["koto_records"]

CHOSEN = ["9" * 25, "\0", "x"]  # of a list to choose from, one in each round
ODD = ["9" * 25, "\0", "-1", "あ" * 3000, "=1+1", "2026-13-45", "1e400", "NaN", "x", "9" * 5000]
SHIFTS = (0, 1, 4)  # so many positions further on begins each round
Page = tuple[str, list[tuple[str, bool]], dict[str, str]]  # address, (name, chosen?), rows
SignIn = Callable[[User], Client]


def page_at(client: Client, address: str) -> Page | None:
    """Address, names of the fields, and what says how many rows there are; with one row more."""
    answer = client.get(address)
    content = answer.getvalue()
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return None
    if not content.strip():  # a part of a page that has nothing to say
        return None
    found = lxml.html.fromstring(content.decode()).xpath("//main//*[@name]|//form//*[@name]")
    shown = {str(field.get("name")): field.get("value") or "" for field in found}
    shown.pop("csrfmiddlewaretoken", None)
    rows = {name: value for name, value in shown.items() if name.endswith("_FORMS")}
    first_new = {name.removesuffix("-TOTAL_FORMS"): value for name, value in rows.items()}
    chosen = {str(field.get("name")) for field in found if field.tag == "select"}
    names = set()
    for name in shown.keys() - rows.keys():
        prefix = name.split("-__prefix__")[0]
        names.add((name.replace("__prefix__", first_new.get(prefix, "0")), name in chosen))
        if "__prefix__" in name:
            rows[f"{prefix}-TOTAL_FORMS"] = str(int(first_new[prefix]) + 1)
    return (address, sorted(names), rows) if names else None


def site_pages(client: Client) -> Iterator[Page]:
    for name, address, view in patterns():
        if name.endswith("-delete") or name == "logout":
            continue
        if page := page_at(client, first_of(address, view, [])):
            yield page


def admin_addresses() -> Iterator[str]:
    for model, desk in admin.site._registry.items():
        if not isinstance(desk, ScopedAdmin):
            continue
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        record = model._default_manager.first()
        yield from (reverse(f"{start}_changelist"), reverse(f"{start}_add"))
        if record:
            yield reverse(f"{start}_change", args=[record.pk])


def broken(client: Client, pages: list[Page]) -> list[tuple[str, str]]:
    """Where odd values lead to an error page; each field gets other ones in each round."""
    client.raise_request_exception = False
    found = []
    for address, names, rows in pages:
        for turn, shift in enumerate(SHIFTS):
            odd = {
                name: CHOSEN[turn] if chosen else ODD[(number + shift) % len(ODD)]
                for number, (name, chosen) in enumerate(names)
            }
            how: list[tuple[str, Any]] = [("post", client.post)]
            if shift == SHIFTS[0]:
                how.append(("get", client.get))
            for word, ask in how:
                with undone():
                    answer = ask(address, rows | odd)
                    if answer.status_code >= 500:
                        found.append((word, address))
                    answer.getvalue()  # a file is closed once it is read
    return found


def test_no_page_of_the_site_breaks(
    koto_records: Records, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    pages = list(site_pages(client))
    assert len(pages) > 60
    assert broken(client, pages) == []


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_of_the_admin_breaks(
    half: int, koto_records: Records, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    addresses = list(admin_addresses())[half::2]
    pages = [page for address in addresses if (page := page_at(client, address))]
    assert len(pages) > 40
    assert broken(client, pages) == []
