"""An administrator reads and writes own values in the administration as on the pages of the site."""

from __future__ import annotations

import pytest

from organizations.models import LogEntry, Membership, Organization
from organizations.own.models import key_of
from pilots.models import Pilot
from tests.confidence.test_secrecy import cleared
from tests.own.test_own_fields import MEMBERSHIP, PILOT, name, own_field
from tests.pages.hand import complaints, the_form, write


@pytest.fixture
def body(koto) -> Organization:
    return Organization.objects.create(municipality=koto, name="あの会")


def test_a_body_is_answered_for_in_the_administration(body, koto, administrator, browser_of):
    number = own_field(koto, "定員", "number")
    area = own_field(koto, "圏域担当", "choice", "organization", "東圏域", "西圏域")
    retired = own_field(koto, "旧圏域", "text", active=False)
    west = area.choices.get(label="西圏域").pk
    Organization.objects.update(own={key_of(retired.pk): "南"})
    desk, address = (
        browser_of(administrator),
        f"/admin/organizations/organization/{body.pk}/change/",
    )
    page = desk.get(address)
    assert "独自の項目" in page and "旧圏域" not in page
    wrong = write(page, **{name(number): "十人", name(area): str(west)})
    assert [where for where, _ in complaints(wrong)] == ["定員"]
    write(wrong, **{name(number): "１０"}).follow()
    body.refresh_from_db()
    assert body.own == {key_of(number.pk): 10, key_of(area.pk): west, key_of(retired.pk): "南"}
    change = LogEntry.objects.filter(object_id=body.pk, action=LogEntry.Action.UPDATE).first()
    assert change.changes and change.actor == administrator
    again = the_form(desk.get(address))
    assert (again[name(number)].value, again[name(area)].value) == ("10", str(west))
    again.submit().follow()
    body.refresh_from_db()
    assert len(body.own) == 3


def test_a_pilot_and_a_member_are_too_where_they_are_told(
    koto, platform, council, circle, body, administrator, browser_of
):
    turn, budget = (
        own_field(koto, "当番", "text", MEMBERSHIP),
        own_field(koto, "予算", "text", PILOT),
    )
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="出張相談")
    open_, kept = (
        Membership.objects.create(layer=at, organization=body) for at in (circle, council)
    )
    desk = browser_of(administrator)
    for kind, record, field in (
        ("pilots/pilot", pilot, budget),
        ("organizations/membership", open_, turn),
    ):
        write(desk.get(f"/admin/{kind}/{record.pk}/change/"), **{name(field): "火曜"}).follow()
        record.refresh_from_db()
        assert record.own == {key_of(field.pk): "火曜"}
    closed = f"/admin/organizations/membership/{kept.pk}/change/"
    assert name(turn) not in desk.get(closed)
    cleared(administrator, platform, council)
    assert name(turn) in desk.get(closed)
