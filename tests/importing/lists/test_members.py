"""構成員の名簿: from the file to the layer and back, and who may know of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from webtest import TestApp, TestResponse, Upload

from organizations.models import (
    Department,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Organization,
    User,
)
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch, ImportFile, ImportRow
from tests.confidence.secrets import clear
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.lists.files import lines, told
from tests.pages.hand import complaints, enter, push
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db
ROSTER = ["No.", "団体名", "区分", "役職", "役割", "参加日", "状態", "備考"]
NAGAYA = [
    "1",
    "特定非営利活動法人 深川長屋",
    "支援団体",
    "理事長",
    "会長",
    "令和6年4月1日（月）",
    "参加中",
    "発起人",
]
SECTION = ["2", "長寿応援課", "行政", "", "事務局", "R6.4.1", "", ""]
SEA = ["3", "うみの会", "支援団体", "", "委員", "", "", ""]


@pytest.mark.parametrize("number", ["9" * 5_000, "32768", "別紙"])
def test_a_number_that_can_not_be_kept_is_left_out_and_told(circle: Layer, number: str) -> None:
    [row] = plan(circle, ROSTER, [number, *NAGAYA[1:]], new_organizations=True).rows
    assert (row.state, "row" in row.given) == ("new", False)
    assert "番号ではありません。この値は取り込みません。" in row.notes[0].message


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def address(layer: Layer) -> str:
    return f"/imports/lists/members/new/?parent={layer.pk}"


def send(browser: TestApp, layer: Layer, *rows: list[str]) -> TestResponse:
    return enter(browser, address(layer), file=Upload("名簿.csv", lines(*rows)))


def draft(layer: Layer, *rows: list[str], **settings: Any) -> ImportBatch:
    batch = actions.start_list_import(
        data=lines(*rows), name="名簿.csv", municipality=layer.platform.municipality,
        kind="members", parent=layer, by=None,
    )  # fmt: skip
    if settings:
        actions.use_settings(batch, settings=settings, by=None)
    return batch


def plan(layer: Layer, *rows: list[str], **settings: Any) -> ListPlan:
    return make_list_plan(draft(layer, *rows, **settings))


def problems(found: ListPlan) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.message) for problem in found.problems]


def test_a_roster_comes_and_goes(
    browser: TestApp, circle: Layer, nagaya: Organization, section: Department
) -> None:
    page = browser.get(circle.get_absolute_url())
    assert "構成員の名簿を表計算から取込" in page.text
    check = send(browser, circle, ROSTER, NAGAYA, SECTION, SEA)
    assert check.request.path.endswith("/list/"), "every heading is known"
    assert "「うみの会」は登録されていません。" in check.text
    check = push(browser, check.request.path, "登録のない団体を新しく登録する")
    assert "あわせて登録する新しい団体（1団体）" in check.text
    going = push(browser, check.request.path, "3件を取込む（ほかに新しい団体1団体）")
    assert going.html.h1.get_text(strip=True) == "構成員の名簿を取込"
    carry_out()
    listed = browser.get("/imports/").html.find("a", string="名簿.csv").find_parent("tr")
    assert "構成員の名簿" in listed.text

    chair, office, sea = circle.memberships.order_by("row")
    assert (chair.organization, chair.role, chair.starts_on) == (nagaya, "chair", date(2024, 4, 1))
    assert (chair.side, chair.post, chair.state) == ("支援団体", "理事長", "joined")
    assert chair.name_as_printed == "特定非営利活動法人 深川長屋"
    assert [step.note for step in chair.steps.all()] == ["発起人"]
    assert (office.department, office.role) == (section, "secretariat")
    assert sea.organization.name == "うみの会"

    batch = ImportBatch.objects.get()
    result = browser.get(f"/imports/{batch.pk}/")
    assert "連携PFを見る" in result.text
    assert "うみの会" in result.text
    again = send(browser, circle, ROSTER, NAGAYA[:7] + [""], SECTION, SEA)
    assert "登録・更新するものはありません" in again.text

    push(browser, f"/imports/{batch.pk}/", "取込を取り消す")
    carry_out()
    assert not circle.memberships.exists()
    assert list(Organization.objects.all()) == [nagaya]
    assert set(batch.rows.values_list("undone", flat=True)) == {"reversed"}


def test_headings_nobody_knows_are_asked(
    browser: TestApp, circle: Layer, nagaya: Organization
) -> None:
    columns = send(browser, circle, ["なかま", "役職"], ["深川長屋", "理事長"], ["みなと会", ""])
    assert columns.request.path.endswith("/columns/")
    form = next(f for f in columns.forms.values() if "column_1" in f.fields)
    form["column_1"] = "name"
    check = form.submit().follow()
    assert "1件を取込む" in check.text


HEADINGS = [
    (["団体名", "役職名", "氏名"], ["name", "post", "person_name"]),
    (["番号", "所属", "役職", "委員氏名", "区分"], ["row", "name", "post", "person_name", "side"]),
    (["構成団体", "加入年月日", "退会年月日", "状況"], ["name", "starts_on", "ends_on", "state"]),
    (["機関名", "部署名", "役割", "備考"], ["name", "department", "role", "remark"]),
    (["№", "構成員名", "分野", "参画日", "連携内容"], ["row", "name", "side", "starts_on", "part"]),
]


@pytest.mark.parametrize(("headings", "fields"), HEADINGS)
def test_usual_headings_are_known(circle: Layer, headings: list[str], fields: list[str]) -> None:
    found = plan(circle, headings, ["1"] * len(headings), ["2"] * len(headings))
    assert [column.field for column in found.file.columns] == fields


def test_a_row_finds_the_stay_it_means(circle: Layer, nagaya: Organization) -> None:
    stay = Membership.objects.create(layer=circle, organization=nagaya, post="理事")
    found = plan(circle, ["団体名", "役職", "参加日"], ["深川長屋", "理事長", "2024/4/1"])
    [row] = found.rows
    assert (row.state, row.record) == ("changed", stay.pk)
    assert row.changes == {
        "役職": ("理事", "理事長"),
        "参加日": ("", "令和6年4月1日（月）"),
    }
    blanks = plan(circle, ["団体名", "役職"], ["深川長屋", "理事長"], fill_blanks=True)
    assert [row.state for row in blanks.rows] == ["unchanged"]


def test_who_left_comes_again_as_a_new_stay(circle: Layer, nagaya: Organization) -> None:
    Membership.objects.create(
        layer=circle, organization=nagaya, state="left",
        starts_on=date(2020, 4, 1), ends_on=date(2022, 3, 31),
    )  # fmt: skip
    header = ["団体名", "参加日", "退会日", "状態"]
    again = plan(circle, header, ["深川長屋", "2024/4/1", "", "参加"])
    assert [row.state for row in again.rows] == ["new"]
    both = plan(
        circle,
        header,
        ["深川長屋", "2020/4/1", "2022/3/31", "退会"],
        ["深川長屋", "2024/4/1", "", "参加"],
    )
    assert [row.state for row in both.rows] == ["unchanged", "new"]


def test_what_cannot_be_taken_is_told(
    koto: Municipality, circle: Layer, nagaya: Organization
) -> None:
    for _ in range(2):
        OrganizationFactory(municipality=koto, name="町会連合会")
    found = plan(
        circle,
        ["団体名", "役割", "参加日", "状態", "氏名"],
        ["深川長屋", "調整役", "春ごろ", "参加", "長屋 太郎"],
        ["町会連合会", "委員", "", "", ""],
        ["深川長屋", "委員", "", "", ""],
        ["", "", "", "", "個人 花子"],
        ["", "委員", "", "", ""],
        ["うみの会", "", "", "退会", ""],
        ["深川長家", "", "", "", ""],
        new_organizations=True,
    )  # fmt: skip
    first, alike, same, alone, nobody, left, near = found.rows
    assert [column for column, _ in told(first)] == ["役割", "参加日", "個人の氏名"]
    assert [note.value for note in first.notes if note.column == "個人の氏名"] == [""]
    assert first.state == "new"
    assert "似た名称の団体が登録されています（町会連合会、町会連合会）" in alike.problems[0].message
    assert same.state == "excluded"
    assert (alone.state, alone.instance.person_name) == ("new", "個人 花子")
    assert nobody.problems[0].message == "「団体名」が空欄です。入力してください。"
    assert left.problems[0].message.startswith("退会日がありません。退会日の列か備考")
    assert near.state == "new"
    assert told(near) == [
        ("団体名", "近い名称の団体（NPO法人深川長屋）とは別の団体として登録します。")
    ]


def test_a_rule_of_the_layer_is_told_on_the_check_page(circle: Layer) -> None:
    Layer.objects.filter(pk=circle.pk).update(individuals_allowed=False)
    circle.refresh_from_db()
    found = plan(circle, ["団体名", "氏名"], ["", "個人 花子"], ["", "個人 次郎"])
    assert {message for _, _, message in problems(found)} == {
        "この層には個人は参加できません（層の決まり）。"
    }


def test_what_somebody_changed_since_stays(
    circle: Layer, nagaya: Organization, coordinator: User
) -> None:
    stay = Membership.objects.create(layer=circle, organization=nagaya, post="理事")
    batch = commit(
        draft(
            circle,
            ["団体名", "役職"],
            ["深川長屋", "理事長"],
            ["うみの会", ""],
            new_organizations=True,
        ).pk,
        by=coordinator,
    )
    sea = Membership.objects.get(organization__name="うみの会")
    Membership.objects.filter(pk=sea.pk).update(version=5)
    undo(batch.pk, by=coordinator)
    stay.refresh_from_db()
    assert stay.post == "理事"
    assert Membership.objects.filter(pk=sea.pk).exists()
    outcomes = dict(batch.rows.values_list("number", "undone"))
    assert outcomes == {2: "reversed", 3: "kept"}
    assert Organization.objects.filter(name="うみの会").exists()


# ------------------------------------------------------------------ who may know


@pytest.fixture
def secret(council: Layer, administrator: User) -> ImportBatch:
    """A council's roster, committed by an administrator cleared for it."""
    clear(administrator, council)
    rows = (["団体名", "氏名"], ["みなと会", ""], ["", "秘密 花子"])
    batch = draft(council, *rows, new_organizations=True)
    return commit(batch.pk, by=User.objects.get(pk=administrator.pk))


