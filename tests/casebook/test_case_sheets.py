"""A case sheet is composed from the registry, frozen when published, and read by others then."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from casebook import actions
from casebook.composition import compose
from casebook.documents.frozen import freeze, thaw_document
from casebook.models import CaseSheet
from meetings.models import Meeting
from organizations.models import (
    Layer,
    Membership,
    Municipality,
    Note,
    Platform,
    Statistic,
    User,
)
from pilots.models import Kpi, KpiReading, Pilot
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]


def words(sheet: CaseSheet) -> str:
    return json.dumps(freeze(compose(sheet)), ensure_ascii=False)


def test_the_sheet_gathers_what_the_registry_knows(sheet: CaseSheet) -> None:
    document = compose(sheet)
    assert document.title == "江東区　令和5年度 事例票"
    assert [c.title for c in document.chapters] == [
        "取組の全体像", "連携PFイメージ", "試行的事業一覧", "行程と留意点", "打合せ記録一覧",
        "試行的事業の詳細", "次年度以降の案", "付記",
    ]  # fmt: skip
    text = words(sheet)
    for part in ("フォーラム開催", "参加者数　110名", "200万円", "金額記載なし1件は含みません",
                 "（原文では⑦）", "一つ目", "曜日が合わない。"):  # fmt: skip
        assert part in text
    assert "前年度の事業" not in text


@pytest.mark.parametrize(
    "secret", [{"kind": "council"}, {"personal_data": True}], ids=["council", "personal data"]
)
def test_what_a_council_keeps_to_itself_is_in_no_sheet(
    secret: dict[str, object], sheet: CaseSheet, koto: Municipality
) -> None:
    platform, mark = sheet.platform, "ここだけの話"
    layer = Layer.objects.create(platform=platform, name="地域協議会", **secret)
    body = OrganizationFactory(municipality=koto, name="法の定める構成員")
    Membership.objects.create(layer=layer, organization=body, post=mark, side=mark, part=mark)
    Membership.objects.create(layer=layer, person_name=mark)
    before = Meeting.objects.create(platform=platform, fiscal_year=2023, title=f"{mark} 会議")
    Meeting.objects.filter(pk=before.pk).update(layer=layer, confidential=False)
    Meeting.objects.create(platform=platform, fiscal_year=2023, title=mark, layer=layer)
    Meeting.objects.create(platform=platform, fiscal_year=2023, title=mark, kind="council")
    for record in (layer, before):
        Note(municipality=koto, record=record, text=mark, statement=mark).save()
        Statistic(municipality=koto, record=record, label=mark, value=7).save()
    text = words(sheet)
    assert mark not in text
    assert "地域協議会" in text
    assert "法の定める構成員" in text


def test_the_frozen_copy_comes_back_as_it_was(sheet: CaseSheet) -> None:
    document = compose(sheet)
    assert thaw_document(freeze(document)) == document


def test_word_and_excel_say_what_the_registry_says(
    sheet: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    word = Document(io.BytesIO(client.get(f"/case-sheets/{sheet.pk}/docx/").content))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings[0].endswith("取組の全体像")
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    assert "フォーラム開催" in cells
    assert any("令和5年11月30日（木）" in cell for cell in cells)
    book = load_workbook(io.BytesIO(client.get(f"/case-sheets/{sheet.pk}/xlsx/").content))
    rows = list(book["打合せ記録一覧"].iter_rows(values_only=True))
    assert rows[1][2] == "第2回 打合せ"
    assert rows[1][3].date() == date(2023, 11, 30)
    assert all(not ws.merged_cells.ranges for ws in book.worksheets)


def test_next_year_begins_with_goals_and_plans(sheet: CaseSheet, officer: User) -> None:
    made = actions.begin_next_year(sheet, by=officer)
    assert (made.fiscal_year, made.state) == (2024, "draft")
    assert {(p.part, p.heading or p.text) for p in made.passages.all()} == {
        ("final_goal", "誰も一人にしない"),
        ("year_goal", "部会を置く"),
    }
    with pytest.raises(ValidationError, match="すでにあります"):
        actions.begin_next_year(sheet, by=officer)


def test_a_stage_shows_one_s_own_notes_beside_those_of_others(
    sheet: CaseSheet, zama: Municipality, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    actions.publish(actions.confirm(sheet, by=officer), by=officer)
    theirs = Platform.objects.create(municipality=zama, name="座間市 連携PF")
    page = sign_in(other_officer).get(f"/platforms/{theirs.pk}/stages/1/").content.decode()
    assert "福祉の部署が担当" in page.split("ほかの自治体はどうしたか")[1]
    done = {"fiscal_year": "2023", "state": "done"}
    client = sign_in(other_officer)
    client.post(f"/platforms/{theirs.pk}/stages/1/state/", done)
    assert theirs.stage_statuses.get().state == "done"
    wrong = client.post(
        f"/platforms/{theirs.pk}/stages/1/state/", {**done, "fiscal_year": "令和"}, follow=True
    )
    assert "年度として読み取れません" in wrong.content.decode()


def test_cases_stand_side_by_side(sheet: CaseSheet, officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).get(f"/compare/?sheet={sheet.pk}&chapter=stages").content.decode()
    assert "福祉の部署が担当" in page
    assert sign_in(officer).get("/compare/?sheet=abc&chapter=<x>").status_code == 200


def test_goals_and_results_of_every_type_are_in_the_sheet(sheet: CaseSheet) -> None:
    pilot = Pilot.objects.get(name="フォーラム開催")
    aim = Kpi.objects.create(pilot=pilot, label="来場者数", type="number", unit="名", goal=200)
    KpiReading.objects.create(kpi=aim, value=120, unit="名")
    done = Kpi.objects.create(pilot=pilot, label="毎年開く", type="yes_no")
    KpiReading.objects.create(kpi=done, yes=False)
    table = next(
        block
        for chapter in compose(sheet).chapters
        for block in chapter.blocks
        if getattr(block, "title", "") == "試行的事業一覧"
    )
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert "来場者数（目標 200名）" in row["目的・期待効果・KPI"]
    assert "来場者数　120名" in row["成果検証結果"]
    assert "毎年開く　いいえ" in row["成果検証結果"]


def test_a_sheet_shows_the_platform_as_it_was_at_the_end_of_its_year(
    sheet: CaseSheet, koto: Municipality
) -> None:
    layer = Layer.objects.get()
    for name, days in [
        ("あとで退会した会", {"state": "left", "ends_on": date(2024, 9, 30)}),
        ("今もいる会", {}),
        ("あとから来た会", {"starts_on": date(2025, 4, 1)}),
    ]:
        body = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=layer, organization=body, **days)
    Layer.objects.create(platform=sheet.platform, name="前の会議", ends_on=date(2023, 3, 31))
    text = json.dumps(freeze(compose(sheet)), ensure_ascii=False)
    assert "あとで退会した会" in text
    assert "退会" not in text.replace("あとで退会した会", "")
    assert "あとから来た会" not in text
    assert "前の会議" not in text
    figure = next(
        block
        for chapter in compose(sheet).chapters
        for block in chapter.blocks
        if hasattr(block, "svg")
    )
    assert "あとで退会した会" in figure.svg


def test_a_sheet_read_before_somebody_else_saved_it_is_not_confirmed(
    sheet: CaseSheet, officer: User
) -> None:
    stale = CaseSheet.objects.get()
    actions.confirm(sheet, by=officer)
    with pytest.raises(ValidationError, match="ほかの人が更新しました"):
        actions.confirm(stale, by=officer)
