"""What is deleted stays in the change log, as secret as it was, and takes its parts with it."""

from __future__ import annotations

import pytest

from meetings.models import AgendaItem, Meeting
from organizations.log.history import log_of
from organizations.models import (
    Layer,
    LogEntry,
    Membership,
    Organization,
    OrganizationName,
    Platform,
    User,
)
from platform_registry import actions


@pytest.fixture
def meeting(platform: Platform, circle: Layer) -> Meeting:
    found = Meeting.objects.create(
        platform=platform, layer=circle, title="準備会", fiscal_year=2026
    )
    AgendaItem.objects.create(meeting=found, number=1, text="議題その一")
    return found


def deleted(user: User) -> set[str]:
    return {e.object_repr for e in log_of(user) if e.action == LogEntry.Action.DELETE}


def test_a_deleted_meeting_and_its_agenda_are_told_to_its_administrator(
    meeting: Meeting, officer: User, administrator: User
) -> None:
    names = {str(meeting), *map(str, meeting.agenda.all())}
    actions.remove(meeting, by=officer)
    assert deleted(administrator) == names
    entry = LogEntry.objects.filter(action=LogEntry.Action.DELETE).first()
    assert (entry.actor, entry.confided) == (officer, False)


def test_a_deleted_member_is_told_to_its_administrator(
    circle: Layer, nagaya: Organization, officer: User, administrator: User
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya)
    actions.remove(member, by=officer)
    assert deleted(administrator) == {nagaya.name}


def test_what_was_secret_stays_so(platform: Platform, council: Layer, administrator: User) -> None:
    secret = Meeting.objects.create(
        platform=platform, layer=council, title="秘密の会議", fiscal_year=2026
    )
    AgendaItem.objects.create(meeting=secret, number=1, text="秘密の議題")
    actions.remove(secret, by=None)
    assert LogEntry.objects.filter(action=LogEntry.Action.DELETE).count() == 2
    assert deleted(administrator) == set()


def test_an_organization_goes_with_its_other_names(
    nagaya: Organization, administrator: User
) -> None:
    OrganizationName.objects.create(organization=nagaya, name="ながや")
    actions.remove(nagaya, by=administrator)
    assert not Organization.objects.exists()
    assert deleted(administrator) == {"NPO法人深川長屋", "ながや"}


def test_a_name_that_is_deleted_is_no_more_found(nagaya: Organization, administrator: User) -> None:
    name = actions.save(OrganizationName(organization=nagaya, name="ひだまり"), by=administrator)
    assert Organization.objects.matching("ひだまり").exists()
    actions.remove(name, by=administrator)
    assert not Organization.objects.matching("ひだまり").exists()