PAGES = ["/imports/{}/", "/imports/{}/list/", "/imports/{}/list/columns/", "/imports/{}/file/",
         "/imports/{}/progress/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_council_s_roster_is_not_there_for_others(
    browser: TestApp, secret: ImportBatch, path: str
) -> None:
    browser.get(path.format(secret.pk), status=404)


def test_nor_does_anything_speak_of_it(
    browser: TestApp, council: Layer, secret: ImportBatch, coordinator: User
) -> None:
    browser.get(address(council), status=404)
    assert "名簿を表計算から取込" not in browser.get(council.get_absolute_url()).text
    for page in ("/imports/", "/", "/log/"):
        assert "名簿.csv" not in browser.get(page, status="*").text, page
    for rows in (ImportBatch, ImportFile, ImportRow):
        assert not rows.objects.visible_to(coordinator).exists()
    told_of = LogEntry.objects.visible_to(coordinator)
    assert not told_of.filter(object_repr__contains="名簿").exists()
    assert not told_of.filter(additional_data__icontains="名簿").exists()


def test_those_cleared_see_it_and_take_it_back(
    browser_of: Callable[[User], TestApp], administrator: User, council: Layer, secret: ImportBatch
) -> None:
    browser = browser_of(administrator)
    assert "名簿.csv" in browser.get("/imports/").text
    assert council.memberships.count() == 2
    push(browser, f"/imports/{secret.pk}/", "取込を取り消す")
    carry_out()
    assert not council.memberships.exists()


def test_an_open_layer_is_nobody_s_without_the_right(
    circle: Layer, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(officer)
    browser.get(address(circle), status=403)
    assert "表計算から取込" not in browser.get(circle.get_absolute_url()).text


def test_a_draft_is_not_written_where_the_right_has_ended(
    browser: TestApp, circle: Layer, nagaya: Organization, coordinator: User
) -> None:
    check = send(browser, circle, ["団体名"], ["深川長屋"])
    push(browser, check.request.path, "1件を取込む")
    coordinator.assignments.update(role="viewer")
    carry_out()
    assert not circle.memberships.exists()
    assert ImportBatch.objects.get().state == "failed"


def test_no_file_is_a_sentence(browser: TestApp, circle: Layer) -> None:
    page = enter(browser, address(circle))
    assert complaints(page)
    wrong = send(browser, circle, ["食品", "値段"], ["りんご", "100"], ["みかん", "50"])
    assert "「団体名」の列が見つかりません" in wrong.text
    assert wrong.request.path.endswith("/list/columns/")
