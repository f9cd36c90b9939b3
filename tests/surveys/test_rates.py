"""Response rates side by side: printed ones as printed, others with what was divided by what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Municipality, User
from surveys.models import Survey, SurveyFigure
from surveys.rates import Rate, returned_of_sent, share_of, valid_of_sent
from tests.factories.response import ResponseFactory
from tests.factories.survey import SurveyFactory

SignIn = Callable[[User], Client]


def survey(here: int = 0, **numbers: Any) -> Survey:
    found = Survey(**numbers)
    found.response_count = here
    return found


@pytest.mark.parametrize(
    ("found", "shown", "how"),
    [
        (survey(sent_count=216, returned_count=62), "28.7%", "回収62÷送付216"),
        (survey(sent_count=700, sent_approx=True, returned_count=193), "約27.6%", "回収193÷送付約700"),
        (survey(here=23, sent_count=60), "38.3%", "登録した回答23÷送付60"),
        (survey(here=23, sent_count=60, returned_count=30), "50.0%", "回収30÷送付60"),
        (survey(sent_count=60, returned_count=0), "0.0%", "回収0÷送付60"),
        (survey(sent_count=60), "", "回収数の記載なし"),
        (survey(returned_count=43), "", "送付数の記載なし"),
        (survey(sent_count=0, returned_count=0), "", "送付数の記載なし"),
    ],
)  # fmt: skip
def test_a_rate_says_what_was_divided_by_what(found: Survey, shown: str, how: str) -> None:
    rate = returned_of_sent(found)
    assert (rate.shown, rate.how) == (shown, how)


def test_the_valid_ones_have_a_rate_of_their_own() -> None:
    assert valid_of_sent(survey(sent_count=3000, valid_count=1241)).how == "有効回収1,241÷送付3,000"
    assert valid_of_sent(survey(sent_count=3000)) == Rate()


@pytest.mark.parametrize(
    ("unit", "value", "base", "returned", "share"),
    [
        ("団体", 86, None, 132, "65.2%"),
        ("人", 30, 43, 100, "69.8%"),
        ("％", 67, None, 132, ""),
        ("件", 29, None, 132, ""),
        ("団体", 200, None, 132, ""),
        ("団体", 86, None, None, ""),
    ],
)
def test_a_share_is_reckoned_of_respondents_alone(
    unit: str, value: int, base: int | None, returned: int | None, share: str
) -> None:
    figure = SurveyFigure(
        survey=survey(returned_count=returned),
        option="興味がある",
        unit=unit,
        value=value,
        base=base,
    )
    assert share_of(figure).shown == share


def test_printed_and_reckoned_stand_side_by_side(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    SurveyFactory(municipality=koto, sent_count=454, returned_count=132, rate_as_printed="29%")
    SurveyFactory(municipality=koto, rate_as_printed="記載なし")
    page = sign_in(viewer).get("/surveys/rates/").content.decode()
    assert "29%" in page and "29.1%" in page and "回収132÷送付454" in page
    assert "計算できるのは<b>1件</b>、資料に回収率の記載があるのは<b>1件</b>" in page


def test_answers_of_others_are_not_counted(
    zama: Municipality, viewer: User, other_officer: User, sign_in: SignIn
) -> None:
    theirs = SurveyFactory(municipality=zama, title="座間の調査", sent_count=10, shared=True)
    ResponseFactory(survey=theirs)
    assert "登録した回答1÷送付10" in sign_in(other_officer).get("/surveys/rates/").content.decode()
    page = sign_in(viewer).get("/surveys/rates/").content.decode()
    assert "座間の調査" in page and "÷送付10" not in page


@pytest.mark.parametrize("page", ["surveys/rates", "survey-figures"])
def test_more_rows_do_not_ask_more(
    page: str, koto: Municipality, viewer: User, sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:  # fmt: skip
    def make(n: int) -> None:
        for _ in range(n):
            made = SurveyFactory(municipality=koto, sent_count=10, returned_count=5)
            SurveyFigure.objects.create(survey=made, option="興味がある", unit="人", value=1)

    client = sign_in(viewer)
    assert_same_queries(make, lambda: client.get(f"/{page}/"), few=3, many=30)
