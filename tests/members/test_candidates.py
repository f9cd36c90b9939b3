"""From 「参加したい」 in a survey to a member of a layer, each step with day, person and source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from webtest import TestApp

from casebook.models import CaseSheet
from organizations.bodies.fields import OrganizationsField
from organizations.models import (
    Department,
    Layer,
    Membership,
    MembershipStep,
    Municipality,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from surveys.models import Answer, Option, Question, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.pages.hand import write

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def question(koto: Municipality) -> Question:
    survey = SurveyFactory(municipality=koto, title="取組み調査")
    return QuestionFactory.with_options("参加したい", "今は考えていない", survey=survey)


def answered(question: Question, name: str, label: str, row: int) -> Organization:
    organization: Organization = OrganizationFactory(
        municipality=question.survey.municipality, name=name
    )
    response = Response.objects.create(
        survey=question.survey,
        respondent_key=name,
        organization=organization,
        row_number=row,
        submitted_at=datetime(2024, 2, 1, 3, tzinfo=UTC),
    )
    option = question.options.get(label=label)
    Answer.objects.create(response=response, question=question, option=option)
    return organization


def address(question: Question, label: str = "参加したい") -> str:
    option = question.options.get(label=label)
    return f"/surveys/{question.survey_id}/candidates/?question={question.pk}&option={option.pk}"


def test_a_wish_in_a_survey_becomes_a_member_step_by_step(
    circle: Layer, question: Question, officer: User, fill: Fill, sign_in: SignIn
) -> None:
    nagaya = answered(question, "NPO法人深川長屋", "参加したい", 12)
    answered(question, "南砂町会", "今は考えていない", 13)
    client = sign_in(officer)
    offered = client.get(address(question)).content.decode()
    assert "NPO法人深川長屋" in offered and "南砂町会" not in offered
    fill(officer, address(question), layer=circle.pk)  # whom the survey names is ticked already
    member = Membership.objects.get()
    assert (member.organization, member.state) == (nagaya, "interested")

    page = f"/platforms/{circle.platform_id}/candidates/"
    moved = {"members": [member.pk], "source_kind": "contact", "note": "電話"}
    fill(officer, page, **moved, state="invited", on="R6.2.20")
    fill(officer, page, **moved, state="joined", on="R6.3.5")
    member.refresh_from_db()
    assert (member.state, member.starts_on) == ("joined", date(2024, 3, 5))
    steps = list(MembershipStep.objects.order_by("id"))
    assert [(s.state, s.on, s.by, s.source_kind) for s in steps] == [
        ("interested", date(2024, 2, 1), officer, "survey"),
        ("invited", date(2024, 2, 20), officer, "contact"),
        ("joined", date(2024, 3, 5), officer, "contact"),
    ]
    response = Response.objects.get(organization=nagaya)
    assert steps[0].origin == response and "12行目" in steps[0].note
    assert response.get_absolute_url() in client.get(circle.get_absolute_url()).content.decode()


def test_who_is_in_the_layer_already_is_not_asked_twice(
    circle: Layer, question: Question, officer: User, fill: Fill
) -> None:
    nagaya = answered(question, "NPO法人深川長屋", "参加したい", 12)
    Membership.objects.create(layer=circle, organization=nagaya)
    page = fill(officer, address(question), layer=circle.pk, organizations=[nagaya.pk])
    assert "1団体は、すでにこの層に登録されています" in page
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "団体が選ばれていません"),
        ({"organizations": ["999999"]}, "選択肢にないものが選ばれています"),
        ({"organizations": ["あ"]}, "選択肢にないものが選ばれています"),
    ],
)
def test_choosing_nothing_is_said_and_nothing_is_made(
    given: dict[str, object],
    sentence: str,
    circle: Layer,
    question: Question,
    officer: User,
    sign_in: SignIn,
) -> None:
    answered(question, "NPO法人深川長屋", "参加したい", 12)
    answer = sign_in(officer).post(address(question), {"layer": circle.pk, **given})
    assert sentence in answer.content.decode()
    assert not Membership.objects.exists()


def test_responses_tied_to_nobody_are_counted(
    circle: Layer, question: Question, officer: User, sign_in: SignIn
) -> None:
    answered(question, "NPO法人深川長屋", "参加したい", 12)
    Response.objects.update(organization=None)
    page = sign_in(officer).get(address(question)).content.decode()
    assert "団体に結び付いていない回答が1件" in page


@pytest.mark.parametrize("odd", ["?question=x", "?question=99999999999999999999", "?option=1"])
def test_an_odd_address_shows_the_first_step(
    odd: str, question: Question, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(f"/surveys/{question.survey_id}/candidates/{odd}")
    assert "選択肢を見る" in page.content.decode()


def test_candidates_are_shown_to_no_other_municipality(
    circle: Layer,
    platform: Platform,
    nagaya: Organization,
    other_officer: User,
    officer: User,
    sign_in: SignIn,
) -> None:
    """意向は参画の同意ではない: only members and those a document names as expected are seen."""
    Platform.objects.update(shared=True)
    Membership.objects.create(layer=circle, organization=nagaya, state="interested")
    elsewhere = sign_in(other_officer)
    for url in (
        platform.get_absolute_url(),
        circle.get_absolute_url(),
        "/members/",
        f"/platforms/{platform.pk}/diagram.svg",
    ):
        assert nagaya.name not in elsewhere.get(url).content.decode(), url
    assert elsewhere.get(f"/platforms/{platform.pk}/candidates/").status_code == 404
    own = sign_in(officer)
    assert nagaya.name in own.get("/members/").content.decode()
    Membership.objects.update(state="joined")
    assert nagaya.name in elsewhere.get(circle.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("state", "starts_on", "ends_on", "written"),
    [
        ("joined", None, None, True),
        ("joined", date(2024, 3, 31), None, True),
        ("joined", date(2024, 4, 1), None, False),
        ("left", date(2023, 4, 1), date(2024, 3, 30), False),
        ("left", date(2023, 4, 1), date(2024, 6, 1), True),
        ("expected", None, None, False),
        ("interested", None, None, False),
        ("declined", None, None, False),
    ],
)
def test_a_case_sheet_names_the_members_at_the_end_of_its_year(
    state: str,
    starts_on: date | None,
    ends_on: date | None,
    written: bool,
    circle: Layer,
    nagaya: Organization,
    officer: User,
    sign_in: SignIn,
) -> None:
    Membership.objects.create(
        layer=circle, organization=nagaya, state=state, starts_on=starts_on, ends_on=ends_on
    )
    sheet = CaseSheet.objects.create(platform=circle.platform, fiscal_year=2023)
    page = sign_in(officer).get(sheet.get_absolute_url()).content.decode()
    assert (nagaya.name in page) is written


def test_who_is_expected_is_named_where_a_document_names_him(
    circle: Layer, nagaya: Organization, officer: User, viewer: User, sign_in: SignIn
) -> None:
    """On the sheet, in the figure and to viewers alike; who was not asked yet is on none of them."""
    member = Membership.objects.create(layer=circle, organization=nagaya, state="expected")
    sheet = CaseSheet.objects.create(platform=circle.platform, fiscal_year=2023)
    figure = reverse("platform-diagram", args=[circle.platform_id, "svg"])
    for source in (None, SourceDocument.objects.create(title="報告書")):
        member.source = source
        member.save()
        named = source is not None
        assert member.is_stated is named
        assert (
            nagaya.name in sign_in(officer).get(sheet.get_absolute_url()).content.decode()
        ) is named
        assert (nagaya.name in sign_in(officer).get(figure).content.decode()) is named
        assert Membership.objects.visible_to(viewer).exists() is named


# ------------------------------------------------------------------ a list pasted in


@pytest.fixture
def paste(officer: User, fill: Fill) -> Fill:
    def pasted(layer: Layer, text: str, **values: str) -> str:
        return fill(
            officer, f"/layers/{layer.pk}/roster/", lines=text, **{"on": "R6.4.1", **values}
        )

    return pasted


def test_a_list_copied_from_excel_becomes_members(
    circle: Layer, nagaya: Organization, section: Department, officer: User, paste: Fill
) -> None:
    page = paste(circle, "深川長屋\t理事長\r\n\r\n長寿応援課\t課長\r\n")
    assert "2件を「連携PF」に登録しました" in page
    members = Membership.objects.order_by("id")
    assert [(m.body_name, m.post, m.starts_on) for m in members] == [
        ("NPO法人深川長屋", "理事長", date(2024, 4, 1)),
        ("長寿応援課", "課長", date(2024, 4, 1)),
    ]
    assert MembershipStep.objects.filter(by=officer).count() == 2


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("", {}, "入力されていません"),
        ("深川長屋\nない団体", {}, "2行目：「ない団体」は登録されていません"),
        ("深川\u200b長屋", {}, "1行目：見えない文字（U+200B）が入っています"),
        ("深川長屋\n深川長屋", {}, "2行目：「深川長屋」はすでにこの層にあります"),
        ("深川長屋", {"role": "coordinating"}, "調整機関は1つだけです"),
        ("深川長屋", {"state": "left", "on": ""}, "退会日を入力してください"),
        ("深川長屋", {"on": "きのう"}, "日付として読み取れません"),
    ],
)
def test_a_list_with_a_wrong_line_is_kept_and_nothing_is_half_entered(
    text: str,
    values: dict[str, str],
    sentence: str,
    circle: Layer,
    nagaya: Organization,
    paste: Fill,
) -> None:
    page = paste(circle, text, **values)
    assert sentence in page and text.strip() in page
    assert not Membership.objects.exists()


def test_candidates_are_not_for_viewers(
    circle: Layer, nagaya: Organization, viewer: User, sign_in: SignIn
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya, state="interested")
    client = sign_in(viewer)
    page = f"/platforms/{circle.platform_id}/candidates/"
    assert "NPO法人深川長屋" not in client.get(page).content.decode()
    client.post(page, {"members": [member.pk], "state": "joined"})
    member.refresh_from_db()
    assert member.state == "interested"
    assert client.get(f"/layers/{circle.pk}/roster/").status_code == 403


def test_leaving_needs_its_day(
    circle: Layer, nagaya: Organization, officer: User, fill: Fill
) -> None:
    url = f"/memberships/new/{circle.pk}/"
    left = {"organization": "深川長屋", "state": "left"}
    assert "退会日を入力してください" in fill(officer, url, **left)
    why = {"source_kind": "contact", "step_note": "解散のため"}
    fill(officer, url, **left, **why, ends_on="R6.3.31")
    step = MembershipStep.objects.get()
    assert (step.on, step.source_kind, step.note) == (date(2024, 3, 31), "contact", "解散のため")


def test_a_survey_of_another_place_can_t_be_used(
    zama: Municipality, officer: User, sign_in: SignIn
) -> None:
    survey: Survey = SurveyFactory(municipality=zama)
    assert sign_in(officer).get(f"/surveys/{survey.pk}/candidates/").status_code == 404


def test_who_answered_again_is_taken_at_the_last_word(
    question: Question, officer: User, sign_in: SignIn
) -> None:
    nagaya = answered(question, "NPO法人深川長屋", "参加したい", 12)
    later = Response.objects.create(
        survey=question.survey, respondent_key="2回目", organization=nagaya, row_number=13,
        submitted_at=datetime(2024, 3, 1, 3, tzinfo=UTC),
    )  # fmt: skip
    unwilling = question.options.get(label="今は考えていない")
    Answer.objects.create(response=later, question=question, option=unwilling)
    Response.objects.create(
        survey=question.survey, respondent_key="日付なし", organization=nagaya, row_number=14
    )
    assert "NPO法人深川長屋" not in sign_in(officer).get(address(question)).content.decode()


@pytest.mark.parametrize("odd", ["-1e999999999", "-1e30", "9" * 5000, "-5", "あ"])
def test_an_odd_option_in_the_address_of_the_responses_is_passed_over(
    odd: str, question: Question, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(f"/surveys/{question.survey_id}/responses/", {"option": odd})
    assert page.status_code == 200


def test_a_partner_makes_candidates_of_the_joint_platform(
    platform: Platform, circle: Layer, question: Question, zama: Municipality,
    other_officer: User, sign_in: SignIn,
) -> None:  # fmt: skip
    platform.partners.add(zama)
    Survey.objects.update(municipality=zama)
    assert str(circle) in sign_in(other_officer).get(address(question)).content.decode()


def test_who_is_taken_in_meanwhile_is_named_beside_the_table(
    circle: Layer, koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    for name in ("NPO法人深川長屋", "見本の会"):
        body = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=circle, organization=body, state="invited")
    page = browser_of(officer).get(f"/platforms/{circle.platform_id}/candidates/")
    moved = Membership.objects.get(organization__name="NPO法人深川長屋")
    Membership.objects.filter(pk=moved.pk).update(state="joined", starts_on=date(2024, 3, 5))
    page = write(page, members=[moved.pk])
    table = page.html.find(id="id_members").find_parent(class_="field")
    said = table.select_one(".errorlist").get_text(strip=True)
    assert said == "「NPO法人深川長屋」は、今は候補ではありません（参加）。選び直してください。"
    page = write(page, members=[])
    table = page.html.find(id="id_members").find_parent(class_="field")
    assert "団体が選ばれていません。" in table.select_one(".errorlist").get_text()


def test_what_an_old_import_left_in_an_option_stops_nobody(
    circle: Layer, question: Question, officer: User, fill: Fill
) -> None:
    """The step's note names the option: as it is seen."""
    Option.objects.filter(label="参加したい").update(label="参加\u200bしたい")
    answered(question, "深川長屋", "参加\u200bしたい", 12)
    fill(officer, address(question, "参加\u200bしたい"), layer=circle.pk)
    assert MembershipStep.objects.get().note.startswith("「参加したい」")


def test_a_refused_candidate_is_told_on_the_page(
    circle: Layer, question: Question, officer: User, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise ValidationError("この層には加えられません。")

    monkeypatch.setattr("surveys.views.candidates.make_candidates", refuses)
    answered(question, "深川長屋", "参加したい", 12)
    assert "この層には加えられません。" in fill(officer, address(question), layer=circle.pk)
    assert not Membership.objects.exists()


def test_every_line_of_several_organizations_is_told_what_is_wrong_with_it(
    nagaya: Organization, officer: User, koto: Municipality
) -> None:
    field = OrganizationsField(user=officer, kept=[])
    assert field.clean("深川長屋\n") == [nagaya]
    with pytest.raises(ValidationError) as refusal:
        field.clean("深川長屋\n深川\u200b長屋\nない団体")
    said = refusal.value.messages
    assert len(said) == 2
    assert "見えない文字（U+200B）" in said[0]
    assert "「ない団体」は登録されていません" in said[1]
