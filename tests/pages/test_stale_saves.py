"""Two tabs at one record: whoever saves second sees what changed, and decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from organizations.models import Department, Membership, Municipality, Organization, User
from pilots.models import Pilot
from surveys.models import Survey
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.factories.user import StaffAssignmentFactory, UserFactory
from tests.kit.chain import one_of_each
from tests.pages.hand import complaints, enter, press, the_form, write

Browser = Callable[[User], TestApp]


@pytest.fixture
def colleague(koto: Municipality) -> User:
    user = UserFactory(username="koto-colleague", display_name="見本 花子")
    StaffAssignmentFactory(user=user, municipality=koto, role="coordinator")
    return user


def page_of(kind: str, koto: Municipality) -> tuple[Any, str, str]:
    """A record of the kind, the address at which it is edited, and a field two people write."""
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")
    survey = SurveyFactory(municipality=koto, title="資源調査")
    one_of_each(koto)
    records: dict[str, tuple[Any, str]] = {
        "organizations": (organization, "basics-name"),
        "surveys": (survey, "title"),
        "departments": (Department.objects.create(municipality=koto, name="福祉課"), "name"),
        "memberships": (Membership.objects.first(), "post"),
        "pilots": (Pilot.objects.first(), "basics-name"),
    }
    record, field = records[kind]
    page = "record" if kind == "pilots" else "edit"
    return record, f"/{kind}/{record.pk}/{page}/", field


@pytest.mark.parametrize(
    "kind", ["organizations", "surveys", "departments", "memberships", "pilots"]
)
def test_who_saves_second_sees_what_changed_and_may_save_again(
    kind: str, koto: Municipality, coordinator: User, colleague: User, browser_of: Browser
) -> None:
    record, address, both = page_of(kind, koto)
    mine = browser_of(coordinator).get(address)
    enter(browser_of(colleague), address, **{both: "同僚の記入"})
    page = write(mine, **{both: "わたしの記入"})
    assert page.status_int == 200
    said = list(complaints(page))
    assert any("ほかの人が更新しました" in sentence for _, sentence in said)
    column = both.removeprefix("basics-")
    label = type(record)._meta.get_field(column).verbose_name
    assert (label, "今の登録は「同僚の記入」です。") in said
    assert the_form(page)[both].value == "わたしの記入"
    record.refresh_from_db()
    assert getattr(record, column) == "同僚の記入"
    saved = press(the_form(page))
    assert saved.status_int == 302
    record.refresh_from_db()
    assert getattr(record, column) == "わたしの記入"


def refused(browser_of: Browser, mine: TestResponse, **typed: Any) -> str:
    page = write(mine, **typed)
    assert page.status_int == 200
    return str(page.html.select_one(".banner.error"))


def test_only_what_the_other_person_changed_is_listed(
    koto: Municipality, officer: User, colleague: User, browser_of: Browser
) -> None:
    organization = OrganizationFactory(municipality=koto, name="みなと食堂", phone="03-0000-0001")
    address = f"/organizations/{organization.pk}/edit/"
    mine = browser_of(officer).get(address)
    enter(browser_of(colleague), address, **{"basics-email": "minato@example.jp"})
    told = refused(browser_of, mine, **{"basics-phone": "03-0000-0002"})
    assert "minato@example.jp" in told and "03-0000-0001" not in told
    assert "見本 花子" in told


def test_a_verification_in_between_changes_nothing_on_the_form(
    koto: Municipality, officer: User, colleague: User, browser_of: Browser
) -> None:
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")
    page = f"/organizations/{organization.pk}/"
    mine = browser_of(officer).get(f"{page}edit/")
    enter(browser_of(colleague), page, verified_on="令和6年3月5日", how="phone")
    told = refused(browser_of, mine, **{"basics-note": "見本"})
    assert "この画面の項目には変わったところがありません" in told
    assert Organization.objects.get().verified_on is not None


def test_a_tick_taken_away_meanwhile_is_told_in_words(
    koto: Municipality, coordinator: User, colleague: User, browser_of: Browser
) -> None:
    survey = SurveyFactory(municipality=koto, shared=True, fiscal_year=2023)
    address = f"/surveys/{survey.pk}/edit/"
    mine = browser_of(coordinator).get(address)
    enter(browser_of(colleague), address, shared=False, starts_on="令和6年3月5日")
    told = refused(browser_of, mine, method="郵送")
    assert "今の登録は「いいえ」です。" in told and "今の登録は「令和6年3月5日」です。" in told
    assert Survey.objects.get().shared is False


def test_in_the_administration_too_one_may_save_again(
    koto: Municipality, administrator: User, colleague: User, browser_of: Browser
) -> None:
    department = Department.objects.create(municipality=koto, name="福祉課")
    administrator.is_staff = True
    administrator.save()
    mine = browser_of(administrator).get(f"/admin/organizations/department/{department.pk}/change/")
    enter(browser_of(colleague), f"/departments/{department.pk}/edit/", name="長寿課")
    page = write(mine, name="地域福祉課")
    assert "今の登録は「長寿課」です。" in page.text
    page = write(page)
    assert page.status_int == 302, list(complaints(page))
    department.refresh_from_db()
    assert department.name == "地域福祉課"
