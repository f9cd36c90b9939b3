"""The admin of an administrator without clearance tells nothing of a council, and removes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from meetings.models import Attendance, Meeting
from organizations.models import (
    Attachment,
    Layer,
    Municipality,
    Note,
    Organization,
    Platform,
    Statistic,
    User,
)
from platform_registry import actions
from platform_registry.admin.scoped import ScopedAdmin
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.kit.rendered import fill_in

SECRET = "だれにも言えないこと"


@pytest.fixture
def desks(administrator: User, sign_in: Any) -> list[Client]:
    """An administrator and the operator, both without clearance."""
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    return [sign_in(user) for user in (administrator, operator)]


@pytest.fixture
def meeting(council: Layer, nagaya: Organization) -> Meeting:
    found = Meeting.objects.create(
        platform=council.platform, layer=council, title=SECRET, fiscal_year=2026
    )
    Attendance.objects.create(meeting=found, organization=nagaya)
    return found


# ------------------------------------------------------------------ what may be asked


def relations() -> Iterator[tuple[Any, Any]]:
    """Every page of the admin, with each relation that leads from its records to others."""
    pages = [page for page in admin.site._registry.values() if isinstance(page, ScopedAdmin)]
    for page in pages:
        yield from ((page, field) for field in page.model._meta.get_fields() if field.is_relation)


def shown(page: Any, name: str, rf: RequestFactory, user: User) -> bool:
    request = rf.get("/")
    request.user = user
    filters = page.get_list_filter(request)
    return name in [one[0] if isinstance(one, tuple) else one for one in filters]


def test_no_relation_is_asked_but_the_filters_shown(
    rf: RequestFactory, administrator: User
) -> None:
    told, asked = [], 0
    for page, field in relations():
        if shown(page, field.name, rf, administrator):
            continue
        request = rf.get("/")
        request.user = administrator
        for end in ("", "__isnull", "__id__exact", "__pk", "__id__gte", "__created_at__year"):
            asked += 1
            if page.lookup_allowed(f"{field.name}{end}", "1", request):
                told.append((page.model.__name__, field.name + end))
    assert asked > 500
    assert told == []


@pytest.mark.parametrize(
    "question",
    [
        "organizations/organization/?attendances__isnull=False",
        "organizations/organization/?attendances__meeting__isnull=False",
        "organizations/platform/?meetings={}",
        "organizations/layer/?meetings={}",
        "organizations/supportactivity/?function__activities__organization=1",
    ],
)
def test_a_list_does_not_answer_by_way_of_a_secret(
    question: str, meeting: Meeting, desks: list[Client]
) -> None:
    for desk in desks:
        assert desk.get(f"/admin/{question.format(meeting.pk)}").status_code == 400


@pytest.mark.parametrize(
    "question",
    [
        "organizations/organization/?state__exact=active",
        "organizations/supportactivity/?function__id__exact=1",
        "organizations/supportactivity/?function__isnull=True",
        "surveys/response/?survey__fiscal_year=2026",
        "organizations/layer/?kind__exact=council",
        "organizations/organization/?bare_name__contains=長屋",
    ],
)
def test_the_filters_of_a_list_and_its_own_fields_are_asked(
    question: str, desks: list[Client]
) -> None:
    assert {desk.get(f"/admin/{question}").status_code for desk in desks} <= {200, 302}


# ------------------------------------------------------------------ that it exists


def shortcut(record: models.Model) -> str:
    kind = ContentType.objects.get_for_model(record).pk
    return f"/admin/r/{kind}/{record.pk}/"


def test_the_way_to_a_page_is_shown_to_who_may_open_it(
    meeting: Meeting, platform: Platform, desks: list[Client], zama: Municipality
) -> None:
    for desk in desks:
        assert desk.get(shortcut(platform)).headers["Location"] == platform.get_absolute_url()
        assert desk.get(shortcut(meeting)).status_code == 404
        for odd in ("x", "9" * 30, "-1", "0"):
            assert desk.get(f"/admin/r/{9**9}/{odd}/").status_code == 404
            assert desk.get(f"{shortcut(platform).rsplit('/', 2)[0]}/{odd}/").status_code == 404
    theirs = OrganizationFactory(municipality=zama)
    found = [desk.get(shortcut(theirs)).status_code for desk in desks]
    assert found == [404, 302]


# ------------------------------------------------------------------ what is removed


def beside(record: Any) -> list[Any]:
    place = {
        "municipality": record.platform.municipality,
        "record_type": ContentType.objects.get_for_model(record),
        "record_id": record.pk,
    }
    file = {"name": SECRET, "kind": "pdf", "size": 4, "content": b"%PDF", "sha256": "0" * 64}
    return [
        Note.objects.create(**place, text=SECRET),
        Statistic.objects.create(**place, label=SECRET, value=1),
        Attachment.objects.create(**place, **file),
    ]


@pytest.mark.parametrize("number", range(3))
def test_what_one_may_not_know_is_not_deleted_with_it(
    number: int, council: Layer, desks: list[Client], administrator: User
) -> None:
    """Neither in the admin, one by one or as a list, nor on the site."""
    kept = beside(council).pop(number)
    for kind in {Note, Statistic, Attachment} - {type(kept)}:
        kind.objects.all().delete()
    start = reverse("admin:organizations_layer_changelist")
    for desk in desks:
        pages = [
            desk.post(f"{start}{council.pk}/delete/", {"post": "yes"}, follow=True),
            desk.post(start, {"action": "delete_selected", "_selected_action": council.pk,
                              "post": "yes"}, follow=True),
            desk.post(f"/layers/{council.pk}/delete/", follow=True),
            desk.get(f"/layers/{council.pk}/delete/"),
        ]  # fmt: skip
        assert [page for page in pages if SECRET in page.content.decode()] == []
        assert "ほかの記録" in pages[-1].content.decode()
    with pytest.raises(actions.ValidationError):
        actions.remove(council, by=administrator)
    assert Layer.objects.filter(pk=council.pk).exists()
    assert type(kept).objects.filter(pk=kept.pk).exists()


def test_what_stands_beside_is_named_before_a_deletion(circle: Layer, desks: list[Client]) -> None:
    beside(circle)
    page = desks[0].get(f"/layers/{circle.pk}/delete/").content.decode()
    assert page.count(SECRET) == 3
    assert fill_in(desks[0], f"/layers/{circle.pk}/delete/").status_code == 302
    assert not Note.objects.exists() and not Attachment.objects.exists()
