"""Whatever is sent to a form or put into an address: a sentence comes back, never an error page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from organizations.models import User
from tests.kit.test_structure import filled_in, koto_records, urls

pytestmark = pytest.mark.django_db
__all__ = ["koto_records"]

NAME = re.compile(r'<(?:input|select|textarea)[^>]*?\bname="([^"]+)"')
ODD = ["9" * 25, "\0", "-1", "あ" * 3000, "=1+1", "2026-13-45", "1e400", "NaN", "9" * 5000]


def pages(client: Client, records: set[int]) -> Iterator[tuple[str, list[str]]]:
    """Every page of the site that takes input, with the names of its fields."""
    for name, address in urls():
        if name.endswith("-delete"):
            continue
        for number in sorted(records) if "<" in address else [0]:
            place = filled_in(address, number)
            answer = client.get(place)
            page = answer.getvalue()
            if answer.status_code == 200:
                if answer["Content-Type"].startswith("text/html"):
                    names = set(NAME.findall(page.decode())) - {"csrfmiddlewaretoken"}
                    yield place, sorted(names)
                break


def statuses(client: Client, place: str, values: dict[str, str]) -> list[int]:
    answers = [client.get(place, values), client.post(place, values)]
    return [answer.status_code for answer in answers if answer.getvalue() is not None]


@pytest.mark.parametrize("shift", [0, 1, 4])
def test_no_page_breaks(
    shift: int, koto_records: set[int], coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    """In each round the fields get other ones of the odd values."""
    client = sign_in(coordinator)
    client.raise_request_exception = False
    found = [(place, names) for place, names in pages(client, koto_records) if names]
    assert len(found) > 60
    broken = []
    for place, names in found:
        values = {name: ODD[(number + shift) % len(ODD)] for number, name in enumerate(names)}
        if max(statuses(client, place, values)) >= 500:
            broken.append(place)
    assert broken == []
