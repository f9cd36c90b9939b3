"""What the check page of a list of records shows can be committed: nothing is meant by two rows."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from meetings.models import Meeting
from organizations.models import Layer, Membership, Municipality, Organization, Platform
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.lists.files import lines

pytestmark = pytest.mark.django_db
Row = list[str]


def draft(koto: Municipality, kind: str, parent: Any, *rows: Row, **settings: Any) -> ImportBatch:
    batch = actions.start_list_import(
        data=lines(*rows), name="一覧.csv", municipality=koto, kind=kind, parent=parent, by=None
    )
    if settings:
        actions.use_settings(batch, settings=settings, by=None)
    return batch


def states(plan: ListPlan) -> list[str]:
    return [row.state for row in plan.rows]


def said(plan: ListPlan) -> str:
    return "".join(problem.message for problem in plan.problems)


# ------------------------------------------------------------------ one registered record


def test_two_meetings_of_a_day_are_not_put_into_one(koto: Municipality, platform: Platform) -> None:
    stood = Meeting.objects.create(
        platform=platform, title="打合せ", held_on=date(2024, 8, 1), fiscal_year=2024
    )
    batch = draft(
        koto, "meetings", platform, ["開催日", "時間", "件名"],
        ["2024-08-01", "10:00～11:00", "打合せ"], ["2024-08-01", "14:00～15:00", "打合せ"],
    )  # fmt: skip
    plan = make_list_plan(batch)
    assert states(plan) == ["changed", "error"]
    assert "2行目と同じ登録（打合せ）に当たります。" in said(plan)
    commit(batch.pk, by=None)
    assert Meeting.objects.get(pk=stood.pk).starts_at == time(10)


def test_a_body_with_and_without_a_day_is_not_written_twice(
    koto: Municipality, circle: Layer, nagaya: Organization
) -> None:
    stay = Membership.objects.create(layer=circle, organization=nagaya, post="会員")
    batch = draft(
        koto, "members", circle, ["団体名", "参加日", "役職"],
        ["深川長屋", "", "理事長"], ["深川長屋", "令和6年4月1日", "理事"],
    )  # fmt: skip
    assert states(make_list_plan(batch)) == ["changed", "error"]
    commit(batch.pk, by=None)
    assert undo(batch.pk, by=None).kept == 0
    stay.refresh_from_db()
    assert (stay.post, stay.starts_on) == ("会員", None)


# ------------------------------------------------------------------ new ones beside each other

HEADER = ["団体名", "役割", "状態", "参加日", "退会日"]
TWICE: dict[str, tuple[list[Row], list[str], str]] = {
    "with and without a day": (
        [["深川長屋", "", "", "", ""], ["深川長屋", "", "", "令和6年4月1日", ""]],
        ["new", "error"],
        "2行目と同じ団体・部署・個人で、期間が重なっています。",
    ),
    "one that is not registered": (
        [["うみの会", "", "", "R5.4.1", ""], ["うみの会", "", "", "R6.4.1", ""]],
        ["new", "error"],
        "2行目と同じ団体・部署・個人で、期間が重なっています。",
    ),
    "one after the other": (
        [["深川長屋", "", "退会", "R4.4.1", "R5.3.31"], ["深川長屋", "", "", "R6.4.1", ""]],
        ["new", "new"],
        "",
    ),
    "a duty beside the stay": (
        [["深川長屋", "委員", "", "", ""], ["深川長屋", "担当部局", "", "R6.4.1", ""]],
        ["new", "new"],
        "",
    ),
    "two 調整機関": (
        [["深川長屋", "調整機関", "", "", ""], ["うみの会", "調整機関", "", "R6.4.1", ""]],
        ["new", "error"],
        "調整機関は1つだけ指定できます",
    ),
    "two 調整機関 that declined": (
        [["深川長屋", "調整機関", "辞退", "", ""], ["うみの会", "調整機関", "辞退", "", ""]],
        ["new", "error"],
        "調整機関は1つだけです",
    ),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_the_check_page_shows_of_members_can_be_committed(
    koto: Municipality, circle: Layer, nagaya: Organization, name: str
) -> None:
    rows, expected, sentence = TWICE[name]
    batch = draft(koto, "members", circle, HEADER, *rows, new_organizations=True)
    plan = make_list_plan(batch)
    assert states(plan) == expected
    assert sentence in said(plan)
    commit(batch.pk, by=None)
    assert circle.memberships.count() == expected.count("new")


def test_a_stay_that_a_row_ends_makes_room_for_the_next(
    koto: Municipality, circle: Layer, nagaya: Organization
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya, starts_on=date(2020, 4, 1))
    batch = draft(
        koto, "members", circle, HEADER,
        ["深川長屋", "", "退会", "2020/4/1", "2024/3/31"], ["深川長屋", "", "", "2024/4/1", ""],
    )  # fmt: skip
    assert states(make_list_plan(batch)) == ["changed", "new"]
    commit(batch.pk, by=None)
    assert circle.memberships.count() == 2
