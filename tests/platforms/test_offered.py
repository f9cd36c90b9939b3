"""What is offered is taken: a link, a button or a choice that a person sees doesn't refuse them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.test import Client

from meetings.models import Hearing, HearingVoice, Meeting
from organizations.models import Layer, Platform, User
from tests.factories.import_batch import ImportBatchFactory, ImportRowFactory
from tests.factories.response import AnswerFactory, ResponseFactory
from tests.kit.chain import one_of_each
from tests.kit.council import Stage, keep_secrets, set_up
from tests.kit.rendered import fill_in, form_of, send

ADMINISTRATORS = "連携PFの自治体の管理者が登録します"


@pytest.fixture
def stage(db: None) -> Stage:
    stage = set_up()
    keep_secrets(stage)
    one_of_each(stage.koto)
    batch = ImportBatchFactory(municipality=stage.koto)
    ImportRowFactory(batch=batch)
    AnswerFactory(response=ResponseFactory(survey=batch.survey))
    return stage


def ways_on(page: str) -> Iterator[str]:
    """Every address a page leads to, without question marks' pages of one list."""
    for link in lxml.html.fromstring(page).xpath("//a/@href|//form[@method='post']/@action"):
        address = str(link).split("#")[0]
        # Conditions are kept of the list that is named behind the question mark.
        elsewhere = ("/logout", "/static", "/admin", "/views/new/")
        if address.startswith("/") and not address.startswith(elsewhere):
            yield re.sub(r"\?.*", "", address)


def refused(client: Client) -> list[tuple[str, str]]:
    """(where from, where to) of all that answers 403, 404 or worse; what takes a POST only is 405."""
    waiting, seen, found = [("", "/")], {"/"}, []
    while waiting:
        here, address = waiting.pop()
        answer = client.get(address, follow=True)
        content = answer.getvalue()
        if answer.status_code not in (200, 405):
            found.append((here, address))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            new = [way for way in ways_on(content.decode()) if way not in seen]
            waiting += [(address, way) for way in dict.fromkeys(new)]
            seen |= {*new}
    assert len(seen) > 60
    return found


@pytest.mark.parametrize("who", ["viewer", "staff", "partner_staff"])
def test_every_way_that_is_shown_is_open(who: str, stage: Stage, sign_in: Any) -> None:
    assert refused(sign_in(stage.people[who])) == []


def test_a_council_is_offered_to_administrators(
    platform: Platform, circle: Layer, officer: User, administrator: User, sign_in: Any
) -> None:
    for address in (f"/layers/new/{platform.pk}/", f"/layers/{circle.pk}/edit/"):
        staff, admin = (
            lxml.html.fromstring(sign_in(user).get(address).content.decode())
            for user in (officer, administrator)
        )
        offered = [page.xpath("//option[@value='council']|//*[@name='personal_data']")
                   for page in (staff, admin)]  # fmt: skip
        assert [len(found) for found in offered] == [0, 2]
        assert ADMINISTRATORS in staff.text_content()
        assert ADMINISTRATORS not in admin.text_content()


def test_a_refused_new_layer_is_still_a_new_one(
    platform: Platform, officer: User, sign_in: Any
) -> None:
    client, address = sign_in(officer), f"/layers/new/{platform.pk}/"
    typed = form_of(client, address) | {"name": "協議会", "kind": "council"}
    page = send(client, address, typed).content.decode()
    assert "層の登録" in page and "層の編集" not in page
    assert not Layer.objects.exists()


def test_a_voice_is_added_by_who_may_read_it(
    platform: Platform, officer: User, sign_in: Any
) -> None:
    hearing = Hearing.objects.create(platform=platform, title="聞き取り")
    client = sign_in(officer)
    assert "当事者の声を加える" not in client.get(f"/hearings/{hearing.pk}/").content.decode()
    address = f"/hearing-voices/new/{hearing.pk}/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"text": "声"}).status_code == 403
    assert not HearingVoice.objects.exists()


def test_a_new_meeting_does_not_disappear_for_its_writer(
    circle: Layer, administrator: User, officer: User, sign_in: Any
) -> None:
    typed = {"title": "準備会", "layer": circle.pk, "fiscal_year": "R8", "confidential": "on"}
    recorded = {f"basics-{name}": value for name, value in typed.items()}
    for user, address, given in (
        (officer, f"/meetings/record/?platform={circle.platform_id}", recorded),
        (
            administrator,
            "/admin/meetings/meeting/add/",
            typed | {"fiscal_year": "2026", "platform": circle.platform_id},
        ),
    ):
        answer = fill_in(sign_in(user), address, **given)
        assert answer.status_code == 200
        assert "閲覧を許可された" in answer.content.decode()
    assert not Meeting.objects.exists()
