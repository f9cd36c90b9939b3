"""What is secret stays where it is: no move, no other kind and no stale form opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from meetings.models import Hearing, HearingVoice, Meeting, MeetingSeries, Opinion
from organizations.confidence.actions import (
    agree_to_lower,
    ask_to_lower,
    end_clearance,
    give_clearance,
    withdraw_lowering,
)
from organizations.models import (
    Clearance,
    Layer,
    MemberCount,
    Membership,
    Municipality,
    Platform,
    User,
)
from platform_registry import actions as door
from tests.actors import UNTIL
from tests.confidence.secrets import again, clear, lower

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


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
    kept: Meeting, platform: Platform, second: User
) -> None:
    """An open opinion finds its meeting, another one too, and goes with it to a council."""
    clear(second, kept.layer)
    first = Meeting.objects.create(platform=platform, fiscal_year=2026, title="第1回")
    opinion = Opinion.objects.create(platform=platform, text="意見")
    for meeting in (first, None, first, kept):
        opinion.meeting = meeting
        door.save(opinion, by=second)


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
        pledged_on=date(2026, 4, 1), ends_on=UNTIL,
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


def test_no_form_lowers_a_council(council: Layer, administrator: User) -> None:
    council.confidential = False
    council.name = "新しい名前の地域協議会"
    door.save(council, by=administrator)
    council.refresh_from_db()
    assert (council.name, council.confidential) == ("新しい名前の地域協議会", True)
