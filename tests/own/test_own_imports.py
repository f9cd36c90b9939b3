"""A column of a list with the name of an own field fills it: taken in, corrected, taken back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from webtest import Upload

from organizations.models import Membership, Organization, OwnField
from organizations.own.definitions import fields_numbered
from organizations.own.models import key_of
from organizations.own.values import writer
from platform_registry import actions as door
from surveys import actions
from surveys.importing.lists.columns import asks_something
from surveys.importing.lists.page import page_of
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.own_fields import kind_for
from surveys.importing.planning.plan import Differs
from surveys.models import ImportBatch, MappingProfile
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes
from tests.importing.lists.files import lines
from tests.own.test_own_fields import own_field
from tests.pages.hand import enter, push, write
from tests.surveys.workers import carry_out

pytestmark = pytest.mark.django_db
LISTS = "/imports/organizations/"


@pytest.fixture
def lift(koto) -> OwnField:
    return own_field(koto)


@pytest.fixture
def area(koto) -> OwnField:
    return own_field(koto, "圏域担当", "choice", "organization", "東圏域", "西圏域")


@pytest.fixture
def five(koto, lift, area) -> list[OwnField]:
    rest = [("定員の目安", "number"), ("登録日", "date"), ("合言葉", "text")]
    return [lift, area, *(own_field(koto, label, kind) for label, kind in rest)]


def given(field: OwnField, value: Any) -> dict[str, Any]:
    return {key_of(field.pk): value}


def number(field: OwnField, label: str) -> int:
    return field.choices.get(label=label).pk


def plan(place, *rows, **more) -> ListPlan:
    data = lines(*rows) if isinstance(rows[0], list) else rows[0]
    name = "一覧.csv" if isinstance(rows[0], list) else "一覧.xlsx"
    batch = actions.start_list_import(data=data, name=name, municipality=place, by=None, **more)
    return make_list_plan(batch)


def told(found: ListPlan) -> list[tuple[str, str, str]]:
    return [(note.column, note.value, note.message) for note in found.notes]


def test_from_the_file_to_the_organizations_and_back(
    koto, nagaya, lift, area, coordinator, browser_of
):
    door.save(_with(nagaya, given(lift, False)), by=None)
    desk = browser_of(coordinator)
    data = lines(
        ["団体名", "送 迎", "けんいき", "備考"],
        [nagaya.name, "○", "西圏域", ""],
        ["うみの会", "無", "東圏域", ""],
        ["やまの会", "たぶん", "", "会長に電話"],
    )
    columns = enter(desk, LISTS, file=Upload("一覧.csv", data))
    offered = columns.html.select_one("select[name=column_3] optgroup[label=独自の項目]")
    assert [option.get_text() for option in offered.select("option")] == ["送迎", "圏域担当"]
    assert columns.html.select_one("select[name=column_2] [selected]").get_text() == "送迎"
    check = write(columns, column_3=f"own_{area.pk}").follow()
    shown = " ".join(check.html.get_text(" ").split())
    assert "送迎 いいえ → はい" in shown
    assert "圏域担当 （空欄） → 西圏域" in shown
    assert "うみの会 いいえ 東圏域" in shown
    assert "「はい」か「いいえ」を入力してください。備考に残しました。" in shown
    write(check)
    carry_out()

    nagaya.refresh_from_db()
    assert nagaya.own == given(lift, True) | given(area, number(area, "西圏域"))
    sea, hill = Organization.objects.get(name="うみの会"), Organization.objects.get(name="やまの会")
    assert sea.own == given(lift, False) | given(area, number(area, "東圏域"))
    assert (hill.own, hill.note) == ({}, "会長に電話\n送 迎：たぶん")
    assert "西圏域" in desk.get(nagaya.get_absolute_url())
    batch = ImportBatch.objects.get()
    result = " ".join(desk.get(batch.get_absolute_url()).html.get_text(" ").split())
    assert "送迎： いいえ → はい" in result

    again = enter(desk, LISTS, file=Upload("一覧.csv", data.replace("たぶん".encode(), b"")))
    assert again.request.path.endswith("/list/"), "what was decided is remembered"
    assert "登録・更新するものはありません" in again
    push(desk, batch.get_absolute_url(), "取込を取り消す")
    carry_out()
    assert [(o.pk, o.own) for o in Organization.objects.all()] == [(nagaya.pk, given(lift, False))]


def _with(record, own: dict[str, Any]):
    record.own = record.own | own
    return record


def test_every_type_is_read_as_it_is_written_and_in_any_width(koto, five):
    lift, area, seats, day, word = five
    headings = ["団体名", "送迎", "圏域担当", "定員の目安", "登録日", "合言葉"]
    rows = [
        (["いの会", "あり", "西圏域", "１，２００", "R6.3.5", "なし"], [True, "西圏域", 1200, "2024-03-05", "なし"]),
        (["はの会", "有り", "西圏域", "5", "R6.3.5", "川"], [True, "西圏域", 5, "2024-03-05", "川"]),
        (["ろの会", "なし", " 東圏域", "12.5", "令和6年3月5日（火）", "山"], [False, "東圏域", 12.5, "2024-03-05", "山"]),
    ]  # fmt: skip
    found = plan(koto, headings, *(row for row, _ in rows))
    commit(found.batch.pk, by=None)
    for cells, (lifts, district, many, since, says) in rows:
        assert Organization.objects.get(name=cells[0]).own == (
            given(lift, lifts) | given(area, number(area, district)) | given(seats, many)
            | given(day, since) | given(word, says)
        )  # fmt: skip
    assert [note for note in told(found) if "なし" not in note[1]] == []


def test_own_headings_are_known_below_a_heading_of_several_columns(koto, five):
    found = plan(
        koto, ["団体 / 名称", "その他 / 送迎", "その他 / 住所"], ["うみの会", "有", "南砂"]
    )
    fields = {column.header.text: column.field for column in found.file.columns}
    assert fields == {
        "団体 / 名称": "name",
        "その他 / 送迎": f"own_{five[0].pk}",
        "その他 / 住所": "",
    }


@pytest.mark.parametrize(
    ("heading", "cell", "says"),
    [
        ("圏域担当", "南圏域", "「南圏域」という選択肢はありません。次のどれかを入力してください：東圏域、西圏域。"),
        ("定員の目安", "十二名", "数"),
        ("登録日", "令和6年2月30日", "日"),
        ("合言葉", "あ" * 501, "500"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_told_and_kept(koto, five, heading, cell, says):
    found = plan(koto, ["団体名", heading], ["うみの会", cell])
    [(column, value, message)] = told(found)
    assert (column, value) == (heading, cell[:200])
    assert says in message and message.endswith("備考に残しました。")
    commit(found.batch.pk, by=None)
    stored = Organization.objects.get(name="うみの会")
    assert (stored.own, stored.note) == ({}, f"{heading}：{cell}")


# ------------------------------------------------------------------ a list of our own


def taken_along(fields: list[OwnField], kind: str, **corrected: Any) -> bytes:
    """As the list exports it, with the columns of the own fields; cells of one row written over."""
    asked = fields_numbered([field.pk for field in fields])
    table = [
        ["記録番号", "団体名", "電話番号", "備考（庁内向け）", *(f.label for f in asked.values())]
    ]
    for body in Organization.objects.order_by("pk"):
        stored = [(field, body.own.get(field.key)) for field in asked.values()]
        own = [None if value is None else writer(field)(value) for field, value in stored]
        table.append([body.pk, body.name, body.phone, body.note, *own])
    for heading, value in corrected.items():
        table[1][table[0].index(heading)] = value
    if kind == "xlsx":
        return xlsx_bytes(table)
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def bodies(koto, five) -> list[Organization]:
    lift, area, seats, day, word = five
    whole = given(lift, False) | given(area, number(area, "東圏域")) | given(seats, 12.5)
    whole |= given(day, "2024-03-05") | given(word, "山 川")
    return [
        OrganizationFactory(
            municipality=koto, name="うみの会", own=whole, phone="03-1111-2222", note="会長に電話"
        ),
        OrganizationFactory(municipality=koto, name="やまの会", own=given(lift, True)),
        OrganizationFactory(municipality=koto, name="そらの会", phone=""),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_taken_along_changes_nothing(koto, bodies, five, kind):
    found = plan(koto, taken_along(five, kind))
    assert not asks_something(found.kind, found.file.columns)
    assert found.counts() == {"new": 0, "changed": 0, "unchanged": 3, "error": 0, "excluded": 0}
    assert (told(found), found.file.remarks) == ([], [])


def test_a_corrected_list_is_written_to_its_records_and_taken_back(koto, bodies, five):
    lift, _, seats, *_ = five
    before = {body.pk: body.own for body in Organization.objects.all()}
    found = plan(koto, taken_along(five, "xlsx", 団体名="うみべの会", 送迎="はい", 定員の目安=20))
    commit(found.batch.pk, by=None)
    sea = Organization.objects.get(pk=bodies[0].pk)
    assert (sea.name, sea.own) == (
        "うみべの会",
        before[sea.pk] | given(lift, True) | given(seats, 20),
    )
    undo(found.batch.pk, by=None)
    assert {body.pk: body.own for body in Organization.objects.all()} == before


def test_only_blanks_are_filled_where_a_person_wants_that(koto, bodies, five):
    rows = ["団体名", "送迎", "合言葉"], ["やまの会", "いいえ", "川"]
    found = plan(koto, *rows)
    actions.use_settings(found.batch, settings={"fill_blanks": True}, by=None)
    commit(found.batch.pk, by=None)
    hill = Organization.objects.get(name="やまの会")
    assert hill.own == given(five[0], True) | given(five[4], "川")


def test_emptied_cells_change_nothing_and_are_told(koto, bodies, five):
    data = taken_along(five, "csv", 合言葉="", 送迎="", 電話番号="", **{"備考（庁内向け）": ""})
    found = plan(koto, data)
    assert found.counts()["changed"] == 0
    [said] = page_of(found)["remarks"]
    assert said.startswith("空欄にしたセルが4個あります（")
    for label in ("電話番号 1個", "備考（庁内向け） 1個", "送迎 1個", "合言葉 1個"):
        assert label in said
    assert "空欄では、登録の値を変えません。" in said and "団体の画面の「編集」" in said
    other = plan(
        koto, ["団体名", "送迎", "電話番号"], ["うみの会", "", ""], ["やまの会", "はい", "1"]
    )
    assert other.file.remarks == [], "another list says nothing by its empty cells"


# ------------------------------------------------------------------ whose fields, and which


def test_another_municipality_s_fields_and_records_are_left_alone(koto, zama, five):
    theirs = own_field(zama, "受付窓口", "text")
    body = OrganizationFactory(municipality=zama, name="座間の会", own=given(theirs, "2階"))
    found = plan(
        koto, ["記録番号", "団体名", "送迎", "受付窓口"], [str(body.pk), "座間の会", "はい", "3階"]
    )
    assert asks_something(found.kind, found.file.columns), "nobody here knows that heading"
    commit(found.batch.pk, by=None)
    body.refresh_from_db()
    assert (body.version, body.own) == (1, given(theirs, "2階"))
    assert Organization.objects.get(municipality=koto).own == given(five[0], True)


def test_a_retired_field_is_told_and_not_put_elsewhere(koto, coordinator, browser_of):
    retired = own_field(koto, "圏域", "text", active=False)  # 活動地域 of any other list
    desk = browser_of(coordinator)
    data = lines(["団体名", "圏域"], ["うみの会", "東"])
    check = enter(desk, LISTS, file=Upload("一覧.csv", data))
    assert "圏域（使わなくなった独自の項目「圏域」）" in check
    columns = check.click("列の対応を変える")
    assert f"own_{retired.pk}" not in str(columns.html.select_one("select[name=column_2]"))
    assert "使わなくなった独自の項目「圏域」です" in columns
    write(check)
    carry_out()
    sea = Organization.objects.get()
    assert (sea.own, sea.area_served, sea.note) == ({}, "", "")


def test_a_mapping_whose_field_is_gone_says_so(koto, lift, coordinator, browser_of):
    desk = browser_of(coordinator)
    data = lines(["団体名", "くるま"], ["うみの会", "はい"])
    columns = enter(desk, LISTS, file=Upload("一覧.csv", data))
    write(write(columns, column_2=f"own_{lift.pk}").follow())
    carry_out()
    assert MappingProfile.objects.get().fields[1]["field"] == f"own_{lift.pk}"
    undo(ImportBatch.objects.get().pk, by=None)
    MappingProfile.objects.create(
        municipality=koto, kind="organizations", name="団体の一覧",
        fields=[{"header": ["くるま", 1], "field": f"own_{lift.pk}"}],
    )  # fmt: skip
    door.remove(lift, by=None)
    columns = enter(desk, LISTS, file=Upload("一覧.csv", data))
    assert "この列はなくなった独自の項目です" in columns
    assert "確かめてください" in columns


def test_what_an_administrator_changes_meanwhile_is_asked_again(koto, lift, monkeypatch):
    found = plan(koto, ["団体名", "送迎"], ["うみの会", "はい"])
    OwnField.objects.update(active=False)
    with pytest.raises(Differs):
        actions.import_now(found, by=None)
    assert not Organization.objects.exists()


def test_a_choice_that_is_gone_is_not_put_back(koto, nagaya, area):
    door.save(_with(nagaya, given(area, number(area, "東圏域"))), by=None)
    found = plan(koto, ["団体名", "圏域担当"], [nagaya.name, "西圏域"])
    commit(found.batch.pk, by=None)
    door.remove(area.choices.get(label="東圏域"), by=None)
    undo(found.batch.pk, by=None)
    nagaya.refresh_from_db()
    assert nagaya.own == given(area, number(area, "西圏域"))
    assert found.batch.rows.get().undone == "kept"


# ------------------------------------------------------------------ members of a layer


def test_a_roster_fills_the_fields_of_members(koto, circle, nagaya, coordinator, browser_of):
    turn = own_field(koto, "当番", "text", "membership")
    seats = own_field(koto, "票数", "number", "membership")
    own_field(koto, "送迎")  # of organizations: not asked here
    member = Membership.objects.create(
        layer=circle, organization=nagaya, own=given(turn, "第1月曜")
    )
    desk = browser_of(coordinator)
    data = lines(
        ["団体名", "当番", "票数"], [nagaya.name, "第2火曜", "二票"], ["うみの会", "第3水曜", "２"]
    )
    address = f"/imports/lists/members/new/?parent={circle.pk}"
    check = enter(desk, address, file=Upload("名簿.csv", data))
    assert "この値は取り込みません。" in check
    check = push(desk, check.request.path, "登録のない団体を新しく登録する")
    shown = " ".join(check.html.get_text(" ").split())
    assert "当番 第1月曜 → 第2火曜" in shown
    assert "うみの会 第3水曜 2" in shown
    write(check)
    carry_out()
    member.refresh_from_db()
    assert member.own == given(turn, "第2火曜")
    assert circle.memberships.exclude(pk=member.pk).get().own == given(turn, "第3水曜") | given(
        seats, 2
    )
    again = enter(desk, address, file=Upload("名簿.csv", data))
    assert "登録・更新するものはありません" in again
    push(desk, ImportBatch.objects.order_by("pk")[0].get_absolute_url(), "取込を取り消す")
    carry_out()
    assert circle.memberships.get().own == given(turn, "第1月曜")


def test_definitions_are_read_once(koto, five, assert_same_queries):
    batches = []

    def make(count: int) -> None:
        rows = [[f"{count}の{n}の会", "はい", "東圏域", str(n)] for n in range(count)]
        data = lines(["団体名", "送迎", "圏域担当", "定員の目安"], *rows)
        batches.append(
            actions.start_list_import(data=data, name="一覧.csv", municipality=koto, by=None)
        )

    assert_same_queries(make, lambda: page_of(make_list_plan(batches[-1])), few=3, many=300)
    with_none = ImportBatch(kind="departments", municipality=koto)
    assert kind_for(with_none).own == ()
