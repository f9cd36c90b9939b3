"""What can't be is refused with a sentence under the field, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from webtest import TestApp

from meetings.models import Attendance, Hearing, Meeting, Opinion
from organizations.models import Department, Layer, Membership, Organization, Platform, User
from pilots.models import Kpi, KpiReading, Pilot, PilotEvent, Procurement
from tests.pages.hand import push

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def enter(officer: User, fill: Fill) -> Fill:
    """The officer fills the page at this address and presses its button."""
    return partial(fill, officer)


@pytest.fixture
def post(officer: User, sign_in: SignIn) -> Fill:
    """What a page doesn't offer is sent all the same."""

    def posted(address: str, **form: object) -> str:
        return sign_in(officer).post(address, form, follow=True).content.decode()

    return posted


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="講演会")


def test_two_agencies_never_coordinate_on_the_same_day(
    circle: Layer, nagaya: Organization, section: Department, enter: Fill
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya, role="coordinating")
    form = {"department": section.pk, "role": "coordinating", "state": "joined"}
    page = enter(f"/memberships/new/{circle.pk}/", **form, ends_on="R12.3.31")
    assert "調整機関は1つだけ指定できます" in page
    Membership.objects.update(ends_on=date(2026, 3, 31))
    enter(f"/memberships/new/{circle.pk}/", **form, starts_on="R8.4.1")
    assert circle.memberships.count() == 2


def test_nothing_stands_above_itself(platform: Platform, circle: Layer, enter: Fill) -> None:
    below = Layer.objects.create(platform=platform, name="部会", parent=circle)
    form = {"name": circle.name, "position": 1, "kind": "platform", "state": "established"}
    page = enter(f"/layers/{circle.pk}/edit/", **form, parent=below.pk)
    assert "その下の層は選べません" in page
    form = {"municipality": platform.municipality_id, "name": "x", "status": "concept"}
    above = Platform.objects.create(municipality=platform.municipality, name="上", parent=platform)
    page = enter(f"/platforms/{platform.pk}/edit/", **form, parent=above.pk)
    assert "その下の連携PFは選べません" in page


def test_the_day_of_joining_is_the_first_of_the_stay(
    circle: Layer, nagaya: Organization, enter: Fill
) -> None:
    form = {"organization": nagaya.name, "role": "member", "state": "joined", "step_on": "R8.5.1"}
    enter(f"/memberships/new/{circle.pk}/", **form)
    assert circle.memberships.get().starts_on == date(2026, 5, 1)


def test_layers_that_have_ended_are_neither_counted_nor_drawn(
    platform: Platform, circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya)
    Layer.objects.update(starts_on=date(2020, 4, 1), ends_on=date(2021, 3, 31))
    response = sign_in(officer).get(platform.get_absolute_url())
    assert response.context["organizations"] == 0
    assert nagaya.name not in response.context["svg"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "数値か、原文の表記を入力してください"),
        ({"value": "-3", "unit": "名"}, "0以上の数を入力してください"),
        ({"value": "3", "percent": "130"}, "割合は0から100まで"),
    ],
)
def test_a_count_of_people_counts_something(
    form: dict[str, str], sentence: str, pilot: Pilot, enter: Fill
) -> None:
    event = PilotEvent.objects.create(pilot=pilot, name="講演")
    page = enter(
        f"/attendance-counts/new/{event.pk}/", counting="attended", exactness="exact", **form
    )
    assert sentence in page
    assert not event.attendance.exists()


def test_an_event_of_one_day_ends_after_it_begins(pilot: Pilot, enter: Fill) -> None:
    form = {
        "name": "講演",
        "kind": "talk",
        "starts_on": "R8.5.1",
        "ends_on": "R8.5.1",
        "grain": "day",
    }
    page = enter(f"/pilot-events/new/{pilot.pk}/", **form, starts_at="14:00", ends_at="13:00")
    assert "終了時刻は開始時刻より後" in page


def test_about_is_kept_of_a_sum(pilot: Pilot, enter: Fill) -> None:
    enter(f"/procurements/new/{pilot.pk}/", state="stated", amount="約30万円", vendor_name="架空社")
    order = Procurement.objects.get()
    assert (order.state, order.shown, order.as_printed) == ("about", "約300,000円", "約30万円")


def test_a_result_is_not_another_s_in_a_circle(pilot: Pilot, enter: Fill, post: Fill) -> None:
    second = Pilot.objects.create(
        platform=pilot.platform, fiscal_year=2026, number=2, name="調査", result_of=pilot
    )
    address = f"/pilots/{pilot.pk}/record/"
    page = enter(address, **{"basics-result_of": second.pk})
    assert "成果も別の事業のものです" in page
    page = post(address, save="basics", **{"basics-result_of": pilot.pk})
    assert "選び直してください" in page


def test_a_rule_over_several_fields_is_said_under_the_last(pilot: Pilot, enter: Fill) -> None:
    form = {"platform": pilot.platform_id, "fiscal_year": "R8", "name": "調査", "number": 1}
    page = enter("/pilots/new/", **form, work="other", state="planned", grain="day")
    assert 'id="id_number_error"' in page
    assert "この年度の同じ番号の事業がすでにあります" in page


