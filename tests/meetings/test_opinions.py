"""What was said stands at its meeting; what no meeting is known of, at the platform."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from docx import Document

from meetings.models import Meeting, Opinion
from organizations.models import Municipality, Platform, User
from tests.filled import filled

SignIn = Callable[[User], Client]


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    return Platform.objects.create(municipality=koto, name="江東区 連携PF", shared=True)


@pytest.fixture
def old(platform: Platform) -> None:
    """Nine opinions of a document that doesn't say in which meeting they were."""
    for number in range(9):
        Opinion.objects.create(platform=platform, theme="居場所", text=f"前の意見{number}")


@pytest.mark.usefixtures("old")
def test_a_new_meeting_begins_without_old_opinions(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    typed = {"basics-title": "第4回 会合", "basics-held_on": "R8.11.20"}
    page = filled(client, f"/meetings/record/?platform={platform.pk}", **typed)
    assert "この回の意見の登録はありません" in page and "前の意見" not in page


@pytest.mark.usefixtures("old")
def test_the_platform_leads_to_them_and_says_how_many_there_are(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="第4回")
    Opinion.objects.create(platform=platform, meeting=meeting, text="今日の意見")
    client = sign_in(officer)
    address = f"/platforms/{platform.pk}/opinions/"
    page = client.get(platform.get_absolute_url()).content.decode()
    assert f'href="{address}"' in page
    assert "10件、うちどの回の意見か分からないもの 9件" in page
    page = client.get(address).content.decode()
    assert "10件、うちどの回の意見か分からないもの 9件" in page
    assert page.count("どの回か不明") == 9 and "今日の意見" in page


def test_others_read_of_a_shared_meeting_only_the_opinions_shared_with_them(
    platform: Platform, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    meeting = Meeting.objects.create(
        platform=platform, fiscal_year=2026, title="第4回", kind="platform", shared=True
    )
    for text, shared in (("見せる意見", True), ("庁内の意見", False)):
        Opinion.objects.create(platform=platform, meeting=meeting, text=text, shared=shared)
    own = sign_in(officer).get(meeting.get_absolute_url()).content.decode()
    assert "見せる意見" in own and "庁内の意見" in own
    page = sign_in(other_officer).get(meeting.get_absolute_url()).content.decode()
    assert "見せる意見" in page and "庁内の意見" not in page
    file = sign_in(other_officer).get(f"{meeting.get_absolute_url()}minutes/")
    assert file.status_code == 200 and len(words(file.content)) > 20
    assert "見せる意見" in words(file.content) and "庁内の意見" not in words(file.content)


def words(docx: bytes) -> str:
    file = Document(io.BytesIO(docx))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])
