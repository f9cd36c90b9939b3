"""From file to database and back: what a coordinator relies on without seeing it."""

from __future__ import annotations

import json

import pytest
from django.core import serializers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.models import Municipality, Organization, OrganizationName, User
from platform_registry.actions import claim
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.importing.shapes import Refused
from surveys.importing.writing import answers as writing_answers
from surveys.importing.writing.commit import commit as commit_request
from surveys.importing.writing.files import keep_file
from surveys.models import (
    Answer,
    ImportBatch,
    ImportRow,
    MappingProfile,
    Option,
    Question,
    Response,
    Survey,
    ValueRule,
)
from tests.factories.user import StaffAssignmentFactory
from tests.importing.carried import commit, undo

pytestmark = pytest.mark.django_db

HEADER = "タイムスタンプ,団体名,電話番号,Q1 活動の頻度,Q2 主な対象（複数選択可）,Q3 会員数（人）"
ROWS = [
    "2026/05/01 09:00:00,NPO法人みなとの灯,03-1111-2222,毎週,高齢者;若者,30",
    "2026/05/01 09:30:00,こもれび食堂,03-1111-3333,毎月,こども;高齢者,約12人",
    "2026/05/01 10:00:00,あさひ町会,,毎週,高齢者,120",
    "2026/05/01 10:30:00,つむぎの家,03-1111-4444,毎月,若者;こども,8",
    "2026/05/01 11:00:00,ひだまりの会,03-1111-5555,毎週,高齢者;若者,15",
]