def test_an_indicator_does_not_become_a_share_over_its_results(pilot: Pilot, enter: Fill) -> None:
    kpi = Kpi.objects.create(pilot=pilot, label="来場者数", type="number", unit="名")
    KpiReading.objects.create(kpi=kpi, value=1250)
    form = {"number": 1, "origin": "planned", "type": "ratio", "label": "来場者数"}
    assert "100を超える結果" in enter(f"/kpis/{kpi.pk}/edit/", **form)
    assert "0から100まで" in enter(f"/kpis/new/{pilot.pk}/", **form, goal="-5")


def of_basics(typed: dict[str, Any]) -> dict[str, Any]:
    """On the page on which a meeting is recorded."""
    return {f"basics-{name}": value for name, value in typed.items()}


def test_a_meeting_of_a_council_is_entered_by_those_who_may_read_it(
    platform: Platform, council: Layer, post: Fill
) -> None:
    typed = {"layer": council.pk, "kind": "council", "title": "第1回", "fiscal_year": "R8"}
    page = post("/meetings/record/", platform=platform.pk, **of_basics(typed))
    assert "選び直してください" in page
    assert "守秘の確認を受けた人だけが記録できます" in page
    assert not Meeting.objects.exists()


def test_the_next_meeting_is_made_once_and_within_the_layer_s_life(
    platform: Platform, circle: Layer, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    app = browser_of(officer)
    meeting = Meeting.objects.create(
        platform=platform, layer=circle, fiscal_year=2026, number=1, title="第1回 会合"
    )
    push(app, meeting.get_absolute_url(), "次回を作成")
    again = push(app, meeting.get_absolute_url(), "次回を作成")
    assert "「第2回 会合」はすでにあります" in again.text
    Layer.objects.update(ends_on=date(2026, 3, 31))
    Meeting.objects.filter(number=2).update(next_on=date(2027, 5, 1))
    second = Meeting.objects.get(number=2)
    outside = push(app, second.get_absolute_url(), "次回を作成")
    assert "設置日から終了日までの間" in outside.text
    assert Meeting.objects.count() == 2


def test_an_attendance_names_somebody(platform: Platform, enter: Fill) -> None:
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
    page = enter(f"/attendances/new/{meeting.pk}/", side="counterpart", heads="3")
    assert "どれかを入力してください" in page
    assert not Attendance.objects.exists()


def test_a_date_that_cannot_be_read_is_the_only_thing_said(platform: Platform, enter: Fill) -> None:
    typed = of_basics({"kind": "working", "title": "打合せ", "held_on": "あした"})
    assert "年度を入力してください" not in enter("/meetings/record/", **typed)


def test_hearings_and_opinions_are_found_where_one_looks(
    platform: Platform, nagaya: Organization, section: Department, enter: Fill, officer: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    hearing = Hearing.objects.create(platform=platform, title="団体への聞き取り")
    hearing.organizations.add(nagaya)
    hearing.departments.add(section)
    for page in (nagaya, section):
        assert hearing.title in sign_in(officer).get(page.get_absolute_url()).content.decode()
    enter(f"/opinions/new/{platform.pk}/", text="居場所がほしい", position=1)
    page = Opinion.objects.get().get_absolute_url()
    assert page in sign_in(officer).get(platform.get_absolute_url()).content.decode()
    assert "居場所がほしい" in sign_in(officer).get(page).content.decode()


def test_a_meeting_s_dates_and_year_agree(platform: Platform, enter: Fill) -> None:
    typed = of_basics({"kind": "working", "title": "打合せ", "held_on": "R5.12.1"})
    year = {"basics-fiscal_year": "R4"}
    assert "開催日は令和5年度です" in enter("/meetings/record/", **typed, **year)
    assert not Meeting.objects.exists()
    page = enter("/meetings/record/", **typed, **{"next-next_on": "R5.1.1"})
    assert "開催日より後の日付を入力してください" in page
    assert Meeting.objects.get().next_on is None


def test_a_row_of_attendance_is_one_body(
    platform: Platform, nagaya: Organization, section: Department, enter: Fill
) -> None:
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
    form = {"organization": nagaya.name, "department": section.pk, "side": "counterpart"}
    page = enter(f"/attendances/new/{meeting.pk}/", **form)
    assert "別々の行に分けて入力してください" in page


def test_a_number_that_cannot_be_read_gets_one_sentence(circle: Layer, enter: Fill) -> None:
    page = enter(f"/member-counts/new/{circle.pk}/", label="団体", value="約70", exactness="exact")
    assert 'id="id_value_error"' in page
    assert "数値か、原文の表記を入力してください" not in page


def test_a_sub_committee_says_what_it_belongs_to(
    platform: Platform, circle: Layer, officer: User, sign_in: SignIn
) -> None:
    below = Layer.objects.create(platform=platform, name="居場所部会", parent=circle)
    client = sign_in(officer)
    assert "上位の層" in client.get(below.get_absolute_url()).content.decode()
    response = client.get(platform.get_absolute_url())
    assert f"（{circle.name}の下）" in response.content.decode()
    assert f"{circle.name}の下" in response.context["svg"]


def test_a_layer_that_begins_later_is_not_drawn_as_if_it_were_there(
    platform: Platform, circle: Layer, officer: User, sign_in: SignIn
) -> None:
    Layer.objects.update(starts_on=date(2099, 4, 1))
    Layer.objects.create(
        platform=platform, name="来年度の協議会", state="planned", starts_on=date(2099, 4, 1)
    )
    svg = sign_in(officer).get(platform.get_absolute_url()).context["svg"]
    assert f">{circle.name}<" not in svg
    assert "来年度の協議会" in svg
