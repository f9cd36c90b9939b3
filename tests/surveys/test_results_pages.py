"""Counting answers: bases, percentages, what is missing, and two questions against each other."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from organizations.models import LogEntry, Municipality, User
from surveys.models import Answer, Option, Question, Response, Survey
from surveys.tabulation.crosstab import crosstab
from surveys.tabulation.frame import codes, frame, long, wide
from surveys.tabulation.tally import share, tally
from tests.factories.survey import SurveyFactory

pytestmark = pytest.mark.django_db

# Respondent → frequency, faces (several), members.
GIVEN = {
    "A1": ("毎週", ["高齢者", "若者"], 30),
    "A2": ("毎月", ["高齢者"], 12),
    "A3": ("毎週", [], None),
    "A4": (None, ["若者"], 8),
    "A5": ("毎週", "not_asked", 10),
}


@pytest.fixture
def survey(koto: Municipality) -> Survey:
    survey = SurveyFactory(municipality=koto)
    often = question(survey, 1, "頻度", "single", "毎週", "毎月", "毎年")
    faces = question(survey, 2, "対象", "multi", "高齢者", "若者", "その他")
    members = question(survey, 3, "会員数", "number")
    for key, (frequency, chosen, count) in GIVEN.items():
        response = Response.objects.create(survey=survey, respondent_key=key)
        choose(response, often, [frequency] if frequency else [])
        if chosen == "not_asked":
            Answer.objects.create(response=response, question=faces, missing="not_asked")
        else:
            choose(response, faces, list(chosen))
        missing = "" if count is not None else "blank"
        Answer.objects.create(
            response=response, question=members, number=count, missing=missing, approx=count == 30
        )
    return survey


def question(survey: Survey, position: int, text: str, kind: str, *labels: str) -> Question:
    asked = Question.objects.create(survey=survey, position=position, text=text, kind=kind)
    for place, label in enumerate(labels, start=1):
        Option.objects.create(
            question=asked, position=place, label=label, is_other=label == "その他"
        )
    return asked


def choose(response: Response, asked: Question, labels: list[str]) -> None:
    for label in labels:
        option = asked.options.get(label=label)
        Answer.objects.create(response=response, question=asked, option=option)
    if not labels:
        Answer.objects.create(response=response, question=asked, missing="blank")


def lines(survey: Survey, place: int, **options: bool) -> list[tuple[str, int, float | None]]:
    return [(x.label, x.count, x.percent) for x in tally(survey, **options)[place].lines]


def test_a_single_answer_is_counted_on_those_who_answered(survey: Survey) -> None:
    [often, *_] = tally(survey)
    assert often.base == 4
    assert lines(survey, 0) == [("毎週", 3, 75.0), ("毎月", 1, 25.0), ("毎年", 0, 0.0)]
    assert often.missing_words == [("空欄", 1)]


def test_a_multiple_answer_is_counted_on_respondents_not_on_ticks(survey: Survey) -> None:
    faces = tally(survey)[1]
    assert faces.base == 3
    assert lines(survey, 1)[:2] == [("高齢者", 2, 66.7), ("若者", 2, 66.7)]


def test_with_no_answer_shown_those_not_asked_stay_outside(survey: Survey) -> None:
    faces = tally(survey, with_missing=True)[1]
    assert faces.base == 4  # A5 was not asked
    assert lines(survey, 1, with_missing=True)[-1] == ("無回答", 1, 25.0)


def test_numbers_tell_their_spread_and_how_many_are_about(survey: Survey) -> None:
    numbers = tally(survey)[2].numbers
    assert numbers is not None
    assert (numbers.count, numbers.mean, numbers.median) == (4, 15, 11)
    assert (numbers.smallest, numbers.largest, numbers.approx) == (8, 30, 1)


@pytest.mark.parametrize(
    ("precision", "given", "first", "periods"),
    [
        (
            "年月日",
            ["2023-03-31", "2023-04-02", "2023-06-01"],
            "令和5年3月31日（金）",
            [("令和5年3月", 1), ("令和5年4月", 1), ("令和5年5月", 0), ("令和5年6月", 1)],
        ),
        (
            "年月",
            ["2020-03-01", "2020-04-01", "2023-06-01"],
            "令和2年3月",
            [
                ("令和元年度", 1),
                ("令和2年度", 1),
                ("令和3年度", 0),
                ("令和4年度", 0),
                ("令和5年度", 1),
            ],
        ),
        (
            "年",
            ["1965-01-01", "2015-01-01", "2015-01-01"],
            "昭和40年",
            [("昭和40年", 1), ("平成27年", 2)],
        ),
    ],
)
def test_dates_are_counted_by_month_or_year(
    survey: Survey, precision: str, given: list[str], first: str, periods: list[tuple[str, int]]
) -> None:
    asked = question(survey, 4, "活動を始めた日", "date")
    asked.precision = precision
    asked.save()
    for response, day in zip(Response.objects.all(), given, strict=False):
        Answer.objects.create(response=response, question=asked, day=day)
    item = tally(survey)[-1]
    assert item.dates is not None and item.dates.first == first
    assert [(line.label, line.count) for line in item.lines] == periods
    assert sum(line.percent or 0 for line in item.lines) == pytest.approx(100, abs=0.2)


def test_a_page_of_results_shows_dates_and_units(
    survey: Survey, officer: User, sign_in: Callable[[User], Client]
) -> None:
    asked = question(survey, 4, "活動を始めた日", "date")
    Answer.objects.create(response=Response.objects.first(), question=asked, day="2023-06-01")
    Question.objects.filter(text="会員数").update(unit="人")
    page = sign_in(officer).get(f"/surveys/{survey.pk}/").content.decode()
    assert "令和5年6月1日（木）" in page and "令和5年6月" in page
    listed = sign_in(officer).get(f"/surveys/{survey.pk}/responses/").content.decode()
    assert "約30人" in listed and "令和5年6月1日（木）" in listed


def test_a_share_of_nothing_is_no_number() -> None:
    assert share(0, 0) is None
    assert share(1, 3) == 33.3


def test_a_cross_table_has_the_rows_respondents_as_base(survey: Survey) -> None:
    often, faces, _ = survey.questions.all()
    table = crosstab(often, faces)
    assert table.columns == ["高齢者", "若者", "その他"]
    weekly, monthly, yearly = table.rows
    assert (weekly.base, [c.count for c in weekly.cells]) == (1, [1, 1, 0])
    assert (monthly.base, [c.percent for c in monthly.cells]) == (1, [100.0, 0.0, 0.0])
    assert (yearly.base, yearly.cells[0].percent, yearly.cells[0].shade) == (0, None, 0)


def test_the_tables_for_files(survey: Survey) -> None:
    header, rows = wide(survey)
    assert header[5:] == [
        "頻度",
        "対象［高齢者］",
        "対象［若者］",
        "対象［その他］",
        "対象［その他の内容］",
        "会員数",
    ]
    first, *_, last = rows
    assert first[5:10] == ["毎週", 1, 1, 0, ""]
    assert last[5:10] == ["毎週", "", "", "", ""]
    assert len(list(long(survey)[1])) == Answer.objects.count()
    assert ["毎週" in row for row in codes(survey)[1]].count(True) == 1
    assert list(frame(survey)["会員数"])[:2] == [30, 12]


def test_the_page_shows_bars_and_the_chosen_cross_table(
    survey: Survey, officer: User, sign_in: Callable[[User], Client]
) -> None:
    often, faces, _ = survey.questions.all()
    client = sign_in(officer)
    address = f"/surveys/{survey.pk}/"
    text = client.get(address).content.decode()
    assert "75.0%" in text
    assert 'width="75.0%"' in text
    text = client.get(f"{address}?row={often.pk}&column={faces.pk}&missing=1").content.decode()
    assert "shade-10" in text
    assert "無回答を含めて集計しています" in text
    for odd in ("?row=x", "?row=999&column=1", f"?row={often.pk}&column={often.pk}"):
        assert client.get(address + odd).status_code == 200


def test_a_survey_without_answers_says_what_to_do(
    koto: Municipality, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    survey = SurveyFactory(municipality=koto)
    text = sign_in(coordinator).get(f"/surveys/{survey.pk}/").content.decode()
    assert "まだ回答がありません" in text


def test_the_workbook_holds_three_plain_tables_and_is_noted(
    survey: Survey, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    response = survey.responses.get(respondent_key="A1")
    response.respondent_key = "=1+1"
    response.save()
    answer = sign_in(coordinator).get(f"/surveys/{survey.pk}/export/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["回答（横）", "回答（縦）", "コード表"]
    assert not any(sheet.merged_cells.ranges for sheet in book)
    assert (book["回答（横）"]["A2"].value, book["回答（横）"]["A2"].data_type) == ("=1+1", "s")
    assert LogEntry.objects.filter(actor=coordinator, additional_data__export="xlsx").count() == 1


def test_who_may_see_and_take_answers_along(
    survey: Survey,
    viewer: User,
    other_administrator: User,
    sign_in: Callable[[User], Client],
) -> None:
    assert sign_in(viewer).get(f"/surveys/{survey.pk}/").status_code == 200
    assert sign_in(viewer).get(f"/surveys/{survey.pk}/export/").status_code == 403
    assert sign_in(other_administrator).get(f"/surveys/{survey.pk}/").status_code == 404


def test_all_answers_stand_in_one_table_and_one_file(
    survey: Survey, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(coordinator)
    text = client.get(f"/surveys/{survey.pk}/responses/").content.decode()
    for words in ("頻度", "高齢者、若者", "約30", "（非該当（聞いていない））"):
        assert words in text
    answer = client.get(f"/surveys/{survey.pk}/responses/?export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith("頻度,対象,会員数")
    assert lines[1].endswith("毎週,高齢者、若者,約30")
