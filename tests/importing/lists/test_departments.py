"""部署の一覧: a tree of 部・課・係 from the sheet an office keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from webtest import TestApp, Upload

from organizations.models import Department, Municipality, User
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.lists.files import lines, told
from tests.pages.hand import enter, push
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db


def draft(home: Municipality, *rows: list[str]) -> ImportBatch:
    return actions.start_list_import(
        data=lines(*rows), name="部署.csv", municipality=home, kind="departments", parent=home, by=None
    )  # fmt: skip


def plan(home: Municipality, *rows: list[str]) -> ListPlan:
    return make_list_plan(draft(home, *rows))


def tree() -> set[str]:
    return {str(department) for department in Department.objects.select_related("parent")}


TABLES = {
    "name and the one above": (
        [["部署名", "上位の部署", "電話番号"], ["福祉部", "", "1111"], ["地域福祉課", "福祉部", "2222"]],
        {"福祉部", "福祉部 地域福祉課"},
    ),
    "columns 部 and 課": (
        [["部", "課"], ["福祉部", "地域福祉課"], ["福祉部", "長寿応援課"]],
        {"福祉部", "福祉部 地域福祉課", "福祉部 長寿応援課"},
    ),
    "a 部 of its own row after its 課": (
        [["部名", "課名"], ["福祉部", "地域福祉課"], ["福祉部", ""]],
        {"福祉部", "福祉部 地域福祉課"},
    ),
    "three levels": (
        [["部", "課", "係"], ["福祉部", "地域福祉課", "庶務係"], ["総務部", "総務課", "庶務係"]],
        {"福祉部", "福祉部 地域福祉課", "地域福祉課 庶務係", "総務部", "総務部 総務課", "総務課 庶務係"},
    ),
    "merged or blank cells are those of the row above": (
        [["部", "課", "係"], ["福祉部", "長寿応援課", "地域支え合い係"], ["", "", "介護予防係"],
         ["", "福祉課", "庶務係"], ["地域振興部", "", "町会係"], ["計", "3課", "4係"]],
        {"福祉部", "福祉部 長寿応援課", "長寿応援課 地域支え合い係", "長寿応援課 介護予防係",
         "福祉部 福祉課", "福祉課 庶務係", "地域振興部", "地域振興部 町会係"},
    ),
    "the one above stands further down": (
        [["部署名", "上位の部署"], ["庶務係", "福祉課"], ["福祉課", "福祉部"], ["福祉部合計", "福祉部"]],
        {"福祉部", "福祉部 福祉課", "福祉課 庶務係"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_makes_the_tree_and_undo_takes_it_away(
    koto: Municipality, coordinator: User, name: str
) -> None:
    rows, made = TABLES[name]
    batch = commit(draft(koto, *rows).pk, by=coordinator)
    assert tree() == made
    again = plan(koto, *rows)
    assert {row.state for row in again.rows} - {"excluded"} == {"unchanged"}
    assert again.file.desk.besides(again.rows) is None
    undo(batch.pk, by=coordinator)
    assert tree() == set()
    assert set(batch.rows.exclude(state="excluded").values_list("undone", flat=True)) == {
        "reversed"
    }


def test_a_registered_one_is_found_by_its_place(koto: Municipality) -> None:
    welfare = Department.objects.create(municipality=koto, name="福祉部")
    affairs = Department.objects.create(municipality=koto, name="総務部")
    for above in (welfare, affairs):
        Department.objects.create(municipality=koto, name="庶務係", parent=above)
    alone = Department.objects.create(municipality=koto, name="長寿課", parent=welfare)
    found = plan(
        koto,
        ["部署名", "上位の部署", "廃止日"],
        ["長寿課", "", "R6.3.31"],
        ["庶務係", "", ""],
        ["庶務係", "総務部", ""],
        ["文化課", "文化部", ""],
    )
    closed, several, same, new = found.rows
    assert (closed.record, closed.instance.closed_on) == (alone.pk, date(2024, 3, 31))
    assert "同じ名称の部署が2件あります" in several.problems[0].message
    assert same.state == "unchanged"
    assert told(new) == [("上位の部署", "登録されていないため、この部署も登録します。")]


def test_blank_cells_are_told_once_for_the_file(koto: Municipality) -> None:
    rows = [["部", "課"], ["福祉部", "福祉課"], ["", "長寿課"], ["", "障害課"], ["福祉部", "計"]]
    found = plan(koto, *rows)
    assert [(t.message, t.rows) for t in found.told()] == [
        ("登録されていないため、この部署も登録します。", [2]),
        ("合計の行のため、取り込みません。", [5]),
        ("空欄の「部」は、上の行と同じとみました。", [3, 4]),
    ]
    assert found.counts() == {"new": 3, "changed": 0, "unchanged": 0, "error": 0, "excluded": 1}


def test_the_sign_for_the_same_as_above_and_blanks_in_one_chart(koto: Municipality) -> None:
    rows = [
        ["部", "課", "係"],
        ["福祉部", "長寿課", "庶務係"],
        ["", "", "介護係"],
        ["〃", "福祉課", ""],
    ]
    last = plan(koto, *rows).rows[-1]
    assert told(last)[:1] == [("部", "空欄の「部」は、上の行と同じとみました。")]
    assert last.values == {"division": "福祉部", "name": "福祉課"}
    [month] = plan(koto, ["部署名", "廃止日"], ["福祉課", "R8.3"]).rows
    assert "年月日がそろっていません" in told(month)[0][1]
    assert "わかる範囲" not in told(month)[0][1]


def test_those_made_besides_are_counted_and_named(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    data = lines(
        ["部", "課"], ["福祉部", "福祉課"], ["", "長寿課"], ["総務部", "総務課"], ["総務部", ""]
    )
    check = enter(browser, "/imports/lists/departments/new/", file=Upload("部署.csv", data))
    assert "あわせて登録する上位の部署（1部署）" in check.text
    push(browser, check.request.path, "4部署を取込む（ほかに上位の部署1部署）")
    carry_out()
    assert len(tree()) == 5
    result = browser.get(f"/imports/{ImportBatch.objects.get().pk}/")
    assert (
        result.html.find("dt", string="あわせて登録").find_next("dd").get_text(strip=True) == "1件"
    )


def test_a_row_of_sums_is_no_row(koto: Municipality) -> None:
    rows = [["部", "課"], ["福祉部", "福祉課"], ["総務部", "総務課"], ["計", "２課"]]
    assert plan(koto, *rows).counts()["excluded"] == 1


def test_no_second_one_is_made_in_silence(koto: Municipality) -> None:
    welfare = Department.objects.create(municipality=koto, name="福祉部")
    Department.objects.create(municipality=koto, name="福祉課", parent=welfare)
    Department.objects.create(municipality=koto, name="会計課")
    found = plan(
        koto,
        ["部", "課", "係"],
        ["", "福祉課", "庶務係"],
        ["総務部", "会計課", "出納係"],
        ["健康部", "福祉課", ""],
    )
    below, alone, other = found.rows
    assert str(below.given["parent"]) == "福祉部 福祉課"
    assert told(below) == [("上位の部署", "登録済みか、この表にある「福祉部 福祉課」とみました。")]
    assert "上位の部署のない部署として登録されています" in alone.problems[0].message
    assert other.state == "new"
    assert (
        "部署名",
        "同じ名称の部署が「福祉部 福祉課」にもあります。別の部署として登録します。",
    ) in told(other)


def test_a_name_written_twice_at_two_heights_is_asked(koto: Municipality) -> None:
    rows = [["部署名", "上位の部署"], ["福祉課", "福祉部"], ["福祉課", ""], ["福祉部", ""]]
    found = plan(koto, *rows)
    assert [row.state for row in found.rows] == ["new", "error", "new"]
    assert "この表では「福祉部」の下にも「福祉課」があります。" in found.problems[0].message


def test_a_department_in_use_stays(koto: Municipality, coordinator: User) -> None:
    rows = (["部署名", "上位の部署"], ["福祉部", ""], ["地域福祉課", "福祉部"])
    batch = commit(draft(koto, *rows).pk, by=coordinator)
    section = Department.objects.get(name="地域福祉課")
    Department.objects.create(municipality=koto, name="庶務係", parent=section)
    undo(batch.pk, by=coordinator)
    assert dict(batch.rows.values_list("number", "undone")) == {2: "kept", 3: "kept"}


def test_from_the_page_of_departments(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    browser.get("/departments/").click("表計算から取込")
    data = lines(["部署名", "電話番号"], ["福祉部", "1111"], ["総務部", ""])
    check = enter(browser, "/imports/lists/departments/new/", file=Upload("部署.csv", data))
    assert "取り込まない列：電話番号" in check.text
    push(browser, check.request.path, "2部署を取込む")
    carry_out()
    assert tree() == {"福祉部", "総務部"}
