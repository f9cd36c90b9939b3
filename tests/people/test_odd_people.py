"""Whatever is typed on the pages of people, there is a sentence and never an error page."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from organizations.models import Municipality, StaffAssignment, User
from tests.factories.import_batch import ImportBatchFactory
from tests.kit.test_odd_input import broken, page_at


def test_no_page_of_people_breaks(
    administrator: User, coordinator: User, koto: Municipality, sign_in: Callable[[User], Client]
) -> None:
    ImportBatchFactory(municipality=koto, created_by=coordinator)
    client, number = sign_in(administrator), coordinator.pk
    role = StaffAssignment.objects.get(user=coordinator).pk
    addresses = [
        "/people/", "/people/new/", f"/people/{number}/password/", f"/people/{number}/handover/",
        f"/people/{number}/roles/new/", f"/people/roles/{role}/edit/", f"/people/roles/{role}/end/",
    ]  # fmt: skip
    pages = [page for address in addresses if (page := page_at(client, address))]
    assert len(pages) == len(addresses)
    assert broken(client, pages) == []
