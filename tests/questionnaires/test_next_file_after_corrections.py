"""What was corrected on the page holds for the next file, also where a mapping was kept before."""

from __future__ import annotations

import pytest

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.drafts import read_questionnaire_file
from surveys.models import ImportBatch, MappingProfile, Option, Question, Survey
from tests.importing.carried import commit

pytestmark = pytest.mark.django_db

SHEET = """番号,設問文,種類,選択肢コード,選択肢,その他,排他,無回答などの値
問1,主な活動の場所,単一回答,1,公民館,,,99=無回答
問1,,,2,寺,,,
問2,支援の対象,複数回答,1,高齢者,,,
問2,,,2,子ども,,,
問2,,,3,特になし,,,
問3,会員数,数値,,,,,99=無回答
"""
HEADINGS = "整理番号,問1 主な活動の場所,問2 支援の対象,問3 会員数"


@pytest.fixture(params=["the first file", "a file after others"])
def survey(request: pytest.FixtureRequest, koto: Municipality, coordinator: User) -> Survey:
    survey = Survey(municipality=koto, key="places", title="活動の調査")
    questions = read_questionnaire_file(SHEET.encode()).questions
    actions.take_questionnaire(survey, questions, by=coordinator)
    if request.param == "a file after others":
        first = file(survey, coordinator, "1,公民館,高齢者、子ども,10", "2,寺,特になし,99")
        commit(first.pk, by=coordinator)
        assert MappingProfile.objects.exists()
    return survey


def file(survey: Survey, by: User, *rows: str) -> ImportBatch:
    return actions.start_import(
        data="\n".join([HEADINGS, *rows]).encode(), name="回答.csv",
        municipality=survey.municipality, survey=survey, by=by,
    )  # fmt: skip


def test_options_codes_exclusives_and_missing_values_hold(
    survey: Survey, coordinator: User
) -> None:
    place, _, members = survey.questions.order_by("position")
    none = Option.objects.get(label="特になし")
    none.is_exclusive = True
    actions.keep_option(none, by=coordinator)
    shrine = Option(question=place, label="神社", code="3", position=3)
    actions.keep_option(shrine, by=coordinator)
    actions.keep_question(Question.objects.get(pk=members.pk), missing={}, by=coordinator)

    batch = file(survey, coordinator, "11,神社,特になし、子ども,99", "12,3,高齢者,5")
    first, second = make_plan(batch).rows
    assert [problem.message for problem in first.row.problems] == [
        "「特になし」は、ほかの選択肢といっしょには選べません。"
    ]
    assert not second.row.problems
    commit(batch.pk, by=coordinator)
    shrines = shrine.answers.values_list("response__respondent_key", flat=True)
    assert [*shrines.order_by("pk")] == ["11", "12"]
    number = members.answers.get(response__respondent_key="11").number
    assert number == 99


def test_another_code_means_the_same_answer(survey: Survey, coordinator: User) -> None:
    for code, label in (("21", "公民館"), ("22", "寺")):
        option = Option.objects.get(label=label)
        option.code = code
        actions.keep_option(option, by=coordinator)
    batch = file(survey, coordinator, "11,21,高齢者,5", "12,22,高齢者,6")
    commit(batch.pk, by=coordinator)
    assert Option.objects.get(label="寺").answers.filter(response__respondent_key="12").exists()
