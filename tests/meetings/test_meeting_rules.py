"""A meeting keeps what the papers say, and carries what was agreed to the next one."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from docx import Document

from meetings import actions
from meetings.models import Action, AgendaItem, Attendance, Decision, Meeting, Opinion
from organizations.models import Layer, Membership, User
from tests.factories.department import DepartmentFactory
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def record(officer: User, fill: Fill) -> Fill:
    """The officer records a meeting and gives it a name at least."""

    def recorded(**values: object) -> str:
        typed = {"kind": "platform", "title": "会合", **values}
        named = {f"basics-{name}": value for name, value in typed.items()}
        return fill(officer, "/meetings/record/", **named)

    return recorded


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "開催日が決まっていないときは、年度を入力してください"),
        (
            {"held_on": "R8.5.15", "hours": "15:00-14:00"},
            "終了は開始より後の時刻を入力してください",
        ),
        ({"held_on": "R8.2.30"}, "という日はありません"),
    ],
)
def test_what_cannot_be_is_said_under_its_field(
    values: dict[str, str], sentence: str, layer: Layer, record: Fill
) -> None:
    page = record(venue="区民センター", **values)
    assert sentence in page
    assert "区民センター" in page
    assert not Meeting.objects.exists()


def test_a_meeting_outside_the_layer_s_life(layer: Layer, record: Fill) -> None:
    page = record(layer=layer.pk, held_on="R8.3.31")
    assert "設置日から終了日までの間に入っていません" in page


def test_a_weekday_that_differs_is_kept_with_a_warning(layer: Layer, record: Fill) -> None:
    page = record(held_on="2023/11/30", weekday_as_printed="金")
    assert "原文の曜日は（金）ですが、11月30日は（木）です" in page
    saved = Meeting.objects.get()
    assert (saved.held_on, saved.weekday_as_printed) == (date(2023, 11, 30), "金")
    assert saved.fiscal_year == 2023
    assert list(Meeting.objects.with_doubtful_weekday()) == [saved]


def test_the_next_meeting_begins_with_the_last_agenda(meeting: Meeting, officer: User) -> None:
    AgendaItem.objects.create(meeting=meeting, number=1, text="今年度の計画")
    made = actions.begin_next(meeting, by=officer)
    assert (made.title, made.number, made.held_on) == ("第4回 連携PF会合", 4, date(2026, 9, 1))
    assert [item.text for item in made.agenda.all()] == ["今年度の計画"]


def test_attendance_is_taken_once(meeting: Meeting, layer: Layer, officer: User) -> None:
    organization = OrganizationFactory(municipality=layer.platform.municipality, name="深川長屋")
    member = Membership.objects.create(layer=layer, organization=organization, post="理事長")
    assert [actions.take_attendance(meeting, [member], by=officer) for _ in range(2)] == [1, 0]
    assert [(str(a), a.post) for a in meeting.attendances.all()] == [("深川長屋", "理事長")]


def test_what_is_overdue_waits_on_the_home_page(
    meeting: Meeting, officer: User, sign_in: SignIn
) -> None:
    Action.objects.create(meeting=meeting, text="医師会への打診", due_on=date(2026, 5, 31))
    Action.objects.create(
        meeting=meeting, text="済んだこと", due_on=date(2026, 5, 1), state=Action.State.DONE
    )
    assert [a.text for a in Action.objects.overdue(date(2026, 6, 1))] == ["医師会への打診"]
    assert not Action.objects.overdue(date(2026, 5, 31))
    home = sign_in(officer).get("/").content.decode()
    assert "医師会への打診" in home
    assert "済んだこと" not in home
    assert "医師会への打診" in sign_in(officer).get("/actions/").content.decode()


def test_the_minutes_say_what_the_page_says(
    meeting: Meeting, officer: User, sign_in: SignIn
) -> None:
    AgendaItem.objects.create(meeting=meeting, number=1, text="今年度の計画")
    Decision.objects.create(meeting=meeting, text="部会を置く")
    Action.objects.create(meeting=meeting, text="医師会への打診", owner="長寿応援課")
    Opinion.objects.create(
        platform=meeting.platform, meeting=meeting, theme="現状", text="つながりが薄い"
    )
    answer = sign_in(officer).get(f"/meetings/{meeting.pk}/minutes/")
    word = Document(io.BytesIO(answer.content))
    lines = [p.text for p in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for words in ("今年度の計画", "部会を置く", "つながりが薄い"):
        assert words in lines
    assert "令和8年5月15日（金）" in cells
    assert "医師会への打診" in cells


def test_minutes_have_no_heading_without_a_record(
    meeting: Meeting, officer: User, sign_in: SignIn
) -> None:
    """Bodies and departments stand apart; an opinion without a theme gets none invented."""
    koto = meeting.platform.municipality
    body, department = (
        OrganizationFactory(municipality=koto, name="みなと食堂"),
        DepartmentFactory(municipality=koto, name="長寿応援課"),
    )
    Attendance.objects.create(meeting=meeting, organization=body, heads=2)
    Attendance.objects.create(meeting=meeting, department=department)
    Opinion.objects.create(platform=meeting.platform, meeting=meeting, text="場所が足りない")
    file = sign_in(officer).get(f"/meetings/{meeting.pk}/minutes/")
    word = Document(io.BytesIO(file.content))
    headings = [p.text for p in word.paragraphs if p.style.name.lower().startswith("heading")]
    assert headings == ["出席", "団体", "庁内", "意見"]
    tables = [[cell.text for row in table.rows for cell in row.cells] for table in word.tables]
    assert tables[1] == ["所属", "人数", "みなと食堂", "2名"]
    assert tables[2] == ["所属", str(department)]
    assert {style.name for style in word.styles} >= {"台帳の表", "表の見出し"}


def test_minutes_hold_even_what_an_old_program_left_in_the_text(
    meeting: Meeting, officer: User, sign_in: SignIn
) -> None:
    AgendaItem.objects.create(meeting=meeting, text="議題\x0bつづき")
    Opinion.objects.create(meeting=meeting, platform=meeting.platform, text="\x0c意見")
    file = sign_in(officer).get(f"/meetings/{meeting.pk}/minutes/")
    words = [paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs]
    assert "議題つづき" in words and "意見" in words
