"""What is said of a record in hand is what the database would say of it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from meetings.models import Attendance, Meeting
from organizations.models import Department, Membership, Organization
from pilots.models import AttendanceCount, Distribution, Kpi, Procurement
from platform_registry.records.in_hand import clean_in_hand, holds
from platform_registry.records.rules import Rule

pytestmark = pytest.mark.django_db
RECORDS: dict[str, models.Model] = {
    "nobody in a layer": Membership(),
    "two bodies at once": Membership(person_name="個人 花子", department_id=1),
    "a person": Membership(person_name="個人 花子"),
    "an end before the start": Membership(
        person_name="花子", starts_on=date(2024, 4, 1), ends_on=date(2024, 3, 1)
    ),
    "an end of an unknown start": Membership(person_name="花子", ends_on=date(2024, 3, 1)),
    "a meeting of no name": Meeting(title="", fiscal_year=2024),
    "a meeting of another age": Meeting(title="会", fiscal_year=1900),
    "hours the wrong way round": Meeting(
        title="会", fiscal_year=2024, starts_at=time(14), ends_at=time(10)
    ),
    "nobody came": Attendance(),
    "two bodies in a row": Attendance(organization_id=1, department_id=1),
    "nothing counted": AttendanceCount(),
    "fewer than none": AttendanceCount(category="一般", value=Decimal(-1)),
    "more than all": AttendanceCount(category="一般", percent=Decimal("100.5")),
    "a place": Distribution(place="福祉会館", number=1),
    "no number": Distribution(place="福祉会館", number=0),
    "a department of no name": Department(name=""),
    "an organization merged into itself": Organization(pk=1, name="会", merged_into_id=1),
    "an organization": Organization(name="会"),
    "an amount where there is none": Procurement(amount=1, state="dash"),
    "a goal in words": Kpi(goal=Decimal(1), type="narrative"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_same_rules_are_broken(name: str) -> None:
    record = RECORDS[name]
    for rule in (rule for rule in record._meta.constraints if isinstance(rule, Rule)):
        try:
            rule.validate(type(record), record)
            says = True
        except ValidationError:
            says = False
        assert (holds(rule.condition, record) is not False) is says, rule.name


def test_every_rule_can_be_held_in_hand() -> None:
    for model in apps.get_models():
        for rule in (rule for rule in model._meta.constraints if isinstance(rule, Rule)):
            holds(rule.condition, model())


def test_all_that_is_wrong_is_said_under_its_field(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    meeting = Meeting(title="あ" * 201, fiscal_year=2024, starts_at=time(14), ends_at=time(10))
    with django_assert_num_queries(0), pytest.raises(ValidationError) as refusal:  # type: ignore[operator]
        clean_in_hand(meeting)
    assert set(refusal.value.message_dict) == {"title", "ends_at"}