def csv_file(rows: list[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode("utf-8-sig")


@pytest.fixture
def town() -> Municipality:
    return Municipality.objects.create(code="131083", name="江東区", kind="special_ward")


@pytest.fixture
def coordinator(town: Municipality) -> User:
    user = User.objects.create_user("coordinator", password="a-long-enough-password")
    StaffAssignmentFactory(user=user, municipality=town, role="coordinator")
    return user


def draft(data: bytes, town: Municipality, by: User, survey: Survey | None = None) -> ImportBatch:
    return actions.start_import(
        data=data,
        name="回答.csv",
        municipality=town,
        by=by,
        survey=survey,
        new_survey=None if survey else {"title": "居場所調査", "key": "places"},
    )


def decide_all_new(batch: ImportBatch, by: User) -> None:
    for row in make_plan(batch).rows:
        if row.respondent.undecided:
            actions.decide_organization(
                batch, number=row.row.number, choice="new",
                organization=None, rejected=[], by=by,
            )  # fmt: skip


def imported(
    data: bytes, town: Municipality, by: User, survey: Survey | None = None
) -> ImportBatch:
    batch = draft(data, town, by, survey)
    decide_all_new(batch, by)
    return commit(batch.pk, by=by)


TABLES = (
    Survey, Question, Option, Response, Answer, Organization, OrganizationName, MappingProfile,
    ValueRule,
)  # fmt: skip


def everything() -> dict[str, list[str]]:
    """Every row of the tables an import writes, without the moment of saving."""
    state = {}
    for model in TABLES:
        rows = json.loads(serializers.serialize("json", model.objects.order_by("pk")))
        for row in rows:
            row["fields"].pop("saved_at", None)
        if model is Answer:  # restored answers are new rows with the old content
            state["answer"] = sorted(json.dumps(r["fields"], sort_keys=True) for r in rows)
        else:
            state[model._meta.model_name] = [json.dumps(r, sort_keys=True) for r in rows]
    return state


def test_a_file_becomes_a_survey_with_answers_tied_to_new_organizations(town, coordinator):
    batch = imported(csv_file(ROWS), town, coordinator)

    survey = Survey.objects.get()
    assert survey.title == "居場所調査"
    assert list(survey.questions.values_list("text", "kind")) == [
        ("Q1 活動の頻度", "single"),
        ("Q2 主な対象（複数選択可）", "multi"),
        ("Q3 会員数（人）", "number"),
    ]
    response = Response.objects.get(organization__name="こもれび食堂")
    assert response.row_number == 3
    assert response.raw["Q3 会員数（人）"] == "約12人"
    number = response.answers.get(question__text="Q3 会員数（人）")
    assert (number.number, number.approx) == (12, True)
    chosen = response.answers.filter(question__kind="multi").values_list("option__label", flat=True)
    assert sorted(chosen) == ["こども", "高齢者"]
    assert batch.counts["new"] == 5
    assert batch.counts["new_organizations"] == 5


def test_the_same_file_again_writes_nothing(town, coordinator):
    survey = imported(csv_file(ROWS), town, coordinator).survey
    before = everything()
    again = draft(csv_file(ROWS), town, coordinator, survey)

    assert make_plan(again).counts()["unchanged"] == 5
    with pytest.raises(Refused, match="取り込む行がありません"):
        commit(again.pk, by=coordinator)
    assert everything() == before


def test_a_corrected_file_shows_and_writes_exactly_what_changed(town, coordinator):
    survey = imported(csv_file(ROWS), town, coordinator).survey
    header = (
        "タイムスタンプ,団体名,Q3 会員数（人）,Q1 活動の頻度,Q2 主な対象（複数選択可）,電話番号"
    )
    moved = [",".join(line.split(",")[i] for i in (0, 1, 5, 3, 4, 2)) for line in ROWS]
    moved[0] = moved[0].replace(",30,", ",35,")
    moved[4] = moved[4].replace("高齢者;若者", "高齢者")
    added = "2026/05/02 09:00:00,新しい会,5,毎月,若者,03-1111-6666"
    batch = draft(csv_file([*moved[:3], moved[4], added], header), town, coordinator, survey)

    plan = make_plan(batch)
    counts = plan.counts()
    assert (counts["new"], counts["changed"], counts["unchanged"], counts["absent"]) == (1, 2, 2, 1)
    told = {(c.question, c.old, c.new) for row in plan.rows for c in row.changes}
    assert told == {
        ("Q3 会員数（人）", "30", "35"),
        ("Q2 主な対象（複数選択可）", "若者、高齢者", "高齢者"),
    }
    decide_all_new(batch, coordinator)
    commit(batch.pk, by=coordinator)
    assert Response.objects.filter(survey=survey).count() == 6
    assert (
        Answer.objects.get(
            response__organization__name="NPO法人みなとの灯", question__kind="number"
        ).number
        == 35
    )


def test_an_organization_that_answers_again_corrects_its_first_answer(town, coordinator):
    survey = imported(csv_file(ROWS), town, coordinator).survey
    again = ROWS[3].replace("2026/05/01 10:30", "2026/05/09 17:45").replace(",8", ",9")
    batch = draft(csv_file([*ROWS[:3], ROWS[4], again]), town, coordinator, survey)

    counts = make_plan(batch).counts()
    assert (counts["new"], counts["changed"], counts["unchanged"], counts["absent"]) == (0, 1, 4, 0)


def test_two_answers_of_one_organization_in_one_file_stay_two(town, coordinator):
    survey = imported(csv_file(ROWS), town, coordinator).survey
    second = ROWS[3].replace("2026/05/01 10:30", "2026/05/09 17:45")
    batch = draft(csv_file([*ROWS, second]), town, coordinator, survey)

    counts = make_plan(batch).counts()
    assert (counts["new"], counts["unchanged"]) == (1, 5)


def test_undo_restores_every_table(town, coordinator):
    empty = everything()
    first = imported(csv_file(ROWS), town, coordinator)
    after_first = everything()
    changed = csv_file(
        [ROWS[0].replace(",30", ",31"), *ROWS[1:], "2026/06/01 08:00:00,別の会,,毎年,若者,3"]
    )
    second = imported(changed, town, coordinator, first.survey)
    assert everything() != after_first

    counts = undo(second.pk, by=coordinator)
    assert (counts.reversed, counts.kept, counts.failed) == (2, 0, 0)
    assert everything() == after_first
    undo(first.pk, by=coordinator)
    assert everything() == empty


def test_undo_keeps_what_somebody_edited_since_and_says_so(town, coordinator):
    batch = imported(csv_file(ROWS), town, coordinator)
    edited = Response.objects.get(organization__name="つむぎの家")
    actions.link_response(edited, organization=None, by=coordinator)
    organization = Organization.objects.get(name="あさひ町会")
    claim(organization, 1)

    counts = undo(batch.pk, by=coordinator)

    assert (counts.reversed, counts.kept) == (4, 1)
    assert Response.objects.get() == edited
    assert (counts.organizations_removed, counts.organizations_kept) == (4, 1)
    assert ImportRow.objects.get(batch=batch, undone="kept").number == 5


def test_undo_says_what_could_not_be_taken_back(town, coordinator):
    batch = imported(csv_file(ROWS), town, coordinator)
    Response.objects.filter(organization__name="つむぎの家").delete()
    assert undo(batch.pk, by=coordinator).failed == 1


def test_a_worker_that_dies_leaves_nothing_and_the_batch_can_be_committed_again(
    town, coordinator, monkeypatch
):
    batch = draft(csv_file(ROWS), town, coordinator)
    decide_all_new(batch, coordinator)
    before = everything()

    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writing_answers, "_write_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            commit(batch.pk, by=coordinator)
    assert everything() == before
    batch.refresh_from_db()
    commit_request(batch.pk, batch.request, by=coordinator)
    assert Response.objects.count() == 5


def test_a_second_commit_of_the_same_batch_does_nothing(town, coordinator):
    batch = imported(csv_file(ROWS), town, coordinator)
    before = everything()
    commit(batch.pk, by=coordinator)
    assert everything() == before


def test_a_registered_organization_is_linked_without_asking(town, coordinator):
    known = Organization.objects.create(municipality=town, name="ＮＰＯ法人　みなとの灯")
    plan = make_plan(draft(csv_file(ROWS), town, coordinator))
    respondent = plan.rows[0].respondent
    assert (respondent.outcome, respondent.organization) == ("linked", known.pk)


def test_an_accepted_spelling_is_remembered_for_the_next_file(town, coordinator):
    known = Organization.objects.create(municipality=town, name="こもれび食堂ネットワーク")
    batch = draft(csv_file(ROWS), town, coordinator)
    actions.decide_organization(
        batch, number=3, choice="same", organization=known, rejected=[],
        by=coordinator,
    )  # fmt: skip
    commit(batch.pk, by=coordinator)
    assert known.names.get().name == "こもれび食堂"

    other = csv_file([ROWS[1].replace("09:30", "19:30")])
    respondent = make_plan(draft(other, town, coordinator)).rows[0].respondent
    assert (respondent.outcome, respondent.organization) == ("linked", known.pk)


def test_not_the_same_is_never_offered_again(town, coordinator):
    neighbour = Organization.objects.create(municipality=town, name="こもれび食堂２")
    batch = draft(csv_file(ROWS), town, coordinator)
    row = make_plan(batch).rows[1]
    assert neighbour.pk in [s.id for s in row.respondent.match.suggestions]
    actions.decide_organization(
        batch, number=3, choice="new", organization=None,
        rejected=[neighbour.pk], by=coordinator,
    )  # fmt: skip
    assert neighbour.pk not in [s.id for s in make_plan(batch).rows[1].respondent.match.suggestions]
    commit(batch.pk, by=coordinator)
    again = make_plan(draft(csv_file(ROWS), town, coordinator)).rows[1]
    assert neighbour.pk not in [s.id for s in again.respondent.match.suggestions]


def test_one_new_name_in_two_rows_makes_one_organization(town, coordinator):
    twice = [ROWS[0], ROWS[0].replace("09:00", "18:00").replace("NPO法人", "ＮＰＯ法人")]
    imported(csv_file(twice), town, coordinator)
    assert Organization.objects.count() == 1
    assert Response.objects.count() == 2


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["毎週", "毎月", "毎年", ""]),
            st.lists(st.sampled_from(["高齢者", "こども", "若者"]), unique=True, max_size=3),
            st.integers(min_value=0, max_value=5000),
        ),
        min_size=6,
        max_size=20,
    )
)
def test_importing_twice_is_importing_once_and_undo_takes_all_back(town, coordinator, answers):
    rows = [
        f"2026/05/{n + 1:02} 09:00:00,団体{n}号の会,,{often},{';'.join(targets)},{members}"
        for n, (often, targets, members) in enumerate(answers)
    ]
    before = everything()
    batch = imported(csv_file(rows), town, coordinator)
    again = draft(csv_file(rows), town, coordinator, batch.survey)
    assert make_plan(again).counts()["unchanged"] == len(rows)
    actions.discard(again, by=coordinator)
    undo(batch.pk, by=coordinator)
    assert everything() == before


