"""What is secret stays where it is: no move, no other kind and no stale form opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.utils import timezone

from meetings.models import Hearing, HearingVoice, Meeting, MeetingSeries, Opinion
from organizations.actions_people import (
    agree_to_lower,
    ask_to_lower,
    end_clearance,
    give_clearance,
    withdraw_lowering,
)
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
from platform_registry.access import Role
from tests.actors import person
from tests.factories.user import UserFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def clear(user: User, layer: Layer | None, platform: Platform | None = None) -> Clearance:
    return Clearance.objects.create(
        user=user,
        platform=layer.platform if layer else platform,
        layer=layer,
        pledged_on=date(2026, 4, 1),
        ends_on=date(2099, 3, 31),
        given_at=timezone.now(),
    )


def again(user: User) -> User:
    """As of the next request: what a person may do is asked once per request."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def second(koto: Municipality) -> User:
    return person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)


@pytest.fixture
def kept(platform: Platform, council: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2026, title="第1回協議会"
    )


@pytest.fixture
def other_platform(koto: Municipality) -> Platform:
    return Platform.objects.create(municipality=koto, name="もう1つの連携PF")


# ------------------------------------------------------------------ no move opens it


def moves(kept: Meeting, other: Platform) -> list[tuple[Any, str, Any]]:
    """Every kind a council keeps: record, field, where somebody would like to have it."""
    here = kept.platform
    layer = kept.layer
    assert layer
    elsewhere = Layer.objects.create(platform=other, name="ふつうの層")
    open_meeting = Meeting.objects.create(platform=here, fiscal_year=2026, title="全体会")
    opinion = Opinion.objects.create(platform=here, meeting=kept, text="個別の意見")
    hearing = Hearing.objects.create(platform=here, meeting=kept, title="個別の聞き取り")
    apart = Hearing.objects.create(platform=here, title="当事者への聞き取り")
    HearingVoice.objects.create(hearing=apart, text="声")
    free = Hearing.objects.create(platform=other, title="ほかの聞き取り")
    voice = HearingVoice.objects.create(hearing=apart, text="もう1つの声")
    count = MemberCount.objects.create(layer=layer, label="事案", value=3)
    member = Membership.objects.create(layer=layer, person_name="見本はなこ")
    series = MeetingSeries.objects.create(platform=here, name="個別事案の会議")
    Meeting.objects.filter(pk=kept.pk).update(series=series)
    kept.refresh_from_db()
    papers: list[tuple[Any, str, Any]] = [
        (kept.agenda.create(text="議題"), "meeting", open_meeting),
        (kept.decisions.create(text="決定"), "meeting", open_meeting),
        (kept.actions.create(text="すること"), "meeting", open_meeting),
        (kept.attendances.create(name_as_printed="見本会"), "meeting", open_meeting),
    ]
    return [
        *papers,
        (kept, "layer", None),
        (kept, "platform", other),
        (opinion, "meeting", None),
        (opinion, "meeting", open_meeting),
        (hearing, "meeting", None),
        (apart, "platform", other),
        (voice, "hearing", free),
        (count, "layer", elsewhere),
        (member, "layer", elsewhere),
        (layer, "platform", other),
        (series, "platform", other),
        (here, "municipality", other.municipality.prefecture),
    ]


def test_what_is_secret_stays_where_it_is(
    kept: Meeting, other_platform: Platform, second: User
) -> None:
    clear(second, kept.layer)
    clear(second, None, kept.platform)
    opened = []
    for record, name, place in moves(kept, other_platform):
        setattr(record, name, place)
        try:
            door.save(record, by=again(second))
            opened.append(f"{type(record).__name__}.{name}")
        except ValidationError as error:
            if name not in error.message_dict:
                opened.append(f"{type(record).__name__}.{name}: {error.message_dict}")
        record.refresh_from_db()
    assert opened == []


def test_what_is_open_may_still_be_put_right(
    kept: Meeting, platform: Platform, other_platform: Platform, second: User
) -> None:
    """An open opinion finds its meeting, another one too, and goes with it to a council."""
    clear(second, kept.layer)
    first = Meeting.objects.create(platform=platform, fiscal_year=2026, title="第1回")
    opinion = Opinion.objects.create(platform=platform, text="意見")
    for meeting in (first, None, first, kept):
        opinion.meeting = meeting
        door.save(opinion, by=second)
    hearing = Hearing.objects.create(platform=platform, title="団体への聞き取り")
    hearing.platform = other_platform
    door.save(hearing, by=second)


def test_a_hearing_with_voices_may_still_find_its_meeting(platform: Platform, second: User) -> None:
    clear(second, None, platform)
    hearing = Hearing.objects.create(platform=platform, title="当事者への聞き取り")
    HearingVoice.objects.create(hearing=hearing, text="声")
    hearing.meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
    door.save(hearing, by=second)


def test_a_paper_and_its_meeting_are_of_one_platform(
    kept: Meeting, other_platform: Platform, second: User
) -> None:
    for paper in (
        Opinion(platform=other_platform, meeting=kept, text="意見"),
        Hearing(platform=other_platform, meeting=kept, title="聞き取り"),
    ):
        with pytest.raises(ValidationError) as refused:
            door.save(paper, by=second)
        assert "meeting" in refused.value.message_dict


