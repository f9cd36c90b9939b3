"""The six pages of an import, as a coordinator walks them; and files nobody can read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, Organization, User
from surveys.models import ImportBatch, ImportFile, NameDecision, Survey, ValueRule
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit
from tests.pages.hand import complaints, enter, press, the_form, write

pytestmark = pytest.mark.django_db

HEADER = "回答ID,団体名,Q1 活動の頻度,Q2 主な対象（複数選択可）,Q3 設立年月日"
ROWS = [
    "A1,NPO法人みなとの灯,毎週,高齢者;若者,平成15年4月1日",
    "A2,こもれび食堂,毎月,こども;高齢者,2020/06/01",
    "A3,あさひ町会,毎週,高齢者,1988-05-10",
    "A4,つむぎの家,毎月,若者;こども,令和5年2月30日",
    "A5,ひだまりの会,毎週,高齢者;若者,2011/11/01",
    "A6,うみべの会,毎月,こども,2012/01/15",
]


def csv(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode("cp932")


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def upload(browser: TestApp, data: bytes, name: str = "回答.csv", **more: object) -> TestResponse:
    """The page that the file leads to."""
    file = Upload(name, data)
    return enter(browser, "/imports/new/", title="居場所調査", file=file, **more)


def the_word(page: TestResponse) -> str:
    """The name of the control of the one word that is to be decided."""
    [name] = [name for name in the_form(page).fields if name and name.startswith("value_")]
    return name


def next_page(page: TestResponse, **answers: str) -> TestResponse:
    """Press the page's 次へ with what stands in its form."""
    return write(page, **answers).maybe_follow()


def step_of(page: TestResponse) -> str:
    return page.request.path.strip("/").rpartition("/")[2]


def test_from_file_to_check_and_back(
    koto: Municipality, coordinator: User, browser: TestApp
) -> None:
    OrganizationFactory(municipality=koto, name="こもれび食堂ネット")
    reading = upload(browser, csv(*ROWS))
    assert "Shift_JIS（CP932）" in reading.text
    columns = next_page(reading)
    assert step_of(columns) == "columns"
    organizations = next_page(columns)
    assert "似た団体が登録されている行（1件）" in organizations.text
    check = next_page(organizations, row_3="new")
    assert "暦にない日付" in check.text
    assert "和暦を西暦にしました" in check.text
    assert "6行を取込む" in check.text
    batch = ImportBatch.objects.get()
    again = browser.get(f"/imports/{batch.pk}/").follow()  # left and returned to
    assert step_of(again) == "check"
    commit(batch.pk, by=coordinator)
    assert NameDecision.objects.get().same is False


def test_a_colleague_goes_on_where_the_coordinator_left(
    administrator: User, browser: TestApp, browser_of: Callable[[User], TestApp]
) -> None:
    page = upload(browser, csv(*ROWS))
    hers = browser_of(administrator).get(page.request.path)
    assert step_of(next_page(hers)) == "columns"


def test_the_second_file_of_a_form_stands_on_one_page(coordinator: User, browser: TestApp) -> None:
    page = upload(browser, csv(*ROWS))
    while step_of(page) != "check":
        page = next_page(page)
    commit(ImportBatch.objects.get().pk, by=coordinator)

    again = [ROWS[0], ROWS[1].replace("毎月", "毎週"), *ROWS[2:]]
    known = upload(browser, csv(*again), survey=Survey.objects.get().pk)
    assert step_of(known) == "known"
    assert "「居場所調査」の様式です" in known.text
    assert "<del>毎月</del> → <ins>毎週</ins>" in known.text
    result = next_page(known, button="commit")
    assert step_of(result) == str(ImportBatch.objects.latest("pk").pk)


def test_what_a_known_form_has_not_had_is_asked_there(coordinator: User, browser: TestApp) -> None:
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    more = csv(*(f"{row},ある" for row in ROWS), header=f"{HEADER},駐車場の有無")
    page = upload(browser, more, survey=Survey.objects.get().pk)
    [line] = page.html.select("fieldset.choices")[:1]
    assert "「駐車場の有無」のあつかい" in line.text
    batch = ImportBatch.objects.latest("pk")
    place = next(n for n in the_form(page).fields if str(n).startswith("column_"))
    after = next_page(page, **{place: "ignore"})
    assert "列の違い" not in after.text
    batch.refresh_from_db()
    assert [f["role"] for f in batch.fields if f["text"] == "駐車場の有無"] == ["ignore"]


