"""Lists over all pilots: what is added, what isn't, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Municipality, Platform, User
from pilots.across.sums import delivered, turnouts
from pilots.models import (
    AttendanceCount,
    Distribution,
    Pilot,
    PilotEvent,
    Procurement,
    Publication,
    Speaker,
)
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]
Counting = AttendanceCount.Counting


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2023, name="フォーラムの開催")


def event(pilot: Pilot, name: str, *counts: tuple[str, int], **more: str) -> PilotEvent:
    """With how many came: way of counting and number."""
    made = PilotEvent.objects.create(pilot=pilot, name=name)
    for counting, number in counts:
        AttendanceCount.objects.create(event=made, counting=counting, value=number, **more)
    return made


def sums(pilot: Pilot) -> dict[str, str]:
    found = turnouts(PilotEvent.objects.filter(pilot=pilot)).sums
    return {turnout.counting: turnout.shown for turnout in found}


def test_each_way_of_counting_has_a_sum_of_its_own(pilot: Pilot) -> None:
    event(pilot, "講演会", (Counting.ATTENDED, 110), (Counting.APPLIED, 130))
    event(pilot, "シンポジウム", (Counting.ATTENDED, 57), (Counting.APPLIED, 54))
    event(pilot, "展示", (Counting.TOTAL_VISITS, 300), exactness="about")
    assert sums(pilot) == {
        "参加（実人数）": "167人",
        "のべ": "約300人",
        "申込": "184人",
    }


def test_places_and_parts_of_an_event_are_not_added(pilot: Pilot) -> None:
    """They may be the same people: 1,460 in the lobby and 1,070 upstairs are not 2,530."""
    event(pilot, "ロビー", (Counting.NOT_STATED, 1460), place="1Fロビー")
    whole = event(pilot, "シンポジウム", (Counting.ATTENDED, 120))
    AttendanceCount.objects.create(event=whole, category="行政", value=42)
    event(pilot, "2つの資料で違う", (Counting.ATTENDED, 30), (Counting.ATTENDED, 40))
    event(pilot, "親子で", (Counting.ATTENDED, 20), unit="組")
    event(pilot, "ツアー")
    found = turnouts(PilotEvent.objects.filter(pilot=pilot))
    assert [(sum.shown, sum.events) for sum in found.sums] == [("120人", 1)]
    assert (found.only_parts, found.uncounted) == (3, 1)


def test_the_list_says_what_has_no_figure(
    pilot: Pilot, viewer: User, coordinator: User, sign_in: SignIn
) -> None:
    event(pilot, "講演会", (Counting.ATTENDED, 110), unit="名")
    event(pilot, "ツアー")
    page = sign_in(viewer).get("/pilot-events/").content.decode()
    assert "110名" in page and "人数の記載がない行事が1件" in page
    file = sign_in(coordinator).get("/pilot-events/?export=csv").getvalue().decode()
    [_, talk, tour] = sorted(file.strip().splitlines(), key=lambda line: "ツアー" in line)
    assert ",110," in talk
    assert not tour.partition(",その他,")[2].strip(",")  # no number, and no zero


def test_copies_have_subtotals_and_shares_of_what_was_printed(pilot: Pilot) -> None:
    leaflet = Publication.objects.create(pilot=pilot, name="リスト", copies_as_printed=1000)
    for group, copies in (
        ("区内各所", 350),
        ("区内各所", 210),
        ("区役所内", 140),
        ("区役所内", None),
    ):
        Distribution.objects.create(
            publication=leaflet, group=group, place="窓口", copies=copies, sites=2
        )
    [found] = delivered(Distribution.objects.all())
    assert [(part.group, part.copies, part.share) for part in found.groups] == [
        ("区内各所", 560, "56.0%"),
        ("区役所内", 140, "14.0%"),
    ]
    assert (found.copies, found.share, found.without, found.warning) == (700, "70.0%", 1, "")


def test_more_than_was_printed_is_told_and_without_a_total_there_is_no_share(
    pilot: Pilot, viewer: User, sign_in: SignIn
) -> None:
    flyer = Publication.objects.create(pilot=pilot, name="チラシ", copies_as_printed=100)
    poster = Publication.objects.create(pilot=pilot, name="ポスター")
    Distribution.objects.create(publication=flyer, place="駅", copies=150)
    Distribution.objects.create(publication=poster, place="駅", copies=30)
    page = sign_in(viewer).get("/distributions/").content.decode()
    assert "配布の和150部が、資料の合計100部を超えています。" in page
    assert "資料に部数の合計の記載がないため、割合は出していません。" in page


def test_who_was_given_an_order_and_spoke(pilot: Pilot, viewer: User, sign_in: SignIn) -> None:
    both, vendor = (
        OrganizationFactory(municipality=pilot.platform.municipality, name=name)
        for name in ("株式会社どちらも", "株式会社だけ")
    )
    for body in (both, vendor):
        Procurement.objects.create(pilot=pilot, vendor=body, vendor_name=body.name, amount=500_000)
    talk = event(pilot, "講演会")
    Speaker.objects.create(event=talk, name="見本 花子", organization=both)
    Speaker.objects.create(event=talk, name="見本 太郎")
    client = sign_in(viewer)
    page = client.get("/vendors-and-speakers/?part=both").content.decode()
    assert "株式会社どちらも" in page and "株式会社だけ" not in page and "見本 花子" in page
    assert "登壇1件は、この一覧に出ません" in page
    assert "株式会社だけ" in client.get("/vendors-and-speakers/?part=vendor").content.decode()


def test_of_others_only_what_they_share_is_told(
    pilot: Pilot, zama: Municipality, viewer: User, sign_in: SignIn
) -> None:
    """An organization of theirs has the name their document prints, and no way to their register."""
    theirs = Platform.objects.create(municipality=zama, name="座間 連携PF", shared=True)
    body = OrganizationFactory(municipality=zama, name="座間の登録での名称")
    for name, shared in (("見せる事業", True), ("見せない事業", False)):
        kept = Pilot.objects.create(platform=theirs, fiscal_year=2023, name=name, shared=shared,
                                    number=1 + shared)  # fmt: skip
        Procurement.objects.create(pilot=kept, vendor=body, vendor_name=f"{name}の会社", amount=1)
        event(kept, f"{name}の行事", (Counting.ATTENDED, 10))
    client = sign_in(viewer)
    vendors = client.get("/vendors-and-speakers/").content.decode()
    assert "見せる事業の会社" in vendors
    for page in (vendors, client.get("/pilot-events/").content.decode()):
        assert "見せない事業" not in page and "座間の登録での名称" not in page
    assert "見せない" not in client.get("/vendors-and-speakers/?q=見せない").content.decode().split(
        "</form>"
    )[-1].replace("「見せない」", "")


@pytest.mark.parametrize(
    "page", ["pilot-events", "distributions", "speakers", "vendors-and-speakers"]
)
def test_more_rows_do_not_ask_more(
    page: str, pilot: Pilot, viewer: User, sign_in: SignIn, assert_same_queries: Callable[..., None]
) -> None:
    def make(n: int) -> None:
        for _ in range(n):
            made = event(pilot, "行事", (Counting.ATTENDED, 1))
            body = OrganizationFactory(municipality=pilot.platform.municipality)
            Speaker.objects.create(event=made, name="見本", organization=body)
            Procurement.objects.create(pilot=pilot, vendor=body, vendor_name="見本", amount=1)
            leaflet = Publication.objects.create(pilot=pilot, name="チラシ")
            Distribution.objects.create(publication=leaflet, place="駅", copies=1)

    client = sign_in(viewer)
    assert_same_queries(make, lambda: client.get(f"/{page}/"), few=3, many=20)
