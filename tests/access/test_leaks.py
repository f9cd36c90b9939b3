"""The leak probe: a mark in every text of a council, and nobody finds it who is not cleared."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client

from meetings.models import Meeting
from organizations.beside.index import carries
from organizations.confidence.actions import agree_to_lower, ask_to_lower
from organizations.log import views as log
from organizations.models import (
    Attachment,
    Layer,
    LogEntry,
    Municipality,
    Note,
    Statistic,
    User,
)
from platform_registry import actions as door
from platform_registry.secrecy import guarded
from tests.kit.council import ASKED, MARK, Stage, keep_secrets, set_up
from tests.kit.walk import addresses, admin_addresses, lists, read, undone

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db

UNCLEARED = (  # in turns, so that no test takes long
    ("viewer", "staff", "administrator", "invited", "prefecture"),
    ("partner_viewer", "partner_staff", "partner_coordinator", "other", "elsewhere"),
    ("coordinator", "former"),
    ("partner_administrator", "moved"),
    ("operator",),
)
THOROUGH = ("coordinator", "partner_administrator")  # the others leave out forms and files
IN_THE_ADMIN = ("operator",)  # sees there all that any administrator does
FORMS = ("/edit/", "/delete/", "/new/", "/attachments/", "export=")
# Whose pages are compared with those of a platform whose council keeps nothing yet.
COMPARED = ("coordinator",)
Answers = dict[str, tuple[int, str]]


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(log.ChangeLog, "page_size", 5_000)  # the whole change log on one page
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
        found += [f"{address}?scope=all&q={ASKED}", f"{address}?export=csv"]
    found += [f"{address}?export=xlsx" for address in ("/meetings/", "/members/", "/notes/")]
    found += [f"/search/?q={ASKED}"]
    if who not in (*THOROUGH, "secretary"):
        found = [a for a in found if not any(word in a for word in FORMS)]
    if who in IN_THE_ADMIN:
        found += list(admin_addresses(numbers, ASKED))
    # A picture holds the same words as the drawing beside it, and nobody can search it.
    return [address for address in dict.fromkeys(found) if "png" not in address]


def walk(client: Client, found: list[str]) -> Answers:
    """Undone, so that what a reading writes down changes no later page."""
    with undone():
        return {address: read(client, address) for address in found}


def found_by(answers: Answers) -> list[str]:
    return [address for address, (_, text) in answers.items() if MARK in text]


@pytest.mark.parametrize("uncleared", UNCLEARED, ids=lambda people: people[0])
def test_nothing_of_a_council_is_told_to_the_uncleared(
    uncleared: tuple[str, ...], stage: Stage, sign_in: SignIn
) -> None:
    """Not a word of it, and no page is any different for what is kept from its reader."""
    told, differing = [], []
    with undone():
        keep_secrets(stage)
        wanted = {who: asked_for(stage, who) for who in uncleared}
        kept = {who: walk(sign_in(stage.people[who]), wanted[who]) for who in uncleared}
    for who in uncleared:
        told += [f"{who}: {address}" for address in found_by(kept[who])]
        if who in COMPARED:
            without = walk(sign_in(stage.people[who]), wanted[who])
            # That something rests on a record has to be said where it can't be deleted.
            compared = [a for a in wanted[who] if not a.endswith("/delete/")]
            differing += [f"{who}: {a}" for a in compared if kept[who][a] != without[a]]
    assert told == []
    assert differing == []


def test_the_probe_s_world_has_all_that_a_council_can_keep(stage: Stage) -> None:
    """Every kind that keeps something to itself, and what stands beside; a mark in each."""
    keep_secrets(stage)
    kinds = {type(record) for record in stage.secrets}
    beside = {Note, Statistic, Attachment}
    assert {*guarded(), *beside} - kinds == {Layer}  # that it exists is no secret
    carried = {n.record_type.model_class() for n in Note.objects.select_related("record_type")}
    assert {kind for kind in guarded() if carries(kind)} - carried == set()
    bare = [r for r in stage.secrets if not any(MARK in str(v) for v in vars(r).values())]
    assert bare == []


@pytest.mark.parametrize("half", [0, 1])
def test_the_cleared_find_it(half: int, stage: Stage, sign_in: SignIn) -> None:
    """So that the probe is not blind: the mark is there for those it is meant for."""
    keep_secrets(stage)
    wanted = asked_for(stage, "secretary")[half::2]
    assert len(found_by(walk(sign_in(stage.people["secretary"]), wanted))) > 30


def test_lowering_opens_only_what_is_made_afterwards(stage: Stage, sign_in: SignIn) -> None:
    keep_secrets(stage)
    people, council = stage.people, stage.council
    lowering = ask_to_lower(
        council, reason="個別の事案を扱わなくなった", by=people["administrator"]
    )
    with pytest.raises(ValidationError):
        agree_to_lower(lowering, by=people["administrator"])
    agree_to_lower(lowering, by=people["second"])
    later = Meeting(platform=stage.platform, layer=council, fiscal_year=2026, title="公開の会議")
    door.save(later, by=people["staff"])
    client = sign_in(people["staff"])
    addresses_of = ["/meetings/", "/members/", "/notes/", "/actions/", council.get_absolute_url()]
    found = walk(client, [*addresses_of, later.get_absolute_url()])
    assert found_by(found) == []
    assert "公開の会議" in found["/meetings/"][1]
    assert found[later.get_absolute_url()][0] == 200


def test_what_becomes_personal_becomes_secret_and_stays_so(stage: Stage) -> None:
    admin, circle = stage.people["administrator"], stage.circle
    open_meeting = Meeting.objects.get(title="全体会")
    assert open_meeting in Meeting.objects.visible_to(stage.people["staff"])
    for personal in (True, False):
        circle.refresh_from_db()
        circle.personal_data = personal
        door.save(circle, by=admin)
        assert open_meeting not in Meeting.objects.visible_to(User.objects.get(username="staff"))


def test_another_kind_opens_nothing(stage: Stage) -> None:
    keep_secrets(stage)
    council = Layer.objects.get(pk=stage.council.pk)
    council.kind = Layer.Kind.SUBCOMMITTEE
    door.save(council, by=stage.people["administrator"])
    seen = Meeting.objects.visible_to(stage.people["staff"])
    assert not seen.filter(layer=council).exists()


def test_every_reading_of_a_secret_is_written_down_once(stage: Stage, sign_in: SignIn) -> None:
    """Pages, forms, lists, hits of the search, files and exports alike."""
    keep_secrets(stage)
    secretary = stage.people["secretary"]
    meeting = next(r for r in stage.secrets if isinstance(r, Meeting))
    client = sign_in(secretary)
    entries = LogEntry.objects.filter(
        action=LogEntry.Action.ACCESS, actor=secretary, object_repr=str(meeting)
    ).filter(object_id=meeting.pk)
    start = f"/meetings/{meeting.pk}/"
    for address in (
        start, f"{start}edit/", f"{start}attendance/", "/meetings/", "/meetings/?export=csv",
        f"/search/?q={ASKED}", f"/decisions/{meeting.decisions.get().pk}/edit/", "/actions/",
    ):  # fmt: skip
        with undone():
            before = entries.count()
            client.get(address).getvalue()
            assert entries.count() == before + 1, address
