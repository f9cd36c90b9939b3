"""A form whose headings were touched up between two files: nothing that was answered changes."""

from __future__ import annotations

import pytest

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning.answers import Plan
from surveys.models import Question, Survey
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit, planned
from tests.importing.files import csv_bytes

pytestmark = pytest.mark.django_db

HEADINGS = (
    "回答ID", "問1 主な活動の場所", "問2 支援の対象（複数回答）", "問3 会員数（人）",
    "問4 設立年月日", "問5 困っていること",
)  # fmt: skip
PLACES, TARGETS = ("公民館", "寺", "学校"), ("高齢者;子ども", "若者", "子ども;若者")
ROWS = [
    (f"A{n}", PLACES[n % 3], TARGETS[n % 3], str(10 + n), f"200{n}-04-01", f"{n}人では足りません")
    for n in range(1, 8)
]
RENAMED = [
    (1, "問1 おもな活動場所"),
    (1, "Q1 主な活動の場所"),
    (1, "問1 主な活動の場所をお答えください"),
    (2, "問2 支援の対象"),
    (2, "問2．支援の対象（あてはまるものすべて）"),
    (3, "問3 会員の人数（人）"),
    (3, "問3 会員数（名）"),
    (4, "問4 設立の年月日"),
    (5, "問5 困りごと"),
    (5, "問5 お困りのこと（自由記述）"),
    (5, "自由意見（その他お困りごと）"),
    (5, "さいごに一言"),
]


@pytest.fixture
def survey(koto: Municipality, coordinator: User) -> Survey:
    survey = SurveyFactory(municipality=koto)
    commit(plan_of(survey, HEADINGS, coordinator).batch.pk, by=coordinator)
    return survey


def plan_of(survey: Survey, headings: tuple[str, ...], by: User) -> Plan:
    batch = actions.start_import(
        data=csv_bytes([headings, *ROWS]), name="回答.csv", municipality=survey.municipality,
        survey=survey, by=by,
    )  # fmt: skip
    return planned(batch)


@pytest.mark.parametrize(("place", "heading"), RENAMED)
def test_a_renamed_column_changes_no_answer(
    place: int, heading: str, survey: Survey, coordinator: User
) -> None:
    headings = (*HEADINGS[:place], heading, *HEADINGS[place + 1 :])
    plan = plan_of(survey, headings, coordinator)
    asked = {question.text for question in survey.questions.all()}
    assert {field.text for field in plan.fields if field.role == "question"} == asked
    assert plan.counts()["unchanged"] == len(ROWS)
    assert Question.objects.count() == 5


def test_columns_in_another_order_change_no_answer(survey: Survey, coordinator: User) -> None:
    turned = [0, 5, 4, 3, 2, 1]
    data = csv_bytes([[row[n] for n in turned] for row in (HEADINGS, *ROWS)])
    batch = actions.start_import(
        data=data, name="回答.csv", municipality=survey.municipality, survey=survey, by=coordinator
    )
    assert planned(batch).counts()["unchanged"] == len(ROWS)
