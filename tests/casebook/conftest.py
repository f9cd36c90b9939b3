"""The case sheet of the stories, and who reads it."""

from __future__ import annotations

from datetime import date

import pytest

from casebook import actions
from casebook.models import CaseSheet, Passage, StageNote
from meetings.models import Meeting
from organizations.models import Layer, Municipality, Note, Platform, User
from pilots.models import Kpi, KpiReading, Pilot, Procurement


@pytest.fixture
def sheet(koto: Municipality) -> CaseSheet:
    """A year of 江東区: two pilots, one meeting, prose, a note."""
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF", status="preparing")
    Layer.objects.create(platform=platform, name="連携PF", counted=True)
    first = Pilot.objects.create(
        platform=platform, fiscal_year=2023, number=1, name="フォーラム開催", state="done"
    )
    Procurement.objects.create(pilot=first, vendor_name="架空イベント社", amount=2_000_000)
    Procurement.objects.create(pilot=first, vendor_name="会場", state="not_stated")
    kpi = Kpi.objects.create(pilot=first, label="参加者数", type="number", origin="checked")
    KpiReading.objects.create(kpi=kpi, value=110, unit="名")
    Pilot.objects.create(platform=platform, fiscal_year=2022, number=1, name="前年度の事業")
    meeting = Meeting.objects.create(
        platform=platform, fiscal_year=2023, number=2, title="第2回 打合せ",
        held_on=date(2023, 11, 30), weekday_as_printed="金",
    )  # fmt: skip
    Note(municipality=koto, record=meeting, kind="caution", text="曜日が合わない。").save()
    sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2023)
    Passage.objects.create(sheet=sheet, part="final_goal", text="誰も一人にしない")
    Passage.objects.create(sheet=sheet, part="plan", heading="部会を置く")
    StageNote.objects.create(
        sheet=sheet, stage=1, printed_mark="⑦", heading="福祉の部署が担当", text="一つ目\n二つ目"
    )
    return sheet


REASON = "要綱を確かめ、最終的なゴールを直しました。"


@pytest.fixture
def published(sheet: CaseSheet, officer: User) -> CaseSheet:
    actions.publish(actions.confirm(sheet, by=officer), by=officer, on=date(2024, 3, 29))
    return sheet


@pytest.fixture
def corrected(published: CaseSheet, officer: User) -> CaseSheet:
    Passage.objects.filter(part="final_goal").update(text="だれも取り残さない")
    actions.publish(published, by=officer, reason=REASON, on=date(2024, 4, 20))
    return published


def page_of(sheet: CaseSheet, number: int = 0, part: str = "") -> str:
    return f"/case-sheets/{sheet.pk}/" + (f"versions/{number}/" if number else "") + part
