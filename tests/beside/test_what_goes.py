"""What goes with a record is what the person read before pressing; nothing is added unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Platform, User
from pilots.models import Kpi, Pilot
from platform_registry import actions
from tests.kit.rendered import form_of, send

SignIn = Callable[[User], Client]


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2026, name="見守り")


def test_what_was_added_meanwhile_is_shown_before_it_goes(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    client, address = sign_in(officer), f"/pilots/{pilot.pk}/delete/"
    read = form_of(client, address)
    Kpi.objects.create(pilot=pilot, label="参加者数")
    page = send(client, address, read).content.decode()
    assert "いっしょに削除される記録が変わりました" in page
    assert "参加者数" in page
    assert Pilot.objects.exists()
    assert send(client, address, form_of(client, address)).status_code == 302
    assert not Pilot.objects.exists()


def test_who_changed_it_is_named(
    pilot: Pilot, officer: User, coordinator: User, sign_in: SignIn
) -> None:
    client, address = sign_in(officer), f"/pilots/{pilot.pk}/delete/"
    read = form_of(client, address)
    pilot.name = "声かけ"
    actions.save(pilot, by=coordinator)
    page = send(client, address, read).content.decode()
    assert f"試行的事業が変わりました（{coordinator}、" in page


def test_the_administration_compares_the_version_too(
    pilot: Pilot, administrator: User, coordinator: User, sign_in: SignIn
) -> None:
    client, address = sign_in(administrator), f"/admin/pilots/pilot/{pilot.pk}/delete/"
    read = form_of(client, address)
    pilot.name = "声かけ"
    actions.save(pilot, by=coordinator)
    page = client.post(address, read, follow=True).content.decode()
    assert "ほかの人が更新しました" in page
    assert Pilot.objects.exists()
    assert send(client, address, form_of(client, address)).status_code == 302
    assert not Pilot.objects.exists()
