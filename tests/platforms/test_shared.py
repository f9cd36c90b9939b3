"""What others see of a shared platform leads nowhere they may not go."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from casebook.actions import confirm, publish
from casebook.models import CaseSheet
from meetings.models import Attendance, Hearing, Meeting
from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    PracticeExample,
    User,
)
from pilots.models import Distribution, Pilot, Procurement
from tests.factories.organization import OrganizationFactory
from tests.kit.chain import one_of_each

SignIn = Callable[[User], Client]
LINK = re.compile(r'href="(/[^"#]*)')


def shared_story(koto: Municipality) -> Platform:
    organization: Organization = OrganizationFactory(municipality=koto, name="NPO法人深川長屋")
    department = Department.objects.create(municipality=koto, name="長寿応援課")
    platform = one_of_each(koto)
    Membership.objects.create(layer=Layer.objects.get(), department=department)
    Attendance.objects.update(organization=organization)
    Procurement.objects.update(vendor=organization)
    Distribution.objects.update(organization=organization)
    PracticeExample.objects.update(organization=organization)
    Hearing.objects.get().organizations.add(organization)
    for model in (Platform, Pilot, Meeting, Hearing):
        model.objects.update(shared=True)
    sheet = CaseSheet.objects.get()
    publish(confirm(sheet, by=None), by=None)
    return platform


def test_every_link_others_see_opens(
    koto: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    platform = shared_story(koto)
    client = sign_in(other_officer)
    places = [platform, Layer.objects.get(), Pilot.objects.get(), Hearing.objects.get()]
    pages = [record.get_absolute_url() for record in places] + [
        "/members/?scope=all",
        "/pilots/?scope=all",
    ]
    dead = []
    for page in pages:
        text = client.get(page).content.decode()
        assert "見本" in text, page
        links = {url for url in LINK.findall(text) if not url.startswith(("/static/", "/logout/"))}
        dead += [f"{page} → {url}" for url in links if client.get(url).status_code != 200]
    assert dead == []


def test_the_municipality_s_own_officers_have_the_links(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    platform = shared_story(koto)
    organization = Membership.objects.exclude(organization=None).get().organization
    assert organization is not None
    page = sign_in(officer).get(platform.get_absolute_url()).content.decode()
    assert f'href="{organization.get_absolute_url()}"' in page
