"""A list taken along, corrected in Excel, and taken in again: it changes what was corrected."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from organizations.models import LogEntry, Municipality, Organization, OrganizationName, User
from surveys import actions
from surveys.importing.lists.columns import asks_something
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.shapes import Refused
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.vocabulary import FunctionFactory, TargetFactory
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def bodies(koto: Municipality) -> list[Organization]:
    whole = OrganizationFactory(
        municipality=koto,
        name="NPO法人みなとの灯",
        kana="みなとのあかり",
        legal_form="npo",
        corporate_number="7000012050002",
        postal_code="135-0016",
        prefecture="東京都",
        city="江東区",
        town="東陽4-11-28",
        building="見本ビル2階",
        latitude="35.672854",
        longitude="139.817413",
        phone="03-1111-2222",
        other_phones="090-0000-0001、内線12",
        fax="03-1111-2223",
        email="minato@example.jp",
        website="https://example.jp/minato",
        operator="一般社団法人みほん",
        area_served="深川北部、城東",
        description="毎月第2土曜日に、食堂を開く。\n学習支援も行う。",
        note="会長に電話する。\n定員：20名",
    )
    for code, targets in (("ibasho", ["若者"]), ("food", ["子ども", "若者"])):
        activity = SupportActivityFactory(
            organization=whole, function=FunctionFactory(code=code, label=f"支援{code}")
        )
        for label in targets:
            activity.targets.add(TargetFactory(code=f"t-{label}", label=label))
    OrganizationName.objects.create(organization=whole, name="みなと食堂")
    OrganizationName.objects.create(organization=whole, name="港の灯")
    twins = [OrganizationFactory(municipality=koto, name="見本町会", kana="") for _ in range(2)]
    return [whole, *twins, OrganizationFactory(municipality=koto, name="ひだまりの会", phone="")]


def rows_of(data: bytes, kind: str) -> list[list[object]]:
    if kind == "csv":
        return [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    sheet = load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def taken_along(client: Client, kind: str, query: str = "") -> bytes:
    return client.get(f"/organizations/?export={kind}{query}").getvalue()


def corrected(data: bytes, **cells: str) -> bytes:
    """The file with cells of its first row of data written over: 電話番号="03-…"."""
    rows = rows_of(data, "csv")
    for heading, value in cells.items():
        rows[1][rows[0].index(heading)] = value
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def plan_of(data: bytes, place: Municipality, by: User, kind: str = "csv") -> ListPlan:
    batch = actions.start_list_import(data=data, name=f"団体.{kind}", municipality=place, by=by)
    return make_list_plan(batch)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_taken_along_changes_nothing(
    kind: str, bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    plan = plan_of(taken_along(sign_in(coordinator), kind), koto, coordinator, kind)
    # Shown, and said not to be taken over.
    assert plan.unknown == ["連携PF", "状態", "登録自治体", "最終更新"]
    assert not asks_something(plan.kind, plan.file.columns)
    assert [(n.column, n.value, n.message) for n in plan.notes] == []
    assert [row.changes for row in plan.rows if row.changes] == []
    assert plan.counts() == {"new": 0, "changed": 0, "unchanged": 4, "error": 0, "excluded": 0}
    with pytest.raises(Refused, match="登録・更新する団体がありません"):
        commit(plan.batch.pk, by=coordinator)


def test_a_corrected_telephone_is_one_change(
    bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    file = corrected(taken_along(sign_in(coordinator), "csv", "&q="), 電話番号="03-9999-0000")
    plan = plan_of(file, koto, coordinator)
    changes = {row.record: row.changes for row in plan.rows if row.changes}
    first = Organization.objects.order_by("sort_key", "pk").first()
    assert changes == {first.pk: {"phone": (first.phone, "03-9999-0000")}}
    commit(plan.batch.pk, by=coordinator)
    first.refresh_from_db()
    assert first.phone == "03-9999-0000"
    undo(plan.batch.pk, by=coordinator)
    assert Organization.objects.get(pk=first.pk).phone != "03-9999-0000"


def test_a_corrected_name_is_the_record_s_and_makes_no_second_one(
    bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    columns = "&columns=phone"
    file = corrected(taken_along(sign_in(coordinator), "csv", columns), 団体名="NPO法人湊の灯火")
    plan = plan_of(file, koto, coordinator)
    assert [row.changes for row in plan.rows if row.changes] == [
        {"name": (Organization.objects.order_by("sort_key", "pk")[0].name, "NPO法人湊の灯火")}
    ]
    commit(plan.batch.pk, by=coordinator)
    assert Organization.objects.count() == 4
    assert Organization.objects.filter(name="NPO法人湊の灯火").exists()


def test_what_is_left_over_comes_to_the_note_and_takes_nothing_from_it(
    bodies: list[Organization], koto: Municipality, coordinator: User
) -> None:
    """The list may have been taken along without its column of remarks."""
    body = bodies[0]
    data = f"記録番号,団体名,電話番号\n{body.pk},{body.name},近日開通".encode()
    commit(plan_of(data, koto, coordinator).batch.pk, by=coordinator)
    body.refresh_from_db()
    assert body.note == "会長に電話する。\n定員：20名\n電話番号：近日開通"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_text_that_excel_would_compute_comes_back_as_it_was(
    kind: str, bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    """A CSV has an apostrophe before it; so has what is saved from it as a workbook."""
    written = {"name": "@ほーむ", "description": "-子育て\n-食堂", "note": "＝会長に電話"}
    Organization.objects.filter(pk=bodies[0].pk).update(**written)
    plan = plan_of(taken_along(sign_in(coordinator), kind), koto, coordinator, kind)
    assert plan.counts()["unchanged"] == 4
    quoted = {
        "団体名": "'@ほーむ",
        "活動の概要": "'-子育て\n-食堂",
        "備考（庁内向け）": "'＝会長に電話",
    }
    table = [["記録番号", *quoted], [bodies[0].pk, *quoted.values()]]
    assert plan_of(xlsx_bytes(table), koto, coordinator, "xlsx").counts()["unchanged"] == 1


def test_a_word_taken_out_of_a_cell_is_told_to_stay(
    bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    table = [
        ["記録番号", "団体名", "支援の種類", "支援の対象", "ほかの名称"],
        [str(bodies[0].pk), bodies[0].name, "支援ibasho", "若者", "港の灯"],
    ]
    plan = plan_of("\n".join(map(",".join, table)).encode(), koto, coordinator)
    assert plan.counts()["unchanged"] == 1
    assert [(n.column, n.value) for n in plan.notes] == [
        ("支援の種類", "支援food"), ("支援の対象", "子ども"), ("ほかの名称", "みなと食堂"),
    ]  # fmt: skip
    assert all("この取込では消しません" in note.message for note in plan.notes)


def test_two_numbers_that_changed_places_are_no_two_new_names(
    bodies: list[Organization], koto: Municipality, coordinator: User
) -> None:
    """Most rows are what their numbers say; two were sorted apart from theirs."""
    rest = OrganizationFactory.create_batch(4, municipality=koto)
    first, *_, last = bodies
    lines = [f"{body.pk},{body.name}" for body in rest]
    lines += [f"{first.pk},{last.name}", f"{last.pk},{first.name}"]
    plan = plan_of("\n".join(["記録番号,団体名", *lines]).encode(), koto, coordinator)
    assert plan.counts() | {"excluded": 0} == {
        "new": 0, "changed": 0, "unchanged": 4, "error": 2, "excluded": 0,
    }  # fmt: skip


def test_twins_are_told_apart_by_their_number(
    bodies: list[Organization], koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    file = taken_along(sign_in(coordinator), "csv", "&columns=phone")
    rows = rows_of(file, "csv")
    at = next(i for i, row in enumerate(rows) if row[1] == "見本町会")
    rows[at][2] = "03-5555-0001"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    plan = plan_of(text.getvalue().encode("utf-8-sig"), koto, coordinator)
    assert plan.counts()["changed"] == 1 and plan.counts()["error"] == 0
    assert [row.record for row in plan.rows if row.changes] == [int(str(rows[at][0]))]


def test_numbers_of_another_ledger_are_not_believed(
    bodies: list[Organization], koto: Municipality, coordinator: User
) -> None:
    lines = [f"{body.pk},よその{n}の会,03-7777-000{n}" for n, body in enumerate(bodies)]
    data = "\n".join(["記録番号,団体名,電話番号", *lines]).encode()
    plan = plan_of(data, koto, coordinator)
    assert plan.counts()["error"] == 4 and plan.counts()["changed"] == 0
    assert all("名称も連絡先も違います" in problem.message for problem in plan.problems)


def test_numbers_of_another_municipality_are_none(
    bodies: list[Organization],
    koto: Municipality,
    zama: Municipality,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    theirs = OrganizationFactory(municipality=zama, name="座間の会", phone="046-000-0000")
    data = f"記録番号,団体名,電話番号\n{theirs.pk},座間の会,046-111-1111".encode()
    plan = plan_of(data, koto, coordinator)
    assert [row.record for row in plan.rows] == [None]
    assert any("この自治体に登録されていません" in note.message for note in plan.notes)


def test_each_taking_along_by_staff_is_logged(
    bodies: list[Organization], officer: User, sign_in: SignIn
) -> None:
    taken_along(sign_in(officer), "xlsx")
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.additional_data["rows"]) == (officer, 4)
