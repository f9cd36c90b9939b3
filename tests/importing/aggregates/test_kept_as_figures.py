"""集計表: a file of results is recognised, said, and kept as figures of a survey."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, User
from platform_registry import actions as door
from surveys.models import ImportBatch, Survey, SurveyFigure
from tests.factories.survey import SurveyFactory
from tests.importing.carried import undo
from tests.pages.hand import complaints, enter, push, the_form, write

pytestmark = pytest.mark.django_db

TABLE = """つながり調査　単純集計,,
問5 孤独を感じることがありますか（n=200）,,
選択肢,件数,％
よくある,24,12.0
ときどきある,76,39.5
ない,90,45.0
無回答,10,5.0
"""


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def upload(browser: TestApp, text: str = TABLE, **more: object) -> TestResponse:
    return enter(browser, "/imports/new/", file=Upload("集計.csv", text.encode("cp932")), **more)


def test_the_page_says_it_and_takes_counts_shares_and_base_at_once(
    koto: Municipality, browser: TestApp
) -> None:
    page = upload(browser, fiscal_year="2024")
    assert "集計表のようです" in page
    assert "「ときどきある」の39.5％は、76÷200と合いません。" in page
    form = the_form(page)
    assert form["title"].value == "つながり調査 単純集計"
    assert form["question_0"].value == "問5 孤独を感じることがありますか"
    shown = write(page, title="つながり調査", question_0="孤独感").follow()
    survey = Survey.objects.get(title="つながり調査")
    assert (survey.municipality, survey.fiscal_year) == (koto, 2024)
    figures = survey.figures.values_list("question", "option", "as_printed", "base", "multiple")
    assert list(figures)[:4] == [
        ("孤独感", "よくある", "24件", 200, False),
        ("孤独感", "よくある", "12.0%", 200, False),
        ("孤独感", "ときどきある", "76件", 200, False),
        ("孤独感", "ときどきある", "39.5%", 200, False),
    ]
    assert "資料の集計の値を8個登録しました。" in shown
    assert "ファイル「集計.csv」" in survey.figures.all()[0].source_section


def test_the_file_stays_with_its_figures_and_can_be_taken_back(
    koto: Municipality, browser: TestApp, coordinator: User
) -> None:
    """But for a figure that somebody has put right since, and so the survey."""
    write(upload(browser), title="つながり調査")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.committed_by) == ("committed", coordinator)
    history = browser.get("/imports/")
    assert "集計の値8個" in history
    result = browser.get(f"/imports/{batch.pk}/")
    assert "集計の値" in result and "つながり調査" in result
    assert browser.get(f"/imports/{batch.pk}/file/").body == TABLE.encode("cp932")
    corrected = SurveyFigure.objects.all()[0]
    corrected.option = "とてもよくある"
    door.save(corrected, by=coordinator)
    undo(batch.pk, by=coordinator)
    assert SurveyFigure.objects.get() == corrected
    assert "残した集計の値" in browser.get(f"/imports/{batch.pk}/")
    again = push(
        browser, f"/imports/{batch.pk}/", "同じファイルと設定でもう一度取り込む"
    ).maybe_follow()
    assert again.request.path.endswith("/reading/")
    assert "資料の集計の値として登録する" in again


def test_taking_untouched_figures_back_leaves_nothing(
    koto: Municipality, browser: TestApp, coordinator: User
) -> None:
    write(upload(browser), title="つながり調査")
    undo(ImportBatch.objects.get().pk, by=coordinator)
    assert not SurveyFigure.objects.exists()
    assert not Survey.objects.exists()


def test_it_can_be_read_as_answers_all_the_same(koto: Municipality, browser: TestApp) -> None:
    page = upload(browser)
    reading = push(browser, page.request.path, "回答の表として読む").maybe_follow()
    assert reading.request.path.endswith("/reading/")
    assert "資料の集計の値として登録する" in reading
    assert not SurveyFigure.objects.exists()


def test_figures_that_are_there_are_not_taken_twice(koto: Municipality, browser: TestApp) -> None:
    survey = SurveyFactory(municipality=koto, title="つながり調査")
    write(upload(browser), survey=str(survey.pk))
    assert survey.figures.count() == 8
    again = write(upload(browser), survey=str(survey.pk))
    assert "の集計の値が、すでにあります" in again
    assert survey.figures.count() == 8
    assert [b.state for b in ImportBatch.objects.order_by("pk")] == ["committed", "draft"]


def test_the_sheets_of_a_workbook_go_in_at_once(koto: Municipality, browser: TestApp) -> None:
    page = enter(browser, "/imports/new/", file=Upload("集計.xlsx", workbook()))
    form = the_form(page)
    assert [box.value if box.checked else None for box in form.fields["sheets"]] == [
        "集計",
        "集計2",
    ]
    assert form["title"].value == "集計"  # the file's
    assert form["question_0"].value == "問5 孤独を感じることがありますか"
    assert form["question_1"].value == "問6 相談できる人"
    shown = write(page, question_1="相談できる人").follow()
    assert "資料の集計の値を12個登録しました。" in shown
    questions = set(SurveyFigure.objects.values_list("question", flat=True))
    assert questions == {"問5 孤独を感じることがありますか", "相談できる人"}


def test_a_sheet_can_be_left_out(koto: Municipality, browser: TestApp) -> None:
    page = enter(browser, "/imports/new/", file=Upload("集計.xlsx", workbook()))
    none = write(page, sheets=[])
    assert ("登録するシート", "登録するシートを1つは選んでください。") in list(complaints(none))
    write(none, sheets=["集計2"])
    assert set(SurveyFigure.objects.values_list("question", flat=True)) == {"問6 相談できる人"}


def test_statistics_that_are_not_read_are_said_and_nothing_goes_in(
    koto: Municipality, browser: TestApp
) -> None:
    text = "地域階層,地域コード,地域名,総数,男,女\n,,,人,人,人\na,00000,全国,126146099,61349581,64796518\n"
    page = upload(browser, text + "a,01000,北海道,5224614,2465088,2759526\n")
    assert page.request.path.endswith("/figures/")
    assert "公的統計（e-Statなど）の表のようです" in page
    assert "資料の集計の値として登録" not in page
    reading = push(browser, page.request.path, "回答の表として読む").maybe_follow()
    assert reading.request.path.endswith("/reading/")


def test_a_survey_is_chosen_or_named(koto: Municipality, browser: TestApp) -> None:
    page = write(upload(browser), title="")
    said = ("新しい調査の名前", "調査を選ぶか、新しい調査の名前を入力してください。")
    assert said in list(complaints(page))


def test_a_file_of_answers_goes_where_it_went(koto: Municipality, browser: TestApp) -> None:
    page = upload(browser, "団体名,会員数\nみなとの灯,24\nあさひ町会,12\n")
    assert page.request.path.endswith("/reading/")
    batch = ImportBatch.objects.get()
    there = browser.get(f"/imports/{batch.pk}/figures/").follow()
    assert there.request.path.endswith("/reading/")


def workbook() -> bytes:
    book = Workbook()
    book.active.title = "表紙"
    book.active.append(["つながり調査の結果"])
    table = book.create_sheet("集計")
    for line in TABLE.splitlines()[1:]:
        table.append([float(c) if c.replace(".", "").isdigit() else c for c in line.split(",")])
    second = book.create_sheet("集計2")
    for row in (["問6 相談できる人"], ["選択肢", "件数", "％"], ["いる", 6, 60], ["いない", 4, 40]):
        second.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_the_command_line_says_it_with_the_faults(tmp_path: Path) -> None:
    file = tmp_path / "集計.xlsx"
    file.write_bytes(workbook())
    printed = StringIO()
    call_command("inspect_spreadsheet", file, stdout=printed)
    assert "件数や割合をまとめた集計表のようです" in printed.getvalue()
    assert "注意（L1-2 複数のシート）：" in printed.getvalue()
    printed = StringIO()
    call_command("inspect_spreadsheet", file, json=True, stdout=printed)
    found = json.loads(printed.getvalue())
    assert found["sheet"] == "集計"
    assert found["results"]["figures"][1] == {
        "question": "問5 孤独を感じることがありますか", "option": "よくある", "value": 12,
        "unit": "%", "as_printed": "", "base": 200, "multiple": False,
    }  # fmt: skip
    assert {fault["rule"] for fault in found["faults"]} >= {"L1-2", "L3-1"}
