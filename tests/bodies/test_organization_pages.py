"""An officer keeps the ledger of organizations: registers, edits, verifies, looks back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from webtest import TestApp

from organizations.models import Municipality, Organization, Term, User
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.pages.hand import complaints, the_form, write

pytestmark = pytest.mark.django_db

NEW = "/organizations/new/"
Fill = Callable[..., str]


def test_an_officer_registers_an_organization(
    officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    named = {"names-0-name": "みなと会", "names-0-kind": "short"}
    page = browser_of(officer).get(NEW)
    basics = {"basics-name": "ＮＰＯ法人　みなとの灯", "basics-kana": "みなとのあかり"}
    answer = write(page, **basics, **named)
    organization = Organization.objects.get()
    assert answer.location == organization.get_absolute_url()
    assert organization.name == "ＮＰＯ法人　みなとの灯"  # exactly as typed
    assert organization.created_by == officer
    for words in ("ミナト", "npo", "みなと会"):
        assert Organization.objects.matching(words).get() == organization


def test_a_mistyped_corporate_number_says_where_to_look(
    officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(officer).get(NEW)
    number = {"basics-corporate_number": "7000012050020", "basics-note": "電話は午前中に"}
    answer = write(page, **{"basics-name": "見本の会"}, **number)
    assert "桁目" in dict(complaints(answer))["法人番号"]
    assert "電話は午前中に" in answer.text
    assert not Organization.objects.exists()


def test_a_look_alike_is_shown_once_and_can_be_confirmed(
    koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    OrganizationFactory(municipality=koto, name="特定非営利活動法人みなとの灯")
    asked = write(browser_of(officer).get(NEW), **{"basics-name": "みなとの灯"})
    assert "似た団体が登録されています" in asked.text
    assert "特定非営利活動法人みなとの灯" in asked.text
    write(asked, **{"basics-another": True})
    assert Organization.objects.count() == 2


def test_two_officers_at_once_lose_nothing(
    koto: Municipality, officer: User, browser_of: Callable[[User], TestApp], fill: Fill
) -> None:
    organization = OrganizationFactory(municipality=koto, name="見本の会")
    address = f"/organizations/{organization.pk}/edit/"
    opened = browser_of(officer).get(address)
    fill(officer, address, **{"basics-phone": "03-1111-1111"})
    text = write(opened, **{"basics-phone": "03-2222-2222"}).text
    assert "ほかの人が更新しました" in text
    assert "03-2222-2222" in text
    organization.refresh_from_db()
    assert organization.phone == "03-1111-1111"


def test_the_postal_code_fills_the_address_and_keeps_what_was_typed(
    officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    asked = {"button": "郵便番号から住所を入れる", "basics-postal_code": "135-0016"}
    opened = browser_of(officer).get(NEW)
    form = the_form(write(opened, **{"basics-name": "見本の会"}, **asked))
    filled = [form[f"basics-{name}"].value for name in ("prefecture", "city", "town")]
    assert filled == ["東京都", "江東区", "東陽"]
    page = write(opened, **{"basics-town": "わたしの町1-2"}, **asked)
    assert the_form(page)["basics-town"].value == "わたしの町1-2"
    assert "住所が見つかりません" in write(page, **asked | {"basics-postal_code": "000-0000"}).text
    assert not Organization.objects.exists()


def test_a_row_more_keeps_everything_typed(
    officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    contact = {"contacts-0-name": "見本 花子"}
    page = write(browser_of(officer).get(NEW), button="contacts:more", **contact)
    form = the_form(page)
    assert form["contacts-0-name"].value == "見本 花子"
    assert form["contacts-1-name"].value == ""


def test_verifying_changes_the_date_and_no_other_field(
    koto: Municipality, officer: User, fill: Fill
) -> None:
    organization = OrganizationFactory(municipality=koto)
    before = organization.updated_at
    address, today = organization.get_absolute_url(), timezone.localdate()
    fill(officer, address, verified_on=today.isoformat(), how="phone", note="代表に確認")
    fill(officer, address, verified_on="2020-04-01", how="visit")
    organization.refresh_from_db()
    # Each raises the version, so that a form opened before is not saved over it.
    assert (organization.verified_on, organization.version) == (today, 3)
    assert organization.updated_at == before
    assert organization.verifications.count() == 2
    tomorrow = today + timedelta(days=1)
    page = fill(officer, address, verified_on=tomorrow.isoformat(), how="phone")
    assert "今日までの日付" in page


def test_the_history_tells_changes_in_words(
    koto: Municipality, officer: User, fill: Fill, sign_in: Callable[[User], Client]
) -> None:
    organization = OrganizationFactory(municipality=koto, name="見本の会", phone="03-1111-1111")
    fill(officer, f"/organizations/{organization.pk}/edit/", **{"basics-phone": "03-9999-9999"})
    page = sign_in(officer).get(f"/organizations/{organization.pk}/history/").content.decode()
    text = " ".join(BeautifulSoup(page, "html.parser").get_text().split())
    assert (
        f"{officer}が 団体 見本の会 の電話番号を 03-1111-1111 から 03-9999-9999 に変えました。"
        in text
    )
    assert "search_text" not in text


def test_lists_filter_and_say_so(
    koto: Municipality, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    stale = OrganizationFactory(municipality=koto, name="古い会", legal_form="npo")
    fresh = OrganizationFactory(municipality=koto, name="新しい会")
    Organization.objects.filter(pk=fresh.pk).update(verified_on=date.today())
    activity = SupportActivityFactory(organization=stale)
    client = sign_in(coordinator)
    for query in (
        "?freshness=stale",
        "?legal_form=npo",
        f"?function={activity.function_id}",
        "?q=古い",
    ):
        answer = client.get(f"/organizations/{query}")
        assert [row.pk for row in answer.context["page"].rows] == [stale.pk], query
        assert len(answer.context["conditions"]) == 1
    export = b"".join(client.get("/organizations/?freshness=stale&export=csv").streaming_content)
    assert "古い会" in export.decode("utf-8-sig")
    assert "新しい会" not in export.decode("utf-8-sig")


def test_the_order_is_chosen_above_the_list_and_keeps_the_conditions(
    koto: Municipality, viewer: User, browser_of: Callable[[User], TestApp]
) -> None:
    for name, day in (("あの会", date(2024, 3, 5)), ("いの会", date(2025, 3, 5))):
        organization = OrganizationFactory(municipality=koto, name=name, legal_form="npo")
        Organization.objects.filter(pk=organization.pk).update(verified_on=day)
    page = browser_of(viewer).get("/organizations/?legal_form=npo")
    form = next(f for f in page.forms.values() if f.html.select("form.order"))
    assert form.html.find("label").text == "並び順"
    assert ("name", True, "団体名の順") in form["sort"].options
    form["sort"].select(text="最終確認の新しい順")
    page = form.submit()
    assert "legal_form=npo" in page.request.query_string
    assert page.text.index("いの会") < page.text.index("あの会")
    assert page.html.select_one("#id_sort [selected]").text == "最終確認の新しい順"


def test_a_thousand_organizations_ask_no_more_than_ten(
    koto: Municipality,
    coordinator: User,
    sign_in: Callable[[User], Client],
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(coordinator)

    def make(count: int) -> None:
        for organization in OrganizationFactory.create_batch(count, municipality=koto):
            SupportActivityFactory(organization=organization)

    assert_same_queries(make, lambda: client.get("/organizations/"), 10, 60)


def test_kinds_out_of_use_stay_and_ask_no_more(
    koto: Municipality,
    officer: User,
    sign_in: Callable[[User], Client],
    assert_same_queries: Callable[..., None],
) -> None:
    client, body = sign_in(officer), OrganizationFactory(municipality=koto)

    def make(count: int) -> None:
        for activity in SupportActivityFactory.create_batch(count, organization=body):
            Term.objects.filter(pk=activity.function_id).update(active=False, label="昔の区分")

    def show() -> str:
        return str(client.get(f"/organizations/{body.pk}/edit/").content, "utf-8")

    assert_same_queries(make, show, 2, 5)
    assert show().count("selected>昔の区分") == 5


@pytest.mark.parametrize(
    ("name", "reading", "writing"), [("viewer", 200, 403), ("other_officer", 404, 404)]
)
def test_who_may_read_and_write(
    name: str,
    reading: int,
    writing: int,
    koto: Municipality,
    sign_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    organization = OrganizationFactory(municipality=koto)
    client = sign_in(request.getfixturevalue(name))
    address = f"/organizations/{organization.pk}/"
    assert client.get(address).status_code == reading
    assert client.get(f"{address}history/").status_code == reading
    assert client.get(f"{address}edit/").status_code == writing
    assert client.post(f"{address}verify/").status_code == writing


def test_the_record_of_changes_stays_inside_the_municipality(
    officer: User,
    coordinator: User,
    other_administrator: User,
    fill: Fill,
    sign_in: Callable[[User], Client],
) -> None:
    fill(officer, NEW, **{"basics-name": "江東だけの会"})
    assert "江東だけの会" in sign_in(coordinator).get("/records/").content.decode()
    assert "江東だけの会" not in sign_in(other_administrator).get("/records/").content.decode()
    assert sign_in(officer).get("/records/").status_code == 403


# ------------------------------------------------------------------ admin


def test_an_administrator_sees_the_own_municipality_only(
    koto: Municipality, zama: Municipality, administrator: User, sign_in: Callable[[User], Client]
) -> None:
    OrganizationFactory(municipality=koto, name="江東の会")
    elsewhere = OrganizationFactory(municipality=zama, name="座間の会")
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    client = sign_in(User.objects.get(pk=administrator.pk))
    text = client.get("/admin/organizations/organization/").content.decode()
    assert "江東の会" in text
    assert "座間の会" not in text
    answer = client.get(f"/admin/organizations/organization/{elsewhere.pk}/change/")
    assert answer.status_code == 302  # to the index: it does not exist
    search = (
        "/admin/autocomplete/?app_label=organizations&model_name=contact&field_name=organization"
    )
    found = client.get(f"{search}&term=会").json()["results"]
    assert [result["text"] for result in found] == ["江東の会"]


def test_an_officer_has_no_admin(officer: User, sign_in: Callable[[User], Client]) -> None:
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    client = sign_in(User.objects.get(pk=officer.pk))
    assert client.get("/admin/organizations/organization/").status_code == 403


def test_a_search_for_signs_alone_finds_nothing(
    koto: Municipality, viewer: User, sign_in: Callable[[User], Client]
) -> None:
    OrganizationFactory(municipality=koto, name="江東の会")
    assert "江東の会" not in sign_in(viewer).get("/organizations/?q=・").content.decode()
    assert "江東の会" in sign_in(viewer).get("/organizations/?q=・ 江東").content.decode()


@pytest.mark.parametrize(("ended_days_ago", "status"), [(1, 404), (0, 200), (-1, 200)])
def test_a_role_is_over_the_day_after_it_ends(
    ended_days_ago: int,
    status: int,
    koto: Municipality,
    officer: User,
    sign_in: Callable[[User], Client],
) -> None:
    organization = OrganizationFactory(municipality=koto)
    officer.assignments.update(ends_on=timezone.localdate() - timedelta(days=ended_days_ago))
    page = sign_in(officer).get(organization.get_absolute_url())
    assert page.status_code == status
