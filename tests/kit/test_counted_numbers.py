"""What is counted through begins with 1, and a number that can't be read is met by a fitting example."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from casebook.models import Passage, StageNote
from meetings.models import AgendaItem, Attendance
from organizations.models import Measure, Municipality
from pilots.models import Distribution, Kpi, Pilot, ProgrammeItem
from platform_registry.forms.ruled import plain_formfield
from platform_registry.records.rules import BELOW_ONE

pytestmark = pytest.mark.django_db
COUNTED = [AgendaItem, Distribution, Kpi, Measure, Passage, Pilot, ProgrammeItem, StageNote]


@pytest.mark.parametrize("kind", COUNTED)
def test_nothing_is_number_0(kind: type[models.Model]) -> None:
    rules = [rule for rule in kind._meta.constraints if rule.name.endswith("_counted")]
    with pytest.raises(ValidationError) as refusal:
        rules[0].validate(kind, kind(number=0))
    assert refusal.value.message_dict == {"number": [BELOW_ONE]}
    rules[0].validate(kind, kind(number=1))


@pytest.mark.parametrize(
    ("kind", "name", "example"),
    [
        (AgendaItem, "number", "例：1の"),
        (Attendance, "heads", "例：30の"),
        (Municipality, "population", "例：1,460の"),
    ],
)
def test_the_example_is_one_that_fits(kind: type[models.Model], name: str, example: str) -> None:
    field = plain_formfield(kind._meta.get_field(name))
    assert field is not None
    with pytest.raises(ValidationError, match=example):
        field.clean("たくさん")
