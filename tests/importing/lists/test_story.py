"""From the file to the registry and back: file, columns, check, commit, undo."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from webtest import TestApp, TestResponse, Upload

from organizations.models import (
    Municipality,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    SupportActivity,
    Term,
    User,
)
from surveys.importing.lists.plan import make_list_plan
from surveys.models import ImportBatch, MappingProfile
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.lists.files import CAFETERIA, draft, lines
from tests.pages.hand import complaints, enter, push, write
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db
FILE = "/imports/organizations/"


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def send(browser: TestApp, data: bytes, name: str = "一覧.csv") -> TestResponse:
    return enter(browser, FILE, file=Upload(name, data))


def cafeteria(name: str, **cells: str) -> list[str]:
    return [{"名称": name, **cells}.get(heading, "") for heading in CAFETERIA]


def test_a_list_with_headings_of_its_own(browser: TestApp, koto: Municipality) -> None:
    data = lines(
        ["なまえ", "TEL", "合言葉"], ["つむぎの家", "03-1111-1111", "山"], ["みなと会", "", "川"]
    )
    columns = send(browser, data)
    assert "つむぎの家 ／ みなと会" in columns.text

    refused = write(columns)
    assert any("「団体名」にする列" in text for _, text in complaints(refused))
    twice = write(columns, column_1="name", column_2="name")
    assert "「なまえ」の列と同じです" in twice.text
    check = write(columns, column_1="name", column_2="phone", column_3="note").follow()
    assert "2団体を取込む" in check.text
    write(check)
    carry_out()
    assert Organization.objects.get(name="つむぎの家").note == "合言葉：山"

    again = send(browser, data.replace("みなと会".encode(), "うみの会".encode()))
    assert again.request.path.endswith("/list/"), "what was decided is remembered"
    assert "列の対応を変える" in again.text

    batch = ImportBatch.objects.order_by("pk")[0]
    push(browser, f"/imports/{batch.pk}/", "取込を取り消す")
    carry_out()
    assert not Organization.objects.exists()
    assert not MappingProfile.objects.exists()


def test_a_standard_list_needs_no_click(browser: TestApp, koto: Municipality) -> None:
    row = cafeteria("みなと食堂", 全国地方公共団体コード=koto.code, 市区町村名="江東区", 定員="20")
    check = send(browser, lines(CAFETERIA, row, cafeteria("うみの食堂")))
    assert check.request.path.endswith("/list/")
    assert "2団体を取込む" in check.text
    columns = check.click("列の対応を変える")
    assert write(columns).follow().text.count("2団体を取込む") == 1


def test_the_sheet_with_the_list_is_proposed_and_another_can_be_chosen(
    browser: TestApp, koto: Municipality
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "一覧"
    for row in (
        ["団体名", "電話番号", "合言葉"],
        ["みなと会", "03-1", "山"],
        ["うみの会", "03-2", "川"],
    ):
        book.active.append(row)
    other = book.create_sheet("旧一覧")
    for row in (["団体名", "電話番号"], ["むかしの会", "03-1111-1111"]):
        other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    columns = send(browser, stream.getvalue(), "一覧.xlsx")
    sheets = next(form for form in columns.forms.values() if "sheet" in form.fields)
    assert sheets["sheet"].value == "一覧"
    sheets["sheet"] = "旧一覧"
    other_sheet = sheets.submit().follow()
    assert "むかしの会" in other_sheet.text
    check = write(other_sheet).follow()
    assert "1団体を取込む" in check.text
    assert "ほかのシート（「一覧」）は取り込みません" in check.text


def test_existing_values_can_be_left_alone(browser: TestApp, koto: Municipality) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと会", phone="03-1111-1111")
    data = lines(["団体名", "電話番号"], ["みなと会", "03-2222-2222"], ["うみの会", ""])
    check = send(browser, data)
    assert "03-2222-2222" in check.text
    page = push(browser, check.request.path, "空欄だけを埋める")
    assert "登録済みの値は変えません" in page.text
    assert "03-2222-2222" not in page.text
    write(page)
    carry_out()
    known.refresh_from_db()
    assert known.phone == "03-1111-1111"


def test_what_stands_beside_an_organization_comes_and_goes_with_the_list(
    koto: Municipality, coordinator: User
) -> None:
    learning = Term.objects.create(kind="function", label="学習")
    Term.objects.create(kind="target", label="子ども・子育て")
    known = OrganizationFactory(municipality=koto, name="みなと会")
    SupportActivity.objects.create(organization=known, function=learning)
    header = ["団体コード", "ID", "名称", "名称_通称", "活動", "対象"]
    header[0] = "全国地方公共団体コード"
    batch = draft(
        koto, header,
        [koto.code, "A-1", "みなと会", "みなとさん", "学習支援", ""],
        [koto.code, "A-2", "うみの会", "", "学習", "子ども"],
    )  # fmt: skip
    assert make_list_plan(batch).rows[0].changes == {
        "identifiers": ("", "ID：A-1"), "names": ("", "みなとさん"),
    }  # fmt: skip
    commit(batch.pk, by=coordinator)

    new = Organization.objects.get(name="うみの会")
    [activity] = new.activities.all()
    assert [str(target) for target in activity.targets.all()] == ["子ども・子育て"]
    assert OrganizationIdentifier.objects.filter(scheme="ID").count() == 2
    assert Organization.objects.matching("みなとさん").get() == known

    undo(batch.pk, by=coordinator)
    assert list(Organization.objects.all()) == [known]
    assert list(known.activities.all()) == [SupportActivity.objects.get()]
    assert not OrganizationIdentifier.objects.exists()
    assert not OrganizationName.objects.exists()
    assert not Organization.objects.matching("みなとさん").exists()


def test_what_somebody_used_since_is_kept_by_an_undo(koto: Municipality, coordinator: User) -> None:
    Term.objects.create(kind="function", label="学習")
    batch = draft(koto, ["名称", "活動"], ["うみの会", "学習"], ["みなと会", "学習"])
    commit(batch.pk, by=coordinator)
    SupportActivity.objects.filter(organization__name="うみの会").update(version=2)
    undo(batch.pk, by=coordinator)
    assert [o.name for o in Organization.objects.all()] == ["うみの会"]


def test_the_same_standard_list_again_changes_nothing(koto: Municipality) -> None:
    Term.objects.create(kind="function", label="学習")
    rows = [
        cafeteria("みなと食堂", ID="1", 全国地方公共団体コード=koto.code, 定員="20", 備考="月1回",
                  実施支援の主な区分="学習支援;占い", 電話番号2="03-1111-1111", 住所="江東区亀戸1-1"),
        cafeteria("うみの食堂", ID="2", 全国地方公共団体コード=koto.code, URL="なし", 開催曜日="土"),
    ]  # fmt: skip
    commit(draft(koto, CAFETERIA, *rows).pk, by=None)
    counts = make_list_plan(draft(koto, CAFETERIA, *rows)).counts()
    assert (counts["unchanged"], counts["new"], counts["changed"]) == (2, 0, 0)


def test_the_command_chooses_the_sheet_and_fills_blanks(koto: Municipality, tmp_path: Path) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと会", phone="03-1111-1111")
    book = openpyxl.Workbook()
    for row in (["名称", "電話番号"], ["うみの会", "03-3"], ["そらの会", "03-4"]):
        book.active.append(row)
    other = book.create_sheet("旧一覧")
    for row in (["名称", "電話番号", "住所"], ["みなと会", "03-2222-2222", "亀戸1-1"]):
        other.append(row)
    path = tmp_path / "一覧.xlsx"
    book.save(path)
    out = io.StringIO()
    call_command(
        "import_organizations", path, municipality=koto.code, sheet="旧一覧", fill_blanks=True,
        json=True, stdout=out,
    )  # fmt: skip
    assert json.loads(out.getvalue())["counts"]["changed"] == 1
    known.refresh_from_db()
    assert (known.phone, known.town) == ("03-1111-1111", "亀戸1-1")
    with pytest.raises(CommandError, match="シート「ない」"):
        call_command("import_organizations", path, municipality=koto.code, sheet="ない")
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("column", ["名称", "名称,住所,法人番号,活動"])
def test_as_many_queries_for_ten_rows_as_for_a_thousand(koto: Municipality, column: str) -> None:
    asked = []
    header = column.split(",")
    for count in (10, 1_000):
        rows = [[f"みほんの会{count}の{n}", *[""] * (len(header) - 1)] for n in range(count)]
        batch = draft(koto, header, *rows)
        with CaptureQueriesContext(connection) as queries:
            make_list_plan(batch)
        asked.append(len(queries))
    assert asked[0] == asked[1]
