"""The administration takes what people type, as the pages of the site do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory
from django.utils import timezone
from webtest import TestApp

from meetings.models import Hearing, Meeting
from organizations.models import Municipality, Platform, StaffAssignment, User
from surveys.models import Response, Survey
from tests.factories.survey import SurveyFactory
from tests.factories.user import UserFactory
from tests.kit.test_form_fields import NOT_AS_TYPED, OURS
from tests.kit.test_structure import own_models
from tests.pages.hand import complaints, the_form, write

Browser = Callable[[User], TestApp]


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", display_name="運営", is_superuser=True, is_staff=True)


def fields_of_the_admin(person: User) -> Iterator[tuple[str, forms.Field]]:
    """Every field of every page and row that is filled in there."""
    request = RequestFactory().get("/admin/")
    request.user = person
    for model, desk in admin.site._registry.items():
        if model not in own_models() or not desk.has_add_permission(request):
            continue
        rows = [i.get_formset(request).form for i in desk.get_inline_instances(request)]
        for form in (desk.get_form(request), desk.get_form(request, model(pk=0)), *rows):
            for name, field in form.base_fields.items():
                yield f"{form._meta.model.__name__}.{name}", field


def test_no_field_of_the_administration_takes_them_as_a_program_would(operator: User) -> None:
    found = dict(fields_of_the_admin(operator))
    strict = [
        name
        for name, field in found.items()
        if isinstance(field, NOT_AS_TYPED)
        and not isinstance(field, OURS)
        and not field.widget.is_hidden
    ]
    assert len(found) > 300
    assert strict == []


@pytest.fixture
def meeting(koto: Municipality) -> Meeting:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Meeting.objects.create(
        platform=platform, title="第3回", fiscal_year=2023, held_on=date(2023, 11, 30),
        starts_at=time(14, 30), ends_at=time(16, 0, 15),
    )  # fmt: skip


def test_a_meeting_is_shown_and_entered_as_offices_write(
    meeting: Meeting, operator: User, browser_of: Browser
) -> None:
    page = browser_of(operator).get(f"/admin/meetings/meeting/{meeting.pk}/change/")
    form = the_form(page)
    shown = {n: form[n].value for n in ("fiscal_year", "held_on", "starts_at", "ends_at")}
    assert shown == {
        "fiscal_year": "令和5年度",
        "held_on": "令和5年11月30日",
        "starts_at": "14:30",
        "ends_at": "16:00:15",  # a second that stands is not lost
    }
    answer = write(
        page, fiscal_year="R6", held_on="令和6年5月15日（水）", number="１２",
        starts_at="午後2時半", ends_at="16時",
    )  # fmt: skip
    assert answer.status_int == 302, list(complaints(answer))
    meeting.refresh_from_db()
    assert (meeting.fiscal_year, meeting.held_on) == (2024, date(2024, 5, 15))
    assert (meeting.number, meeting.starts_at, meeting.ends_at) == (12, time(14, 30), time(16))


def test_what_cannot_be_read_is_said_under_its_field_and_stays(
    meeting: Meeting, operator: User, browser_of: Browser
) -> None:
    page = browser_of(operator).get(f"/admin/meetings/meeting/{meeting.pk}/change/")
    page = write(page, held_on="令和5年2月30日", starts_at="夕方")
    said = dict(complaints(page))
    assert "という日はありません" in said["開催日"]
    assert "時刻として読み取れません" in said["開始"]
    assert the_form(page)["held_on"].value == "令和5年2月30日"


def test_what_the_calendar_and_the_clock_put_in_is_taken(
    meeting: Meeting, operator: User, browser_of: Browser
) -> None:
    """The scripts of the administration write 2024-03-05 and, for 「現在」, 14:30:15."""
    page = browser_of(operator).get(f"/admin/meetings/meeting/{meeting.pk}/change/")
    form = the_form(page)
    for name, kind in [("held_on", "vDateField"), ("starts_at", "vTimeField")]:
        assert kind in page.html.find(id=f"id_{name}")["class"]
    assert "DateTimeShortcuts.js" in page.text
    form["held_on"].value, form["starts_at"].value = "2024-03-05", "14:30:15"
    answer = form.submit(status="*")
    assert answer.status_int == 302, list(complaints(answer))
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.starts_at) == (date(2024, 3, 5), time(14, 30, 15))


def test_a_period_is_as_fine_there_as_it_is_known(
    koto: Municipality, operator: User, browser_of: Browser
) -> None:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    hearing = Hearing.objects.create(
        platform=platform, title="聞き取り", grain="month", starts_on=date(2024, 6, 1)
    )
    page = browser_of(operator).get(f"/admin/meetings/hearing/{hearing.pk}/change/")
    assert the_form(page)["starts_on"].value == "令和6年6月"
    assert write(page, ends_on="令和8年3月").status_int == 302
    hearing.refresh_from_db()
    assert (hearing.starts_on, hearing.ends_on) == (date(2024, 6, 1), date(2026, 3, 31))


def test_a_moment_is_entered_as_a_day_and_a_time(
    koto: Municipality, operator: User, browser_of: Browser
) -> None:
    survey: Survey = SurveyFactory(municipality=koto)
    response = Response.objects.create(survey=survey, respondent_key="A")
    address = f"/admin/surveys/response/{response.pk}/change/"
    app = browser_of(operator)
    answer = write(app.get(address), submitted_at_0="R6.3.5", submitted_at_1="午後2時半")
    assert answer.status_int == 302, list(complaints(answer))
    response.refresh_from_db()
    assert timezone.localtime(response.submitted_at).isoformat() == "2024-03-05T14:30:00+09:00"
    form = the_form(app.get(address))
    assert form["submitted_at_0"].value == "令和6年3月5日"
    assert form["submitted_at_1"].value == "14:30"
    page = write(app.get(address), submitted_at_0="きのう", submitted_at_1="")
    assert "日付として読み取れません" in page.text
    assert the_form(page)["submitted_at_0"].value == "きのう"


@pytest.mark.parametrize(("day", "clock"), [("令和6年3月5日", ""), ("", "14:30")])
def test_half_a_moment_is_none(
    day: str, clock: str, koto: Municipality, operator: User, browser_of: Browser
) -> None:
    response = Response.objects.create(survey=SurveyFactory(municipality=koto), respondent_key="A")
    page = browser_of(operator).get(f"/admin/surveys/response/{response.pk}/change/")
    page = write(page, submitted_at_0=day, submitted_at_1=clock)
    assert "読み取れません" in str(list(complaints(page)))


def test_rows_take_the_same(officer: User, operator: User, browser_of: Browser) -> None:
    page = browser_of(operator).get(f"/admin/organizations/user/{officer.pk}/change/")
    answer = write(page, **{"assignments-0-ends_on": "令和9年3月31日"})
    assert answer.status_int == 302, list(complaints(answer))
    assert StaffAssignment.objects.get(user=officer).ends_on == date(2027, 3, 31)


def test_a_number_is_typed_in_any_width(
    koto: Municipality, operator: User, browser_of: Browser
) -> None:
    page = browser_of(operator).get(f"/admin/organizations/municipality/{koto.pk}/change/")
    field: Any = page.html.find(id="id_population")
    assert field["type"] == "text" and field["inputmode"] == "numeric"
    assert write(page, population="５２４,３１０").status_int == 302
    koto.refresh_from_db()
    assert koto.population == 524_310
