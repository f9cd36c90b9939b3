"""A time is shown as fine as it is known, on every page, list and file the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from casebook.composition import compose
from casebook.documents.word import write_docx
from casebook.documents.workbook import write_xlsx
from casebook.models import CaseSheet, Passage
from meetings.models import Hearing
from organizations.models import Municipality, Platform, User
from organizations.sources.models import Grain
from pilots.models import Pilot, PilotEvent, Publication
from surveys.models import Survey
from tests.filled import filled
from tests.kit.rendered import tight

SignIn = Callable[[User], Client]
FIRST, LAST = date(2023, 12, 1), date(2024, 2, 29)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "grain", "shown"),
    [
        (FIRST, LAST, "day", "令和5年12月1日（金）～令和6年2月29日（木）"),
        (FIRST, FIRST, "day", "令和5年12月1日（金）"),
        (date(2024, 3, 10), None, "ten_days", "令和6年3月上旬～"),
        (date(2024, 3, 11), date(2024, 3, 20), "ten_days", "令和6年3月中旬"),
        (date(2024, 3, 21), date(2024, 3, 31), "ten_days", "令和6年3月下旬"),
        (FIRST, LAST, "month", "令和5年12月～令和6年2月"),
        (FIRST, date(2023, 12, 31), "month", "令和5年12月"),
        (FIRST, LAST, "year", "令和5年～令和6年"),
        (date(2023, 4, 1), LAST, "fiscal_year", "令和5年度"),
        (date(2024, 4, 1), None, "fiscal_year", "令和6年度～"),
        (None, LAST, "month", "～令和6年2月"),
        (None, None, "day", ""),
    ],
)
def test_a_period_is_as_fine_as_it_is_known(
    starts_on: date | None, ends_on: date | None, grain: str, shown: str
) -> None:
    assert Pilot(starts_on=starts_on, ends_on=ends_on, grain=grain).period_shown == shown


def test_the_words_of_the_document_come_first() -> None:
    pilot = Pilot(starts_on=FIRST, grain="month", period_as_printed="R5年の暮れ")
    assert pilot.period_shown == "R5年の暮れ"


@pytest.mark.parametrize("kind", [PilotEvent, Hearing, Publication])
def test_what_happens_once_has_no_open_end(kind: type) -> None:
    assert kind(starts_on=FIRST, grain="month").period_shown == "令和5年12月"


@pytest.mark.parametrize(
    ("grain", "printed", "shown"),
    [
        ("day", "12月初め", "令和5年12月1日（金）"),  # beside the weekday the document prints
        ("month", "12月初め", "12月初め"),
        ("month", "", "令和5年12月"),
    ],
)
def test_an_event_of_a_known_day_shows_it(grain: str, printed: str, shown: str) -> None:
    event = PilotEvent(starts_on=FIRST, grain=grain, period_as_printed=printed)
    assert event.period_shown == shown


def test_a_weekday_is_held_against_a_known_day_only() -> None:
    event = PilotEvent(starts_on=FIRST, weekday_as_printed="木", grain=Grain.MONTH)
    assert not event.weekday_warning
    event.grain = Grain.DAY
    assert "（金）" in event.weekday_warning


# ------------------------------------------------------------------ pages, lists and files

MONTH = {"starts_on": FIRST, "grain": "month"}


@pytest.fixture
def pilot(koto: Municipality) -> Pilot:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    return Pilot.objects.create(
        platform=platform, fiscal_year=2023, name="フォーラム", ends_on=LAST, **MONTH
    )


def test_a_month_typed_by_an_officer_stays_a_month(
    pilot: Pilot, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    typed = {"starts_on": "R5.12.1", "grain": "month"}
    page = filled(client, f"/pilot-events/new/{pilot.pk}/", name="講演会", **typed)
    assert (
        "<dd>令和5年12月" in tight(page) and "日付の記載なし" not in page and "12月1日" not in page
    )
    page = filled(client, f"/publications/new/{pilot.pk}/", name="ちらし", **typed)
    assert ">令和5年12月</span>" in tight(page) and "12月1日" not in page
    assert "令和5年12月～令和6年2月" in page  # the pilot's own
    platform = pilot.platform_id
    page = filled(client, f"/hearings/new/?platform={platform}", title="聞き取り", **typed)
    assert "<td>令和5年12月</td>" in tight(page) and "12月1日" not in page


def test_the_lists_and_their_files_say_the_same(
    pilot: Pilot, coordinator: User, sign_in: SignIn
) -> None:
    Hearing.objects.create(platform=pilot.platform, title="聞き取り", **MONTH)
    Survey.objects.create(
        municipality=pilot.platform.municipality, key="a", title="調査", ends_on=LAST, **MONTH
    )
    client = sign_in(coordinator)
    for address, shown in (
        ("/pilots/", "令和5年12月～令和6年2月"),
        ("/hearings/", "令和5年12月"),
        ("/surveys/", "令和5年12月～令和6年2月"),
    ):
        assert shown in client.get(address).content.decode(), address
        file = client.get(f"{address}?export=csv")
        lines = b"".join(file.streaming_content).decode()
        assert shown in lines, address
        assert "2023-12-01" not in lines, address


def test_a_survey_of_a_month_is_shown_as_one(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    page = filled(
        sign_in(coordinator), "/surveys/new/", title="調査", starts_on="2023-12-01", grain="month"
    )
    assert "令和5年12月" in page and "12月1日" not in page


def test_word_and_excel_of_the_case_sheet_say_the_same(pilot: Pilot) -> None:
    PilotEvent.objects.create(pilot=pilot, name="講演会", **MONTH)
    sheet = CaseSheet.objects.create(platform=pilot.platform, fiscal_year=2023)
    for number, part in enumerate((Passage.Part.PLAN, Passage.Part.BREAKTHROUGH), start=1):
        Passage.objects.create(
            sheet=sheet, part=part, number=number, heading="次の一歩", text="話し合う",
            starts_on=date(2024, 4, 1), grain="fiscal_year",
        )  # fmt: skip
    composed = compose(sheet)
    word = Document(io.BytesIO(write_docx(composed)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    lines = [paragraph.text for paragraph in word.paragraphs]
    book = load_workbook(io.BytesIO(write_xlsx(composed)))
    values = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert "令和5年12月～令和6年2月" in cells and "令和5年12月～令和6年2月" in values
    assert "令和6年度～" in cells and "令和6年度～" in values
    assert "令和5年12月" in lines and "時期：令和6年度～" in lines
    assert not any("12月1日" in text or "4月1日" in text for text in (*cells, *lines, *values))
