"""An organization or a department is removed where nothing rests on it, else it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from webtest import TestApp

from meetings.models import Action, Hearing, Meeting
from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    User,
)
from pilots.models import Pilot
from platform_registry import actions
from platform_registry.records.resting import resting_on
from surveys.models import Response
from tests.factories.organization import OrganizationFactory
from tests.factories.response import ResponseFactory
from tests.factories.survey import SurveyFactory
from tests.kit.chain import one_of_each
from tests.pages.hand import press, the_form

BrowserOf = Callable[[User], TestApp]


@pytest.fixture
def twice(koto: Municipality) -> Organization:
    """Registered a second time by mistake."""
    found: Organization = OrganizationFactory(municipality=koto, name="NPO法人深川長屋")
    return found


def test_a_coordinator_removes_what_was_registered_twice(
    twice: Organization, coordinator: User, browser_of: BrowserOf
) -> None:
    page = browser_of(coordinator).get(twice.get_absolute_url() + "edit/").click("削除する")
    done = press(the_form(page)).follow()
    assert "団体「NPO法人深川長屋」を削除しました。" in done.text
    assert not Organization.objects.filter(pk=twice.pk).exists()


def test_an_organization_that_answered_is_kept(
    twice: Organization, coordinator: User, browser_of: BrowserOf
) -> None:
    survey = SurveyFactory(municipality=twice.municipality)
    response: Response = ResponseFactory(survey=survey, organization=twice)
    page = browser_of(coordinator).get(f"/organizations/{twice.pk}/delete/")
    assert "状態を「解散・活動終了」にしてください" in page.text
    assert f"回答「{response}」" in page.text
    with pytest.raises(ValidationError, match="ほかの記録が使っている"):
        actions.remove(twice, by=coordinator)
    response.refresh_from_db()
    assert response.organization == twice


def test_who_was_heard_is_kept(
    platform: Platform, twice: Organization, section: Department, coordinator: User
) -> None:
    hearing = Hearing.objects.create(platform=platform, title="聞き取り")
    hearing.organizations.add(twice)
    hearing.departments.add(section)
    for named in (twice, section):
        assert resting_on(named, coordinator).protected == ["ヒアリング「聞き取り」"]
        with pytest.raises(ValidationError, match="ほかの記録が使っている"):
            actions.remove(named, by=coordinator)
    assert [*hearing.organizations.all(), *hearing.departments.all()] == [twice, section]


def test_a_department_that_a_secret_meeting_gave_work_is_kept(
    kept: Meeting, section: Department, officer: User, browser_of: BrowserOf
) -> None:
    """The page doesn't say which."""
    task = Action.objects.create(meeting=kept, text="見守りを続ける", department=section)
    page = browser_of(officer).get(f"/departments/{section.pk}/delete/")
    assert "ほかの記録" in page.text
    assert "見守り" not in page.text
    assert "廃止日を入力してください" in page.text
    with pytest.raises(ValidationError, match="ほかの記録が使っている"):
        actions.remove(section, by=officer)
    task.refresh_from_db()
    assert task.department == section


def test_a_department_somebody_works_in_is_kept(section: Department, officer: User) -> None:
    officer.assignments.update(department=section)
    with pytest.raises(ValidationError, match="ほかの記録が使っている"):
        actions.remove(section, by=officer)
    assert officer.assignments.get().department == section


def test_what_loses_a_name_is_told_before_and_rewritten(platform: Platform, officer: User) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="居場所づくり")
    hearing = Hearing.objects.create(platform=platform, title="聞き取り", pilot=pilot)
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="準備会")
    meeting.pilots.add(pilot)
    told = resting_on(pilot, officer).untied
    assert sorted(told) == [f"ヒアリング「{hearing}」", f"会議・打合せ「{meeting}」"]
    actions.remove(pilot, by=officer)
    for row in (hearing, meeting):
        before = row.version
        row.refresh_from_db()
        assert row.version == before + 1


def test_what_one_may_not_write_loses_nothing(
    platform: Platform, kept: Meeting, officer: User
) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="居場所づくり")
    kept.pilots.add(pilot)
    assert resting_on(pilot, officer).protected == ["ほかの記録"]
    with pytest.raises(ValidationError, match="ほかの記録が使っている"):
        actions.remove(pilot, by=officer)
    assert [*kept.pilots.all()] == [pilot]


def test_a_member_is_closed_and_not_removed(
    twice: Organization, coordinator: User, browser_of: BrowserOf
) -> None:
    one_of_each(twice.municipality)
    Membership.objects.create(layer=Layer.objects.get(), organization=twice)
    page = browser_of(coordinator).get(f"/organizations/{twice.pk}/delete/")
    assert "状態を「解散・活動終了」にしてください" in page.text
    assert Organization.objects.filter(pk=twice.pk).exists()


def test_staff_see_no_button_they_may_not_press(
    twice: Organization, officer: User, browser_of: BrowserOf
) -> None:
    assert "削除する" not in browser_of(officer).get(twice.get_absolute_url() + "edit/").text


def test_staff_remove_a_department_nobody_names(
    koto: Municipality, officer: User, browser_of: BrowserOf
) -> None:
    section = Department.objects.create(municipality=koto, name="長寿応援課")
    page = browser_of(officer).get(f"/departments/{section.pk}/edit/").click("削除する")
    assert "部署「長寿応援課」を削除しました。" in press(the_form(page)).follow().text
    assert not Department.objects.filter(pk=section.pk).exists()


def test_a_department_with_sections_is_kept(
    koto: Municipality, officer: User, browser_of: BrowserOf
) -> None:
    above = Department.objects.create(municipality=koto, name="福祉部")
    Department.objects.create(municipality=koto, parent=above, name="長寿応援課")
    page = browser_of(officer).get(f"/departments/{above.pk}/delete/")
    assert "廃止日を入力してください" in page.text
