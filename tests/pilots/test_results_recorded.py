"""Indicators with their goals and results, edited on the page of their pilot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from webtest import TestApp

from organizations.models import User
from pilots.models import (
    Kpi,
    KpiReading,
    Pilot,
    PilotEvent,
)
from tests.factories.survey import SurveyFactory
from tests.grids.hand import editing, faults, press, said, type_into

Browser = Callable[[User], TestApp]


@pytest.mark.parametrize(
    ("typed", "kind", "shown"),
    [
        ("72%", "ratio", "72%"),
        ("１，４６０人程度", "number", "約1,460人"),
        ("12.5", "number", "12.5"),
        ("はい", "yes_no", "はい"),
        ("つながりができた", "narrative", "つながりができた"),
        ("", "narrative", ""),
    ],
)
def test_the_type_follows_from_how_the_result_is_written(
    typed: str, kind: str, shown: str, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    press(type_into(page, kpis__0__label="成果", kpis__0__result=typed), save="kpis")
    kpi = Kpi.objects.get()
    assert (kpi.type, "".join(r.words for r in kpi.readings.all())) == (kind, shown)


@pytest.mark.parametrize(
    ("goal", "result", "kind", "shown"),
    [
        ("80%", "72.5%", "ratio", "80%"),
        ("８０％", "", "ratio", "80%"),
        ("100名", "約110名", "number", "100名"),
        ("1,460人以上", "", "number", "1,460人"),
        ("100", "約110名", "number", "100名"),
    ],
)
def test_a_goal_is_written_as_its_result_is(
    goal: str, result: str, kind: str, shown: str,
    address: str, officer: User, browser_of: Browser,
) -> None:  # fmt: skip
    page = browser_of(officer).get(address)
    typed = {"kpis__0__label": "成果", "kpis__0__goal": goal, "kpis__0__result": result}
    page = press(type_into(page, **typed), save="kpis")
    assert faults(page) == []
    kpi = Kpi.objects.get()
    assert (kpi.type, kpi.goal_shown) == (kind, shown)


@pytest.mark.parametrize(
    ("goal", "unit", "sentence"),
    [
        ("約100", "", "「約」は、ここには残せません"),
        ("10%以下", "", "「以下」は、ここには残せません"),
        ("100名", "％", "この行の単位「%」と違います"),
        ("たくさん", "", "例：80％、100名"),
    ],
)
def test_a_goal_that_cannot_be_kept_as_written_is_said(
    goal: str, unit: str, sentence: str, address: str, officer: User, browser_of: Browser
) -> None:
    page = type_into(browser_of(officer).get(address), kpis__0__label="成果", kpis__0__unit=unit)
    page = press(type_into(page, kpis__0__goal=goal), save="kpis")
    assert any(sentence in said for _, said in faults(page)), faults(page)
    assert page.html.find(attrs={"name": "kpis-0-goal"})["value"] == goal
    assert not Kpi.objects.exists()


def test_a_unit_written_with_an_unchanged_goal_is_kept(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者", type="number", goal=100)
    press(type_into(browser_of(officer).get(address), kpis__0__goal="100名"), save="kpis")
    kpi.refresh_from_db()
    assert kpi.goal_shown == "100名"
    page = browser_of(officer).get(address)
    assert page.html.find(attrs={"name": "kpis-0-goal"})["value"] == "100"


def test_a_new_result_no_longer_carries_the_document_s_words(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者", type="number", unit="名")
    KpiReading.objects.create(kpi=kpi, value=110, as_printed="110名（速報）")
    page = browser_of(officer).get(address)
    press(type_into(page, kpis__0__label="参加した人"), save="kpis")
    assert KpiReading.objects.get().as_printed == "110名（速報）"
    page = browser_of(officer).get(address)
    press(type_into(page, kpis__0__result="115"), save="kpis")
    reading = KpiReading.objects.get()
    assert (reading.value, reading.as_printed) == (Decimal(115), "")
    page = press(type_into(browser_of(officer).get(address), kpis__0__result=""), save="kpis")
    assert any("空にできません" in sentence for _, sentence in faults(page))
    assert KpiReading.objects.get().value == 115


def test_a_result_a_colleague_changed_meanwhile_is_not_overwritten(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者", type="number")
    KpiReading.objects.create(kpi=kpi, value=110)
    mine, theirs = browser_of(officer).get(address), browser_of(officer).get(address)
    press(type_into(theirs, kpis__0__result="120"), save="kpis")
    page = press(type_into(mine, kpis__0__result="130"), save="kpis")
    assert faults(page) and KpiReading.objects.get().value == 120


def test_a_later_result_a_colleague_added_meanwhile_is_not_overwritten(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者", type="number")
    first = KpiReading.objects.create(kpi=kpi, value=80, as_of=date(2025, 9, 1))
    page, gone = browser_of(officer).get(address), browser_of(officer).get(address)
    KpiReading.objects.create(kpi=kpi, value=110, as_of=date(2026, 9, 1))
    page = press(type_into(page, kpis__0__label="参加した人"), save="kpis")
    said = " ".join(sentence for _, sentence in faults(page))
    assert "ほかの人が更新しました。今の登録は「110（令和8年9月1日" in said
    assert [r.value for r in kpi.readings.order_by("as_of")] == [80, 110]
    press(type_into(page, kpis__0__result="115"), save="kpis")
    assert Kpi.objects.get().label == "参加した人"
    assert [r.value for r in kpi.readings.order_by("pk")] == [80, 115]
    kpi.readings.all().delete()
    assert faults(press(type_into(gone, kpis__0__evidence="名簿"), save="kpis")), first
    assert not kpi.readings.exists()


def test_a_result_rests_on_an_event_or_on_a_survey(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    forum = PilotEvent.objects.create(pilot=pilot, name="フォーラム")
    survey = SurveyFactory(municipality=pilot.platform.municipality, title="参加者アンケート")
    page = type_into(browser_of(officer).get(address), kpis__0__label="参加者")
    page = press(type_into(page, kpis__0__rests_on="行事：フォーラム"), save="kpis")
    assert any("結果も入力してください" in sentence for _, sentence in faults(page))
    page = press(type_into(page, kpis__0__result="110名"), save="kpis")
    assert (KpiReading.objects.get().event, KpiReading.objects.get().survey) == (forum, None)
    press(type_into(page, kpis__0__rests_on="参加者アンケート"), save="kpis")
    assert (KpiReading.objects.get().event, KpiReading.objects.get().survey) == (None, survey)


def test_of_surveys_of_one_title_the_year_is_typed(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    place = pilot.platform.municipality
    last, _ = (
        SurveyFactory(
            municipality=place, title="参加者アンケート", key=f"s{year}", fiscal_year=year
        )
        for year in (2024, 2025)
    )
    page = type_into(browser_of(officer).get(address), kpis__0__label="参加者")
    type_into(page, kpis__0__result="110名", kpis__0__rests_on="参加者アンケート")
    page = press(page, save="kpis")
    assert any("参加者アンケート（令和6年度）" in sentence for _, sentence in faults(page))
    page = type_into(page, kpis__0__rests_on="参加者アンケート（令和6年度）")
    press(page, save="kpis")
    assert KpiReading.objects.get().survey == last


def test_a_result_rests_on_an_event_that_is_typed_with_it(
    address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(page, events__0__name="展示", kpis__0__label="参加者", kpis__0__result="110名")
    press(type_into(page, kpis__0__rests_on="展示", results__0__result="90名",
                    results__0__as_of="4/1", results__0__rests_on="行事：展示"), save="")  # fmt: skip
    event = PilotEvent.objects.get()
    assert {(r.shown, r.event) for r in KpiReading.objects.all()} == {
        ("110名", event), ("90名", event),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [("みほん", "この画面の行事にも、調査にもありません"), ("展示", "行事にも調査にもあります")],
)
def test_what_a_result_cannot_rest_on_is_told(
    typed: str, says: str, pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    PilotEvent.objects.create(pilot=pilot, name="展示")
    SurveyFactory(municipality=pilot.platform.municipality, title="展示")
    page = type_into(browser_of(officer).get(address), kpis__0__label="参加者")
    page = press(type_into(page, kpis__0__result="110", kpis__0__rests_on=typed), save="kpis")
    assert any(says in sentence for _, sentence in faults(page)), faults(page)


def test_results_of_several_years_are_edited_beside_one_another(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="参加者", type="number", unit="名")
    for day, heads in [(date(2024, 9, 1), 80), (date(2026, 9, 1), 110), (date(2025, 9, 1), 95)]:
        KpiReading.objects.create(kpi=kpi, as_of=day, value=heads, evidence="受付簿")
    page = browser_of(officer).get(address)
    form = editing(page)
    assert form["kpis-0-result"].value == "110"
    assert [form[f"results-{n}-result"].value for n in (0, 1, 2)] == ["80", "95", ""]
    type_into(page, results__0__result="約85", results__0__evidence="名簿", results__1__gone=True)
    page = press(type_into(page, results__2__result="60名", results__2__as_of="R5.9.1"), save="")
    assert said(page), faults(page)
    stored = [(r.shown, r.evidence) for r in kpi.readings.order_by("as_of")]
    assert stored == [("60名", ""), ("約85名", "名簿"), ("110名", "受付簿")]


@pytest.mark.parametrize(
    ("typed", "says"), [("たくさん", "数として読み取れません"), ("", "結果を入力してください")]
)
def test_an_earlier_result_that_cannot_be_read_is_told(
    typed: str, says: str, pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    Kpi.objects.create(pilot=pilot, label="参加者", type="number")
    page = browser_of(officer).get(address)
    type_into(page, results__0__result=typed, results__0__as_of="R5.9.1")
    page = press(page, save="results")
    assert any(says in sentence for _, sentence in faults(page)), faults(page)
    assert not KpiReading.objects.exists()
