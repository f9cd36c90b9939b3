"""What a proxy and an operator are told of the site's state."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from platform_registry.operation import readiness
from surveys.actions import leases

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_applied(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The suite knows no migrations, it makes its tables from the models: here there is one."""
    applied = {("surveys", "0001_initial")}
    monkeypatch.setattr(readiness, "known_migrations", lambda: {("surveys", "0001_initial")})
    monkeypatch.setattr(readiness, "applied_migrations", lambda: applied)
    return applied


def asked(client: Client, address: str = "/readyz/") -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def test_the_site_is_ready_when_a_worker_is_there(
    client: Client, all_applied: set[tuple[str, str]]
) -> None:
    status, text = asked(client)
    assert status == 503
    assert "run_worker を常に動かしてください" in text
    leases.say_alive("裏方")
    assert asked(client) == (200, "ok")


def test_another_version_s_database_is_told(
    client: Client, all_applied: set[tuple[str, str]]
) -> None:
    all_applied.add(("surveys", "9999_of_tomorrow"))
    assert "新しい版" in asked(client)[1]
    all_applied.clear()
    assert "python manage.py setup" in asked(client)[1]


def test_a_database_that_is_away_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> set[tuple[str, str]]:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(readiness, "applied_migrations", away)
    status, text = asked(client)
    assert status == 503
    assert "DATABASE_URL を確かめて" in text
    assert asked(client, "/healthz/") == (200, "ok")
