"""Words in own values find their record, for those who read them and nobody else."""

from __future__ import annotations

import re
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command

from organizations.models import Layer, Membership, Organization, OwnField, Platform
from organizations.own.models import key_of
from pilots.models import Pilot
from platform_registry import actions as door
from platform_registry.models import BulkChange, SearchEntry
from platform_registry.search.actions import index_inside
from tests.confidence.test_secrecy import cleared
from tests.own.test_own_fields import MEMBERSHIP, ORGANIZATION, PILOT, name, own_field
from tests.pages.hand import push, write

MINIBUS = "ワゴン車で送迎"


@pytest.fixture
def lift(koto) -> OwnField:
    return own_field(koto, "送迎の方法", "text")


@pytest.fixture
def area(koto) -> OwnField:
    return own_field(koto, "圏域担当", "choice", ORGANIZATION, "深川圏域", "城東圏域")


def answered(record, field: OwnField, value: object):
    record.own = record.own | {key_of(field.pk): value}
    return door.save(record, by=None)


def searched(desk, words: str) -> str:
    page = desk.get("/search/", {"q": words})
    return " ".join(page.html.select_one("main").get_text(" ").split())


def listed(desk, words: str, of: str = "organizations") -> list[str]:
    page = desk.get(f"/{of}/", {"q": words, "scope": "all"})
    return [row.find("a").get_text() for row in page.html.select("table tbody tr")]


def test_a_body_is_found_by_what_is_written_and_chosen(
    nagaya, lift, area, officer, other_officer, browser_of
):
    answered(nagaya, lift, MINIBUS)
    answered(nagaya, area, area.choices.get(label="城東圏域").pk)
    desk = browser_of(officer)
    for words in ("わごん車", "城東圏域", "長屋 わごん 城東"):  # one of its name among them
        assert listed(desk, words) == ["NPO法人深川長屋"], words
    said = re.sub(r"(?<=[^a-z]) | (?=[^a-z])", "", searched(desk, "長屋 ワゴン車"))
    assert "NPO法人深川長屋" in said
    assert f"送迎の方法「{MINIBUS}」" in said
    elsewhere = browser_of(other_officer)
    assert listed(elsewhere, "わごん車") == []
    assert "深川長屋" not in searched(elsewhere, "わごん車")


def test_the_index_follows_what_becomes_of_a_value(nagaya, lift, area, officer, browser_of):
    desk, east = browser_of(officer), area.choices.get(label="城東圏域")
    answered(nagaya, area, east.pk)
    east.label = "亀戸圏域"
    door.save(east, by=None)
    assert (listed(desk, "城東圏域"), listed(desk, "亀戸圏域")) == ([], [nagaya.name])
    OwnField.objects.filter(pk=area.pk).update(active=False)  # its values are still read
    assert listed(desk, "亀戸圏域") == [nagaya.name]
    page = write(
        desk.get(f"/bulk/organizations/fields/?picked={nagaya.pk}"),
        **{"fields_to_set": [name(lift)], name(lift): MINIBUS, "reason": "聞き取り"},
    )
    write(page, button="carry_out")
    assert listed(desk, MINIBUS) == [nagaya.name]
    push(desk, BulkChange.objects.get().get_absolute_url(), "元に戻す")
    assert listed(desk, MINIBUS) == []
    door.remove(Organization.objects.get(pk=nagaya.pk), by=None)
    assert not SearchEntry.objects.filter(inside=True).exists()


def test_the_index_is_made_anew(koto, nagaya, circle, lift):
    duty = own_field(koto, "当番", "text", MEMBERSHIP)
    answered(nagaya, lift, MINIBUS)
    answered(Membership.objects.create(layer=circle, organization=nagaya), duty, "第2火曜")
    SearchEntry.objects.filter(inside=True).delete()
    out = StringIO()
    call_command("reindex", stdout=out)
    assert "団体：索引になかったもの 1件" in out.getvalue()
    assert "構成員：索引になかったもの 1件" in out.getvalue()
    out = StringIO()
    call_command("reindex", stdout=out)
    assert out.getvalue() == "索引は記録のとおりでした。\n"


def test_who_sees_a_shared_record_does_not_find_it_by_its_own_values(
    koto, platform, circle, nagaya, officer, other_officer, browser_of
):
    Platform.objects.update(shared=True)
    duty, budget = (
        own_field(koto, "当番", "text", MEMBERSHIP),
        own_field(koto, "予算", "text", PILOT),
    )
    answered(Membership.objects.create(layer=circle, organization=nagaya), duty, "火曜日")
    pilot = Pilot(platform=platform, fiscal_year=2026, name="出張相談", shared=True)
    answered(pilot, budget, "補助金")
    for of, base, words in (("members", "長屋", "火曜日"), ("pilots", "出張", "補助金")):
        assert len(listed(browser_of(officer), words, of)) == 1
        assert f"「{words}」" in searched(browser_of(officer), words).replace(" ", "")
        elsewhere = browser_of(other_officer)
        assert len(listed(elsewhere, base, of)) == 1
        assert listed(elsewhere, words, of) == []
        assert listed(elsewhere, f"{base} {words}", of) == []
        assert base not in searched(elsewhere, words)
        assert words not in searched(elsewhere, base)


def test_a_council_s_own_values_find_its_members_for_the_cleared_alone(
    koto, platform, council: Layer, nagaya, administrator, coordinator, browser_of
):
    cleared(coordinator, platform, council)
    duty = own_field(koto, "当番", "text", MEMBERSHIP)
    answered(Membership.objects.create(layer=council, organization=nagaya), duty, "見守り当番")
    assert len(listed(browser_of(coordinator), "見守り当番", "members")) == 1
    assert "深川長屋" in searched(browser_of(coordinator), "見守り当番")
    assert listed(browser_of(administrator), "見守り当番", "members") == []
    assert "深川長屋" not in searched(browser_of(administrator), "見守り当番")


def test_a_search_asks_no_more_where_there_are_many(
    koto, lift, officer, browser_of, assert_same_queries
):
    desk = browser_of(officer)

    def make(number: int) -> None:
        bodies = Organization.objects.bulk_create(
            Organization(municipality=koto, name=f"会{n}", own={key_of(lift.pk): MINIBUS})
            for n in range(number)
        )
        index_inside(Organization, [body.pk for body in bodies])

    for address in ("/search/", "/organizations/"):
        assert_same_queries(make, partial(desk.get, address, {"q": MINIBUS}), 10, 400)
