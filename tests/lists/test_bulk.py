"""Work on many bodies at once: shown before, done in one go, taken back in one go."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from openpyxl import load_workbook

from meetings.models import Attendance, Meeting
from organizations.models import (
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Organization,
    SupportActivity,
    User,
)
from platform_registry import actions as door
from platform_registry.access import Role
from platform_registry.bulk.models import BulkChange
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import ContactFactory, OrganizationFactory
from tests.factories.user import StaffAssignmentFactory
from tests.factories.vocabulary import FunctionFactory, TargetFactory
from tests.lists.hand import address, button, shown

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def done(client: Client, url: str, **typed: object) -> BulkChange:
    page, given = shown(client, url, **typed)
    answer = client.post(url, given | button(page))
    assert answer.status_code == 302, answer.content.decode()
    return BulkChange.objects.order_by("-pk").first()


def undone(client: Client, change: BulkChange) -> BulkChange:
    client.post(f"/bulk/changes/{change.pk}/undo/")
    change.refresh_from_db()
    return change


def test_what_will_change_is_shown_before(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    three[2].area_served = "深川"
    door.save(three[2], by=officer)
    page, _ = shown(
        sign_in(officer),
        address("fields", three),
        fields_to_set=["area_served"],
        area_served="深川",
        reason="圏域の見直し",
    )
    assert "2団体に実行する" in page and "1団体は変わりません" in page
    assert "活動地域：城東" in page and "すでにこの内容です" in page
    assert set(Organization.objects.values_list("area_served", flat=True)) == {"城東", "深川"}
    assert not BulkChange.objects.exists()


def test_fields_are_set_with_a_reason_and_put_back(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    change = done(
        client,
        address("fields", three[:2]),
        fields_to_set=["area_served", "operator"],
        area_served="深川",
        operator="",
        reason="圏域の見直し",
    )
    assert [o.area_served for o in Organization.objects.order_by("name")] == [
        "深川",
        "深川",
        "城東",
    ]
    assert (change.by, change.reason) == (officer, "圏域の見直し")
    assert LogEntry.objects.filter(
        part=False, content_type__model="bulkchange", act="update"
    ).exists()
    assert LogEntry.objects.filter(part=True, content_type__model="organization").count() == 2
    undone(client, change)
    assert set(Organization.objects.values_list("area_served", flat=True)) == {"城東"}
    assert change.undone_by == officer
    again = client.post(f"/bulk/changes/{change.pk}/undo/", follow=True).content.decode()
    assert "すでに元に戻されています" in again


def test_a_reason_is_asked_and_nothing_typed_is_lost(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    page, given = shown(
        sign_in(officer), address("fields", three), fields_to_set=["city"], city="江東区", reason=""
    )
    assert "carry_out" not in page
    assert given["city"] == "江東区" and 'value="江東区"' in page


def test_undo_says_what_it_cannot_put_back(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    given = {"fields_to_set": ["area_served"], "area_served": "深川", "reason": "見直し"}
    change = done(client, address("fields", three), **given)
    edited = Organization.objects.get(pk=three[0].pk)
    edited.area_served = "豊洲"
    door.save(edited, by=officer)
    undone(client, change)
    assert [o.area_served for o in Organization.objects.order_by("name")] == [
        "豊洲",
        "城東",
        "城東",
    ]
    page = client.get(f"/bulk/changes/{change.pk}/").content.decode()
    assert "次の1件は戻していません" in page and "編集されているため" in page


def test_a_row_a_colleague_changed_meanwhile_is_left_out(
    three: list[Organization], officer: User, coordinator: User, sign_in: SignIn
) -> None:
    client, url = sign_in(officer), address("fields", three)
    page, given = shown(
        client, url, fields_to_set=["area_served"], area_served="深川", reason="見直し"
    )
    body = Organization.objects.get(pk=three[0].pk)
    body.phone = "03-1"
    door.save(body, by=coordinator)
    client.post(url, given | button(page))
    assert Organization.objects.get(pk=body.pk).area_served == "城東"
    left = BulkChange.objects.get().steps.get(record_id=body.pk)
    assert "ほかの人が変えました" in left.left


def test_somebody_is_put_in_charge(
    three: list[Organization], officer: User, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    change = done(client, address("officer", three), officer=str(officer.pk))
    assert set(Organization.objects.values_list("officer", flat=True)) == {officer.pk}
    undone(client, change)
    assert set(Organization.objects.values_list("officer", flat=True)) == {None}


def test_words_of_support_are_added_and_taken_off(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    place, young = FunctionFactory(label="居場所"), TargetFactory(label="若者")
    written = SupportActivityFactory(organization=three[0], function=place, name="ひだまり")
    client = sign_in(officer)
    change = done(
        client,
        address("support", three),
        what="add",
        function=str(place.pk),
        targets=[str(young.pk)],
    )
    assert SupportActivity.objects.filter(targets=young).count() == 2
    undone(client, change)
    assert list(SupportActivity.objects.all()) == [written]
    bare = SupportActivityFactory(organization=three[1], function=place, name="")
    bare.targets.add(young)
    change = done(client, address("support", three), what="drop", function=str(place.pk))
    assert list(SupportActivity.objects.all()) == [written]  # what is written down isn't dropped
    undone(client, change)
    back = SupportActivity.objects.get(organization=three[1])
    assert (back.function, list(back.targets.all())) == (place, [young])


def test_candidates_of_a_layer(
    three: list[Organization], circle: Layer, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=circle, organization=three[0])
    client = sign_in(officer)
    change = done(client, address("candidate", three), layer=str(circle.pk), state="interested")
    assert Membership.objects.filter(state="interested").count() == 2
    moved = Membership.objects.get(organization=three[1])
    moved.state = "invited"
    door.save(moved, by=officer)
    undone(client, change)
    assert [m.organization for m in Membership.objects.exclude(state="joined")] == [three[1]]


def test_bodies_are_invited_to_a_meeting(
    three: list[Organization], circle: Layer, officer: User, sign_in: SignIn
) -> None:
    stay = Membership.objects.create(layer=circle, organization=three[0])
    meeting = Meeting.objects.create(
        platform=circle.platform, layer=circle, title="第4回PF会合", fiscal_year=2026
    )
    Attendance.objects.create(meeting=meeting, organization=three[1])
    client = sign_in(officer)
    change = done(client, address("invite", three), meeting=str(meeting.pk))
    assert meeting.attendances.count() == 3
    assert meeting.attendances.get(organization=three[0]).membership == stay
    undone(client, change)
    assert [a.organization for a in meeting.attendances.all()] == [three[1]]


# ------------------------------------------------------------------ which, and who may


def test_all_that_match_are_meant(
    three: list[Organization], koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="町会", legal_form="voluntary")
    client = sign_in(officer)
    url = "/bulk/organizations/officer/?every=1&legal_form=npo"
    done(client, url, officer=str(officer.pk))
    assert set(Organization.objects.filter(officer=officer)) == set(three)
    unread = client.get("/bulk/organizations/officer/?every=1&legal_form=zzz", follow=True)
    assert "読み取れない条件（法人格）があるため、まとめて選べません" in unread.content.decode()


@pytest.mark.parametrize("query", ["", "?picked=x", "?picked=99999999999999999999", "?every="])
def test_where_nothing_is_chosen_it_is_said(query: str, officer: User, sign_in: SignIn) -> None:
    answer = sign_in(officer).get(f"/bulk/organizations/officer/{query}", follow=True)
    assert "団体が選ばれていません" in answer.content.decode()


def test_too_many_are_refused_in_a_sentence(
    three: list[Organization], officer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_registry.bulk.chosen.MOST", 2)
    answer = sign_in(officer).get("/bulk/organizations/officer/?every=1", follow=True)
    assert "一度にできるのは2件までです" in answer.content.decode()


def test_what_one_may_not_edit_is_left_out_and_said(
    three: list[Organization], zama: Municipality, officer: User, sign_in: SignIn
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.VIEWER)
    theirs = OrganizationFactory(municipality=zama, name="座間の会")
    client = sign_in(officer)
    page = client.get(address("officer", [*three, theirs])).content.decode()
    assert "3団体" in page and "ほかの1団体は、変える権限がないため除いています" in page
    done(client, address("officer", [*three, theirs]), officer=str(officer.pk))
    theirs.refresh_from_db()
    assert theirs.officer is None


def test_what_was_typed_after_looking_is_shown_before_it_is_done(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    client, url = sign_in(officer), address("fields", three)
    page, given = shown(
        client, url, fields_to_set=["area_served"], area_served="深川", reason="見直し"
    )
    page = client.post(url, given | {"area_served": "臨海"} | button(page)).content.decode()
    assert "まだ実行していません" in page and not BulkChange.objects.exists()
    assert "活動地域：臨海" in page
    client.post(url, given | {"area_served": "臨海"} | button(page))
    assert {body.area_served for body in Organization.objects.all()} == {"臨海"}


def test_a_forged_choice_is_none(three: list[Organization], officer: User, sign_in: SignIn) -> None:
    client = sign_in(officer)
    given = {"chosen": "[[1,1]]", "officer": str(officer.pk), "carry_out": "1"}
    answer = client.post("/bulk/organizations/officer/", given, follow=True)
    assert "選んだものを読み取れません" in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_readers_and_others_do_nothing(
    three: list[Organization], viewer: User, other_officer: User, officer: User, sign_in: SignIn
) -> None:
    assert sign_in(viewer).get(address("officer", three)).status_code == 403
    assert not sign_in(viewer).get("/organizations/").context["acts"]
    other = sign_in(other_officer).get(address("officer", three), follow=True)
    assert "団体が選ばれていません" in other.content.decode()
    change = done(sign_in(officer), address("officer", three), officer=str(officer.pk))
    assert sign_in(other_officer).get(f"/bulk/changes/{change.pk}/").status_code == 404
    assert sign_in(viewer).get(f"/bulk/changes/{change.pk}/").status_code == 404


def test_what_was_done_is_found_again_and_put_back(
    three: list[Organization], officer: User, other_officer: User, sign_in: SignIn
) -> None:
    """The page that told of it is closed; the list leads back to it."""
    change = done(sign_in(officer), address("officer", three), officer=str(officer.pk))
    client = sign_in(officer)
    link = f'<a href="/bulk/changes/{change.pk}/">'
    page = client.get("/bulk/changes/").content.decode()
    assert link in page and '<td class="num">3</td>' in page
    assert link not in sign_in(other_officer).get("/bulk/changes/").content.decode()
    undone(client, change)
    assert link in client.get("/bulk/changes/?state=undone").content.decode()
    assert link not in client.get("/bulk/changes/?state=done").content.decode()


# ------------------------------------------------------------------ handed over


def sheets(client: Client, url: str) -> dict[str, list[tuple[object, ...]]]:
    answer = client.get(url)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.getvalue()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_whom_to_telephone(
    three: list[Organization], officer: User, viewer: User, sign_in: SignIn
) -> None:
    ContactFactory(organization=three[0], name="見本 花子", phone="03-0000-0009")
    Organization.objects.filter(pk=three[0].pk).update(
        phone="03-1", verified_on=date(2024, 3, 5), officer=officer
    )
    rows = sheets(sign_in(officer), address("calls", three))["電話リスト"]
    assert rows[0][:4] == ("記録番号", "団体名", "ふりがな", "電話番号")
    assert rows[1][5:9] == ("見本 花子", "03-0000-0009", str(officer), "未接触")
    assert len(rows) == 4
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.additional_data["rows"]) == (officer, 3)
    assert sign_in(viewer).get(address("calls", three)).status_code == 403


def test_letters_and_labels_say_who_has_no_address(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    Organization.objects.filter(pk=three[0].pk).update(
        postal_code="135-0016", prefecture="東京都", city="江東区", town="東陽4-11-28"
    )
    client = sign_in(officer)
    found = sheets(client, address("letters", three))
    assert found["宛名"][1][1:6] == (
        "135-0016",
        "東京都江東区東陽4-11-28",
        None,
        "あさひの会",
        "御中",
    )
    assert [row[1] for row in found["住所のない団体"][1:]] == ["いずみの会", "うみの会"]
    page = client.get(address("labels", three)).content.decode()
    assert "〒135-0016" in page and "住所のない2団体は、ラベルに入りません" in page


def test_the_list_s_own_file_of_the_chosen_alone(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    url = address("csv", three[:2]) + "&columns=name&columns=phone"
    lines = client.get(url).getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "記録番号,団体名,電話番号" and len(lines) == 3
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.additional_data["rows"], entry.actor) == (2, officer)
    assert len(sheets(client, address("xlsx", three))["一覧"]) == 4


def test_rows_can_be_ticked_where_something_can_be_done(
    three: list[Organization], officer: User, viewer: User, sign_in: SignIn
) -> None:
    page = BeautifulSoup(sign_in(officer).get("/organizations/?view=all").content, "html.parser")
    boxes = page.select("form.bulk input[name=picked]")
    assert [box["aria-label"] for box in boxes][:1] == ["あさひの会を選ぶ"]
    buttons = [b.get_text() for b in page.select(".bulk-bar button[formaction]")]
    assert buttons == [
        "候補にする", "会議に招く", "項目をまとめて直す", "担当を決める", "支援の種類を加える・外す",
        "確認の電話リスト", "宛名・差し込み用Excel", "宛名ラベル", "Excel", "CSV",
    ]  # fmt: skip
    assert b"form.bulk" not in sign_in(viewer).get("/organizations/").content
