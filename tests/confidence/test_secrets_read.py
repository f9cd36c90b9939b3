"""Who reads and writes beside a secret, what is noted of it, and what was from before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from meetings.models import Hearing, HearingVoice, Meeting, MeetingSeries, Opinion
from organizations.confidence.actions import give_clearance
from organizations.models import (
    Clearance,
    Layer,
    LogEntry,
    MemberCount,
    Membership,
    Municipality,
    Note,
    Platform,
    User,
)
from platform_registry import actions as door
from tests.actors import UNTIL
from tests.confidence.secrets import again, clear, lower
from tests.factories.user import UserFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ inside as outside


def test_a_note_beside_a_council_s_voice_needs_the_council_s_clearance_too(
    kept: Meeting, platform: Platform, koto: Municipality, officer: User
) -> None:
    hearing = Hearing.objects.create(platform=platform, meeting=kept, title="個別の聞き取り")
    voice = HearingVoice.objects.create(hearing=hearing, text="声")
    note = Note.objects.create(record=voice, municipality=koto, text="付記")
    clear(officer, None, platform)
    assert not HearingVoice.objects.visible_to(again(officer)).exists()
    assert not Note.objects.visible_to(again(officer)).exists()
    clear(officer, kept.layer)
    assert Note.objects.visible_to(again(officer)).get() == note


# ------------------------------------------------------------------ who can't read can't write


def test_who_can_t_read_can_t_write(
    kept: Meeting, council: Layer, circle: Layer, platform: Platform, administrator: User
) -> None:
    """Neither enter nor change nor remove, whatever the role; the site's operator no more."""
    operator = UserFactory(username="operator", is_superuser=True)
    kept_one = Membership.objects.create(layer=council, person_name="見本はなこ")
    voice = HearingVoice.objects.create(
        hearing=Hearing.objects.create(platform=platform, title="聞き取り"), text="声"
    )
    for user in (administrator, again(operator)):
        for record in (
            Meeting(
                platform=platform, layer=council, kind="council", fiscal_year=2026, title="第2回"
            ),
            Meeting(
                platform=platform, layer=circle, confidential=True, fiscal_year=2026, title="守秘"
            ),
            Membership(layer=council, person_name="見本たろう"),
            MemberCount(layer=council, label="事案", value=1),
            Note(record=kept, municipality=platform.municipality, text="付記"),
            kept,
            kept_one,
            voice,
        ):
            with pytest.raises(ValidationError):
                door.save(record, by=user)
            if record.pk and not record._state.adding:
                with pytest.raises(ValidationError):
                    door.remove(record, by=user)
    assert Meeting.objects.count() == 1


def test_an_administrator_enters_the_bodies_of_a_council(
    council: Layer, nagaya: models.Model, administrator: User
) -> None:
    """That they take part is no secret; the step that is written with them is."""
    member = Membership(layer=council, organization=nagaya)
    door.save(member, by=administrator)
    assert member.steps.count() == 1


def test_staff_raises_an_open_meeting(circle: Layer, officer: User) -> None:
    meeting = Meeting(platform=circle.platform, layer=circle, fiscal_year=2026, title="打合せ")
    door.save(meeting, by=officer)
    meeting.confidential = True
    door.save(meeting, by=officer)
    with pytest.raises(ValidationError):
        door.save(meeting, by=again(officer))


def test_the_cleared_put_a_note_beside_a_council_s_body(
    council: Layer, nagaya: models.Model, officer: User, sign_in: SignIn
) -> None:
    member = Membership.objects.create(layer=council, organization=nagaya)
    kind = ContentType.objects.get_for_model(Membership)
    start = f"/notes/new/{kind.pk}/{member.pk}/"
    assert sign_in(officer).get(start).status_code in (403, 404)
    clear(officer, council)
    answer = sign_in(officer).post(start, {"text": "担当が替わる", "kind": "caution"})
    assert answer.status_code == 302
    assert Note.objects.get().record == member


# ------------------------------------------------------------------ names of what comes back


