"""In one meeting a number stands before one item, and a body is written down once for each person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from webtest import TestApp

from meetings import actions
from meetings.models import AgendaItem, Attendance, Meeting
from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    User,
)
from platform_registry.actions import save
from platform_registry.records.rules import BELOW_ONE
from tests.factories.organization import OrganizationFactory
from tests.pages.hand import complaints, enter, the_form, write

Browser = Callable[[User], TestApp]


@pytest.fixture
def nagaya(koto: Municipality) -> Organization:
    return OrganizationFactory(municipality=koto, name="NPO法人深川長屋")


# ------------------------------------------------------------------ agenda


def test_a_number_stands_before_one_item(
    meeting: Meeting, officer: User, browser_of: Browser
) -> None:
    AgendaItem.objects.create(meeting=meeting, number=1, text="今年度の計画")
    page = browser_of(officer).get(f"/agenda-items/new/{meeting.pk}/")
    assert the_form(page)["number"].value == "2"  # the next is proposed
    page = write(page, number="1", text="予算について")
    says = "番号1の議題はすでにあります。2など、別の番号を入力してください。"
    assert ("番号", says) in list(complaints(page))
    assert the_form(page)["text"].value == "予算について"
    assert write(page, number="2").status_int == 302


def test_nothing_is_item_0(meeting: Meeting, officer: User, browser_of: Browser) -> None:
    page = browser_of(officer).get(f"/agenda-items/new/{meeting.pk}/")
    page = write(page, number="0", text="予算について")
    assert ("番号", BELOW_ONE) in list(complaints(page))
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, number=0, text="予算について")


def test_every_meeting_counts_its_own_items(meeting: Meeting, layer: Layer) -> None:
    other = Meeting.objects.create(platform=layer.platform, fiscal_year=2026, title="打合せ")
    for each in (meeting, other):
        save(AgendaItem(meeting=each, number=1, text="今年度の計画"), by=None)


def test_an_item_keeps_its_own_number(meeting: Meeting) -> None:
    item = save(AgendaItem(meeting=meeting, number=1, text="今年度の計画"), by=None)
    item.text = "来年度の計画"
    save(item, by=None)


def test_items_numbered_alike_of_old_are_mended_one_by_one(meeting: Meeting) -> None:
    """What stands is not refused for what else is changed of it; a new double is."""
    first, second = (
        AgendaItem.objects.create(meeting=meeting, number=1, text=t) for t in ("計画", "予算")
    )
    second.text = "来年度の予算"
    save(second, by=None)
    with pytest.raises(ValidationError, match="番号1の議題はすでにあります。2など"):
        save(AgendaItem(meeting=meeting, number=1, text="その他"), by=None)
    second.number = 2
    save(second, by=None)
    first.number = 2
    with pytest.raises(ValidationError, match="番号2の議題はすでにあります。3など"):
        save(first, by=None)


def test_the_next_meeting_numbers_anew_what_was_numbered_alike(
    meeting: Meeting, officer: User
) -> None:
    for number, text in [(1, "計画"), (1, "予算"), (4, "その他")]:
        AgendaItem.objects.create(meeting=meeting, number=number, text=text)
    made = actions.begin_next(meeting, by=officer)
    assert [(item.number, item.text) for item in made.agenda.all()] == [
        (1, "計画"),
        (2, "予算"),
        (3, "その他"),
    ]


# ------------------------------------------------------------------ attendance

TWICE = "の出席はすでにあります。"
SAME = [
    ({}, {}),
    ({"post": "理事長"}, {"post": "理事長 "}),
    ({}, {"name_as_printed": "深川長屋"}),  # its own name is nobody's
    ({}, {"name_as_printed": "特定非営利活動法人 深川長屋"}),
    ({"name_as_printed": "見本　花子"}, {"name_as_printed": "見本花子"}),
    ({}, {"side": "other", "heads": 2}),
]
APART = [
    ({"name_as_printed": "見本 花子"}, {"name_as_printed": "見本 太郎"}),
    ({"post": "理事長"}, {"post": "事務局長"}),
    ({"post": "理事長"}, {"heads": 2}),
]


def came(meeting: Meeting, **values: Any) -> Attendance:
    return Attendance(meeting=meeting, **values)


@pytest.mark.parametrize(("first", "second"), SAME)
def test_a_body_is_written_down_once(
    first: dict[str, Any], second: dict[str, Any], meeting: Meeting, nagaya: Organization
) -> None:
    save(came(meeting, organization=nagaya, **first), by=None)
    with pytest.raises(ValidationError) as refused:
        save(came(meeting, organization=nagaya, **second), by=None)
    assert TWICE in refused.value.message_dict["organization"][0]


@pytest.mark.parametrize(("first", "second"), APART)
def test_a_body_may_send_two_persons(
    first: dict[str, Any], second: dict[str, Any], meeting: Meeting, nagaya: Organization
) -> None:
    for sent in (first, second):
        save(came(meeting, organization=nagaya, **sent), by=None)
    assert meeting.attendances.count() == 2


def test_the_same_for_departments_and_for_who_is_only_named(
    meeting: Meeting, koto: Municipality
) -> None:
    section = Department.objects.create(municipality=koto, name="福祉課")
    save(came(meeting, department=section), by=None)
    save(came(meeting, name_as_printed="区民"), by=None)
    with pytest.raises(ValidationError, match=f"「福祉課」{TWICE}") as by_department:
        save(came(meeting, department=section, name_as_printed="福祉課"), by=None)
    with pytest.raises(ValidationError, match=f"「区民」{TWICE}") as by_name:
        save(came(meeting, name_as_printed="区民"), by=None)
    assert "department" in by_department.value.message_dict
    assert "name_as_printed" in by_name.value.message_dict


def test_a_body_comes_to_every_meeting(
    meeting: Meeting, layer: Layer, nagaya: Organization
) -> None:
    other = Meeting.objects.create(platform=layer.platform, fiscal_year=2026, title="打合せ")
    for each in (meeting, other):
        save(came(each, organization=nagaya), by=None)


BY_HAND: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {"name_as_printed": "NPO法人 深川長屋"}, True),
    ({}, {"name_as_printed": "深川長屋"}, True),
    ({}, {"name_as_printed": "深川長屋", "post": "理事長"}, False),
    ({}, {"name_as_printed": "株式会社深川長屋"}, False),
    ({}, {"name_as_printed": "深川長屋の会"}, False),
    ({"name_as_printed": "深川 太郎"}, {"name_as_printed": "深川長屋"}, False),
    ({"post": "理事長"}, {"name_as_printed": "深川長屋", "post": "理事長"}, True),
]


@pytest.mark.parametrize(("chosen", "written", "refused"), BY_HAND, ids=str)
@pytest.mark.parametrize("by_hand_first", [True, False])
def test_a_body_is_not_written_by_hand_beside_itself(
    chosen: dict[str, Any], written: dict[str, Any], refused: bool, by_hand_first: bool,
    meeting: Meeting, nagaya: Organization,
) -> None:  # fmt: skip
    rows = [came(meeting, organization=nagaya, **chosen), came(meeting, **written)]
    first, second = reversed(rows) if by_hand_first else rows
    save(first, by=None)
    if refused:
        with pytest.raises(ValidationError, match=TWICE) as refusal:
            save(second, by=None)
        under = "organization" if by_hand_first else "name_as_printed"
        assert {*refusal.value.error_dict} == {under}
    else:
        save(second, by=None)


def test_nor_is_a_section(meeting: Meeting, koto: Municipality) -> None:
    part = Department.objects.create(municipality=koto, name="福祉部")
    section = Department.objects.create(municipality=koto, name="福祉課", parent=part)
    save(came(meeting, department=section), by=None)
    for written in ("福祉課", "福祉部福祉課"):
        with pytest.raises(ValidationError, match=TWICE):
            save(came(meeting, name_as_printed=written), by=None)


def test_the_roll_passes_over_a_member_written_by_hand(
    meeting: Meeting, layer: Layer, nagaya: Organization, officer: User
) -> None:
    member = Membership.objects.create(layer=layer, organization=nagaya)
    save(came(meeting, name_as_printed="深川長屋"), by=None)
    assert actions.take_attendance(meeting, [member], by=officer) == 0


def test_what_was_written_twice_of_old_may_be_mended(
    meeting: Meeting, nagaya: Organization
) -> None:
    first, second = (Attendance.objects.create(meeting=meeting, organization=nagaya) for _ in "12")
    first.heads = 3
    save(first, by=None)
    second.post = "理事長"
    save(second, by=None)
    second.post = ""
    with pytest.raises(ValidationError, match=TWICE):
        save(second, by=None)


def test_the_page_says_it_under_the_field_and_keeps_what_was_typed(
    meeting: Meeting, nagaya: Organization, officer: User, browser_of: Browser
) -> None:
    save(came(meeting, organization=nagaya), by=None)
    page = enter(
        browser_of(officer),
        f"/attendances/new/{meeting.pk}/",
        organization=nagaya.name,
        heads="2",
    )
    [said] = {
        sentence for name, sentence in complaints(page) if name == "団体" and "：" not in sentence
    }
    assert said == (
        "「NPO法人深川長屋」の出席はすでにあります。人数が違うときはその「人数」を直し、"
        "別の人のときは「役職」か「相手（表記）」で区別してください。"
    )
    assert the_form(page)["heads"].value == "2"


def test_the_roll_takes_a_department_once_that_stands_in_the_roster_twice(
    meeting: Meeting, layer: Layer, koto: Municipality, officer: User
) -> None:
    """担当部局 is a duty beside the stay."""
    section = Department.objects.create(municipality=koto, name="福祉課")
    twice = [
        Membership.objects.create(layer=layer, department=section, role=role)
        for role in ("lead", "member")
    ]
    assert actions.take_attendance(meeting, twice, by=officer) == 1


def test_two_who_take_the_roll_at_once_are_told(
    meeting: Meeting, layer: Layer, nagaya: Organization, officer: User, browser_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The other's row comes after this one has looked."""
    member = Membership.objects.create(layer=layer, organization=nagaya)
    monkeypatch.setattr("meetings.actions.is_of", lambda *_: False)
    save(came(meeting, organization=nagaya), by=None)
    page = enter(
        browser_of(officer), f"/meetings/{meeting.pk}/attendance/", present=[str(member.pk)]
    )
    assert TWICE in page.text
    assert meeting.attendances.count() == 1
