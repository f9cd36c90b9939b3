"""Results in words: which organizations an undo kept and why, which fields, whose answers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from webtest import TestApp

from organizations.models import Municipality, Note, Organization, User
from platform_registry.actions import claim
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.models import ImportBatch, NameDecision, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.files import Row, saved, xlsx_bytes
from tests.pages.hand import the_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def answers(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    def drafted(*rows: str, survey: Survey | None = None) -> ImportBatch:
        return actions.start_import(
            data="\n".join(["管理番号,団体名,Q1 活動の頻度", *rows]).encode(), name="回答.csv",
            municipality=koto, by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip

    return drafted


@pytest.fixture
def listing(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    def listed(*rows: Row, hidden: tuple[str, ...] = ()) -> ImportBatch:
        return actions.start_list_import(
            data=xlsx_bytes(rows, hidden_columns=hidden), name="一覧.xlsx", municipality=koto,
            by=coordinator,
        )  # fmt: skip

    return listed


def all_new(batch: ImportBatch, by: User) -> ImportBatch:
    for row in make_plan(batch).rows:
        if row.respondent.undecided:
            actions.decide_organization(
                batch, number=row.number, choice="new",
                organization=None, rejected=[], by=by,
            )  # fmt: skip
    return commit(batch.pk, by=by)


def kept(browser: TestApp, batch: ImportBatch) -> dict[str, str]:
    """Organization → why it was kept, as the page of the result tells it."""
    page = browser.get(f"/imports/{batch.pk}/")
    table = page.html.find("table", {"id": "kept-organizations"})
    rows = table.select("tbody tr") if table else []
    return {row.th.get_text(strip=True): row.td.get_text(strip=True) for row in rows}


@pytest.mark.parametrize("is_list", [False, True])
def test_every_organization_an_undo_keeps_is_named_with_the_reason(
    is_list: bool, browser: TestApp, koto: Municipality, coordinator: User,
    answers: Callable[..., ImportBatch], listing: Callable[..., ImportBatch],
) -> None:  # fmt: skip
    names = ("甲の会", "乙の会", "丙の会", "丁の会")
    if is_list:
        batch = listing(("団体名",), *((name,) for name in names))
        commit(batch.pk, by=coordinator)
    else:
        batch = answers(*(f"{1000 + n},{name},毎週" for n, name in enumerate(names)))
        all_new(batch, coordinator)
    changed, judged, noted = (Organization.objects.get(name=name) for name in names[:3])
    claim(changed, 1)
    NameDecision.objects.create(
        municipality=koto, written="乙のかい", organization=judged, same=True
    )
    Note.objects.create(record=noted, municipality=koto, text="電話で確かめた")

    undo(batch.pk, by=coordinator)

    assert kept(browser, batch) == {
        "甲の会": "あとで変更されたので残しました",
        "乙の会": "名寄せの判断で使われているので残しました",
        "丙の会": "ほかの記録で使われているので残しました",
    }


def test_a_list_names_its_fields_in_japanese(
    browser: TestApp, koto: Municipality, coordinator: User, listing: Callable[..., ImportBatch]
) -> None:
    OrganizationFactory(municipality=koto, name="甲の会", phone="", kana="", legal_form="")
    batch = listing(
        ("団体名", "ふりがな", "電話番号", "住所", "法人格"),
        ("甲の会", "こうのかい", "03-1111-2222", "豊洲1-1", "NPO法人"),
    )
    commit(batch.pk, by=coordinator)
    text = browser.get(f"/imports/{batch.pk}/").html.find("main").get_text()
    for name in ("kana", "phone", "town", "legal_form", "npo"):
        assert name not in text.lower().replace("npo法人", "")
    assert "電話番号：" in text
    assert "→ 特定非営利活動法人" in text or "→ NPO法人" in text


def test_results_name_the_respondent(
    browser: TestApp, coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    survey = all_new(answers("1002,甲の会,毎週"), coordinator).survey
    second = commit(answers("1002,甲の会,毎月", survey=survey).pk, by=coordinator)
    assert "甲の会（1002）" in browser.get(f"/imports/{second.pk}/").text
    response = survey.responses.get()
    actions.link_response(response, organization=None, by=coordinator)
    undo(second.pk, by=coordinator)
    assert "甲の会（1002）" in browser.get(f"/imports/{second.pk}/").text


# ------------------------------------------------------------------ what nobody sees in Excel


def test_a_hidden_column_is_marked_and_left_out_unless_chosen(
    browser: TestApp, koto: Municipality, coordinator: User
) -> None:
    rows = [("団体名", "代表者", "Q1 活動の頻度"), ("甲の会", "見本太郎", "毎週"),
            ("乙の会", "見本花子", "毎月"), ("丙の会", "見本太郎", "毎週")]  # fmt: skip
    batch = actions.start_import(
        data=xlsx_bytes(rows, hidden_columns=("B",)), name="回答.xlsx", municipality=koto,
        by=coordinator, new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    reading = browser.get(f"/imports/{batch.pk}/reading/")
    assert "非表示の列が1列あります（B列「代表者」）" in reading.text
    page = browser.get(f"/imports/{batch.pk}/columns/")
    [line] = [tr for tr in page.html.select("tbody tr") if tr.th.get_text() == "B"]
    assert "非表示の列" in line.get_text()
    assert the_form(page)["target_1"].value == "ignore"
    assert "選択肢" not in line.get_text()

    form = the_form(page)
    form["target_1"] = "question"
    form["kind_1"] = "text"
    form.submit()
    batch.refresh_from_db()
    assert [f["role"] for f in batch.fields] == ["organization:name", "question", "question"]


def test_a_hidden_column_of_a_list_is_left_out_and_told(
    browser: TestApp, listing: Callable[..., ImportBatch], coordinator: User
) -> None:
    batch = listing(("団体名", "電話番号"), ("甲の会", "03-1111-2222"), hidden=("B",))
    page = browser.get(f"/imports/{batch.pk}/list/")
    assert "電話番号（非表示の列）" in page.text
    commit(batch.pk, by=coordinator)
    assert Organization.objects.get().phone == ""


def two_sheets() -> bytes:
    book = Workbook()
    book.active.title = "記入要領"
    for line in ("この調査について", "回答は1団体につき1行です。", "6月末までにお送りください。"):
        book.active.append([line])
    table = book.create_sheet("回答")
    for row in (("団体名", "Q1 活動の頻度"), ("甲の会", "毎週"), ("乙の会", "毎月")):
        table.append(row)
    book.active = 1
    assert load_workbook(BytesIO(saved(book))).sheetnames == ["記入要領", "回答"]
    return saved(book)


def test_the_sheet_with_the_largest_table_is_proposed(
    browser: TestApp, koto: Municipality, coordinator: User
) -> None:
    batch = actions.start_import(
        data=two_sheets(), name="回答.xlsx", municipality=koto, by=coordinator,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    page = browser.get(f"/imports/{batch.pk}/reading/")
    assert the_form(page)["sheet"].value == "回答"
    assert [row.respondent.name for row in make_plan(batch).rows] == ["甲の会", "乙の会"]


def test_the_progress_of_a_list_speaks_of_a_list(
    browser: TestApp, listing: Callable[..., ImportBatch]
) -> None:
    batch = listing(("団体名",), ("甲の会",))
    ImportBatch.objects.filter(pk=batch.pk).update(state="running")
    page = browser.get(f"/imports/{batch.pk}/")
    assert page.html.h1.get_text(strip=True) == "団体の一覧を取込"
    assert "列の対応" not in page.text