def test_the_name_of_a_council_s_series_is_for_the_cleared(
    kept: Meeting, platform: Platform, circle: Layer, officer: User
) -> None:
    series = MeetingSeries.objects.create(platform=platform, name="個別事案の会議")
    assert MeetingSeries.objects.visible_to(officer).exists()
    Meeting.objects.filter(pk=kept.pk).update(series=series)
    assert not MeetingSeries.objects.visible_to(officer).exists()
    Meeting.objects.create(
        platform=platform, layer=circle, fiscal_year=2026, title="全体会", series=series
    )
    assert MeetingSeries.objects.visible_to(officer).exists()


# ------------------------------------------------------------------ what was read


@pytest.mark.parametrize("address", ["/meetings/", "/actions/", "/hearings/"])
def test_a_long_list_of_secrets_asks_no_more_than_a_short_one(
    address: str, council: Layer, officer: User, sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:  # fmt: skip
    clear(officer, council)
    made = {"platform": council.platform, "layer": council, "kind": "council", "fiscal_year": 2026}

    def make(number: int) -> None:
        for _ in range(number):
            meeting = Meeting.objects.create(**made, title="協議会")
            meeting.actions.create(text="すること")
            meeting.agenda.create(text="議題")
            Hearing.objects.create(platform=council.platform, meeting=meeting, title="聞き取り")

    client = sign_in(officer)
    assert_same_queries(make, lambda: client.get(address), few=5, many=30)


def test_each_secret_is_noted_once_with_where_it_was_read_from(
    kept: Meeting, officer: User, sign_in: SignIn
) -> None:
    kept.decisions.create(text="決定")
    kept.actions.create(text="すること")
    Opinion.objects.create(platform=kept.platform, meeting=kept, text="意見")
    clear(officer, kept.layer)
    sign_in(officer).get(kept.get_absolute_url())
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.object_id, entry.object_repr, entry.actor) == (kept.pk, str(kept), officer)
    assert (entry.remote_addr, entry.confided) == ("127.0.0.1", True)
    assert entry.municipality == kept.platform.municipality


def test_what_is_written_of_an_old_secret_stays_secret_after_the_lowering(
    kept: Meeting, council: Layer, koto: Municipality, officer: User, coordinator: User,
    administrator: User, second: User,
) -> None:  # fmt: skip
    """A note made today beside a meeting of then, and what the log says of the meeting today."""
    lower(council, administrator, second)
    clear(officer, council)
    Note.objects.create(record=kept, municipality=koto, text="あとからの付記")
    kept = Meeting.objects.get(pk=kept.pk)
    kept.venue = "見本会館"
    door.save(kept, by=officer)
    assert not Meeting.objects.visible_to(coordinator).exists()
    assert not Note.objects.visible_to(coordinator).exists()
    assert "見本会館" not in str([e.changes for e in LogEntry.objects.visible_to(coordinator)])


# ------------------------------------------------------------------ from before


def test_old_clearances_wait_for_being_given(
    council: Layer, officer: User, administrator: User, viewer: User, coordinator: User,
    second: User,
) -> None:  # fmt: skip
    """Self-given and endless ones are over; the others are given again, or not."""
    migration = import_module("organizations.migrations.0012_clearances_given_again")
    own, endless, other = (clear(user, council) for user in (officer, viewer, coordinator))
    Clearance.objects.filter(pk=own.pk).update(created_by=officer)
    Clearance.objects.filter(pk=endless.pk).update(ends_on=None)
    given = give_clearance(
        Clearance(
            user=second, platform=council.platform, layer=council,
            pledged_on=date(2026, 4, 1), ends_on=UNTIL,
        ),
        by=administrator,
    )  # fmt: skip
    migration.give_again(apps, None)
    states = [Clearance.objects.get(pk=row.pk).state for row in (own, endless, other, given)]
    assert states == ["取消済", "取消済", "許可待ち", "許可中"]
    assert again(coordinator).cleared_layers() == frozenset()
    give_clearance(Clearance.objects.get(pk=other.pk), by=administrator)
    assert again(coordinator).cleared_layers() == {council.pk}
