"""A council (法第15条) is for those who pledged secrecy, whatever their role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings.models import Hearing, HearingVoice, Meeting
from organizations.models import Clearance, Layer, LogEntry, Platform, User

SignIn = Callable[[User], Client]
TITLE = "協議会の第1回会議"


@pytest.fixture
def papers(platform: Platform, council: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2026, title=TITLE
    )


def cleared(user: User, platform: Platform, layer: Layer | None) -> None:
    Clearance.objects.create(
        user=user,
        platform=platform,
        layer=layer,
        pledged_on=date(2026, 4, 1),
        given_at=timezone.now(),
    )


@pytest.mark.parametrize("role", ["officer", "coordinator", "administrator"])
def test_no_role_opens_a_council_s_meeting(
    role: str, papers: Meeting, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(role))
    assert client.get(papers.get_absolute_url()).status_code == 404
    assert client.get(f"/meetings/{papers.pk}/minutes/").status_code == 404
    for address in ("/", "/meetings/", f"/search/?q={TITLE}", papers.platform.get_absolute_url()):
        page = client.get(address).content.decode().replace(f'value="{TITLE}"', "")
        assert f">{TITLE}<" not in page, address


def test_the_list_of_changes_does_not_name_it(
    papers: Meeting, council: Layer, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    LogEntry.objects.update(actor=coordinator)
    assert TITLE not in client.get("/records/").content.decode()
    cleared(coordinator, papers.platform, council)
    assert TITLE in client.get("/records/").content.decode()


def test_who_reads_the_list_of_changes_names_it_to_nobody_else(
    papers: Meeting,
    council: Layer,
    coordinator: User,
    administrator: User,
    sign_in: SignIn,
) -> None:
    cleared(coordinator, papers.platform, council)
    reader = sign_in(coordinator)
    for _ in range(3):
        assert TITLE in reader.get("/records/").content.decode()
    read = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, actor=coordinator)
    assert read.count() == 3  # once for each look, and not once more for what looking wrote
    sentence = f"守秘の記録（{TITLE}など）を変更・閲覧記録で見ました。"
    assert sentence in reader.get("/records/").content.decode()
    assert TITLE not in sign_in(administrator).get("/records/").content.decode()


def test_with_clearance_it_is_read_and_the_reading_is_written_down(
    papers: Meeting, council: Layer, officer: User, sign_in: SignIn
) -> None:
    cleared(officer, papers.platform, council)
    page = sign_in(officer).get(papers.get_absolute_url())
    assert "守秘（法第18条）" in page.content.decode()
    entry = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).latest("timestamp")
    assert (entry.actor, entry.object_repr) == (officer, TITLE)


def test_a_meeting_stays_confidential_when_the_layer_changes(
    papers: Meeting, council: Layer, officer: User, sign_in: SignIn
) -> None:
    council.personal_data = False
    council.save()
    papers.save()
    assert sign_in(officer).get(papers.get_absolute_url()).status_code == 404


def test_clearance_ends(papers: Meeting, council: Layer, officer: User, sign_in: SignIn) -> None:
    cleared(officer, papers.platform, council)
    Clearance.objects.update(ends_on=date(2026, 4, 2))
    assert sign_in(officer).get(papers.get_absolute_url()).status_code == 404


def test_voices_are_for_named_persons(platform: Platform, officer: User, sign_in: SignIn) -> None:
    hearing = Hearing.objects.create(platform=platform, title="当事者ヒアリング")
    HearingVoice.objects.create(hearing=hearing, text="夜がいちばん長い")
    client = sign_in(officer)
    page = client.get(hearing.get_absolute_url()).content.decode()
    assert "夜がいちばん長い" not in page
    assert "当事者の声は、閲覧を認められた担当者だけが見られます" in page
    assert "1件は" not in page
    cleared(officer, platform, None)
    assert "夜がいちばん長い" in client.get(hearing.get_absolute_url()).content.decode()


def test_a_file_with_a_council_s_meeting_is_logged_by_its_name(
    papers: Meeting, council: Layer, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    assert TITLE not in "".join(client.get("/meetings/?export=csv").getvalue().decode("utf-8-sig"))
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS, object_repr=TITLE).exists()
    cleared(coordinator, papers.platform, council)
    assert TITLE in client.get("/meetings/?export=csv").getvalue().decode("utf-8-sig")
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS, object_repr=TITLE)
    assert entry.actor == coordinator


@pytest.mark.parametrize(("pledged_in_days", "status"), [(1, 404), (0, 200)])
def test_a_clearance_holds_from_the_pledge_on(
    pledged_in_days: int, status: int, papers: Meeting, officer: User, sign_in: SignIn
) -> None:
    cleared(officer, papers.platform, papers.layer)
    Clearance.objects.update(pledged_on=timezone.localdate() + timedelta(days=pledged_in_days))
    assert sign_in(officer).get(papers.get_absolute_url()).status_code == status
