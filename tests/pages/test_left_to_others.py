"""Where a button would stand, a page says what one may not do and who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, User
from tests.factories.survey import SurveyFactory

BrowserOf = Callable[[User], TestApp]


def said(page: TestApp) -> str:
    found = page.html.select_one(".left-to")
    return found.text if found else ""


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("viewer", "登録・変更・出力は職員、取込はコーディネーターに依頼してください。"),
        ("officer", "取込はコーディネーターに依頼してください。"),
        ("coordinator", ""),
        ("administrator", ""),
    ],
)
def test_a_list_says_who_may_do_what_one_may_not(
    who: str, sentence: str, request: pytest.FixtureRequest, browser_of: BrowserOf
) -> None:
    browser = browser_of(request.getfixturevalue(who))
    assert said(browser.get("/organizations/")) == sentence
    assert said(browser.get("/organizations/", headers={"HX-Request": "true"})) == sentence


def test_a_record_of_others_names_whose_people_may(
    zama: Municipality, officer: User, coordinator: User, browser_of: BrowserOf
) -> None:
    """What a kind of record takes counts: a survey is changed by coordinators."""
    survey = SurveyFactory(municipality=zama, shared=True)
    page = f"/surveys/{survey.pk}/"
    wanted = "登録・変更・取込は座間市のコーディネーター、出力は座間市の職員に依頼してください。"
    assert said(browser_of(coordinator).get(page)) == wanted
    own = SurveyFactory(municipality=Municipality.objects.get(name="江東区"))
    wanted = "登録・変更・取込はコーディネーターに依頼してください。"
    assert said(browser_of(officer).get(f"/surveys/{own.pk}/")) == wanted
