"""Which organization a response comes from is said by a person, and never by pressing too early."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from webtest import TestApp

from organizations.models import Municipality, Organization, User
from surveys.models import Response
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.pages.hand import complaints, write

Browser = Callable[[User], TestApp]
SEARCH = quote("見本")


@pytest.fixture
def tied(koto: Municipality) -> Response:
    first = OrganizationFactory(municipality=koto, name="見本一の会")
    OrganizationFactory(municipality=koto, name="見本二の会")
    survey = SurveyFactory(municipality=koto)
    return Response.objects.create(survey=survey, respondent_key="A", organization=first)


def test_pressing_with_nothing_chosen_unties_nothing(
    tied: Response, coordinator: User, browser_of: Browser
) -> None:
    page = write(browser_of(coordinator).get(f"/responses/{tied.pk}/?organization={SEARCH}"))
    assert ("結び付ける団体", "選ばれていません。選んでください。") in list(complaints(page))
    assert "見本二の会" in page.text  # search and choices are still there
    tied.refresh_from_db()
    assert tied.organization is not None


def test_to_untie_is_a_choice_of_its_own(
    tied: Response, coordinator: User, browser_of: Browser
) -> None:
    page = browser_of(coordinator).get(f"/responses/{tied.pk}/?organization={SEARCH}")
    page = write(page, organization="none").follow()
    tied.refresh_from_db()
    assert tied.organization is None
    assert "この回答を団体に結び付けない回答にしました。" in page.text


def test_who_comes_too_late_keeps_search_and_choice_and_may_press_again(
    tied: Response, coordinator: User, browser_of: Browser
) -> None:
    second = Organization.objects.get(name="見本二の会")
    mine = browser_of(coordinator).get(f"/responses/{tied.pk}/?organization={SEARCH}")
    Response.objects.filter(pk=tied.pk).update(organization=None)
    page = write(mine, organization=second.pk)
    assert "ほかの人が更新しました。今は結び付いていません" in page.text
    page = write(page).follow()
    tied.refresh_from_db()
    assert tied.organization == second
    assert "この回答を「見本二の会」に結び付けました。" in page.text


@pytest.mark.parametrize(
    ("key", "called"),
    [
        ("2026-01-19 10:07:00", "記入者名なし（3行目）"),
        ("2026-01-19 10:07:00 みなと食堂", "みなと食堂"),
        ("row-0123456789abcdef", "記入者名なし（3行目）"),
        ("A-12", "A-12"),
    ],
)
def test_a_response_is_called_by_who_gave_it(key: str, called: str) -> None:
    assert str(Response(respondent_key=key, row_number=3)) == called
