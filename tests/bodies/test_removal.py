"""An organization or a department is removed where nothing rests on it, else it is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Department, Layer, Membership, Municipality, Organization, User
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


def test_what_stays_without_the_organization_is_told_before(
    twice: Organization, coordinator: User, browser_of: BrowserOf
) -> None:
    survey = SurveyFactory(municipality=twice.municipality)
    response: Response = ResponseFactory(survey=survey, organization=twice)
    page = browser_of(coordinator).get(f"/organizations/{twice.pk}/delete/")
    assert "結び付きだけがなくなります" in page.text
    assert f"回答「{response}」" in page.text
    press(the_form(page))
    response.refresh_from_db()
    assert response.organization is None


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
