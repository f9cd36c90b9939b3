"""構成員の名簿, as its keeper means it: several posts, who left, departments, sums, who is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from webtest import TestApp

from organizations.models import Department, Layer, Membership, Municipality, Organization, User
from platform_registry import actions as door
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.lists.files import told
from tests.importing.lists.test_members import draft, plan, send

pytestmark = pytest.mark.django_db


def test_a_department_is_known_by_any_part_of_its_place(koto: Municipality, circle: Layer) -> None:
    welfare = Department.objects.create(municipality=koto, name="福祉部")
    office = Department.objects.create(municipality=koto, name="福祉課", parent=welfare)
    unit = Department.objects.create(municipality=koto, name="庶務係", parent=office)
    health = Department.objects.create(municipality=koto, name="健康部")
    for above in (welfare, health):
        Department.objects.create(municipality=koto, name="計画課", parent=above)
    found = plan(
        circle,
        ["団体名", "部署名"],
        ["福祉課", ""],
        ["江東区 福祉部", ""],
        ["江東区", "福祉課庶務係"],
        ["健康部 計画課", ""],
        ["計画課", ""],
        ["みなと社会福祉協議会", "福祉課"],
        ["健康部", "広報係"],
        new_organizations=True,
    )
    named = [row.given.get("department") for row in found.rows]
    assert named[:3] == [office, welfare, unit]
    assert str(named[3]) == "健康部 計画課"
    assert found.rows[4].problems[0].message == (
        "「計画課」という部署が複数あります（福祉部 計画課、健康部 計画課）。上位の部署から書いてください。"
    )
    assert found.rows[5].given["organization"].name == "みなと社会福祉協議会"
    assert named[6] == health
    assert told(found.rows[6]) == [
        ("部署名", "この名称の部署は登録されていません。「健康部」として取り込みます。")
    ]
    besides = found.file.desk.besides(found.rows)
    assert besides.names == {"みなと社会福祉協議会": [7]}


def test_a_line_of_sums_names_nobody(circle: Layer) -> None:
    rows = (
        ["No", "団体名", "役職"],
        ["1", "うみの会", "会長"],
        ["2", "みなと会", ""],
        ["合計", "2団体", ""],
    )
    assert [row.number for row in plan(circle, *rows, new_organizations=True).rows] == [2, 3]


def test_several_posts_of_one_body_are_one_member(circle: Layer, nagaya: Organization) -> None:
    found = plan(
        circle,
        ["No", "団体名", "役職", "参加日", "備考"],
        ["1", "深川長屋", "会長", "R6.4.1", "発起人"],
        ["2", "深川長屋", "理事", "R6.4.1", ""],
        ["3", "深川長屋", "会長", "R6.4.1", ""],
    )
    first, second, third = found.rows
    assert (first.instance.row, first.instance.post, first.given["remark"]) == (
        1,
        "会長、理事",
        "発起人",
    )
    assert (second.state, third.state) == ("excluded", "excluded")
    assert told(second) == [("構成員", "2行目と同じ構成員のため、1件にまとめました。")]
    differ = plan(circle, ["団体名", "役割"], ["深川長屋", "座長"], ["深川長屋", "助言者"])
    assert differ.problems[0].message == "2行目と同じです。1行にまとめてください。"
    header = ["団体名", "参加日", "退会日"]
    at_once = plan(circle, header, ["深川長屋", "R5.4.1", ""], ["深川長屋", "R6.4.1", ""])
    assert at_once.problems[0].message.startswith(
        "2行目と同じ団体・部署・個人で、期間が重なっています。"
    )


LEAVING = {
    "令和8年3月31日退会": date(2026, 3, 31),
    "Ｒ８．３．３１付けで脱退": date(2026, 3, 31),
    "総会のあと（退会日：2026/3/31）": date(2026, 3, 31),
    "令和8年3月退会": None,
    "令和8年4月1日に退会の申出、令和8年9月30日退会": None,
    "令和5年4月1日参加": None,
}


@pytest.mark.parametrize("remark", LEAVING)
def test_the_last_day_of_who_left_may_stand_in_the_remark(
    circle: Layer, nagaya: Organization, remark: str
) -> None:
    header, row = ["団体名", "状況", "備考"], ["深川長屋", "退会", remark]
    [fresh] = plan(circle, header, row).rows
    day = LEAVING[remark]
    assert (fresh.state, fresh.instance.ends_on) == ("new" if day else "error", day)
    Membership.objects.create(layer=circle, organization=nagaya)
    [known] = plan(circle, [*header, "役職"], [*row, "会長"]).rows
    assert (known.state, known.instance.post) == ("changed", "会長")
    assert (known.instance.state, known.instance.ends_on) == ("left" if day else "joined", day)
    expected = (
        "退会日は、備考から令和8年3月31日（火）としました。"
        if day
        else "退会日がないため、状態は登録済みの「参加」のままにします。"
    )
    assert expected in [message for _, message in told(known)]


def test_who_is_missing_from_the_file_is_named(
    koto: Municipality,
    circle: Layer,
    nagaya: Organization,
    coordinator: User,
    browser_of: Callable[[User], TestApp],
) -> None:
    browser = browser_of(coordinator)
    for name in ("うみの会", "みなと会"):
        body = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=circle, organization=body)
    check = send(browser, circle, ["団体名", "氏名", "参加日", "区分", "役職", "役割", "状態", "連携内容"],
                 ["深川長屋", "長屋 太郎", "R6.4.1", "地域", "理事長", "会長", "参加", "居場所"])  # fmt: skip
    assert check.html.find("summary", string="この表にない構成員 2件")
    assert {"うみの会", "みなと会"} <= {a.text for a in check.html.select("details li a")}
    new = check.html.find("table", attrs={"aria-label": "新しく登録する行"}) or check.html
    assert "長屋 太郎" not in new.find("th", string="参加日").find_parent("table").text


def test_undo_leaves_the_way_of_a_member_as_it_was(
    circle: Layer, nagaya: Organization, coordinator: User
) -> None:
    member = door.save(Membership(layer=circle, organization=nagaya), by=coordinator)
    before = list(member.steps.values_list("pk", "state"))
    batch = commit(draft(circle, ["団体名", "状態"], ["深川長屋", "辞退"]).pk, by=coordinator)
    assert member.steps.count() == len(before) + 1
    undo(batch.pk, by=coordinator)
    member.refresh_from_db()
    assert member.state == "joined"
    assert list(member.steps.values_list("pk", "state")) == before
