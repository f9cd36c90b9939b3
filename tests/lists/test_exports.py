"""Files taken along: Excel opens them without computing, and it is known who took what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from casebook.documents.shapes import CaseDocument, Chapter, Paragraph, Table
from casebook.documents.workbook import write_xlsx as write_case_sheet
from organizations.models import LogEntry, Municipality, Organization, User
from platform_registry.lists import exports, reading
from platform_registry.lists.exports import FORMULA_STARTS, csv_cell, csv_lines, write_xlsx
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]


def workbook(*rows: list[object], header: tuple[str, ...] = ("値",)) -> list[tuple[object, ...]]:
    file = io.BytesIO()
    write_xlsx(file, list(header), list(rows))
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_csv_cells_that_excel_would_compute_are_marked_as_text(start: str) -> None:
    assert csv_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, -5),  # a number stays a number
        ("見本の会", "見本の会"),
        (date(2024, 3, 5), "2024-03-05"),
        (
            datetime(2024, 3, 5, 1, 2, 3, tzinfo=timezone.get_fixed_timezone(0)),
            "2024-03-05 10:02:03",
        ),
        (True, "はい"),
        (None, None),
    ],
)
def test_csv_values(value: object, written: object) -> None:
    assert csv_cell(value) == written


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_no_text_becomes_a_formula_in_a_csv_file(text: str) -> None:
    assert not str(csv_cell(text)).startswith(FORMULA_STARTS)


def test_csv_begins_with_a_mark_that_makes_excel_read_utf8() -> None:
    lines = list(csv_lines(["名称", "備考"], [["髙﨑の会", "1行目\n2行目"]]))
    assert "".join(lines) == '\ufeff名称,備考\r\n髙﨑の会,"1行目\n2行目"\r\n'


def test_formulas_are_text_cells_in_excel_files() -> None:
    file = io.BytesIO()
    write_xlsx(file, ["値"], [["=1+1"], ["@SUM(A1)"], ["＝１"]])
    cells = [row[0] for row in load_workbook(io.BytesIO(file.getvalue())).active.iter_rows()]
    assert [(cell.value, cell.data_type) for cell in cells[1:]] == [
        ("=1+1", "s"),
        ("@SUM(A1)", "s"),
        ("＝１", "s"),
    ]


def test_excel_files_hold_dates_numbers_and_odd_characters() -> None:
    rows = workbook([date(2024, 3, 5)], [12], ["a\x00b\x07c\ufffe"], [None], ["𠮷野家󠄀"])
    assert rows[1:] == [
        (datetime(2024, 3, 5),),
        (12,),
        ("a_x0000_b_x0007_c_xFFFE_",),
        (None,),
        ("𠮷野家󠄀",),
    ]


def test_a_text_too_long_for_a_cell_says_so() -> None:
    (text,) = workbook(["長" * 40_000])[1]
    assert len(str(text)) == 32_767 and str(text).endswith("超えたので、ここまでです）")


# ------------------------------------------------------------------ from the list page


@pytest.fixture
def taken(koto: Municipality, coordinator: User, sign_in: SignIn) -> Callable[[str], bytes]:
    OrganizationFactory(
        municipality=koto,
        name="=危ない会",
        legal_form="npo",
        phone="03-0000-0001",
        verified_on=date(2024, 3, 5),
    )
    OrganizationFactory(municipality=koto, name="ほかの会", legal_form="voluntary")

    def take(query: str) -> bytes:
        response = sign_in(coordinator).get(f"/sample/{query}")
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    return take


@pytest.mark.urls("tests.kit.sample")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_the_rows_and_columns_of_the_list(
    taken: Callable[[str], bytes], kind: str
) -> None:
    data = taken(f"?legal_form=npo&export={kind}")
    body = Organization.objects.get(name="=危ない会").pk
    if kind == "csv":
        rows = [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]
        number, name, day = str(body), "'=危ない会", "2024-03-05"
    else:
        rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
        number, name, day = body, "=危ない会", datetime(2024, 3, 5)
    assert rows == [
        ("記録番号", "団体名", "法人格", "自治体", "最終確認", "電話番号"),
        (number, name, "NPO法人", "江東区", day, "03-0000-0001"),
    ]


@pytest.mark.urls("tests.kit.sample")
def test_rows_come_in_the_order_of_the_list(taken: Callable[[str], bytes]) -> None:
    lines = taken("?export=csv&sort=-verified_on").decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["'=危ない会", "ほかの会"]


@pytest.mark.urls("tests.kit.sample")
def test_each_export_is_logged_with_what_was_taken(
    taken: Callable[[str], bytes], coordinator: User, koto: Municipality
) -> None:
    taken("?legal_form=npo&export=csv")
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert entry.actor == coordinator
    assert entry.object_repr == "見本の一覧（一覧の出力）"
    assert entry.additional_data == {
        "export": "csv",
        "name": "見本の一覧",
        "rows": 1,
        "conditions": ["法人格：NPO法人"],
    }
    assert entry.municipality == koto


def test_headings_are_as_harmless_as_cells() -> None:
    heading = '=HYPERLINK("http://example.invalid","見る")\x0b'
    assert next(csv_lines([heading], [])).startswith("\ufeff\"'=HYPERLINK")
    file = io.BytesIO()
    write_xlsx(file, [heading], [[Decimal("1460.0000")], [Decimal("28.70")]])
    file.seek(0)
    cells = [row[0] for row in load_workbook(file).active.iter_rows()]
    assert cells[0].data_type == "s"
    assert [cell.value for cell in cells[1:]] == [1460, 28.7]


CELL = st.one_of(
    st.none(), st.text(max_size=6), st.booleans(), st.integers(-9, 9),
    st.sampled_from([
        "=1+1", "", Decimal("1.50"), date(2024, 3, 5), time(9, 30), timedelta(hours=26),
        datetime(2024, 3, 5, 23, 30, 1, 5, tzinfo=UTC),
    ]),
)  # fmt: skip


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=5), alike=st.lists(CELL, max_size=5))
def test_a_column_says_what_its_cells_would_say_one_by_one(rows, alike) -> None:
    for values in (rows, [(cell, cell) for cell in alike]):
        expected = io.StringIO()
        csv.writer(expected).writerows([[csv_cell(cell) for cell in row] for row in values])
        _, *said = csv_lines(["甲", "乙"], [[*row] for row in values])
        assert "".join(said) == expected.getvalue()


# ------------------------------------------------------------------ what Excel would compute

# Written out, not taken from the code: a sign lost there is to be missed here.
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"]
UNSEEN = [
    "\n", "\r", "\t", "\r\n", " ", "　", "\xa0", "\u2003", "\0", "\x01", "\x1f", "\x7f", "\x0b",
    "\x0c", "\x85", "\xad", "\u200b", "\u200e", "\u2028", "\u2029", "\ufeff", " \n\u200b　",
]  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_a_formula_begins_with_is_marked(sign: str) -> None:
    for text in (f"{sign}1+1", sign, f'{sign}cmd|" /c calc"!A1'):
        assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("sign", ["=", "＝", "-", "@"])
def test_what_is_not_seen_hides_no_formula(unseen: str, sign: str) -> None:
    text = f"{unseen}{sign}1+1"
    assert csv_cell(text) == f"'{text}"
    header, line = list(csv_lines([text], [[text]]))
    assert [row[0] for row in csv.reader(io.StringIO(header[1:] + line, newline=""))] == [
        f"'{text}",
        f"'{text}",
    ]


@pytest.mark.parametrize(
    "text", ["見本", " 見本", "　A-1", "1-2", "a=b", "", "ー", "・", "（-1）", "#1"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize("start", ["", *UNSEEN])
@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "#N/A", "#REF!", "@A1", "-1", "+1"])
def test_a_text_is_a_text_in_every_workbook(start: str, text: str) -> None:
    """Neither a formula nor an error of Excel, in the lists and in the case sheet."""
    file = io.BytesIO()
    write_xlsx(file, [start + text], [[start + text]])
    table = Table("表", (start + text,), ((start + text,),))
    sheet = CaseDocument(start + text, text, (Chapter("1", text, "c1", (Paragraph(text), table)),))
    for data in (file.getvalue(), write_case_sheet(sheet)):
        book = load_workbook(io.BytesIO(data))
        cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
        assert cells and {cell.data_type for cell in cells} == {"s"}


@pytest.mark.django_db
def test_a_file_holds_every_row_however_many(
    koto: Municipality, coordinator: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    for number in range(5):
        OrganizationFactory(municipality=koto, name=f"見本の会 第{number}支部")
    file = sign_in(coordinator).get("/organizations/?export=csv").getvalue().decode("utf-8-sig")
    assert file.count("見本の会 第") == 5


def test_an_excel_file_is_laid_out_to_be_read() -> None:
    """Columns as wide as what stands in them, the header in sight, a filter over all rows."""
    file = io.BytesIO()
    rows = [["見守りの会", date(2024, 3, 5), "x" * 500], ["短", None, "1行目\n2"]]
    write_xlsx(file, ["団体名", "最終確認", "備考"], rows)
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [12, 12, exports.WIDEST]
    assert sheet["B2"].is_date and sheet["B2"].value == datetime(2024, 3, 5)
