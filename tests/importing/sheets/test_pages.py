"""Which table of a file is read: said on the settings page, and chosen there."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, User
from surveys.models import ImportBatch, Question, Survey
from tests.factories.survey import SurveyFactory
from tests.importing.files import csv_bytes, xlsx_bytes
from tests.pages.hand import complaints, enter, own_forms, press, the_form, write

pytestmark = pytest.mark.django_db

HEAD = ["団体名", "会員数", "活動の頻度"]
GROUPS = [[f"第{n}町会", n * 3 + 1, ("毎週", "毎月")[n % 2]] for n in range(1, 9)]
CONTACTS = [
    ["担当課", "電話番号", "内線"],
    ["福祉課", "03-1234-5678", 12],
    ["防災課", "03-1234-5679", 30],
]
RESULTS = [["選択肢", "件数", "％"], *[[f"区分{n}", 5, "5.0"] for n in range(20)]]


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def upload(browser: TestApp, data: bytes, name: str, **more: Any) -> TestResponse:
    return enter(browser, "/imports/new/", file=Upload(name, data), title="町会調査", **more)


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def answers(page: TestResponse) -> list[str]:
    """The first cells of the rows that are taken for answers."""
    rows = page.html.select("table.sheet tr.data")
    return [row.select("td")[1].text for row in rows]


def reread(page: TestResponse, **chosen: str) -> TestResponse:
    return write(page, button="この設定で読み直す", **chosen).maybe_follow()


def test_the_answers_and_not_the_larger_results(koto: Municipality, browser: TestApp) -> None:
    page = upload(browser, workbook(集計=RESULTS, 回答=[HEAD, *GROUPS]), "調査.xlsx")
    assert page.request.path.endswith("/reading/")
    assert the_form(page)["sheet"].value == "回答"
    assert answers(page) == [row[0] for row in GROUPS]


def test_the_sheet_of_a_known_survey(koto: Municipality, browser: TestApp) -> None:
    survey = SurveyFactory(municipality=koto)
    for place, text in enumerate(["活動の頻度", "会員数", "困りごと"], start=1):
        Question.objects.create(
            survey=survey, number=f"問{place}", text=text, kind="text", position=place
        )
    halls = [["施設", "定員", "面積"], *[[f"{n}号館", n, n * 2] for n in range(40)]]
    asked = [["団体名", "問1", "問2", "問3"], ["みなと食堂", "毎週", "12人", "なし"]]
    file = Upload("二回目.xlsx", workbook(施設=halls, 票=asked))
    page = enter(browser, f"/surveys/{survey.pk}/import/", file=file)
    batch = ImportBatch.objects.get()
    reading = browser.get(f"/imports/{batch.pk}/reading/")
    assert the_form(reading)["sheet"].value == "票"
    assert page.status_code == 200


def test_the_page_of_a_known_form_tells_it_too(koto: Municipality, browser: TestApp) -> None:
    survey = SurveyFactory(municipality=koto)
    for place, text in enumerate(["会員数", "活動の頻度"], start=1):
        Question.objects.create(
            survey=survey, number=f"問{place}", text=text, kind="text", position=place
        )
    file = Upload("二回目.xlsx", xlsx_bytes([HEAD, *GROUPS, [], *CONTACTS]))
    page = enter(browser, f"/surveys/{survey.pk}/import/", file=file)
    assert page.request.path.endswith("/known/")
    assert "11～13行目は取り込まれません。" in page


def test_a_second_table_below_is_told_and_can_be_chosen(
    koto: Municipality, browser: TestApp
) -> None:
    page = upload(browser, xlsx_bytes([HEAD, *GROUPS, [], *CONTACTS]), "調査.xlsx")
    assert answers(page) == [row[0] for row in GROUPS]
    assert "1～10行目の表を読みました。11～13行目は取り込まれません。" in page
    other = reread(page, table="A11")
    assert answers(other) == ["福祉課", "防災課"]
    assert the_form(other)["table"].value == "A11"
    whole = reread(other, table="whole")
    assert len(answers(whole)) == len(GROUPS) + 3
    back = reread(whole, table="A1")
    assert answers(back) == [row[0] for row in GROUPS]
    assert len(ImportBatch.objects.get().settings) == 1  # the table, and no rows of another


def test_a_table_far_below_is_shown(koto: Municipality, browser: TestApp) -> None:
    many = [[f"第{n}町会", n, "毎週"] for n in range(1, 41)]
    page = upload(browser, xlsx_bytes([HEAD, *many, [], *CONTACTS]), "調査.xlsx")
    assert answers(reread(page, table="A43")) == ["福祉課", "防災課"]


def test_of_two_tables_side_by_side_the_smaller(koto: Municipality, browser: TestApp) -> None:
    rows = [[*left, None, *right] for left, right in zip([HEAD, *GROUPS], CONTACTS, strict=False)]
    rows += GROUPS[2:]
    page = upload(browser, xlsx_bytes(rows), "調査.xlsx")
    assert "A～C列の表を読みました。E～G列は取り込まれません。" in page
    other = reread(page, table="E1")
    assert "E～G列の表を読みました。A～C列は取り込まれません。" in other
    assert "福祉課" in other
    assert "第1町会" not in other


def test_a_table_on_its_side_is_turned(koto: Municipality, browser: TestApp) -> None:
    rows = [
        ["設問", "回答者1", "回答者2"],
        ["団体名", "みなと食堂", "あおぞら会"],
        ["問1 会員数", 12, 30],
        ["問2 頻度", "毎週", "毎月"],
    ]
    page = upload(browser, xlsx_bytes(rows), "調査.xlsx")
    assert "行と列を入れ替えて読みました" in page
    assert answers(page) == ["回答者1", "回答者2"]
    upright = reread(page, table="whole")
    assert answers(upright) == ["団体名", "問1 会員数", "問2 頻度"]


def test_a_file_without_headings(koto: Municipality, browser: TestApp) -> None:
    page = upload(browser, csv_bytes(GROUPS), "調査.csv")
    assert "1行目も回答のようなので、見出しのない表として読みました" in page
    assert answers(page) == [row[0] for row in GROUPS]
    assert the_form(page)["headings"].value == "none"
    headed = reread(page, headings="there")
    assert answers(headed) == [row[0] for row in GROUPS[1:]]
    assert the_form(headed)["header_first"].value == "1"
    columns = write(reread(headed, headings="none")).maybe_follow()
    assert columns.request.path.endswith("/columns/")
    assert "列A" in columns and "列C" in columns


def test_without_headings_the_columns_of_a_known_form_go_by_their_place(
    koto: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=koto)
    for place, text in enumerate(["団体の呼び名", "会員数", "活動の頻度"], start=1):
        Question.objects.create(
            survey=survey, number=f"問{place}", text=text, kind="text", position=place
        )
    file = Upload("二回目.csv", csv_bytes(GROUPS))
    page = enter(browser, f"/surveys/{survey.pk}/import/", file=file)
    assert page.request.path.endswith("/reading/")
    assert "列を左から順に調査の設問に対応させました" in page
    columns = write(page).maybe_follow()
    assert columns.request.path.endswith("/columns/")
    assert "問3 活動の頻度" in columns
    wider = Upload("三回目.csv", csv_bytes([[*row, "はい"] for row in GROUPS]))
    page = enter(browser, f"/surveys/{survey.pk}/import/", file=wider)
    assert "対応させました" not in page
    assert "列D" in write(page).maybe_follow()


def test_headings_that_are_none_are_told_so(koto: Municipality, browser: TestApp) -> None:
    page = upload(browser, csv_bytes([HEAD, *GROUPS]), "調査.csv")
    assert the_form(page)["headings"].value == "there"
    assert answers(reread(page, headings="none")) == ["団体名", *[row[0] for row in GROUPS]]


def test_a_row_of_headings_is_named_where_there_is_one(
    koto: Municipality, browser: TestApp
) -> None:
    page = upload(browser, csv_bytes([HEAD, *GROUPS]), "調査.csv")
    wrong = write(page, button="この設定で読み直す", header_first="", header_last="")
    said = ("見出しの行（から）", "見出しの行の番号を入力してください。")
    assert said in list(complaints(wrong))


def test_the_command_line_tells_the_ways_to_read(tmp_path: Path) -> None:
    file = tmp_path / "調査.xlsx"
    file.write_bytes(xlsx_bytes([HEAD, *GROUPS, [], *CONTACTS]))
    printed = StringIO()
    call_command("inspect_spreadsheet", file, stdout=printed)
    assert "A1＝1～10行目の表、A11＝11～13行目の表" in printed.getvalue()
    assert "回答　　：8行" in printed.getvalue()
    printed = StringIO()
    call_command("inspect_spreadsheet", file, table="A11", stdout=printed)
    assert "回答　　：2行" in printed.getvalue()


def test_the_command_line_takes_the_table_that_is_named(koto: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "調査.xlsx"
    file.write_bytes(xlsx_bytes([HEAD, *GROUPS, [], *CONTACTS]))
    survey = SurveyFactory(municipality=koto, key="chokai")
    call_command("import_responses", file, survey="chokai", table="A11", stdout=StringIO())
    assert Survey.objects.get(pk=survey.pk).responses.count() == 2


def test_the_command_line_takes_no_results_for_answers(koto: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "集計.csv"
    file.write_bytes(csv_bytes([["問1 頻度（n=100）"], *RESULTS]))
    survey = SurveyFactory(municipality=koto, key="chokai")
    with pytest.raises(CommandError, match="集計表のようです。画面の「回答の取込」で"):
        call_command("import_responses", file, survey="chokai", stdout=StringIO())
    assert not ImportBatch.objects.exists()
    call_command("import_responses", file, survey="chokai", as_answers=True, stdout=StringIO())
    assert survey.responses.count() == 20


def test_a_list_is_read_from_the_table_that_is_chosen(koto: Municipality, browser: TestApp) -> None:
    groups = [["団体名", "電話番号"], *[[f"第{n}町会", f"03-1234-560{n}"] for n in range(1, 7)]]
    halls = [["施設名", "定員"], ["東館", 30], ["西館", 20], ["南館", 10]]
    file = Upload("団体.xlsx", xlsx_bytes([*groups, [], *halls]))
    page = enter(browser, "/imports/organizations/", file=file)
    assert "1～8行目の表を読みました。9～12行目は取り込まれません。" in page
    batch = ImportBatch.objects.get()
    columns = browser.get(f"/imports/{batch.pk}/list/columns/")
    other = write_first(columns, table="A9").follow()
    assert "9～12行目の表を読みました。1～8行目は取り込まれません。" in other
    assert "東館" in other
    assert "第1町会" not in other


def write_first(page: TestResponse, **chosen: str) -> TestResponse:
    """The small form above the columns."""
    form = next(form for form in own_forms(page) if chosen.keys() <= form.fields.keys())
    for name, value in chosen.items():
        form[name].value = value
    return press(form)
