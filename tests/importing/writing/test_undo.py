"""Undo takes back what nobody touched. What somebody built on it stays, and is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from meetings.models import Hearing
from organizations.models import (
    Attachment,
    Contact,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Note,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    Platform,
    Statistic,
    SupportActivity,
    Term,
    User,
)
from platform_registry.actions import claim
from surveys import actions
from surveys.importing.writing.rules import checked
from surveys.models import (
    Answer,
    ImportBatch,
    ImportRow,
    NameDecision,
    Question,
    Response,
    Survey,
)
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo

pytestmark = pytest.mark.django_db

NAMES = ["みなと食堂", "つむぎの家", "あさひ町会"]


@pytest.fixture
def answers(koto: Municipality, coordinator: User) -> ImportBatch:
    """Three answers, each of an organization that the import registered."""
    return committed_answers(koto, coordinator, NAMES)


def committed_answers(koto: Municipality, by: User, names: list[str]) -> ImportBatch:
    rows = [f"A{n},{name},毎週,{n}" for n, name in enumerate(names)]
    batch = actions.start_import(
        data="\n".join(["回答ID,団体名,Q1 活動の頻度,Q2 会員数", *rows]).encode(),
        name="回答.csv", municipality=koto, by=by,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    for number, _ in enumerate(names, 2):
        actions.decide_organization(
            batch, number=number, choice="new", organization=None, rejected=[], by=by
        )
    return commit(batch.pk, by=by)


@pytest.fixture
def listing(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    def committed(*rows: str) -> ImportBatch:
        data = "\n".join(["団体名,電話番号", *rows]).encode()
        batch = actions.start_list_import(
            data=data, name="一覧.csv", municipality=koto, by=coordinator
        )
        return commit(batch.pk, by=coordinator)

    return committed


def beside(model: type[Any], record: models.Model, **values: Any) -> None:
    kind = ContentType.objects.get_for_model(record)
    model.objects.create(record_type=kind, record_id=record.pk, **values)


def heard(organization: Organization) -> None:
    platform = Platform.objects.create(municipality=organization.municipality, name="つながりPF")
    hearing = Hearing.objects.create(platform=platform, title="団体への聞き取り")
    hearing.organizations.add(organization)


def member_of_a_layer(organization: Organization) -> None:
    platform = Platform.objects.create(municipality=organization.municipality, name="つながりPF")
    layer = Layer.objects.create(platform=platform, name="連携PF", kind=Layer.Kind.choices[0][0])
    Membership.objects.create(layer=layer, organization=organization)


def attach(record: models.Model) -> None:
    content = b"a letter"
    beside(
        Attachment, record, name="手紙.txt", kind="txt", size=len(content), content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def decided_on(organization: Organization) -> None:
    NameDecision.objects.create(
        municipality=organization.municipality, written="港食堂", key=":港食堂",
        organization=organization, same=True,
    )  # fmt: skip


def verified(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(verified_on=date(2026, 6, 1))


LATER_WORK: dict[str, Callable[[Organization], object]] = {
    "a note": lambda o: beside(Note, o, text="土曜は休み"),
    "a number": lambda o: beside(Statistic, o, label="利用者", as_printed="約30人"),
    "an attachment": attach,
    "a contact": lambda o: Contact.objects.create(organization=o, name="担当の人"),
    "a membership": member_of_a_layer,
    "a hearing": heard,
    "a decision on its name": decided_on,
    "an edit": lambda o: claim(o, 1),
    "a verification": verified,
    "a record merged into it": lambda o: OrganizationFactory(
        municipality=o.municipality, merged_into=o
    ),
}


@pytest.mark.parametrize("work", LATER_WORK.values(), ids=LATER_WORK)
def test_an_organization_somebody_worked_on_stays(
    work: Callable[[Organization], object],
    answers: ImportBatch,
    coordinator: User,
) -> None:
    work(Organization.objects.get(name="つむぎの家"))
    counts = undo(answers.pk, by=coordinator)
    assert (counts.organizations_removed, counts.organizations_kept) == (2, 1)
    assert Organization.objects.filter(name="つむぎの家").exists()
    assert not Response.objects.exists()


@pytest.mark.parametrize("work", LATER_WORK.values(), ids=LATER_WORK)
def test_the_same_holds_for_a_list(
    work: Callable[[Organization], object],
    listing: Callable[..., ImportBatch],
    coordinator: User,
) -> None:
    batch = listing("つむぎの家,", "みなと食堂,")
    work(Organization.objects.get(name="つむぎの家"))
    counts = undo(batch.pk, by=coordinator)
    assert (counts.organizations_removed, counts.organizations_kept) == (1, 1)
    assert (counts.reversed, counts.kept) == (1, 1)
    assert list(batch.rows.values_list("number", "undone")) == [(2, "kept"), (3, "reversed")]


BESIDE_WORK: dict[str, Callable[[Any], object]] = {
    "a note": lambda record: beside(Note, record, text="土曜は休み"),
    "a number": lambda record: beside(Statistic, record, label="利用者", as_printed="約30人"),
    "an attachment": attach,
    "an edit": lambda record: claim(record, 1),
}


@pytest.mark.parametrize("work", BESIDE_WORK.values(), ids=BESIDE_WORK)
@pytest.mark.parametrize(
    ("heading", "cell", "model"),
    [
        ("活動", "学習", SupportActivity),
        ("別名", "つむぎさん", OrganizationName),
        ("ID", "A-1", OrganizationIdentifier),
    ],
)
def test_what_somebody_worked_on_beside_an_organization_stays_with_it(
    koto: Municipality, coordinator: User, heading: str, cell: str, model: type[Any],
    work: Callable[[Any], object],
) -> None:  # fmt: skip
    Term.objects.create(kind="function", label="学習")
    data = f"全国地方公共団体コード,団体名,{heading}\n" + "".join(
        f"{koto.code},{name},{cell}\n" for name in NAMES
    )
    batch = actions.start_list_import(
        data=data.encode(), name="一覧.csv", municipality=koto, by=coordinator
    )
    commit(batch.pk, by=coordinator)
    worked_on = model.objects.get(organization__name="つむぎの家")
    work(worked_on)
    undo(batch.pk, by=coordinator)
    assert model.objects.get() == worked_on
    assert Organization.objects.get() == worked_on.organization


def corrected(question: Question) -> None:
    question.text = "Q1 活動の回数"
    actions.keep_question(question, missing={}, by=None)


FORM_WORK: dict[str, Callable[[Question], object]] = {
    "a correction": corrected,
    "an option set right": lambda question: claim(question.options.get(), 1),
    "a note": lambda question: beside(Note, question, text="集計に注意"),
}


@pytest.mark.parametrize("work", FORM_WORK.values(), ids=FORM_WORK)
def test_a_question_somebody_worked_on_stays_with_its_survey(
    work: Callable[[Question], object], answers: ImportBatch, coordinator: User
) -> None:
    question = Question.objects.get(text="Q1 活動の頻度")
    work(question)
    undo(answers.pk, by=coordinator)
    assert Question.objects.get() == question
    assert Survey.objects.get() == question.survey


RESPONSE_WORK: dict[str, Callable[[Response], object]] = {
    "saved in the admin": lambda response: response.save(),
    "one field saved": lambda response: response.save(update_fields=["respondent_key"]),
    "a note": lambda response: beside(Note, response, text="電話で聞き直した"),
    "a number": lambda response: beside(Statistic, response, label="電話", as_printed="2回"),
    "an attachment": attach,
}


@pytest.mark.parametrize("work", RESPONSE_WORK.values(), ids=RESPONSE_WORK)
def test_a_response_somebody_worked_on_stays(
    work: Callable[[Response], object], answers: ImportBatch, coordinator: User
) -> None:
    kept = Response.objects.get(respondent_key="A1")
    work(kept)
    counts = undo(answers.pk, by=coordinator)
    assert (counts.reversed, counts.kept) == (2, 1)
    assert Response.objects.get() == kept
    assert kept.answers.count() == 2
    assert Organization.objects.get() == kept.organization  # it rests on the response


def test_a_look_alike_source_is_no_mark(
    koto: Municipality, listing: Callable[..., ImportBatch], coordinator: User
) -> None:
    """Whatever 「登録のもと」 says: undo goes by the rows of the import."""
    batch = listing("つむぎの家,")
    OrganizationFactory(municipality=koto, name="写しの会", source=f"一覧.csv（取込{batch.pk}）")
    Organization.objects.filter(name="つむぎの家").update(source="")
    undo(batch.pk, by=coordinator)
    assert Organization.objects.get().name == "写しの会"


def test_a_value_edited_after_the_list_is_not_put_back(
    koto: Municipality, listing: Callable[..., ImportBatch], coordinator: User
) -> None:
    for name in ("みなと食堂", "つむぎの家"):
        OrganizationFactory(municipality=koto, name=name, phone="03-0000-0000")
    batch = listing("みなと食堂,03-1111-1111", "つむぎの家,03-2222-2222")
    edited = Organization.objects.get(name="つむぎの家")
    claim(edited, edited.version)

    counts = undo(batch.pk, by=coordinator)

    phones = dict(Organization.objects.values_list("name", "phone"))
    assert phones == {"みなと食堂": "03-0000-0000", "つむぎの家": "03-2222-2222"}
    assert (counts.reversed, counts.kept) == (1, 1)
    assert Organization.objects.get(name="みなと食堂").version == 3  # an open form is told


def test_an_organization_that_is_gone_could_not_be_taken_back(
    koto: Municipality, listing: Callable[..., ImportBatch], coordinator: User
) -> None:
    OrganizationFactory(municipality=koto, name="みなと食堂", phone="")
    batch = listing("みなと食堂,03-1111-1111", "つむぎの家,")
    for organization in Organization.objects.all():
        organization.delete()
    assert undo(batch.pk, by=coordinator).failed == 2


def test_the_change_log_names_what_went(answers: ImportBatch, coordinator: User) -> None:
    undo(answers.pk, by=coordinator)
    kind = ContentType.objects.get_for_model(ImportBatch)
    entries = LogEntry.objects.filter(content_type=kind, object_id=answers.pk)
    entry = next(e for e in entries if "counts" in e.changes)
    assert entry.actor == coordinator
    assert entry.changes["counts"][1] == (
        "取込の取消：3行を元に戻し、団体3件を削除（あさひ町会、つむぎの家、みなと食堂）"
    )


def test_undo_asks_the_database_no_more_for_many(koto: Municipality, coordinator: User) -> None:
    few = committed_answers(koto, coordinator, NAMES)
    with CaptureQueriesContext(connection) as with_few:
        undo(few.pk, by=coordinator)
    many = committed_answers(koto, coordinator, [f"{n}番目の会" for n in range(400)])
    with CaptureQueriesContext(connection) as with_many:
        undo(many.pk, by=coordinator)
    assert not Organization.objects.exists()
    assert len(with_many) == len(with_few)


def test_what_was_deleted_since_does_not_stop_an_undo(
    koto: Municipality, answers: ImportBatch, coordinator: User
) -> None:
    """The first answer was of an organization, with an option, that are gone by now."""
    later = actions.start_import(
        data="回答ID,団体名,Q1 活動の頻度,Q2 会員数\nA0,みなと食堂,毎月,9".encode(),
        name="訂正.csv", municipality=koto, by=coordinator, survey=answers.survey,
    )  # fmt: skip
    commit(later.pk, by=coordinator)
    Organization.objects.get(name="みなと食堂").delete()
    before = ImportRow.objects.get(batch=later, number=2).before
    answers.survey.questions.get(text="Q1 活動の頻度").options.filter(label="毎週").delete()

    assert undo(later.pk, by=coordinator).reversed == 1
    response = Response.objects.get(respondent_key="A0")
    assert before["organization"] is not None
    assert response.organization is None
    assert [answer.number for answer in response.answers.all()] == [0]


# ------------------------------------------------------------------ rules of the bulk writer


@pytest.mark.parametrize(
    ("model", "column", "value", "says"),
    [
        (Organization, "name", "あ" * 201, "「団体名」が200文字を超える"),
        (Organization, "name", "", "「団体名」が空欄"),
        (Organization, "legal_form", "guild", "「法人格」に、選べない値"),
        (Organization, "corporate_number", "7000012050003", "「法人番号」："),
        (Organization, "email", "no address", "「メールアドレス」："),
        (Organization, "municipality_id", None, "「登録自治体」が空欄"),
        (Answer, "missing", "lost", "「欠測の種類」に、選べない値"),
        (ImportRow, "state", "odd", "「状態」に、選べない値"),
    ],
)
def test_the_bulk_writer_holds_the_rules_of_the_model(
    model: type[models.Model], column: str, value: object, says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        list(checked(model, [column], [(value,)]))


def test_rows_that_keep_the_rules_pass_in_order() -> None:
    rows = [(f"{n}番目の会", "") for n in range(2_500)]
    assert list(checked(Organization, ["name", "legal_form"], rows)) == rows