def test_a_column_decided_as_new_does_not_hold_up_what_else_is_decided(
    coordinator: User, browser: TestApp
) -> None:
    """Decided once, it is asked no more; the words and the organizations still are."""
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    more = csv(*(f"{row},ある" for row in [*ROWS, "A7,そらの会,月に一度,高齢者,2015/04/01"]),
               header=f"{HEADER},駐車場の有無")  # fmt: skip
    page = upload(browser, more, survey=Survey.objects.get().pk)
    again = next_page(page)
    assert "列の違い" not in again.text and "月に一度" in again.text
    done = next_page(again, **{the_word(again): "missing:no_answer"})
    assert "月に一度" not in the_form(done).text


def test_only_a_recognised_survey_is_given_up(coordinator: User, browser: TestApp) -> None:
    """Where the survey was named there is no new one to make instead."""
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    page = upload(browser, csv(*ROWS[:5]), survey=Survey.objects.get().pk)
    assert "この調査ではない" not in page.text
    form = the_form(page)
    browser.post(page.request.path, {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"].value,
                                     "another": "1"})  # fmt: skip
    assert ImportBatch.objects.latest("pk").survey == Survey.objects.get()


def test_a_known_form_is_recognised_without_naming_its_survey(
    coordinator: User, browser: TestApp
) -> None:
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    known = enter(browser, "/imports/new/", file=Upload("第2回.csv", csv(*ROWS[:5])))
    assert step_of(known) == "known"
    assert "「居場所調査」の様式です" in known.text
    another = next_page(known, button="another")
    assert step_of(another) == "reading"
    assert ImportBatch.objects.latest("pk").survey is None


def test_the_result_leads_to_what_was_made(coordinator: User, browser: TestApp) -> None:
    page = upload(browser, csv(*ROWS))
    while step_of(page) != "check":
        page = next_page(page)
    batch = ImportBatch.objects.get()
    commit(batch.pk, by=coordinator)
    result = browser.get(batch.get_absolute_url())
    made = [link.text for link in result.html.select("details.group li a")]
    assert len(made) == 6 and "みなとの灯" in "".join(made)
    assert "値を除いたか、確かめる" in result.text


def test_the_same_bytes_say_who_brought_them(coordinator: User, browser: TestApp) -> None:
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    page = upload(browser, csv(*ROWS), survey=Survey.objects.get().pk)
    assert "同じ内容のファイルが取込済みです" in page.text
    assert str(coordinator) in page.html.find("main").text


def test_a_table_pasted_from_excel_is_a_file(browser: TestApp) -> None:
    pasted = "\n".join([HEADER, *ROWS]).replace(",", "\t")
    page = enter(browser, "/imports/new/", title="貼り付け", pasted=pasted)
    assert "回答 6行" in page.text


def test_a_decision_on_a_value_is_remembered(coordinator: User, browser: TestApp) -> None:
    upload(browser, csv(*ROWS))
    commit(ImportBatch.objects.get().pk, by=coordinator)
    survey = Survey.objects.get()
    odd = csv(*ROWS, "A7,そらの会,月に一度,高齢者,2015/04/01")
    page = upload(browser, odd, survey=survey.pk)
    word = the_word(page)
    offered = {label: value for value, _, label in the_form(page)[word].options}
    next_page(page, **{word: offered["毎月"]})
    commit(ImportBatch.objects.latest("pk").pk, by=coordinator)
    assert ValueRule.objects.get().value == "月に一度"
    another = csv(
        *ROWS[:4], ROWS[4].replace("毎週", "月に一度"), ROWS[5].replace("毎月", "月に一度")
    )
    assert word not in the_form(upload(browser, another, survey=survey.pk)).fields


