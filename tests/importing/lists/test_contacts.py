"""連絡先の一覧: persons to speak to, for those who work with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestApp

from organizations.models import Contact, Department, Municipality, Organization, User
from surveys import actions
from surveys.importing.lists.page import page_of
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.lists.files import lines, told

pytestmark = pytest.mark.django_db
HEADER = ["団体名", "担当者氏名", "部署", "役職", "電話番号", "メールアドレス", "備考"]


def draft(home: Municipality, *rows: list[str], **settings: Any) -> ImportBatch:
    batch = actions.start_list_import(
        data=lines(*rows), name="連絡先.csv", municipality=home, kind="contacts", parent=home, by=None
    )  # fmt: skip
    actions.use_settings(batch, settings=settings, by=None)
    return batch


def plan(home: Municipality, *rows: list[str], **settings: Any) -> ListPlan:
    return make_list_plan(draft(home, *rows, **settings))


def test_persons_come_and_go(koto: Municipality, nagaya: Organization, coordinator: User) -> None:
    known = Contact.objects.create(organization=nagaya, name="長屋 太郎", phone="03-1111-1111")
    rows = (
        HEADER,
        ["深川長屋", "長屋太郎", "事務局", "局長", "０３−２２２２−２２２２", "taro@example.jp", ""],
        ["うみの会", "海 花子", "", "代表", "", "", "夜間のみ"],
    )
    page = page_of(plan(koto, *rows, new_organizations=True))
    assert page["changed"][0][:4] == [2, nagaya.get_absolute_url(), "長屋 太郎", "役職"]
    assert page["columns"] == ["団体名", "氏名", "役職", "備考"]
    batch = commit(draft(koto, *rows, new_organizations=True).pk, by=coordinator)
    known.refresh_from_db()
    assert (known.name, known.post) == ("長屋 太郎", "事務局 局長")
    assert (known.phone, known.email) == ("03-2222-2222", "taro@example.jp")
    sea = Contact.objects.get(name="海 花子")
    assert (sea.organization.name, sea.post, sea.note) == ("うみの会", "代表", "夜間のみ")
    assert {row.state for row in plan(koto, *rows).rows} == {"unchanged"}
    undo(batch.pk, by=coordinator)
    known.refresh_from_db()
    assert (known.phone, known.post) == ("03-1111-1111", "")
    assert list(Contact.objects.all()) == [known]
    assert list(Organization.objects.all()) == [nagaya]


def test_the_list_is_offered_where_contacts_are_seen(
    nagaya: Organization, coordinator: User, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(coordinator).get(nagaya.get_absolute_url())
    assert page.click("連絡先の一覧を表計算から取込").html.h1.text.strip() == "連絡先の一覧を取込"
    assert "表計算から取込" not in browser_of(officer).get(nagaya.get_absolute_url()).text


def test_a_bad_value_is_left_out_and_told(koto: Municipality, nagaya: Organization) -> None:
    found = plan(
        koto,
        HEADER,
        ["深川長屋", "長屋太郎", "", "", "12", "taro＠example", ""],
        ["", "海 花子", "", "", "", "", ""],
        ["深川長屋", "", "事務局", "", "", "", ""],
    )
    told_of, nowhere, nobody = found.rows
    assert [column for column, _ in told(told_of)] == ["電話番号", "メールアドレス"]
    assert told_of.state == "new"
    assert nowhere.problems[0].message == "「団体名」が空欄です。入力してください。"
    assert nobody.problems[0].message == "「氏名」が空欄です。入力してください。"


def test_what_can_be_no_number_or_address_is_kept_in_the_note(
    koto: Municipality, nagaya: Organization
) -> None:
    rows = (
        ["団体名", "氏名", "電話番号1", "電話番号2", "メールアドレス", "備考"],
        ["深川長屋", "長屋太郎", "3647-2222 内線12", "090-1111-2222",
         "info@nagaya.example.org; sub@nagaya.example.org", "夜間不可"],
        ["深川長屋", "海 花子", "０３−２２２２−２２２２（代）内12", "", "sato@example", ""],
    )  # fmt: skip
    found = plan(koto, *rows)
    first, second = (row.instance for row in found.rows)
    assert (first.phone, first.email) == ("090-1111-2222", "info@nagaya.example.org")
    assert first.note == (
        "夜間不可 電話番号1：3647-2222 内線12 メールアドレス：sub@nagaya.example.org"
    )
    assert (second.phone, second.email) == ("03-2222-2222(代)内12", "")
    assert second.note == "メールアドレス：sato@example"
    assert all("備考に残しました。" in message for row in found.rows for _, message in told(row))
    known = Contact.objects.create(organization=nagaya, name="海 花子", note="火曜のみ")
    assert [row.changes["備考"] for row in plan(koto, *rows).rows if row.record == known.pk] == [
        ("火曜のみ", "火曜のみ メールアドレス：sato@example")
    ]


def test_a_department_is_never_made_an_organization(koto: Municipality) -> None:
    above = Department.objects.create(municipality=koto, name="福祉部")
    Department.objects.create(municipality=koto, name="長寿応援課", parent=above)
    rows = (HEADER[:2], ["長寿応援課", "高橋"], ["うみの会", "海 花子"], ["こども未来部", "田中"])
    found = plan(koto, *rows, new_organizations=True)
    assert "「長寿応援課」は部署です。" in found.problems[0].message
    assert [row.state for row in found.rows] == ["error", "new", "new"]
    assert "部署のような名称" in told(found.rows[2])[0][1]
    page = page_of(found)
    assert page["besides"] == {"label": "新しい団体", "unit": "団体", "count": 2,
                               "names": [["うみの会", [3]], ["こども未来部", [4]]]}  # fmt: skip


HEADINGS = [
    (["団体名", "氏名", "電話", "E-mail"], ["organization", "name", "phone", "email"]),
    (
        ["No", "所属団体", "担当者", "役職", "TEL"],
        ["number", "organization", "name", "post", "phone"],
    ),
    (
        ["施設名", "窓口担当者名", "連絡先電話番号", "備考"],
        ["organization", "name", "phone", "note"],
    ),
]


@pytest.mark.parametrize(("headings", "fields"), HEADINGS)
def test_usual_headings_are_known(
    koto: Municipality, headings: list[str], fields: list[str]
) -> None:
    found = plan(koto, headings, ["1"] * len(headings), ["2"] * len(headings))
    assert [column.field for column in found.file.columns] == fields
