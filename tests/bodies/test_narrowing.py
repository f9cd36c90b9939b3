"""Which bodies: the conditions of the organizations' list, what they find, and how they are said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.members.participation import MOST_LAYERS
from organizations.models import Layer, Membership, Municipality, Organization, Platform, User
from surveys.models import Answer, Question, Response, Survey
from tests.bodies.listed import found, options, said
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.factories.vocabulary import TargetFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def five(koto: Municipality, circle: Layer) -> dict[str, Organization]:
    """Five bodies, each standing elsewhere in the platform."""
    bodies = {
        name: OrganizationFactory(municipality=koto, name=name)
        for name in ("参加の会", "意向の会", "辞退の会", "前の会", "初めての会")
    }
    states = {
        "参加の会": "joined",
        "意向の会": "interested",
        "辞退の会": "declined",
        "前の会": "left",
    }
    for name, state in states.items():
        ends = date(2025, 3, 31) if state == "left" else None
        Membership.objects.create(
            layer=circle, organization=bodies[name], state=state, ends_on=ends
        )
    return bodies


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("joined", {"参加の会"}),
        ("out", {"意向の会", "辞退の会", "前の会", "初めての会"}),
        ("interested", {"意向の会"}),
        ("over", {"辞退の会", "前の会"}),
        ("never", {"初めての会"}),
    ],
)
def test_where_a_body_stands(
    state: str, names: set[str], five: dict[str, Organization], officer: User, sign_in: SignIn
) -> None:
    assert set(found(sign_in(officer), f"part={state}")) == names


def test_a_stay_that_is_over_is_none(
    five: dict[str, Organization], officer: User, sign_in: SignIn
) -> None:
    Membership.objects.filter(organization=five["参加の会"]).update(ends_on=date(2025, 3, 31))
    assert found(sign_in(officer), "part=joined") == []
    assert "参加の会" in found(sign_in(officer), "part=out")


def test_the_layer_says_of_which_participation_is_asked(
    five: dict[str, Organization], circle: Layer, officer: User, sign_in: SignIn
) -> None:
    core = Layer.objects.create(platform=circle.platform, name="コア", position=2)
    client = sign_in(officer)
    assert found(client, f"part=joined&layer={core.pk}") == []
    assert found(client, f"part=joined&layer={circle.pk}") == ["参加の会"]
    assert len(found(client, f"layer={circle.pk}")) == 4
    assert said(client, f"part=out&layer={core.pk}") == "「江東区連携PFコア」に参加していない団体"


def test_each_state_carries_how_many_stand_there(
    five: dict[str, Organization], officer: User, sign_in: SignIn
) -> None:
    counts = options(sign_in(officer), "", "part")
    assert counts == {
        "声をかけていない（未接触）": 1, "参加していない": 4, "参加中": 1, "意向あり": 1, "退会・辞退": 2,
    }  # fmt: skip


def test_who_reads_no_candidates_cannot_ask_for_them(
    five: dict[str, Organization], viewer: User, sign_in: SignIn
) -> None:
    client = sign_in(viewer)
    assert options(client, "", "part") == {"参加していない": 4, "参加中": 1}
    for state in ("interested", "never", "over"):
        answer = client.get(f"/organizations/?part={state}")
        assert answer.context["problems"] == ["連携PFへの参画"]
    page = client.get("/organizations/").content.decode()
    assert "意向あり" not in page and "未接触" not in page


def test_the_list_tells_of_each_the_furthest_it_has_come(
    five: dict[str, Organization], circle: Layer, coordinator: User, viewer: User, sign_in: SignIn
) -> None:
    core = Layer.objects.create(platform=circle.platform, name="コア", position=2)
    for name, state in {
        "参加の会": "declined",
        "意向の会": "invited",
        "辞退の会": "applied",
    }.items():
        Membership.objects.create(layer=core, organization=five[name], state=state)
    everything = {
        "参加の会": "参加中", "意向の会": "打診中", "辞退の会": "申込", "前の会": "退会・辞退",
        "初めての会": "未接触",
    }  # fmt: skip
    taken = sign_in(coordinator).get("/organizations/?export=csv").getvalue().decode()
    rows = {line.split(",")[1]: line for line in taken.splitlines()[1:]}
    assert all(state in rows[name] for name, state in everything.items())
    page = BeautifulSoup(sign_in(viewer).get("/organizations/").content, "html.parser")
    shown = {row.a.text: row.text for row in page.select("tbody tr")}
    assert [name for name in shown if any(s in shown[name] for s in everything.values())] == [
        name for name in shown if name in ("参加の会", "前の会")
    ]


# ------------------------------------------------------------------ what was answered


@pytest.fixture
def would_join(koto: Municipality) -> Question:
    survey = SurveyFactory(municipality=koto, title="取組み調査")
    return QuestionFactory.with_options(
        "参加したい", "話を聞きたい", "今は考えていない", survey=survey, number="Q9", text="PF参画"
    )


def answer(question: Question, body: Organization, label: str, on: date | None = None) -> None:
    moment = timezone.make_aware(timezone.datetime(on.year, on.month, on.day)) if on else None
    response = Response.objects.create(
        survey=question.survey,
        organization=body,
        respondent_key=f"{body.pk}-{label}",
        submitted_at=moment,
    )
    option = question.options.get(label=label)
    Answer.objects.create(response=response, question=question, option=option)


def test_what_a_body_answered_last_counts(
    five: dict[str, Organization], would_join: Question, officer: User, sign_in: SignIn
) -> None:
    answer(would_join, five["初めての会"], "今は考えていない", date(2024, 4, 1))
    answer(would_join, five["初めての会"], "参加したい", date(2025, 4, 1))
    answer(would_join, five["意向の会"], "参加したい", date(2024, 4, 1))
    answer(would_join, five["意向の会"], "今は考えていない", date(2025, 4, 1))
    client = sign_in(officer)
    yes, _, no = (option.pk for option in would_join.options.all())
    assert found(client, f"answer={yes}") == ["初めての会"]
    assert found(client, f"answer={no}") == ["意向の会"]
    assert set(found(client, f"answer={yes}&answer={no}")) == {"初めての会", "意向の会"}
    shown = options(client, f"question={would_join.pk}", "answer")
    assert shown == {"参加したい": 1, "今は考えていない": 1}
    assert said(client, f"answer={yes}") == "調査に「Q9PF参画：参加したい」と答えた団体"


def test_questions_narrow_each_other(
    five: dict[str, Organization], would_join: Question, officer: User, sign_in: SignIn
) -> None:
    other = QuestionFactory.with_options("はい", survey=would_join.survey, position=9, text="必要")
    answer(would_join, five["初めての会"], "参加したい")
    answer(would_join, five["意向の会"], "参加したい")
    response = Response.objects.get(organization=five["意向の会"])
    need = other.options.get()
    Answer.objects.create(response=response, question=other, option=need)
    client = sign_in(officer)
    yes = would_join.options.first()
    both = f"answer={yes.pk}&answer={need.pk}"
    assert found(client, both) == ["意向の会"]
    assert options(client, both, "answer") == {"参加したい": 1, "はい": 1}


def test_answers_of_another_municipality_are_no_condition(
    zama: Municipality, five: dict[str, Organization], officer: User, sign_in: SignIn
) -> None:
    survey = SurveyFactory(municipality=zama, shared=True, title="座間だけの調査")
    theirs = QuestionFactory.with_options("参加したい", survey=survey)
    body = OrganizationFactory(municipality=zama, name="座間の会")
    answer(theirs, body, "参加したい")
    client = sign_in(officer)
    page = client.get(f"/organizations/?question={theirs.pk}&answer={theirs.options.get().pk}")
    assert set(page.context["problems"]) == {"調査の設問", "調査の回答"}
    assert "座間だけの調査" not in page.content.decode()


# ------------------------------------------------------------------ the five-minute question


def test_young_would_join_never_approached_as_a_file(
    five: dict[str, Organization],
    would_join: Question,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    young = TargetFactory(label="若者")
    for body in five.values():
        SupportActivityFactory(organization=body).targets.add(young)
        answer(would_join, body, "参加したい")
    OrganizationFactory(municipality=five["参加の会"].municipality, name="答えていない会")
    client = sign_in(coordinator)
    yes = would_join.options.first().pk
    query = f"target={young.pk}&part=never&answer={yes}"
    assert found(client, query) == ["初めての会"]
    assert said(client, query) == (
        "連携PFに声をかけていない（未接触）、調査に「Q9PF参画：参加したい」と答えた、若者を支える団体"
    )
    file = b"".join(client.get(f"/organizations/?{query}&export=csv").streaming_content)
    lines = file.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and "初めての会" in lines[1] and "未接触" in lines[1]


def test_conditions_cost_no_more_for_more_bodies(
    koto: Municipality,
    circle: Layer,
    would_join: Question,
    officer: User,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(officer)
    yes = would_join.options.first()

    def make(count: int) -> None:
        for body in OrganizationFactory.create_batch(count, municipality=koto):
            SupportActivityFactory(organization=body)
            answer(would_join, body, "参加したい")

    query = f"/organizations/?answer={yes.pk}&part=never&freshness=none"
    assert_same_queries(make, lambda: client.get(query), 10, 60)
    with CaptureQueriesContext(connection) as asked:
        client.get("/organizations/")
    assert len(asked) <= 14  # as in lists.test_page_costs


def test_only_who_works_there_is_put_in_charge(
    koto: Municipality, officer: User, other_officer: User, viewer: User, sign_in: SignIn
) -> None:
    body = OrganizationFactory(municipality=koto)
    page = sign_in(officer).get(f"/organizations/{body.pk}/edit/").context["editing"]
    assert set(page.part("basics").content.fields["officer"].queryset) == {officer}
    for stranger in (other_officer, viewer):
        body.officer = stranger
        with pytest.raises(Exception, match="今働いている人"):
            body.full_clean()


def test_surveys_are_read_by_their_own_rules(
    koto: Municipality, five: dict[str, Organization], would_join: Question, viewer: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    answer(would_join, five["参加の会"], "参加したい")
    assert Survey.objects.visible_to(viewer).count() == 1
    yes = would_join.options.first().pk
    assert found(sign_in(viewer), f"answer={yes}") == ["参加の会"]


def test_of_very_many_layers_those_are_offered_that_are_looked_for(
    koto: Municipality, circle: Layer, officer: User, sign_in: SignIn
) -> None:
    """Who keeps the whole country would have to scroll past all its platforms."""
    for number in range(MOST_LAYERS):
        platform = Platform.objects.create(municipality=koto, name=f"見本町{number}の連携PF")
        Layer.objects.create(platform=platform, name="コア")
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    client = sign_in(officer)
    OrganizationFactory(municipality=koto, name="どこにもいない会")

    def offered(query: str) -> list[str]:
        page = BeautifulSoup(client.get(f"/organizations/?{query}").content, "html.parser")
        assert page.select_one("input[name=layer_named]")
        return [box["value"] for box in page.select("input[type=checkbox][name=layer]")]

    assert offered("") == []
    assert (
        offered("layer_named=見本町7の") != [] and len(offered("layer_named=見本町")) == MOST_LAYERS
    )
    assert offered(f"layer={circle.pk}") == [str(circle.pk)]
    assert found(client, f"layer={circle.pk}") == []