def test_the_workbook_of_problems_has_the_layout_of_the_file(browser: TestApp) -> None:
    upload(browser, csv(*ROWS))
    batch = ImportBatch.objects.get()
    content = browser.get(f"/imports/{batch.pk}/problems/").body
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0][:5]) == HEADER.split(",")
    assert rows[1][:2] == ("A4", "つむぎの家")
    assert rows[1][5] == "5"
    assert "暦にない" in rows[1][6]
    assert sheet.cell(2, 5).comment is not None


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("name", ["viewer", "officer"])
def test_only_coordinators_import(
    name: str,
    browser: TestApp,
    sign_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    upload(browser, csv(*ROWS))
    batch = ImportBatch.objects.get()
    client = sign_in(request.getfixturevalue(name))
    assert client.get("/imports/new/").status_code == 403
    for step in ("reading", "columns", "values", "organizations", "check"):
        assert client.get(f"/imports/{batch.pk}/{step}/").status_code == 404
    assert client.post(f"/imports/{batch.pk}/check/", {"commit": "1"}).status_code == 404
    assert client.get(f"/imports/{batch.pk}/file/").status_code == 404


def test_another_municipality_s_import_does_not_exist(
    browser: TestApp, other_administrator: User, sign_in: Callable[[User], Client]
) -> None:
    upload(browser, csv(*ROWS))
    batch = ImportBatch.objects.get()
    client = sign_in(other_administrator)
    for page in ("", "reading/", "check/", "file/", "problems/", "progress/"):
        assert client.get(f"/imports/{batch.pk}/{page}").status_code == 404


def test_a_survey_of_another_municipality_cannot_be_chosen(
    zama: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=zama)
    form = the_form(browser.get("/imports/new/"))
    assert str(survey.pk) not in {value for value, *_ in form["survey"].options}
    form["survey"].force_value(str(survey.pk))
    form["file"] = Upload("回答.csv", csv(*ROWS))
    told = dict(complaints(press(form)))
    assert "どの調査の回答ですか" in told
    assert not ImportBatch.objects.exists()


# ------------------------------------------------------------------ files nobody can read


def workbook(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A real workbook with its parts changed."""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["団体名", "頻度"])
    book.active.append(["見本の会", "毎週"])
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return changed.getvalue()


def with_doctype(parts: dict[str, bytes]) -> None:
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    evil = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    parts["xl/worksheets/sheet1.xml"] = (evil + sheet).encode()


BAD_FILES = {
    "empty": (b"", "空"),
    "header only": (csv(), "見出しの行だけ"),
    "html": (b"<!DOCTYPE html><html><body>Error</body></html>", "HTML"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "読"),
    "noise": (bytes(range(1, 256)) * 20, ""),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(2000),
        "",
    ),
    "macro": (workbook(lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "マクロ"),
    "bomb": (workbook(lambda parts: parts.update({"xl/big.xml": b"0" * 60_000_000})), "展開"),
    "doctype": (workbook(with_doctype), ""),
    "nul": ("団体名,頻度\n見本\0の会,毎週".encode(), "NUL"),
    "columns": (csv(",".join(["1"] * 500), header=",".join(f"Q{n}" for n in range(500))), "400列"),
    "long cell": (csv("A1," + "あ" * 50_000 + ",毎週,高齢者,"), "文字"),
}


@pytest.mark.parametrize(("data", "says"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_nobody_can_read_gets_a_sentence_and_leaves_nothing(
    data: bytes, says: str, browser: TestApp
) -> None:
    answer = upload(browser, data, "回答.xlsx")
    assert answer.status_int == 200
    sentence = dict(complaints(answer))["回答のファイル"]
    assert says in sentence
    assert sentence.endswith("。")
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"header_first": "99999999999999", "header_last": "1", "last_data_row": "x"},
        {"target_0": "question:nothing", "kind_0": "colour"},
        {"row_2": "same:999999", "row_3": "exclude"},
        {"value_0": "option:77", "initial-value_0": "later"},
        {"exclude": ["abc", "99999999999999999999"]},
    ],
)
def test_nothing_posted_breaks_a_page(
    posted: dict[str, object],
    coordinator: User,
    browser: TestApp,
    sign_in: Callable[[User], Client],
) -> None:
    client = sign_in(coordinator)
    upload(browser, csv(*ROWS))
    batch = ImportBatch.objects.get()
    for step in ("reading", "columns", "values", "organizations", "check"):
        answer = client.post(f"/imports/{batch.pk}/{step}/", posted)
        assert answer.status_code in (200, 302)
    assert Organization.objects.count() == 0


def test_the_same_number_of_questions_for_ten_and_a_thousand_answers(
    coordinator: User, browser: TestApp, assert_same_queries: Callable[..., None]
) -> None:
    def make(count: int) -> None:
        rows = [f"B{count}-{n},団体{count}の{n}号会,毎週,高齢者,2011/11/01" for n in range(count)]
        survey = Survey.objects.first()
        upload(browser, csv(*rows), **({"survey": survey.pk} if survey else {}))
        commit(ImportBatch.objects.latest("pk").pk, by=coordinator)

    def read() -> None:
        survey = Survey.objects.get()
        for page in (f"/surveys/{survey.pk}/", f"/surveys/{survey.pk}/responses/"):
            assert browser.get(page).status_int == 200

    assert_same_queries(make, read)
