"""Who may be in a layer, when, and how often: the rules of the law and of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from webtest import TestApp

from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    User,
)
from tests.pages.hand import write

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def add(fill: Fill) -> Fill:
    """The officer enters a member: the form with its sentences, or the page after saving."""

    def added(officer: User, layer: Layer, **values: str) -> str:
        return fill(officer, f"/memberships/new/{layer.pk}/", **{"state": "joined", **values})

    return added


def test_an_organization_is_added_by_its_name(
    circle: Layer, nagaya: Organization, officer: User, add: Fill
) -> None:
    page = add(officer, circle, organization="深川長屋", starts_on="R6.1.10")
    assert "「NPO法人深川長屋」を保存しました" in page
    member = Membership.objects.get()
    assert member.starts_on == date(2024, 1, 10)
    step = member.steps.get()
    assert (step.state, step.on, step.by) == ("joined", date(2024, 1, 10), officer)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "どれか1つだけを入力してください"),
        (
            {"organization": "深川長屋", "person_name": "江東 花子"},
            "どれか1つだけを入力してください",
        ),
        ({"organization": "ない団体"}, "「ない団体」は登録されていません"),
        (
            {"organization": "深川長屋", "starts_on": "R6.4.1", "ends_on": "R6.3.1"},
            "終了は開始以降の日付を入力してください",
        ),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays_typed(
    values: dict[str, str],
    sentence: str,
    circle: Layer,
    nagaya: Organization,
    officer: User,
    add: Fill,
) -> None:
    page = add(officer, circle, post="理事長", **values)
    assert sentence in page
    assert "理事長" in page
    assert not Membership.objects.exists()


def test_the_same_body_is_not_twice_a_member_at_the_same_time(
    circle: Layer, nagaya: Organization, officer: User, add: Fill
) -> None:
    add(officer, circle, organization="NPO法人深川長屋", starts_on="R5.4.1", ends_on="R6.3.31")
    page = add(officer, circle, organization="NPO法人深川長屋", starts_on="R6.3.1")
    assert "この期間すでに構成員になっています" in page
    add(officer, circle, organization="NPO法人深川長屋", starts_on="R6.4.1")
    assert Membership.objects.count() == 2


def test_a_council_has_one_coordinating_agency(
    council: Layer, nagaya: Organization, section: Department, administrator: User, add: Fill
) -> None:
    add(administrator, council, department=str(section.pk), role="coordinating")
    page = add(administrator, council, organization="NPO法人深川長屋", role="coordinating")
    assert "調整機関は1つだけ指定できます（法第17条第1項）" in page
    assert "長寿応援課" in page
    assert Membership.objects.count() == 1


def test_individuals_stay_out_where_the_layer_says_so(
    circle: Layer, officer: User, add: Fill
) -> None:
    circle.individuals_allowed = False
    circle.save()
    page = add(officer, circle, person_name="江東 花子")
    assert "この層には個人は参加できません" in page


def test_members_as_of_any_date(
    circle: Layer, nagaya: Organization, section: Department, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(
        layer=circle, organization=nagaya, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 30),
        state="left",
    )  # fmt: skip
    Membership.objects.create(layer=circle, department=section)
    counts = {
        day: Membership.objects.on(date.fromisoformat(day)).count()
        for day in ("2023-12-31", "2024-01-01", "2024-06-30", "2024-07-01")
    }
    assert counts == {"2023-12-31": 1, "2024-01-01": 2, "2024-06-30": 2, "2024-07-01": 1}
    page = sign_in(officer).get(f"/layers/{circle.pk}/", {"on": "令和6年6月30日"})
    assert "NPO法人深川長屋" in page.content.decode()
    day = {"on": "R6.7.1", "unknown": "1"}  # with the section, of which nobody knows since when
    later = sign_in(officer).get(f"/layers/{circle.pk}/", day).content.decode()
    assert "令和6年7月1日（月）</time>時点、うち参加日不明 1件）" in later
    wrong = sign_in(officer).get(f"/layers/{circle.pk}/", {"on": "きのう"}).content.decode()
    assert "＊" in wrong


def test_a_member_that_left_keeps_its_way(
    circle: Layer, nagaya: Organization, officer: User, add: Fill, fill: Fill
) -> None:
    add(officer, circle, organization="NPO法人深川長屋", state="interested")
    member = Membership.objects.get()
    for state, more in (("invited", {}), ("joined", {"starts_on": "R6.1.10"})):
        fill(officer, f"/memberships/{member.pk}/edit/", state=state, **more)
    assert [s.state for s in member.steps.order_by("id")] == ["interested", "invited", "joined"]


def test_a_layer_with_members_is_not_deleted_but_ended(
    circle: Layer, nagaya: Organization, administrator: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya)
    client = sign_in(administrator)
    page = client.get(f"/layers/{circle.pk}/delete/").content.decode()
    assert "削除できません" in page
    assert "構成員「NPO法人深川長屋」" in page
    assert "終了日を入力してください" in page
    client.post(f"/layers/{circle.pk}/delete/")
    assert Layer.objects.filter(pk=circle.pk).exists()


def test_a_joint_platform_is_kept_by_every_municipality_in_it(
    platform: Platform, zama: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    client = sign_in(other_officer)
    assert client.get(f"/platforms/{platform.pk}/").status_code == 404
    platform.partners.add(zama)
    assert client.get(f"/platforms/{platform.pk}/edit/").status_code == 200


def test_a_joint_platform_names_the_departments_of_each_municipality(
    platform: Platform,
    circle: Layer,
    koto: Municipality,
    zama: Municipality,
    other_officer: User,
    sign_in: SignIn,
    add: Fill,
    fill: Fill,
) -> None:
    """The officer of a partner edits it without becoming its owner, and enters own departments."""
    platform.partners.add(zama)
    own = Department.objects.create(municipality=koto, name="福祉課")
    guest = Department.objects.create(municipality=zama, name="福祉課")
    Membership.objects.create(layer=circle, department=own)
    client = sign_in(other_officer)
    add(other_officer, circle, department=str(guest.pk))
    page = client.get(platform.get_absolute_url()).content.decode()
    assert ">福祉課<" in page and ">座間市 福祉課<" in page
    fill(other_officer, f"/platforms/{platform.pk}/edit/", nickname="つながるネット")
    platform.refresh_from_db()
    assert (platform.nickname, platform.municipality) == ("つながるネット", koto)


def test_a_shared_platform_is_read_but_not_changed_by_others(
    platform: Platform, other_officer: User, sign_in: SignIn
) -> None:
    platform.shared = True
    platform.save()
    client = sign_in(other_officer)
    page = client.get(f"/platforms/{platform.pk}/")
    assert page.status_code == 200
    assert "編集" not in page.content.decode().split("<main", 1)[1].split("構成図")[0]
    assert client.get(f"/platforms/{platform.pk}/edit/").status_code == 403


def test_somebody_was_faster(
    platform: Platform, officer: User, browser_of: Callable[[User], TestApp], fill: Fill
) -> None:
    url = f"/platforms/{platform.pk}/edit/"
    opened = browser_of(officer).get(url)
    fill(officer, url, name="先の名称")
    late = write(opened, name="後の名称").text
    assert "ほかの人が更新しました" in late
    assert "後の名称" in late
    platform.refresh_from_db()
    assert platform.name == "先の名称"


def test_the_notice_holds_the_four_fields_of_the_rule(
    council: Layer, section: Department, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=council, department=section, role="coordinating")
    Membership.objects.create(layer=council, organization=nagaya)
    Membership.objects.create(layer=council, person_name="江東 花子", state="interested")
    page = sign_in(officer).get(f"/layers/{council.pk}/notice/").content.decode()
    for words in ("設置した旨", council.name, "調整機関の名称", "長寿応援課", "NPO法人深川長屋"):
        assert words in page
    assert "江東 花子" not in page


def test_with_several_platforms_the_first_question_is_which(
    platform: Platform, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    for address in ("/pilots/new/", "/case-sheets/new/", "/hearings/new/"):
        assert 'name="platform"' in client.get(address).content.decode(), address
        second = Platform.objects.create(municipality=koto, name="もう1つの連携PF")
        asked = client.get(f"{address}?fiscal_year=2026").content.decode()
        assert "どの連携PFの" in asked and f"fiscal_year=2026&amp;platform={second.pk}" in asked
        chosen = client.get(address, {"platform": second.pk, "fiscal_year": "2026"})
        assert f'<option value="{second.pk}" selected>' in chosen.content.decode(), address
        odd = client.get(address, {"platform": "9" * 30})
        assert "どの連携PFの" in odd.content.decode()
        second.delete()
