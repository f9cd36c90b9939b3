"""One organization is one respondent, however it is written, and whoever came to know it when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.importing.planning.answers import Plan, make_plan, read_file, settle
from surveys.importing.planning.plan import Differs, check_promise, promise_of
from surveys.models import ImportBatch, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, promised

pytestmark = pytest.mark.django_db

HEADER = "団体名,Q1 今後の意向,Q2 会員数（人）"
FIRST = ("鍵なし甲の会,参加したい,10", "鍵なし乙の会,参加したい,20", "鍵なし丙の会,未定,30")
Drafted = Callable[..., ImportBatch]


@pytest.fixture
def drafted(koto: Municipality, coordinator: User) -> Drafted:
    def draft(*rows: str, survey: Survey | None = None, header: str = HEADER) -> ImportBatch:
        return actions.start_import(
            data="\n".join([header, *rows]).encode(), name="回答.csv", municipality=koto,
            by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "意向調査", "key": "plans"},
        )  # fmt: skip

    return draft


@pytest.fixture
def survey(drafted: Drafted, coordinator: User) -> Survey:
    batch = drafted(*FIRST)
    for row in make_plan(batch).rows:
        decide(batch, row.number, None, coordinator)
    found = commit(batch.pk, by=coordinator).survey
    assert found is not None
    return found


def decide(batch: ImportBatch, number: int, same: Organization | None, by: User) -> None:
    actions.decide_organization(
        batch, number=number, choice="same" if same else "new",
        organization=same, rejected=[], by=by,
    )  # fmt: skip


def states(plan: Plan) -> list[str]:
    return [row.state for row in plan.rows]


def told(plan: Plan) -> list[tuple[int, str]]:
    return [(row.number, p.message) for row in plan.rows for p in row.row.problems]


# ------------------------------------------------------------------ a corrected file


def test_the_same_organization_written_otherwise_corrects_its_answer(
    survey: Survey, drafted: Drafted, coordinator: User
) -> None:
    rows = (
        "鍵なし甲の会,参加したい,10",
        "（株）鍵なし乙の会,参加したい,20",
        "鍵なし丙のかい,未定,31",
    )
    batch = drafted(*rows, survey=survey)
    for number, name in ((3, "鍵なし乙の会"), (4, "鍵なし丙の会")):
        decide(batch, number, Organization.objects.get(name=name), coordinator)

    plan = make_plan(batch)

    assert states(plan) == ["unchanged", "changed", "changed"]
    assert plan.counts()["absent"] == 0
    commit(batch.pk, by=coordinator)
    assert Response.objects.filter(survey=survey).count() == 3
    again = drafted(*rows, survey=survey)
    assert states(make_plan(again)) == ["unchanged"] * 3


def test_two_rows_of_one_organization_are_asked_about(
    survey: Survey, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted(FIRST[1], "（株）鍵なし乙の会,未定,25", survey=survey)
    same = Organization.objects.get(name="鍵なし乙の会")
    decide(batch, 3, same, coordinator)

    plan = make_plan(batch)

    assert states(plan) == ["unchanged", "error"]
    assert told(plan) == [(3, "2行目と同じ回答者です（（株）鍵なし乙の会）。")]


def test_an_organization_with_several_answers_is_asked_about(
    survey: Survey, drafted: Drafted, coordinator: User
) -> None:
    same = Organization.objects.get(name="鍵なし乙の会")
    Response.objects.create(survey=survey, respondent_key="別の回答", organization=same)
    batch = drafted("（株）鍵なし乙の会,未定,25", survey=survey)
    decide(batch, 2, same, coordinator)

    plan = make_plan(batch)

    assert states(plan) == ["error"]
    assert "回答が2件登録されている" in told(plan)[0][1]


# ------------------------------------------------------------------ rows that repeat a row


def test_a_row_says_which_row_it_repeats(drafted: Drafted) -> None:
    """Row 3 repeats row 2, row 5 repeats row 4: each is told with its own row."""
    plan = make_plan(drafted("甲の会,未定,1", "甲の会,未定,2", "乙の会,未定,3", "乙の会,未定,4"))
    assert told(plan) == [
        (3, "2行目と同じ回答者です（甲の会）。"),
        (5, "4行目と同じ回答者です（乙の会）。"),
    ]
    [group] = plan.problems()
    assert group.message == "ほかの行と同じ回答者です。"


def test_either_row_of_a_pair_can_be_left_out(
    drafted: Drafted, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    batch = drafted("甲の会,未定,1", "甲の会,未定,2")
    browser = browser_of(coordinator)
    page = browser.get(f"/imports/{batch.pk}/check/")
    assert "2行目と同じ回答者です（甲の会）。" in page.text
    labels = [label.get_text(strip=True) for label in page.html.select(".group label")]
    assert labels == ["3行目を除く", "2行目を除く"]

    actions.leave_out(batch, out=[2], by=coordinator)

    plan = make_plan(batch)
    assert states(plan) == ["excluded", "new"]
    assert told(plan) == []


# ------------------------------------------------------------------ registered meanwhile


def test_a_new_organization_registered_meanwhile_is_not_made_twice(
    koto: Municipality, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted("確認四の会,未定,1")
    decide(batch, 2, None, coordinator)
    seen = promised(batch)
    OrganizationFactory(municipality=koto, name="確認四の会")

    with pytest.raises(Differs, match="2行目（書き込む内容）"):
        check_promise(settle(batch, read_file(batch), suggest=False), seen)
    assert "すでに登録されています" in told(make_plan(batch))[0][1]


@pytest.mark.parametrize("registered", ["（株）確認四の会", "ＮＰＯ法人　確認四の会"])
def test_so_is_one_of_the_same_name_and_another_legal_form(
    registered: str, koto: Municipality, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted("確認四の会,未定,1")
    decide(batch, 2, None, coordinator)
    seen = promised(batch)
    OrganizationFactory(municipality=koto, name=registered)
    with pytest.raises(Differs):
        check_promise(settle(batch, read_file(batch), suggest=False), seen)


def test_what_was_seen_and_decided_against_is_no_hindrance(
    koto: Municipality, drafted: Drafted, coordinator: User
) -> None:
    OrganizationFactory(municipality=koto, name="確認四の会")
    batch = drafted("確認四の会,未定,1")
    decide(batch, 2, None, coordinator)
    assert promise_of(settle(batch, read_file(batch), suggest=False)) == promised(batch)
    commit(batch.pk, by=coordinator)
    assert Organization.objects.filter(name="確認四の会").count() == 2


def test_step_five_asks_again_about_a_row_whose_organization_is_registered_by_now(
    koto: Municipality, drafted: Drafted, coordinator: User,
    browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    batch = drafted("確認四の会,未定,1")
    decide(batch, 2, None, coordinator)
    same = OrganizationFactory(municipality=koto, name="確認四の会")
    page = browser_of(coordinator).get(f"/imports/{batch.pk}/organizations/")
    assert f"same:{same.pk}" in page.text
