"""What a record names stays chosen in its form, also where it may not be newly chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from meetings.models import Attendance, Meeting
from organizations.models import Layer, Membership, Need, Platform, User
from platform_registry.forms.ruled import CONFIDED, saved
from platform_registry.records.forms import RecordForm, form_for
from tests.factories.vocabulary import TargetFactory
from tests.pages.hand import enter


@pytest.fixture
def attendance(platform: Platform, circle: Layer, council: Layer) -> Attendance:
    """Somebody of the council came to an open meeting."""
    member = Membership.objects.create(layer=council, person_name="見本 花子")
    meeting = Meeting.objects.create(
        platform=platform, layer=circle, title="準備会", fiscal_year=2026
    )
    return Attendance.objects.create(meeting=meeting, membership=member, name_as_printed="委員")


def test_a_secret_stays_chosen_without_its_name(attendance: Attendance, officer: User) -> None:
    kind = form_for(Attendance, ("membership", "post"), "meeting", RecordForm)
    form = kind(instance=attendance, user=officer)
    assert "見本 花子" not in str(form)
    assert CONFIDED in str(form)
    posted = {"membership": attendance.membership_id, "post": "委員長"}
    form = kind(posted, instance=Attendance.objects.get(), user=officer)
    assert form.is_valid()
    assert saved(form, by=officer)
    attendance.refresh_from_db()
    assert (attendance.membership.person_name, attendance.post) == ("見本 花子", "委員長")


def test_a_word_out_of_use_stays_and_is_not_newly_chosen(
    platform: Platform, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    old = TargetFactory(code="old", label="むかしの言葉", active=False)
    has, has_not = (Need.objects.create(platform=platform, text=f"課題{n}") for n in "一二")
    has.targets.add(old)
    app = browser_of(officer)
    assert "むかしの言葉" not in app.get(f"/needs/{has_not.pk}/edit/").text
    enter(app, f"/needs/{has.pk}/edit/", text="別の言い方")
    has.refresh_from_db()
    assert (has.text, list(has.targets.all())) == ("別の言い方", [old])


def test_what_a_record_hangs_on_is_shown_and_can_t_be_typed(
    platform: Platform, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(officer).get(f"/platforms/{platform.pk}/edit/")
    field = page.html.find(id="id_municipality")
    assert field.has_attr("disabled")
    assert "登録した後では変えられません" in page.text
