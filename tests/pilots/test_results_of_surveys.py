"""From an indicator's result back to the answers it rests on, and its first result with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from organizations.models import Municipality, Platform, User
from pilots.models import Kpi, KpiReading, Pilot
from surveys.models import Answer, Option, Question, Response, Survey
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.filled import filled

SignIn = Callable[[User], Client]


@pytest.fixture
def pilot(koto: Municipality) -> Pilot:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Pilot.objects.create(platform=platform, fiscal_year=2025, name="フォーラム")


@pytest.fixture
def question(koto: Municipality) -> Question:
    """11 answers: 8 of them 深まった."""
    survey = SurveyFactory(municipality=koto, title="来場者アンケート", ends_on=date(2026, 2, 9))
    question = QuestionFactory.with_options("深まった", "変わらない", survey=survey, text="理解")
    for number in range(11):
        label = "深まった" if number < 8 else "変わらない"
        response = Response.objects.create(survey=survey, respondent_key=f"R{number:02}")
        option = question.options.get(label=label)
        Answer.objects.create(response=response, question=question, option=option)
    return question


def option(question: Question, label: str = "深まった") -> Option:
    return question.options.get(label=label)


@pytest.mark.parametrize(("kind", "value", "unit"), [("ratio", "72.7", "%"), ("number", "8", "件")])
def test_a_result_is_taken_from_a_survey_and_leads_back_to_its_answers(
    kind: str,
    value: str,
    unit: str,
    pilot: Pilot,
    question: Question,
    officer: User,
    sign_in: SignIn,
) -> None:
    client = sign_in(officer)
    kpi = Kpi.objects.create(pilot=pilot, label="理解が深まった人", type=kind)
    chosen = {"kpi": kpi.pk, "option": option(question).pk}
    form = client.get(f"/surveys/{question.survey_id}/kpi/", chosen, follow=True)
    filled = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form.content.decode()))
    del filled["another"]
    assert (filled["value"], filled["unit"], filled["base"]) == (value, unit, "11")
    sent = {**filled, "survey": question.survey_id, "exactness": "exact"}
    page = client.post(f"/kpi-readings/new/{kpi.pk}/", sent, follow=True).content.decode()
    reading = KpiReading.objects.get()
    assert (reading.question, reading.option) == (question, option(question))
    assert (str(reading.as_of), reading.evidence) == ("2026-02-09", "理解：深まった")
    assert f'href="/surveys/{question.survey_id}/#question-{question.pk}"' in page
    answers = f"/surveys/{question.survey_id}/responses/?option={option(question).pk}"
    assert f'href="{answers}"' in page
    listed = client.get(answers).content.decode()
    assert "「深まった」を選んだ" in listed and "R07" in listed and "R08" not in listed


def test_a_stored_result_does_not_follow_later_answers(
    pilot: Pilot, question: Question, officer: User, sign_in: SignIn
) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="理解", type="ratio")
    KpiReading.objects.create(kpi=kpi, value=72, survey=question.survey, question=question)
    Answer.objects.all().delete()
    page = sign_in(officer).get(f"/surveys/{question.survey_id}/").content.decode()
    assert page.count("72%") == 1, "the result that rests on it, and no tally"
    assert KpiReading.objects.get().value == 72


def test_another_survey_than_the_question_s_drops_the_question(
    pilot: Pilot, question: Question, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    other: Survey = SurveyFactory(municipality=koto)
    kpi = Kpi.objects.create(pilot=pilot, label="理解", type="ratio")
    sent = {"value": "72", "exactness": "exact", "version": "1", "survey": other.pk}
    sent |= {"question": question.pk, "option": option(question).pk}
    sign_in(officer).post(f"/kpi-readings/new/{kpi.pk}/", sent)
    reading = KpiReading.objects.get()
    assert (reading.survey, reading.question, reading.option) == (other, None, None)


@pytest.mark.parametrize("odd", ["x", "99999999999999999999999", "-1", "1.5"])
def test_an_odd_option_in_the_address_breaks_nothing(
    odd: str, question: Question, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(f"/surveys/{question.survey_id}/responses/?option={odd}")
    assert page.status_code == 200


def test_an_option_of_another_survey_is_not_named(
    question: Question, zama: Municipality, officer: User, sign_in: SignIn
) -> None:
    elsewhere = QuestionFactory.with_options(
        "座間の選択肢", survey=SurveyFactory(municipality=zama)
    )
    address = f"/surveys/{question.survey_id}/responses/?option={elsewhere.options.get().pk}"
    page = sign_in(officer).get(address).content.decode()
    assert "この調査にない選択肢" in page and "座間の選択肢" not in page


def test_others_can_t_take_numbers_from_the_survey(
    question: Question, viewer: User, other_officer: User, sign_in: SignIn
) -> None:
    address = f"/surveys/{question.survey_id}/kpi/"
    assert sign_in(viewer).get(address).status_code == 403
    assert sign_in(other_officer).get(address).status_code == 404


def test_a_survey_s_page_names_only_pilots_one_may_see(
    pilot: Pilot, question: Question, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    pilot.surveys.add(question.survey)
    Survey.objects.update(shared=True)
    page = f"/surveys/{question.survey_id}/"
    assert "フォーラム" in sign_in(officer).get(page).content.decode()
    assert "フォーラム" not in sign_in(other_officer).get(page).content.decode()


# ------------------------------------------------------------------ an indicator with its result


def new_kpi(client: Client, pilot: Pilot, **values: str) -> str:
    fields = {"label": "参加者数", "origin": "checked", "type": "number", "number": "1"}
    sent = {**fields, "version": "1", **values}
    return client.post(f"/kpis/new/{pilot.pk}/", sent, follow=True).content.decode()


def test_an_indicator_is_entered_with_its_first_result(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    page = new_kpi(
        sign_in(officer), pilot, unit="名", goal="200", result_value="110",
        result_as_of="R8.2.9", result_evidence="受付簿",
    )  # fmt: skip
    reading = KpiReading.objects.get()
    assert (reading.shown, reading.as_of, reading.created_by) == (
        "110名",
        date(2026, 2, 9),
        officer,
    )
    assert "110名" in page and "受付簿" in page


def test_goal_and_first_result_may_be_written_with_their_unit(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    new_kpi(sign_in(officer), pilot, type="ratio", goal="80%", result_value="72.5％")
    kpi = Kpi.objects.get()
    assert (kpi.goal_shown, KpiReading.objects.get().shown) == ("80%", "72.5%")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"type": "ratio", "result_value": "120"}, "0から100まで"),
        ({"type": "", "result_value": "5"}, "選ばれていません。選んでください。"),
        (
            {"type": "narrative", "result_value": "5"},
            "このKPIの型は「文章」です。結果を文章で入力してください。型が違うときは、KPIの型を直してください。",
        ),
        (
            {"type": "number", "result_text": "多かった"},
            "このKPIの型は「数」です。結果の数値を入力してください。",
        ),
        ({"type": "number"}, "結果の数値を入力してください。"),
        ({"type": "yes_no", "result_text": "した"}, "「はい」か「いいえ」を選んでください"),
        ({"result_as_of": "きのう"}, "日付として読み取れません"),
    ],
)
def test_a_first_result_that_doesn_t_fit_is_said_and_nothing_is_stored(
    values: dict[str, str], sentence: str, pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    page = new_kpi(sign_in(officer), pilot, result_evidence="受付簿", **values)
    assert sentence in page and "受付簿" in page
    assert not Kpi.objects.exists()


def test_a_planned_number_stands_in_the_table_and_takes_results(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    new_kpi(sign_in(officer), pilot, origin="planned", goal="200")
    page = sign_in(officer).get(f"{pilot.get_absolute_url()}?edit=1").content.decode()
    assert "結果はまだありません" in page and "結果を入力" in page


@pytest.mark.parametrize("origin", ["planned", "checked"])
@pytest.mark.parametrize("kind", ["number", "ratio", "yes_no", "narrative"])
def test_an_indicator_without_result_stands_among_the_indicators(
    kind: str, origin: str, pilot: Pilot, officer: User, viewer: User, sign_in: SignIn
) -> None:
    """Saved as the form opens, it was found far below, as if it were lost."""
    client = sign_in(officer)
    typed = {"label": "つながりを感じた人", "type": kind, "origin": origin}
    page = filled(client, f"/kpis/new/{pilot.pk}/", **typed)
    kpi = Kpi.objects.get()
    section, below = page.split("<h2>KPIと結果</h2>")[1].split("<h2>ねらいと内容</h2>")
    assert "つながりを感じた人" in section and "結果はまだありません" in section
    assert f'href="/kpi-readings/new/{kpi.pk}/"' in section
    assert "つながりを感じた人" not in below
    seen = sign_in(viewer).get(pilot.get_absolute_url()).content.decode()
    assert "結果はまだありません" in seen and "kpi-readings/new" not in seen


def test_what_shares_another_s_result_is_not_said_to_have_none(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    other = Pilot.objects.create(
        platform=pilot.platform, fiscal_year=2025, number=2, name="装飾", result_of=pilot
    )
    Kpi.objects.create(pilot=other, label="親しみ")
    page = sign_in(officer).get(other.get_absolute_url()).content.decode()
    assert "と同じです" in page and "親しみ" in page and "まだありません</span>" not in page