def test_the_form_refuses_it_under_the_field(
    kept: Meeting, platform: Platform, second: User, sign_in: SignIn
) -> None:
    opinion = Opinion.objects.create(platform=platform, meeting=kept, text="個別の意見")
    clear(second, kept.layer)
    answer = sign_in(second).post(
        f"/opinions/{opinion.pk}/edit/",
        {"text": "個別の意見", "meeting": "", "position": 1, "version": opinion.version},
    )
    assert answer.status_code == 200
    assert "守秘の記録" in answer.content.decode()
    opinion.refresh_from_db()
    assert opinion.meeting == kept


# ------------------------------------------------------------------ a new reason raises


def lower(layer: Layer, first: User, second: User) -> Layer:
    agree_to_lower(ask_to_lower(layer, reason="扱わなくなった", by=first), by=second)
    layer.refresh_from_db()
    return layer


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ({"kind": "subcommittee", "personal_data": True}, {"kind": "council"}),
        ({"kind": "council"}, {"personal_data": True}),
        (
            {"kind": "subcommittee", "personal_data": True},
            {"kind": "council", "personal_data": False},
        ),
    ],
)
def test_a_lowered_layer_is_secret_again_for_every_new_reason(
    was: dict[str, Any], becomes: dict[str, Any], platform: Platform, viewer: User,
    administrator: User, second: User,
) -> None:  # fmt: skip
    layer = Layer(platform=platform, name="部会", **was)
    door.save(layer, by=administrator)
    lower(layer, administrator, second)
    assert not layer.confidential
    for name, value in becomes.items():
        setattr(layer, name, value)
    door.save(layer, by=administrator)
    assert layer.confidential
    made = Meeting.objects.create(platform=platform, layer=layer, fiscal_year=2026, title="会議")
    assert not Meeting.objects.visible_to(viewer).filter(pk=made.pk).exists()


def test_a_reason_that_was_lowered_stays_lowered(
    platform: Platform, administrator: User, second: User
) -> None:
    layer = Layer(platform=platform, name="協議会", kind="council", personal_data=True)
    door.save(layer, by=administrator)
    lower(layer, administrator, second)
    layer.personal_data = False
    door.save(layer, by=administrator)
    assert not layer.confidential


def test_a_council_s_meeting_stands_on_a_council(
    platform: Platform, circle: Layer, viewer: User, second: User
) -> None:
    """Refused with a sentence; one that stands there from before is told to nobody."""
    astray = Meeting(
        platform=platform, layer=circle, kind="council", fiscal_year=2026, title="第1回協議会"
    )
    with pytest.raises(ValidationError) as refused:
        door.save(astray, by=second)
    assert "layer" in refused.value.message_dict
    old = Meeting.objects.create(
        platform=platform, layer=circle, kind="council", fiscal_year=2026, title="第2回協議会"
    )
    assert old.is_secret
    assert not Meeting.objects.visible_to(viewer).exists()
    clear(viewer, circle)
    assert Meeting.objects.visible_to(again(viewer)).get() == old


# ------------------------------------------------------------------ a stale instance decides nothing


def test_what_was_withdrawn_is_not_carried_out(
    council: Layer, administrator: User, second: User
) -> None:
    lowering = ask_to_lower(council, reason="扱わなくなった", by=administrator)
    opened_before = type(lowering).objects.get(pk=lowering.pk)
    withdraw_lowering(lowering, by=administrator)
    for verb in (agree_to_lower, withdraw_lowering):
        with pytest.raises(ValidationError):
            verb(opened_before, by=second)
    lowering.refresh_from_db()
    council.refresh_from_db()
    assert (lowering.agreed_at, lowering.withdrawn_at is None) == (None, False)
    assert council.confidential


def test_what_was_agreed_to_is_not_withdrawn(
    council: Layer, administrator: User, second: User
) -> None:
    lowering = ask_to_lower(council, reason="扱わなくなった", by=administrator)
    opened_before = type(lowering).objects.get(pk=lowering.pk)
    agree_to_lower(lowering, by=second)
    with pytest.raises(ValidationError):
        withdraw_lowering(opened_before, by=administrator)
    lowering.refresh_from_db()
    assert lowering.withdrawn_at is None


def test_a_clearance_is_given_and_ended_once(
    council: Layer, officer: User, administrator: User, second: User
) -> None:
    asked = Clearance(
        user=officer, platform=council.platform, layer=council,
        pledged_on=date(2026, 4, 1), ends_on=date(2099, 3, 31),
    )  # fmt: skip
    door.save(asked, by=administrator)
    stale = Clearance.objects.get(pk=asked.pk)
    give_clearance(asked, by=administrator)
    with pytest.raises(ValidationError):
        give_clearance(stale, by=second)
    stale = Clearance.objects.get(pk=asked.pk)
    end_clearance(asked, by=second)
    for verb in (give_clearance, end_clearance):
        with pytest.raises(ValidationError):
            verb(stale, by=administrator)
    asked.refresh_from_db()
    assert (asked.given_by, asked.ended_by) == (administrator, second)


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
    member = Membership(layer=council, organization=nagaya)  # type: ignore[misc]
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
            pledged_on=date(2026, 4, 1), ends_on=date(2099, 3, 31),
        ),
        by=administrator,
    )  # fmt: skip
    migration.give_again(apps, None)
    states = [Clearance.objects.get(pk=row.pk).state for row in (own, endless, other, given)]
    assert states == ["取消済", "取消済", "許可待ち", "許可中"]
    assert again(coordinator).cleared_layers() == frozenset()
    give_clearance(Clearance.objects.get(pk=other.pk), by=administrator)
    assert again(coordinator).cleared_layers() == {council.pk}
