"""Where a button would stand, a page says what one may not do and who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Layer, Municipality, User
from tests.factories.organization import ContactFactory, OrganizationFactory
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


def test_staff_aren_t_sent_to_staff_for_what_administrators_keep(
    council: Layer, officer: User, viewer: User, administrator: User, browser_of: BrowserOf
) -> None:
    """A council is kept by administrators: an officer told to ask 「職員」 would ask himself."""
    page, wanted = council.get_absolute_url(), "登録・変更は管理者に依頼してください。"
    assert said(browser_of(officer).get(page)) == said(browser_of(viewer).get(page)) == wanted
    assert said(browser_of(administrator).get(page)) == ""


@pytest.mark.parametrize("number", [0, 1])
def test_who_may_not_read_contacts_is_told_so_whether_or_not_there_are_any(
    number: int, koto: Municipality, officer: User, viewer: User, browser_of: BrowserOf
) -> None:
    organization = OrganizationFactory(municipality=koto)
    ContactFactory.create_batch(number, organization=organization, name="架空 五郎")
    page = organization.get_absolute_url()
    told = browser_of(viewer).get(page).text
    assert "連絡先は、江東区の職員が見られます。" in told
    assert "架空 五郎" not in told
    assert ("架空 五郎" in browser_of(officer).get(page).text) is bool(number)


def test_nobody_is_told_that_there_is_nothing_of_what_is_kept_from_him(
    council: Layer, officer: User, viewer: User, browser_of: BrowserOf
) -> None:
    page = browser_of(officer).get(council.get_absolute_url())
    assert "個人の構成員は、閲覧を許可された人が見られます。" in page.text
    candidates = f"/platforms/{council.platform_id}/candidates/"
    assert "候補はまだありません。" in browser_of(officer).get(candidates).text
    assert "候補はまだありません。" not in browser_of(viewer).get(candidates).text