def test_each_municipality_keeps_the_file_it_was_given(town, zama, coordinator):
    given = {"data": "団体名\n見本の会".encode(), "name": "回答.csv", "by": coordinator}
    kept = [keep_file(municipality=place, **given) for place in (town, zama, town)]
    assert kept[0] == kept[2]
    assert (kept[0].municipality, kept[1].municipality) == (town, zama)


def test_a_worker_that_comes_late_finds_its_import_done(town, coordinator):
    batch = imported(csv_file(ROWS), town, coordinator)
    before = everything()
    commit_request(batch.pk, batch.request, by=coordinator)
    assert everything() == before
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTED


def test_an_answer_where_there_was_none_is_a_change(town, coordinator):
    empty = [*ROWS[:4], ROWS[4].removesuffix("15")]
    survey = imported(csv_file(empty), town, coordinator).survey
    plan = make_plan(draft(csv_file(ROWS), town, coordinator, survey))
    assert plan.counts()["changed"] == 1
    [change] = next(row.changes for row in plan.rows if row.changes)
    assert (change.old, change.new) == ("（空欄）", "15")


def test_answers_to_a_question_added_later_are_changes(town, coordinator):
    header, shorter = HEADER.rsplit(",", 1)[0], [row.rsplit(",", 1)[0] for row in ROWS]
    survey = imported(csv_file(shorter, header), town, coordinator).survey
    plan = make_plan(draft(csv_file(ROWS), town, coordinator, survey))
    assert [change.new for row in plan.rows for change in row.changes] == [
        "30", "約12", "120", "8", "15",
    ]  # fmt: skip
