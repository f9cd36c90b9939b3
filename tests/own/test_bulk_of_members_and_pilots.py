"""Fields of many members and of many pilots are set at once, shown before, and taken back at once."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from organizations.models import Department, Layer, Membership, MembershipStep, OwnField, Platform
from organizations.own.models import key_of
from pilots.models import Pilot
from platform_registry.access import Role
from platform_registry.models import BulkChange, BulkStep
from tests.confidence.test_secrecy import cleared
from tests.factories.organization import OrganizationFactory
from tests.factories.user import StaffAssignmentFactory
from tests.own.test_own_fields import MEMBERSHIP, PILOT, name, own_field
from tests.own.test_own_lists import cells, text_of
from tests.pages.hand import complaints, push, write

State = Membership.State


@pytest.fixture
def turn(koto) -> OwnField:
    return own_field(koto, "当番", "choice", MEMBERSHIP, "第1班", "第2班")


@pytest.fixture
def members(koto, circle) -> list[Membership]:
    bodies = [OrganizationFactory(municipality=koto, name=f"{letter}の会") for letter in "あいう"]
    return [Membership.objects.create(layer=circle, organization=body) for body in bodies]


def ticked(of: str, records) -> str:
    return f"/bulk/{of}/fields/?" + "&".join(f"picked={record.pk}" for record in records)


def test_members_are_answered_for_and_put_back(members, turn, officer, browser_of):
    desk, group = browser_of(officer), turn.choices.get(label="第2班").pk
    page = desk.get("/members/")
    assert "項目をまとめて直す" in page
    page = write(
        desk.get(ticked("members", members)),
        **{"fields_to_set": ["post", name(turn)], "post": "幹事", name(turn): str(group),
           "reason": "総会で決定"},
    )  # fmt: skip
    assert "役職：幹事、当番：第2班" in text_of(page)
    done = write(page, button="carry_out").follow()
    assert "項目をまとめて直す：役職・当番" in done
    for member in Membership.objects.all():
        assert (member.post, member.own) == ("幹事", {key_of(turn.pk): group})
    change = BulkChange.objects.get()
    assert desk.get(change.get_absolute_url()).click("構成員", index=0).request.path == "/members/"
    push(desk, change.get_absolute_url(), "元に戻す")
    assert {(m.post, str(m.own)) for m in Membership.objects.all()} == {("", "{}")}


def changed_in_all(desk) -> str:
    """変えた件数, as the list of what was done says it."""
    [row] = cells(desk.get("/bulk/changes/"))
    return str(row[2])


def test_who_leaves_together_leaves_a_step_each(members, officer, browser_of):
    desk = browser_of(officer)
    page = write(
        desk.get(ticked("members", members[:2])),
        fields_to_set=["state"], state=State.LEFT, reason="制度の終了",
    )  # fmt: skip
    assert "2件は変わりません" in text_of(page) and "退会日を入力してください。" in page
    assert "carry_out" not in page and not BulkChange.objects.exists()
    page = write(page, fields_to_set=["state", "ends_on"], ends_on="令和8年3月31日")
    assert "状態：退会、退会日：令和8年3月31日（火）" in text_of(page)
    write(page, button="carry_out").follow()
    left = MembershipStep.objects.filter(state=State.LEFT)
    assert [(step.note, str(step.on)) for step in left] == [("制度の終了", "2026-03-31")] * 2
    push(desk, BulkChange.objects.get().get_absolute_url(), "元に戻す")
    assert {(m.state, m.ends_on) for m in Membership.objects.all()} == {(State.JOINED, None)}


def test_what_one_change_forbids_the_next_is_said_before(members, officer, browser_of):
    """Each of them alone could be the coordinating agency, which is one."""
    page = browser_of(officer).get(ticked("members", members))
    page = write(page, fields_to_set=["role"], role="coordinating", reason="指定")
    assert "1件に実行する" in text_of(page) and "2件は変わりません" in text_of(page)
    assert "今は「あの会」が調整機関です" in page
    assert not Membership.objects.filter(role="coordinating").exists()
    write(page, button="carry_out").follow()
    assert Membership.objects.get(role="coordinating") == members[0]


def test_what_has_become_forbidden_since_is_said_where_it_was_shown(members, officer, browser_of):
    page = write(
        browser_of(officer).get(ticked("members", members[:1])),
        fields_to_set=["role"], role="coordinating", reason="指定",
    )  # fmt: skip
    assert "1件に実行する" in text_of(page)
    Membership.objects.filter(pk=members[2].pk).update(role="coordinating")
    page = write(page, button="carry_out")
    assert "今は「うの会」が調整機関です" in text_of(page).partition("変わる内容")[2]


def test_what_is_ticked_must_be_given(members, officer, browser_of):
    page = write(
        browser_of(officer).get(ticked("members", members)),
        fields_to_set=["role", "founding"], post="幹事", reason="",
    )  # fmt: skip
    said = dict(complaints(page))
    assert {"役割", "発足時から", "役職", "理由"} <= {*said}, said


def test_a_council_s_members_are_left_out_and_stand_in_no_record_of_it(
    members, koto, platform, council, administrator, browser_of
):
    cleared(administrator, platform, council)
    body = OrganizationFactory(municipality=koto, name="守る会")
    kept = Membership.objects.create(layer=council, organization=body)
    desk = browser_of(administrator)
    page = desk.get(ticked("members", [*members, kept]))
    assert "3件 を選んでいます" in text_of(page) and "守秘の層の構成員" in page
    page = write(page, fields_to_set=["post"], post="幹事", reason="総会")
    write(page, button="carry_out").follow()
    kept.refresh_from_db()
    assert kept.post == "" and BulkStep.objects.count() == 3
    assert "選び直してください" in desk.get(ticked("members", [kept])).follow()


def test_what_became_secret_since_is_not_read_in_what_was_done(
    members, platform, circle, officer, coordinator, browser_of
):
    page = browser_of(officer).get(ticked("members", members))
    page = write(page, fields_to_set=["post"], post="幹事", reason="総会")
    done = write(page, button="carry_out").follow()
    assert "あの会" in done and "役職：幹事" in done
    Layer.objects.filter(pk=circle.pk).update(confidential=True)
    address = BulkChange.objects.get().get_absolute_url()
    assert "役職：幹事" not in browser_of(officer).get(address)
    assert changed_in_all(browser_of(officer)) == "—"
    cleared(coordinator, platform, circle)
    assert "役職：幹事" in browser_of(coordinator).get(address)
    assert changed_in_all(browser_of(coordinator)) == "3"
    undone = push(browser_of(officer), address, "元に戻す")
    assert "元に戻しました。" in undone and "3件" not in text_of(undone)


def test_pilots_are_handed_to_a_department_and_put_back(
    koto, zama, platform, section, officer, browser_of
):
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.STAFF)
    there = Platform.objects.create(municipality=zama, name="座間市 連携PF", status="preparing")
    budget = own_field(koto, "予算区分", "text", PILOT)
    pilots = [
        Pilot.objects.create(platform=at, fiscal_year=2026, number=n, name=f"事業{n}")
        for n, at in enumerate((platform, platform, there), start=1)
    ]
    Department.objects.create(municipality=zama, name="座間の課")
    desk = browser_of(officer)
    page = write(
        desk.get(ticked("pilots", pilots)),
        **{"fields_to_set": ["state", "department", name(budget)], "state": "running",
           "department": str(section.pk), name(budget): "補助金", "reason": "組織の見直し"},
    )  # fmt: skip
    said = text_of(page)
    assert "状態：計画、担当部署：（空欄）、予算区分：（空欄）" in said
    assert "状態：実施中、担当部署：長寿応援課、予算区分：補助金" in said
    assert "選んだ担当部署は、ほかの自治体の部署です。" in said
    write(page, button="carry_out")
    assert [(p.state, p.department) for p in Pilot.objects.order_by("number")] == [
        ("running", section), ("running", section), ("planned", None)
    ]  # fmt: skip
    change = BulkChange.objects.get(municipality=koto)
    assert "前" in push(desk, change.get_absolute_url(), "元に戻す")
    assert {(p.state, p.department, str(p.own)) for p in Pilot.objects.all()} == {
        ("planned", None, "{}")
    }


def test_what_is_found_follows_the_change_not_its_preview(platform, officer, browser_of):
    for number in (1, 2):
        Pilot.objects.create(platform=platform, fiscal_year=2026, number=number, name="相談")
    desk = browser_of(officer)
    page = write(
        desk.get(ticked("pilots", Pilot.objects.all())),
        fields_to_set=["target"], target="転入者", reason="対象を広げる",
    )  # fmt: skip
    assert "対象：転入者" in text_of(page) and as_recorded()
    write(page, button="carry_out")
    assert as_recorded() and "相談" in desk.get("/search/", {"q": "転入者 相談"})
    push(desk, BulkChange.objects.get().get_absolute_url(), "元に戻す")
    assert as_recorded() and "見つかりませんでした" in desk.get("/search/", {"q": "転入者"})


def as_recorded() -> bool:
    """Whether the search finds each record by what it says now."""
    said = StringIO()
    call_command("reindex", stdout=said)
    return said.getvalue() == "索引は記録のとおりでした。\n"


def test_another_municipality_s_shared_pilot_is_not_changed(
    koto, platform, other_officer, browser_of
):
    Platform.objects.update(shared=True)
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="出張相談", shared=True)
    answer = browser_of(other_officer).get(ticked("pilots", [pilot])).follow()
    assert "選び直してください" in answer
