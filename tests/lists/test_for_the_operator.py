"""The operator sees every municipality's records, and no list may stumble over that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Municipality, User
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory

LISTS = (
    "organizations", "platforms", "members", "municipalities", "departments", "source-documents",
    "people", "audit-log", "surveys", "pilots", "meetings", "actions", "hearings", "case-sheets",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_is_taken_along(
    koto: Municipality, sign_in: Callable[[User], Client], name: str
) -> None:
    OrganizationFactory(municipality=koto, name="見守りの会")
    client = sign_in(UserFactory(username="operator", is_superuser=True, is_staff=True))
    page, file = client.get(reverse(name)), client.get(reverse(name), {"export": "csv"})
    assert (page.status_code, file.status_code) == (200, 200)
    said = file.getvalue().decode()
    assert name != "organizations" or "見守りの会" in said
