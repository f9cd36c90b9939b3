"""A survey of which only the paper is here: its printed counts are shown, and no zeros."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Municipality, User
from surveys.models import Response, Survey
from tests.factories.survey import SurveyFactory
from tests.filled import filled
from tests.kit.rendered import tight

SignIn = Callable[[User], Client]


def row(client: Client) -> str:
    page = tight(client.get("/surveys/").content.decode())
    return page[page.index("<tbody>") : page.index("</tbody>")]


@pytest.mark.parametrize(
    ("printed", "shown", "listed"),
    [
        ({"valid_count": "1203"}, "<dt>有効回収（資料の記載）</dt><dd>1,203", "1,203（記載）"),
        (
            {"returned_count": "1250", "valid_count": "1203"},
            "<dt>回収（資料の記載）</dt><dd>1,250<small>件　うち有効 1,203件",
            "1,250（記載）",
        ),
        ({"rate_as_printed": "34.1%"}, "<dt>回収率（資料の記載）</dt><dd>34.1%", "（記載なし）"),
    ],
)
def test_printed_counts_typed_by_an_officer_are_shown(
    printed: dict[str, str],
    shown: str,
    listed: str,
    koto: Municipality,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    client = sign_in(coordinator)
    page = tight(filled(client, "/surveys/new/", title="住民調査", sent_count="3000", **printed))
    assert shown in page
    assert "<dt>回答</dt>" not in page and "0.0%" not in page and "結合" not in page
    assert listed in row(client) and ">0<" not in row(client)


def test_figures_alone_leave_no_zeros_either(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    survey = SurveyFactory(municipality=koto, sent_count=454)
    client = sign_in(coordinator)
    typed: dict[str, Any] = {"option": "感じる", "value": "41.2", "unit": "%", "base": "171"}
    page = filled(client, f"/survey-figures/new/{survey.pk}/", **typed)
    assert "41.2%" in page and "<dt>回答</dt>" not in page and "0.0%" not in page
    assert "（記載なし）" in row(client) and ">0<" not in row(client)


def test_answers_that_are_here_are_counted_beside_the_printed_ones(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    survey: Survey = SurveyFactory(municipality=koto, sent_count=10, valid_count=4)
    Response.objects.create(survey=survey, respondent_key="A1")
    client = sign_in(coordinator)
    page = tight(client.get(survey.get_absolute_url()).content.decode())
    assert "<dt>回答</dt><dd>1<small>件　10.0%" in page and "<dd>4<small>件" in page
    assert ">1<" in row(client)


def test_a_survey_without_anything_has_no_answers_yet(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    survey = SurveyFactory(municipality=koto, sent_count=10)
    page = tight(sign_in(coordinator).get(survey.get_absolute_url()).content.decode())
    assert "<dt>回答</dt><dd>0<small>件" in page and "0.0%" not in page
    assert "まだ回答がありません" in page


def test_the_file_of_the_list_holds_each_printed_count_in_a_column_of_its_own(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    SurveyFactory(municipality=koto, returned_count=1250, valid_count=1203, rate_as_printed="41%")
    file = sign_in(coordinator).get("/surveys/?export=csv")
    header, line = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    cells = dict(zip(header.split(","), line.split(","), strict=True))
    assert cells["回収（記載）"] == "1250" and cells["有効回収（記載）"] == "1203"
    assert cells["回収率（記載）"] == "41%" and cells["回答"] == ""
