"""What an organization does is typed in a grid: the kind chosen, for whom in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Organization, SupportActivity, Term, User
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.grids.hand import faults, press, said, type_into

Browser = Callable[[User], TestApp]


@pytest.fixture
def words(koto) -> dict[str, Term]:
    labels = {"居場所": "function", "食": "function", "高齢者": "target", "若者": "target"}
    labels |= {"子ども・子育て": "target"}
    return {label: Term.objects.create(kind=kind, label=label) for label, kind in labels.items()}


@pytest.fixture
def nagaya(koto) -> Organization:
    return OrganizationFactory(municipality=koto, name="深川長屋")


@pytest.fixture
def address(nagaya: Organization) -> str:
    return f"/organizations/{nagaya.pk}/edit/"


def test_an_activity_is_typed_in_one_row(words, nagaya, address, officer, browser_of: Browser):
    page = type_into(
        browser_of(officer).get(address),
        activities__0__function="食", activities__0__targets="子ども，高齢者",
        activities__0__name="長屋食堂", activities__0__place="深川2丁目",
        activities__0__schedule="毎月第2火曜", activities__0__fee="300円",
        activities__0__contact="03-1111-1111", activities__0__public=True,
    )  # fmt: skip
    page = press(page, save="")
    assert page.request.path == nagaya.get_absolute_url(), faults(page)
    assert "支援・居場所" in said(page)[0]
    made = SupportActivity.objects.get()
    assert {str(target) for target in made.targets.all()} == {"子ども・子育て", "高齢者"}
    assert (made.name, made.schedule, made.public) == ("長屋食堂", "毎月第2火曜", True)
    assert Organization.objects.matching("若者").count() == 0
    assert Organization.objects.matching("長屋食堂 高齢者").get() == nagaya


def test_a_word_there_is_not_is_told_with_those_there_are(
    words, address, officer, browser_of: Browser
):
    typed = {"activities__0__function": "居場所", "activities__0__targets": "わかもの、火星人"}
    page = press(type_into(browser_of(officer).get(address), **typed), save="activities")
    [told] = [sentence for _, sentence in faults(page) if "支援・居場所" in sentence]
    assert "「わかもの」という用語はありません" in told and "高齢者、若者、子ども・子育て" in told
    assert not SupportActivity.objects.exists()
    press(type_into(page, activities__0__targets="若者"), save="activities")
    assert SupportActivity.objects.get().targets.get() == words["若者"]


def test_a_word_out_of_use_stays_where_it_is_used(
    words, nagaya, address, officer, browser_of: Browser
):
    activity = SupportActivityFactory(organization=nagaya, function=words["居場所"])
    activity.targets.set([words["若者"], words["高齢者"]])
    Term.objects.filter(label="若者").update(active=False)
    page = browser_of(officer).get(address)
    page = press(type_into(page, activities__0__place="区民館"), save="activities")
    activity.refresh_from_db()
    assert activity.place == "区民館", faults(page)
    assert {str(target) for target in activity.targets.all()} == {"若者", "高齢者"}
    page = type_into(page, activities__1__function="食", activities__1__targets="若者")
    assert "「若者」という用語はありません" in press(page, save="activities")


def test_a_new_organization_begun_goes_on_from_the_home_page(officer, koto, browser_of: Browser):
    desk = browser_of(officer)
    page = type_into(desk.get("/organizations/new/"), basics__name="書きかけの会")
    page = press(page, draft="close")
    home = desk.get("/")
    assert "新しい団体（書きかけの会）" in home
    page = home.click(href="/organizations/new/\\?draft=")
    press(page, save="")
    assert Organization.objects.get().name == "書きかけの会"
    assert "書きかけの会）" not in desk.get("/")


def test_a_word_may_hold_a_comma_itself(words, nagaya, address, officer, browser_of: Browser):
    both = Term.objects.create(kind="target", label="ひとり親、生活困窮者")
    activity = SupportActivityFactory(organization=nagaya, function=words["居場所"])
    activity.targets.set([both, words["若者"]])
    page = browser_of(officer).get(address)
    press(type_into(page, activities__0__place="区民館"), save="activities")
    activity.refresh_from_db()
    assert activity.place == "区民館" and {*activity.targets.all()} == {both, words["若者"]}
