"""The table of who may do what, held against every address of the site.

A line per address: its name, then one letter per person, read from left to right:
o lets in (200, or 302 after an act), x refuses (403), - knows of no such record (404).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from casebook.actions import confirm, publish
from casebook.models import CaseSheet
from organizations.confidence.actions import ask_to_lower
from organizations.models import SourceDocument, User
from platform_registry.bulk.models import BulkChange
from platform_registry.lists.models import Audience, SavedView
from platform_registry.pages.access_words import TABLE, lines_of, markdown
from surveys.models import SurveyFigure
from tests.access.access_table import COMPARED, KEPT, LATER, NEAR, OPEN, PEOPLE
from tests.factories.import_batch import ImportBatchFactory, ImportRowFactory
from tests.factories.question import QuestionFactory
from tests.factories.response import AnswerFactory, ResponseFactory
from tests.kit.chain import one_of_each
from tests.kit.council import Stage, keep_secrets, set_up
from tests.kit.walk import first_of, patterns, undone

SignIn = Callable[[User], Client]
LETTERS = {200: "o", 204: "o", 302: "o", 403: "x", 404: "-"}
# Without a record, or about the person: everybody who signs in, or nobody needs to.
FOR_ALL = {"login", "health", "readiness", "account", "help", "logout", "password_change",
           "password_change_done", "search", "home", "gallery"}  # fmt: skip


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    logging.disable(logging.CRITICAL)
    stage = set_up()
    one_of_each(stage.koto)
    SourceDocument.objects.create(title="報告書", municipality=stage.koto)
    batch = ImportBatchFactory(municipality=stage.koto)
    ImportRowFactory(batch=batch)
    question = QuestionFactory.with_options("ある", survey=batch.survey)
    AnswerFactory(response=ResponseFactory(survey=batch.survey), question=question)
    SurveyFigure.objects.create(survey=batch.survey, option="団体の数", value=1)
    BulkChange.objects.create(
        municipality=stage.koto,
        kind=ContentType.objects.get_for_model(User),
        label="まとめての変更",
        by=stage.people["staff"],
    )
    SavedView.objects.create(
        owner=stage.people["staff"],
        list_name="organizations",
        name="みんなの条件",
        audience=Audience.MUNICIPALITY,
        municipality=stage.koto,
    )
    yield stage
    logging.disable(logging.NOTSET)


def answer(client: Client, address: str) -> str:
    """To reading, or to the act where the address only takes one."""
    with undone():
        found = client.get(address)
        if found.status_code == 405:
            found = client.post(address, {})
        found.getvalue()  # a file is closed once it is read
    return LETTERS.get(found.status_code, str(found.status_code))


def answers(clients: list[Client], names: set[str], kept: list) -> dict[str, str]:
    return {
        name: "".join(answer(client, first_of(address, view, kept)) for client in clients)
        for name, address, view in patterns()
        if name in names
    }


def test_every_address_has_a_line() -> None:
    names = {name for name, _, _ in patterns()} - FOR_ALL
    assert names == {*OPEN, *LATER, *COMPARED}
    assert not {*OPEN} & {*LATER}
    assert set(KEPT) <= names


@pytest.mark.parametrize("half", [0, 1])
def test_ordinary_records_are_let_in_as_the_table_says(
    half: int, stage: Stage, sign_in: SignIn
) -> None:
    clients = [sign_in(stage.people[who]) for who in PEOPLE]
    wanted = dict([*OPEN.items()][half::2])
    assert answers(clients, set(wanted), []) == wanted


def test_what_there_is_later_is_let_in_as_the_table_says(stage: Stage, sign_in: SignIn) -> None:
    by, second = stage.people["administrator"], stage.people["second"]
    sheet = CaseSheet.objects.get(platform=stage.platform)
    version = publish(confirm(sheet, by=by), by=by)
    lowering = ask_to_lower(stage.council, reason="公開の会議にした", by=second)
    batch = ImportBatchFactory(municipality=stage.koto, kind="organizations", survey=None)
    clients = [sign_in(stage.people[who]) for who in PEOPLE]
    kept = [sheet, version, lowering, batch, stage.koto]
    assert answers(clients, set(LATER), kept) == LATER


def test_a_register_is_for_those_who_import(stage: Stage, sign_in: SignIn) -> None:
    batch = ImportBatchFactory(
        municipality=stage.koto, kind="register", state="compared", survey=None
    )
    clients = [sign_in(stage.people[who]) for who in PEOPLE]
    assert answers(clients, set(COMPARED), [batch]) == COMPARED


def test_what_a_council_keeps_is_for_the_cleared_alone(stage: Stage, sign_in: SignIn) -> None:
    keep_secrets(stage)
    clients = [sign_in(stage.people[who]) for who in NEAR]
    assert answers(clients, set(KEPT), stage.secrets) == KEPT


def test_the_documents_carry_the_table() -> None:
    text = (settings.BASE_DIR / "docs" / "access.md").read_text(encoding="utf-8")
    assert markdown() in text


def test_the_help_page_shows_a_person_s_own_lines(stage: Stage, sign_in: SignIn) -> None:
    page = sign_in(stage.people["viewer"]).get("/help/").content.decode()
    assert [line.record for line in TABLE if line.record not in page] == []
    assert "許可制" in page
    contacts = {line[0]: line[1] for line in lines_of(stage.people["viewer"])}
    assert contacts["団体の連絡先（担当者の氏名・電話）"] is False
    assert {line[0]: line[1] for line in lines_of(stage.people["staff"])}[TABLE[1].record] is True
