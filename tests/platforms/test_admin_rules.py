"""The admin of an administrator of 江東区 keeps the rules of the site, through its own pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from casebook.actions import confirm, publish
from casebook.models import CaseSheet
from organizations.models import (
    Attachment,
    Layer,
    Membership,
    Municipality,
    Note,
    Organization,
    OrganizationName,
    Platform,
    User,
)
from tests.kit.rendered import fill_in, form_of, said_under, send


@pytest.fixture
def desk(administrator: User, sign_in: Any) -> Client:
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=administrator.pk))


def page(record: Any) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def test_two_stays_at_once_are_refused(circle: Layer, nagaya: Organization, desk: Client) -> None:
    Membership.objects.create(layer=circle, organization=nagaya)
    typed = {"layer": circle.pk, "organization": nagaya.pk}
    answer = fill_in(desk, "/admin/organizations/membership/add/", **typed)
    assert "この期間すでに構成員になっています" in said_under(answer, "starts_on")
    assert circle.memberships.count() == 1


def test_leaving_is_written_down(circle: Layer, nagaya: Organization, desk: Client) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya)
    answer = fill_in(desk, page(member), state="left", ends_on="2026-03-31")
    assert answer.status_code == 302
    step = member.steps.get()
    assert (step.state, str(step.on), step.by.username) == (
        "left", "2026-03-31", "koto-administrator",
    )  # fmt: skip


def test_who_comes_second_is_told_and_loses_nothing(platform: Platform, desk: Client) -> None:
    opened = form_of(desk, page(platform))
    assert send(desk, page(platform), opened, purpose="先の人の趣旨").status_code == 302
    answer = send(desk, page(platform), opened, purpose="後の人の趣旨")
    assert "ほかの人が更新しました" in answer.content.decode()
    assert "後の人の趣旨" in answer.content.decode()
    platform.refresh_from_db()
    assert platform.purpose == "先の人の趣旨"


def test_another_name_is_found_whichever_page_it_was_added_on(
    nagaya: Organization, desk: Client
) -> None:
    row = {"names-TOTAL_FORMS": 1, "names-0-name": "かけはし長屋", "names-0-kind": "alias"}
    answer = fill_in(desk, page(nagaya), **row, **{"names-0-organization": nagaya.pk})
    assert answer.status_code == 302
    assert Organization.objects.matching("かけはし長屋").get() == nagaya
    typed = {"organization": nagaya.pk, "name": "ひだまり長屋"}
    answer = fill_in(desk, "/admin/organizations/organizationname/add/", **typed)
    assert answer.status_code == 302
    assert Organization.objects.matching("ひだまり長屋").get() == nagaya
    other = OrganizationName.objects.get(name="ひだまり長屋")
    fill_in(desk, page(other).replace("change", "delete"))
    assert not Organization.objects.matching("ひだまり長屋").exists()


def test_notes_go_with_their_record(circle: Layer, nagaya: Organization, desk: Client) -> None:
    place, kind = nagaya.municipality, ContentType.objects.get_for_model(Layer)
    Note.objects.create(municipality=place, record_type=kind, record_id=circle.pk, text="付記")
    answer = fill_in(desk, page(circle).replace("change", "delete"))
    assert answer.status_code == 302
    assert not Note.objects.exists()


def test_a_confirmed_sheet_is_locked(platform: Platform, desk: Client) -> None:
    sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2025)
    opened = form_of(desk, page(sheet))
    CaseSheet.objects.filter(pk=sheet.pk).update(state=CaseSheet.State.CONFIRMED)
    answer = send(desk, page(sheet), opened, edition="別の版")
    assert answer.status_code == 200
    sheet.refresh_from_db()
    assert sheet.edition == "報告書版"


def test_a_published_version_is_read_and_nothing_else(platform: Platform, desk: Client) -> None:
    sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2025)
    version = publish(confirm(sheet, by=None), by=None)
    assert desk.get(page(version)).status_code == 200
    assert desk.post(page(version), {"reason": "別の理由"}).status_code == 403
    assert desk.post(page(version).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(page(sheet).replace("change", "delete"), {"post": "yes"}).status_code != 302
    assert CaseSheet.objects.filter(pk=sheet.pk).exists()


def test_files_and_steps_can_be_read_and_not_changed(
    koto: Municipality, circle: Layer, nagaya: Organization, desk: Client
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya)
    step = member.steps.create(state="joined", note="会議で")
    file = Attachment(municipality=koto, record=circle, name="名簿.pdf", kind="pdf", size=1)
    file.content, file.sha256 = b"%PDF-", "0" * 64
    file.save()
    for record, text in ((step, "会議で"), (file, "名簿.pdf")):
        answer = desk.get(page(record))
        assert text in answer.content.decode()
        assert 'name="_save"' not in answer.content.decode()
        assert desk.post(page(record), {"note": "変える"}).status_code == 403


def test_lists_show_more_than_a_name(rf: Any, administrator: User) -> None:
    request = rf.get("/")
    request.user = administrator
    bare = [
        model.__name__
        for model, desk in admin.site._registry.items()
        if len(desk.get_list_display(request)) < 2
    ]
    assert bare == []
