"""Money, indicators and people of a pilot: what is typed is checked, what is printed is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.models import Municipality, Platform, User
from pilots import actions
from pilots.budget import budget, groups
from pilots.models import AttendanceCount, Kpi, KpiReading, Pilot, PilotEvent, Procurement
from platform_registry.japanese.yen import parse_yen
from tests.pages.hand import complaints, enter, push, the_form, write

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def pilot(koto: Municipality) -> Pilot:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Pilot.objects.create(platform=platform, fiscal_year=2025, number=1, name="フォーラム")


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("", None),
        ("200万円", 2_000_000),
        ("３，９６０，９３８円", 3_960_938),
        ("約400万円程度", 4_000_000),
        ("1.5億円", 150_000_000),
        ("370千円", 370_000),
        ("3百万円", 3_000_000),
        ("370000", 370_000),
    ],
)
def test_sums_are_typed_as_people_write_them(typed: str, yen: int | None) -> None:
    assert parse_yen(typed) == yen


@pytest.mark.parametrize(
    "typed", ["200ドル", "たくさん", "200万", "0.00001万円", "-5円", ",円", ",", "9" * 4400, "200"]
)
def test_an_unclear_sum_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="金額"):
        parse_yen(typed)


def test_a_total_says_what_it_leaves_out(pilot: Pilot) -> None:
    for state, amount in (
        ("stated", 2_000_000), ("about", 770_000), ("not_stated", None), ("no_order", None),
        ("dash", None), ("dash", None),
    ):  # fmt: skip
        Procurement.objects.create(pilot=pilot, vendor_name="架空社", state=state, amount=amount)
    total = budget(pilot.procurements.all())
    assert total.shown == "約277万円"
    assert total.remark == "金額記載なし3件・発注なし1件を除く"
    assert budget([]).shown == "金額の記載なし"


def test_a_total_is_rounded_to_nothing(pilot: Pilot) -> None:
    Procurement.objects.create(pilot=pilot, vendor_name="架空社", state="stated", amount=1_235_000)
    assert budget(pilot.procurements.all()).shown == "1,235,000円"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": "stated", "amount": ""}, "「金額あり」「約」のときは金額を入力し"),
        ({"state": "dash", "amount": "30万円"}, "それ以外のときは空欄に"),
        ({"state": "stated", "amount": "30ドル"}, "金額を読み取れません"),
    ],
)
def test_an_order_without_sense_is_not_saved(
    values: dict[str, str], sentence: str, pilot: Pilot, officer: User, fill: Fill
) -> None:
    page = fill(officer, f"/procurements/new/{pilot.pk}/", vendor_name="架空社", **values)
    assert sentence in page
    assert "架空社" in page
    assert not Procurement.objects.exists()


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("number", {"value": "多数"}, "数"),
        ("number", {}, "数値か、原文の表記を入力してください"),
        ("ratio", {"value": "120"}, "0から100まで"),
        ("narrative", {}, "結果を文章で入力してください"),
        ("yes_no", {}, "「はい」か「いいえ」を選んでください"),
    ],
)
def test_a_reading_fits_the_type_of_its_indicator(
    kind: str,
    values: dict[str, str],
    sentence: str,
    pilot: Pilot,
    officer: User,
    fill: Fill,
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="指標", type=kind, origin="checked")
    page = fill(officer, f"/kpi-readings/new/{kpi.pk}/", evidence="受付簿", **values)
    assert sentence in page
    assert "受付簿" in page
    assert not KpiReading.objects.exists()


def test_people_counted_in_different_ways_are_never_added(pilot: Pilot) -> None:
    event = PilotEvent.objects.create(pilot=pilot, name="行事", starts_on=date(2026, 2, 9))
    for counting, category, value in (
        ("attended", "", 57), ("attended", "団体", 36), ("attended", "一般", 20), ("applied", "", 54),
    ):  # fmt: skip
        AttendanceCount.objects.create(
            event=event, counting=counting, category=category, value=value
        )
    found = {group.counting: group for group in groups(event)}
    assert found["参加（実人数）"].total.value == 57
    assert found["参加（実人数）"].warning == "内訳の和は56で、資料の合計57と合いません。"
    assert found["申込"].total.value == 54
    assert found["申込"].warning == ""


def test_the_next_year_begins_with_plan_and_indicators(pilot: Pilot, officer: User) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者数", type="number", goal=100)
    KpiReading.objects.create(kpi=kpi, value=110)
    Procurement.objects.create(pilot=pilot, vendor_name="架空社", amount=1)
    made = actions.copy_to_next_year(pilot, by=officer)
    assert (made.fiscal_year, made.state) == (2026, "planned")
    assert [(k.label, k.goal, k.readings.count()) for k in made.kpis.all()] == [
        ("参加者数", 100, 0)
    ]
    assert not made.procurements.exists()


def test_pressed_twice_there_is_one_pilot_of_the_next_year(
    pilot: Pilot, officer: User, browser_of: Any
) -> None:
    page = push(browser_of(officer), pilot.get_absolute_url(), "次年度に複製")
    assert "令和8年度の試行的事業「フォーラム」を作りました。" in page.text
    page = push(browser_of(officer), pilot.get_absolute_url(), "次年度に複製")
    made = Pilot.objects.get(fiscal_year=2026)
    assert page.request.path == made.get_absolute_url()
    assert "令和8年度の「フォーラム」は、すでに登録されています。" in page.text


def test_a_page_without_links_has_no_heading_for_them(
    pilot: Pilot, officer: User, browser_of: Any
) -> None:
    assert "つながり</h2>" not in browser_of(officer).get(pilot.get_absolute_url()).text


def test_a_shared_pilot_is_read_by_others_and_kept_by_its_own(
    pilot: Pilot, other_officer: User, sign_in: SignIn
) -> None:
    client = sign_in(other_officer)
    assert client.get(pilot.get_absolute_url()).status_code == 404
    assert "フォーラム" not in client.get("/pilots/").content.decode()
    Pilot.objects.update(shared=True)
    assert client.get(pilot.get_absolute_url()).status_code == 200
    assert client.post(f"/pilots/{pilot.pk}/delete/").status_code == 403
    assert client.post(f"/kpis/new/{pilot.pk}/").status_code == 403


def test_deleting_a_pilot_says_what_goes_with_it(
    pilot: Pilot, officer: User, fill: Fill, sign_in: SignIn
) -> None:
    PilotEvent.objects.create(pilot=pilot, name="当日の行事")
    client = sign_in(officer)
    assert "行事「当日の行事」" in client.get(f"/pilots/{pilot.pk}/delete/").content.decode()
    fill(officer, f"/pilots/{pilot.pk}/delete/", button="削除する")
    assert not Pilot.objects.exists()


def test_what_is_counted_through_goes_on_from_the_last_number(
    pilot: Pilot, officer: User, browser_of: Any
) -> None:
    event = PilotEvent.objects.create(pilot=pilot, name="講演会")
    address, app = f"/programme-items/new/{event.pk}/", browser_of(officer)
    assert the_form(app.get(address))["number"].value == "1"
    enter(app, address, text="開会")
    assert the_form(app.get(address))["number"].value == "2"


@pytest.mark.parametrize(
    ("values", "under"),
    [
        ({"type": "narrative", "result_value": "30"}, "結果の数値"),
        ({"type": "number", "result_text": "多い"}, "結果（文章）"),
        ({"result_value": "30"}, "型"),
    ],
)
def test_a_result_of_another_type_is_answered_under_what_was_filled_wrongly(
    values: dict[str, str], under: str, pilot: Pilot, officer: User, browser_of: Any
) -> None:
    page = write(browser_of(officer).get(f"/kpis/new/{pilot.pk}/"), label="参加者数", **values)
    assert {name for name, _ in complaints(page)} == {under}


def test_a_list_without_orders_says_no_sum_of_them(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    """「金額の記載なし」 would say there are orders whose amounts nobody has written down."""
    page = sign_in(officer).get("/pilots/").content.decode()
    assert "フォーラム" in page and "発注の合計" not in page
    Procurement.objects.create(pilot=pilot, vendor_name="架空社", state="stated", amount=10_000)
    assert "発注の合計：<b>1万円</b>" in sign_in(officer).get("/pilots/").content.decode()
