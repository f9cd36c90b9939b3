"""変更・閲覧記録 narrowed to one record, by the link on its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from webtest import TestApp, TestResponse

from casebook.models import CaseSheet
from meetings.models import Meeting
from organizations.models import Clearance, Layer, Organization, Platform, User
from pilots.models import Pilot
from platform_registry.actions_log import acting, note_deed, one_deed
from tests.actors import UNTIL
from tests.factories.organization import OrganizationFactory

Browser = Callable[[User], TestApp]
LINK = "変更・閲覧記録"


@pytest.fixture
def records(platform: Platform, nagaya: Organization, officer: User) -> list[Any]:
    """One of each kind whose page leads to its entries, and another body beside them."""
    with acting(officer):
        OrganizationFactory(municipality=platform.municipality, name="ほかの会")
        return [
            nagaya,
            platform,
            Pilot.objects.create(platform=platform, fiscal_year=2026, name="見本の事業"),
            Meeting.objects.create(platform=platform, fiscal_year=2026, title="準備会"),
            CaseSheet.objects.create(platform=platform, fiscal_year=2026),
        ]


def told(page: TestResponse) -> list[str]:
    return [re.sub(r"\s+", " ", line.get_text()).strip() for line in page.html.select(".log .told")]


def way_to_log(page: TestResponse) -> list[str]:
    return [a["href"] for a in page.html.select("a.to-log") if a.get_text(strip=True) == LINK]


def address_of(record: Any) -> str:
    return f"/records/?record={ContentType.objects.get_for_model(record).pk}-{record.pk}"


def test_the_page_of_a_record_leads_to_its_entries(
    records: list[Any], administrator: User, browser_of: Browser
) -> None:
    browser = browser_of(administrator)
    for record in records:
        (link,) = way_to_log(browser.get(record.get_absolute_url()))
        page = browser.get(link)
        lines = told(page)
        assert lines and all(str(record)[:20] in line for line in lines), record
        assert f"「{record}」だけ" in page.html.select_one(".log-toolbar").get_text()


def test_the_condition_is_taken_away_by_one_click(
    records: list[Any], administrator: User, browser_of: Browser
) -> None:
    browser = browser_of(administrator)
    page = browser.get(address_of(records[0]))
    assert not any("ほかの会" in line for line in told(page))
    chip = page.html.select_one(".log-toolbar .chip")
    everything = browser.get(f"/records/{chip['href']}")
    assert any("ほかの会" in line for line in told(everything))


def test_it_stays_while_one_narrows_further(
    records: list[Any], administrator: User, browser_of: Browser
) -> None:
    nagaya = records[0]
    nagaya.phone = "03-2222-2222"
    nagaya.save()
    page = browser_of(administrator).get(address_of(nagaya))
    (form,) = [f for f in page.forms.values() if "record" in f.fields]
    form["act"] = "update"
    (line,) = told(form.submit())
    assert "NPO法人深川長屋 の電話番号を" in line


def test_what_an_import_did_with_the_record_is_told_there(
    platform: Platform, administrator: User, coordinator: User, browser_of: Browser
) -> None:
    """In the log as a whole it is inside the line of the import."""
    with acting(coordinator), one_deed():
        body = OrganizationFactory(municipality=platform.municipality, name="取り込んだ会")
        note_deed(platform, "import")
    browser = browser_of(administrator)
    assert not any("取り込んだ会 を登録" in line for line in told(browser.get("/records/")))
    (line,) = told(browser.get(address_of(body)))
    assert "取り込んだ会 を登録しました" in line


def test_who_may_not_read_the_log_isn_t_led_there(
    records: list[Any], viewer: User, officer: User, coordinator: User, other_administrator: User,
    browser_of: Browser,
) -> None:  # fmt: skip
    for person, number in ((viewer, 0), (officer, 0), (coordinator, 1)):
        for record in records:
            links = way_to_log(browser_of(person).get(record.get_absolute_url()))
            assert len(links) == number, (person, record)
    nagaya = records[0]
    assert browser_of(officer).get(address_of(nagaya), status="*").status_int == 403
    page = browser_of(other_administrator).get(address_of(nagaya))
    assert told(page) == []
    assert "深川長屋" not in page.text


def test_entries_of_a_council_are_for_the_cleared_alone(
    kept: Meeting, council: Layer, administrator: User, second: User, browser_of: Browser
) -> None:
    Clearance.objects.create(
        platform=council.platform, layer=council, user=second, pledged_on="2026-04-01",
        ends_on=UNTIL, given_by=administrator, given_at="2026-04-01T00:00Z",
    )  # fmt: skip
    page = browser_of(administrator).get(address_of(kept))
    assert told(page) == []
    assert "第1回協議会" not in page.text
    assert "1つの記録だけ" in page.text
    assert any("第1回協議会" in line for line in told(browser_of(second).get(address_of(kept))))


@pytest.mark.parametrize("odd", ["", "7", "a-b", "1-", "-", "1-2-3", "9" * 30 + "-1", "99-99"])
def test_an_odd_record_is_told_or_finds_nothing(
    odd: str, records: list[Any], administrator: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(administrator).get("/records/", {"record": odd})
    assert answer.status_code == 200
    main = BeautifulSoup(answer.content.decode(), "html.parser").main.get_text()
    if odd == "99-99":
        assert "条件に合う記録がありません" in main
    elif odd:
        assert "読み取れない条件があった" in main
