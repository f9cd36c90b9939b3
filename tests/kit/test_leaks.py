"""The leak probe: a mark in every text of a council, and nobody finds it who is not cleared."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from organizations.models import Layer, Municipality, User
from organizations.views import records
from tests.kit.council import ASKED, MARK, Stage, keep_secrets, set_up
from tests.kit.walk import addresses, admin_addresses, lists, read, undone

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db

UNCLEARED = (
    "viewer", "staff", "coordinator", "administrator", "partner_viewer", "partner_staff",
    "partner_coordinator", "partner_administrator", "invited", "prefecture", "other", "elsewhere",
    "former", "moved", "operator",
)  # fmt: skip
ADMINISTRATORS = ("administrator", "partner_administrator", "invited", "operator")
# Whose pages are compared with those of a platform whose council keeps nothing yet.
COMPARED = ("coordinator", "partner_staff", "other")
Answers = dict[str, tuple[int, str]]


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(records, "PAGE", 5_000)  # the whole change log on one page
    yield set_up()
    logging.disable(logging.NOTSET)


def numbers_of(stage: Stage) -> dict[Any, list[int]]:
    """Of each kind of record the first two and, of what is kept, the first and the last."""
    found: dict[Any, list[int]] = {}
    for model in apps.get_models():
        if model._meta.app_label in ("organizations", "meetings", "pilots", "casebook"):
            rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
            found[model] = list(rows[:2])
    found[Municipality] = [stage.koto.pk]
    found[Layer] = [stage.circle.pk, stage.council.pk]
    for kind in {type(record) for record in stage.secrets}:
        kept = [record.pk for record in stage.secrets if type(record) is kind]
        found[kind] = list(dict.fromkeys([*found[kind][:1], kept[0], kept[-1]]))
    return found


def asked_for(stage: Stage, who: str) -> list[str]:
    numbers = numbers_of(stage)
    found = [a for a in addresses(numbers, stage.secrets[:3]) if a != "/logout/"]
    for address in lists():
        found += [f"{address}?q={ASKED}", f"{address}?export=csv"]
    found += [f"{address}?export=xlsx" for address in ("/meetings/", "/members/", "/notes/")]
    found += [f"/search/?q={ASKED}"]
    if who in ADMINISTRATORS:
        found += list(admin_addresses(numbers, ASKED))
    return list(dict.fromkeys(found))


def walk(client: Client, found: list[str]) -> Answers:
    """Undone, so that what a reading writes down changes no later page."""
    with undone():
        return {address: read(client, address) for address in found}


def found_by(answers: Answers) -> list[str]:
    return [address for address, (_, text) in answers.items() if MARK in text]


def test_nothing_of_a_council_is_told_to_the_uncleared(stage: Stage, sign_in: SignIn) -> None:
    """Not a word of it, and no page is any different for what is kept from its reader."""
    told, differing = [], []
    with undone():
        keep_secrets(stage)
        wanted = {who: asked_for(stage, who) for who in UNCLEARED}
        kept = {who: walk(sign_in(stage.people[who]), wanted[who]) for who in UNCLEARED}
    for who in UNCLEARED:
        told += [f"{who}: {address}" for address in found_by(kept[who])]
        if who in COMPARED:
            without = walk(sign_in(stage.people[who]), wanted[who])
            differing += [f"{who}: {a}" for a in wanted[who] if kept[who][a] != without[a]]
    assert told == []
    assert differing == []


def test_the_cleared_find_it(stage: Stage, sign_in: SignIn) -> None:
    """So that the probe is not blind: the mark is there for those it is meant for."""
    keep_secrets(stage)
    answers = walk(sign_in(stage.people["secretary"]), asked_for(stage, "secretary"))
    assert len(found_by(answers)) > 60
