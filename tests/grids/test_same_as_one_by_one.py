"""A grid saved, put in another order, pasted into and undone holds what was entered one by one."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import AgendaItem, Meeting
from meetings.recording.page import MeetingRecord
from meetings.recording.sections import Agenda
from organizations.models import Layer, Municipality, Platform, User
from platform_registry import actions as door
from platform_registry.grids.data import put_rows
from platform_registry.grids.page import Editing

TEXTS = st.lists(st.sampled_from(["計画", "予算", "報告", "その他", "意見交換"]), max_size=5)


def shown(meeting: Meeting, user: User) -> QueryDict:
    """What a browser would send back of the grid as the page shows it."""
    part = Agenda(editing(meeting, user, None), None)
    sent = QueryDict(mutable=True)
    sent["agenda-TOTAL_FORMS"], sent["agenda-INITIAL_FORMS"] = str(len(part.content.forms)), "0"
    for form in part.content.forms:
        for name in form.fields:
            value = form[name].value()
            sent[form.add_prefix(name)] = "" if value in (None, False) else str(value)
        sent[form.add_prefix("was")], sent[form.add_prefix("marks")] = form.was, form.marks
    return sent


def editing(meeting: Meeting, user: User, data: Any) -> Editing:
    request: Any = SimpleNamespace(user=user, GET={}, POST=data, method="POST")
    return Editing(MeetingRecord(), request, meeting, data)


def saved(meeting: Meeting, user: User, data: QueryDict) -> None:
    part = Agenda(editing(meeting, user, data), data)
    assert not part.touched or (part.is_valid() and part.store(by=user)), list(part.problems())


def agenda(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.agenda.order_by("number", "id").values_list("number", "text"))


def new_meeting(platform: Platform) -> Meeting:
    return Meeting.objects.create(
        platform=platform, fiscal_year=2026, title="会合", held_on=date(2026, 11, 20)
    )


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    Layer.objects.create(platform=platform, name="連携PF")
    return platform


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=TEXTS, pasted=TEXTS, data=st.data())
def test_whatever_is_done_in_the_grid(
    first: list[str], pasted: list[str], data: st.DataObject, platform: Platform, officer: User
) -> None:
    with transaction.atomic():
        meeting = new_meeting(platform)
        sent = shown(meeting, officer)
        put_rows(sent, "agenda", ({"text": text} for text in first))
        saved(meeting, officer, sent)
        saved(meeting, officer, shown(meeting, officer))  # once more, as it stands
        sent = shown(meeting, officer)
        put_rows(sent, "agenda", ({"text": text} for text in pasted))
        rows = [*first, *pasted]
        order = data.draw(st.permutations(range(len(rows))))
        gone = data.draw(st.sets(st.sampled_from(range(len(rows))))) if rows else set()
        for place, row in enumerate(order):
            sent[f"agenda-{row}-order"] = str(place)
        for row in gone:
            sent[f"agenda-{row}-gone"] = "on"
        saved(meeting, officer, sent)

        other = new_meeting(platform)
        for number, row in enumerate([r for r in order if r not in gone], start=1):
            item = AgendaItem(meeting=other, number=number, text=rows[row])
            door.save(item, by=officer)
        assert [text for _, text in agenda(meeting)] == [text for _, text in agenda(other)]
        assert agenda(meeting) == agenda(other)
        transaction.set_rollback(True)


def test_a_paste_that_is_undone_changes_nothing(platform: Platform, officer: User) -> None:
    meeting = new_meeting(platform)
    door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    sent = shown(meeting, officer)
    before = sent.copy()
    put_rows(sent, "agenda", [{"text": "予算"}, {"text": "報告"}])
    for at in (1, 2):  # the script empties what it had filled
        sent[f"agenda-{at}-text"] = ""
    part = Agenda(editing(meeting, officer, sent), sent)
    assert not part.touched
    assert not Agenda(editing(meeting, officer, before), before).touched
