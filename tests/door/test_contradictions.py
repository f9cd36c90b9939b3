"""Two facts that can't both be true are not stored together, whichever way they come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.models import Municipality, Platform, Statistic
from pilots.models import Pilot, PilotEvent
from platform_registry import actions as door
from surveys.models import Survey, SurveyFigure


def survey(koto: Municipality, **facts: Any) -> Survey:
    return Survey(municipality=koto, key="survey", title="資源調査", **facts)


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"sent_count": 10, "returned_count": 20}, "returned_count", "回収数が送付数より多く"),
        ({"returned_count": 20, "valid_count": 30}, "valid_count", "有効回収数が回収数より多く"),
        ({"sent_count": 10, "valid_count": 30}, "valid_count", "有効回収数が送付数より多く"),
        (
            {"fiscal_year": 2021, "starts_on": date(2024, 6, 1)},
            "starts_on",
            "調査の年度（令和3年度）より後です",
        ),
        (
            {"fiscal_year": 2024, "starts_on": date(2023, 6, 1), "ends_on": date(2023, 6, 30)},
            "ends_on",
            "調査の年度（令和6年度）より前です",
        ),
        (
            {"fiscal_year": 2024, "starts_on": date(2023, 6, 1)},
            "starts_on",
            "調査の年度（令和6年度）より前です",
        ),
    ],
)
def test_a_survey_whose_facts_exclude_each_other(
    facts: dict[str, Any], field: str, says: str, koto: Municipality
) -> None:
    with pytest.raises(ValidationError) as refused:
        door.save(survey(koto, **facts), by=None)
    assert says in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    "facts",
    [
        {"sent_count": 500, "sent_approx": True, "returned_count": 510},
        {"sent_count": 10, "returned_count": 10, "valid_count": 10},
        {"fiscal_year": 2024, "starts_on": date(2024, 3, 1), "ends_on": date(2024, 4, 30)},
        {"fiscal_year": 2024},
    ],
)
def test_a_survey_whose_facts_go_together(facts: dict[str, Any], koto: Municipality) -> None:
    assert door.save(survey(koto, **facts), by=None).pk


def test_a_pilot_and_its_events_are_of_one_year(koto: Municipality) -> None:
    platform = Platform.objects.create(municipality=koto, name="見本の連携PF")
    with pytest.raises(ValidationError, match="事業の年度（令和6年度）より前です"):
        door.save(
            Pilot(platform=platform, fiscal_year=2024, name="講座", starts_on=date(2023, 6, 1)),
            by=None,
        )
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2024, name="講座")
    with pytest.raises(ValidationError, match="この事業は令和6年度のものです"):
        door.save(PilotEvent(pilot=pilot, name="講演会", starts_on=date(2023, 6, 1)), by=None)


def test_a_number_without_number_or_words_says_nothing(koto: Municipality) -> None:
    platform = Platform.objects.create(municipality=koto, name="見本の連携PF")
    with pytest.raises(ValidationError, match="数値か、原文の表記を入力してください。"):
        door.save(Statistic(municipality=koto, record=platform, label="会員"), by=None)
    with pytest.raises(ValidationError, match="数値か、原文の表記を入力してください。"):
        door.save(SurveyFigure(survey=door.save(survey(koto), by=None), option="はい"), by=None)
