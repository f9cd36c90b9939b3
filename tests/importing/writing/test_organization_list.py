"""A list of organizations from a colleague's spreadsheet: what is new, what changed, what is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from webtest import TestApp, Upload

from organizations.models import Municipality, Organization, User
from platform_registry.actions import claim
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, ImportFile
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.pages.hand import complaints, enter, write

pytestmark = pytest.mark.django_db

HEADER = "団体名,ふりがな,法人格,法人番号,電話番号,郵便番号,備考,会長の趣味"


def listing(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode("cp932")


def draft(data: bytes, koto: Municipality, by: User) -> ImportBatch:
    return actions.start_list_import(data=data, name="一覧.csv", municipality=koto, by=by)


def test_new_changed_unchanged_and_refused_rows(koto: Municipality, coordinator: User) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みなとの灯", phone="03-1111-2222")
    changed = OrganizationFactory(municipality=koto, name="こもれび食堂", phone="")
    batch = draft(
        listing(
            "ＮＰＯ法人　みなとの灯,,,,03-1111-2222,,,",
            "こもれび食堂,こもれびしょくどう,任意団体,,03-1111-3333,〒135-0016,,将棋",
            "つむぎの家,つむぎのいえ,一般社団法人,7000012050002,,,,",
            "まちがい法人,,,7000012050003,,,,",
            ",,,,03-0000-0000,,,",
            "つむぎの家,,,7000012050002,,,,",
        ),
        koto,
        coordinator,
    )
    plan = make_list_plan(batch)

    assert plan.counts() == {"new": 2, "changed": 1, "unchanged": 1, "error": 1, "excluded": 1}
    assert plan.unknown == ["会長の趣味"]
    assert {(p.row, p.column) for p in plan.problems} == {(6, "団体名")}
    assert {(n.row, n.column) for n in plan.notes} == {(5, "法人番号"), (7, "団体名")}
    assert "検査" in next(n.message for n in plan.notes if n.row == 5)

    commit(batch.pk, by=coordinator)
    changed.refresh_from_db()
    assert (changed.phone, changed.postal_code, changed.version) == ("03-1111-3333", "135-0016", 2)
    new = Organization.objects.get(name="つむぎの家")
    assert (new.legal_form, new.corporate_number) == ("general_association", "7000012050002")
    assert Organization.objects.matching("ツムギ").get() == new
    wrong = Organization.objects.get(name="まちがい法人")
    assert (wrong.corporate_number, wrong.note) == ("", "法人番号：7000012050003")
    assert new.created_by == coordinator


def test_the_same_list_again_writes_nothing(koto: Municipality, coordinator: User) -> None:
    data = listing("つむぎの家,つむぎのいえ,,,,,,", "あさひ町会,,,,,,,")
    commit(draft(data, koto, coordinator).pk, by=coordinator)
    again = draft(data, koto, coordinator)
    assert make_list_plan(again).counts()["unchanged"] == 2
    with pytest.raises(Refused, match="登録・更新する団体がありません"):
        commit(again.pk, by=coordinator)


def test_undo_takes_back_what_nobody_touched(koto: Municipality, coordinator: User) -> None:
    known = OrganizationFactory(municipality=koto, name="こもれび食堂", phone="03-9999-0000")
    rows = ["こもれび食堂,,,,03-1111-3333,,,", "つむぎの家,,,,,,,", "あさひ町会,,,,,,,"]
    batch = draft(listing(*rows), koto, coordinator)
    commit(batch.pk, by=coordinator)
    edited = Organization.objects.get(name="あさひ町会")
    actions_by_hand = edited.version
    claim(edited, actions_by_hand)

    undo(batch.pk, by=coordinator)

    known.refresh_from_db()
    batch.refresh_from_db()
    assert known.phone == "03-9999-0000"
    assert set(Organization.objects.values_list("name", flat=True)) == {
        "こもれび食堂",
        "あさひ町会",
    }
    assert batch.counts["organizations_removed"] == 1
    assert batch.counts["organizations_kept"] == 1


def test_two_registered_organizations_of_one_name_are_left_to_a_person(
    koto: Municipality, coordinator: User
) -> None:
    OrganizationFactory.create_batch(2, municipality=koto, name="子ども食堂")
    plan = make_list_plan(draft(listing("子ども食堂,,,,,,,"), koto, coordinator))
    assert "2件登録されています" in plan.problems[0].message


def test_the_pages_lead_from_file_to_check(
    coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    file = Upload("一覧.csv", listing("つむぎの家,,,,,,,囲碁"))
    columns = enter(browser, "/imports/organizations/", file=file)
    assert "確かめてください" in columns.text
    check = write(columns).follow()
    assert "1団体を取込む" in check.text
    assert "取り込まない列：会長の趣味" in check.text
    batch = ImportBatch.objects.get()
    assert browser.get(f"/imports/{batch.pk}/").location.endswith(f"/imports/{batch.pk}/list/")
    assert write(check).location.endswith(f"/imports/{batch.pk}/")
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.RUNNING


@pytest.mark.parametrize("content", [b"", "団体名,住所\n".encode(), b"<html></html>"])
def test_a_file_that_is_no_list_gets_a_sentence_and_leaves_nothing(
    content: bytes, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    file = Upload("一覧.csv", content)
    answer = enter(browser_of(coordinator), "/imports/organizations/", file=file)
    assert answer.status_int == 200
    assert {name for name, _ in complaints(answer)} == {"団体一覧のファイル"}
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()


def test_headings_nobody_foresaw_are_asked_about(
    coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    file = Upload("一覧.csv", "みんなの呼び名,していること\nつむぎの家,囲碁\n".encode())
    columns = enter(browser_of(coordinator), "/imports/organizations/", file=file)
    assert "どの列が団体名かを選ぶか" in columns.text
    assert "1団体を取込む" in write(columns, column_1="name").follow().text


def test_only_coordinators_bring_lists(officer: User, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(officer).get("/imports/organizations/").status_code == 403


def test_the_command_tries_and_imports(koto: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "一覧.csv"
    path.write_bytes(listing("つむぎの家,,,,,,,"))
    out = io.StringIO()
    call_command(
        "import_organizations", path, municipality=koto.code, dry_run=True, json=True, stdout=out
    )
    assert json.loads(out.getvalue())["counts"]["new"] == 1
    assert not Organization.objects.exists()
    call_command("import_organizations", path, municipality=koto.code, stdout=out)
    assert Organization.objects.get().name == "つむぎの家"


def test_an_organization_with_a_new_name_is_known_by_its_number(
    koto: Municipality, coordinator: User
) -> None:
    OrganizationFactory(municipality=koto, name="つむぎの家", corporate_number="7000012050002")
    batch = draft(listing("つむぎの会,,,7000012050002,,,,"), koto, coordinator)
    assert make_list_plan(batch).counts()["new"] == 0
