"""Promises that eyes cannot keep: who is let in, what is logged, how large things are."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from organizations import models as registry
from organizations.models import Municipality, User
from platform_registry.bulk.models import BulkChange, BulkStep
from platform_registry.grids.models import EditDraft
from platform_registry.lists.models import SavedView
from platform_registry.records.addresses import word_of
from platform_registry.search.models import SearchEntry
from surveys import models as survey
from tests.factories.activity import SupportActivityFactory
from tests.factories.department import DepartmentFactory
from tests.factories.import_batch import ImportBatchFactory, ImportRowFactory
from tests.factories.organization import ContactFactory, OrganizationFactory, VerificationFactory
from tests.factories.question import QuestionFactory
from tests.factories.response import AnswerFactory, ResponseFactory
from tests.kit.chain import one_of_each
from tests.kit.walk import addresses, patterns

Records = dict[type[models.Model], list[int]]

APPS = ("casebook", "meetings", "pilots", "surveys", "organizations", "platform_registry")
CODE = [settings.BASE_DIR / app for app in APPS]

# ------------------------------------------------------------------ what is logged

AUDITED: set[type[models.Model]] = {
    registry.Contact,
    registry.Department,
    registry.Municipality,
    registry.Organization,
    registry.OrganizationIdentifier,
    registry.OrganizationName,
    registry.OwnChoice,
    registry.OwnField,
    registry.PublicationConsent,
    registry.StaffAssignment,
    registry.SupportActivity,
    registry.Term,
    registry.User,
    registry.Wording,
    survey.ImportBatch,
    survey.MappingProfile,
    survey.NameDecision,
    survey.Option,
    survey.Question,
    survey.Response,
    survey.Survey,
    survey.ValueRule,
    survey.SurveyFigure,
    *(model for app in ("pilots", "meetings", "casebook") for model in apps.get_app_config(app).get_models()),
    *(
        getattr(registry, name)
        for name in (
            "Attachment", "Clearance", "Invitation", "Layer", "Lowering", "Measure", "MemberCount", "Membership", "Need",
            "NeedMatch", "Note", "Platform", "PracticeExample", "SourceDocument", "Statistic",
        )
    ),
}  # fmt: skip
# Why not: they are themselves a log, or come and go by the hundred thousand with an import
# that is logged and whose rows keep what was before.
NOT_AUDITED: set[type[models.Model]] = {
    BulkChange,  # says itself who did what, and each record's change is logged
    BulkStep,
    SavedView,  # a bookmark: what it finds is asked anew of whoever opens it
    EditDraft,  # what isn't saved yet is nobody's to read
    registry.LogEntry,
    registry.MembershipStep,
    registry.Verification,
    survey.Answer,
    survey.ImportFile,
    survey.ImportRow,
    survey.RowDecision,  # says itself who decided, and when
    survey.FileReading,  # the file once more, until it is imported
    survey.RegisterDifference,  # says itself who decided, and when
    survey.RegisterPart,  # a file on its way to the worker
    SearchEntry,  # worked out again from the records at any time
    survey.KeptWork,  # worked out again from the file at any time
    survey.Worker,
}


def own_models() -> set[type[models.Model]]:
    return {model for app in APPS for model in apps.get_app_config(app).get_models()}


def test_every_model_says_whether_it_is_audited() -> None:
    assert own_models() == AUDITED | NOT_AUDITED
    assert set() == AUDITED & NOT_AUDITED


def test_what_is_said_to_be_audited_is_audited() -> None:
    assert {model for model in own_models() if auditlog.contains(model)} == AUDITED


def test_every_field_has_a_name_for_people() -> None:
    nameless = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and model is not registry.LogEntry
        if field.verbose_name == field.name.replace("_", " ")  # what Django makes up
    ]
    assert nameless == []


# ------------------------------------------------------------------ who is let in

OPEN_TO_ALL = {"login": 200, "health": 200, "readiness": 503}  # no worker runs in a test
# Pages about oneself or about the site: open to everybody who has signed in.
OPEN_TO_ACCOUNTS = {"account", "help", "logout", "password_change", "password_change_done"}
# The master of municipalities is public knowledge and the same for everybody; one's own figures
# are kept under its number, which may be the number of one of the story's records.
PUBLIC_RECORDS = {"municipality", "municipality-edit", "own-fields-record"}
# Names a kind of list and no record: it offers what is the asking person's own.
OF_NO_RECORD = {"list-import-start", "bulk"}
# A record's number may be that of one of the outsider's own people: tests/people holds these.
OF_PEOPLE = {
    "person", "person-password", "person-password-shown", "person-unlock", "person-handover",
    "role-create", "role-edit", "role-end",
}  # fmt: skip


def urls(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Name and address with <kind:name> left in; the admin has rules of its own."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            yield from urls(entry, address)
        elif isinstance(entry, URLPattern):
            yield entry.name or "", address


def filled_in(address: str, number: int) -> str:
    """The address with that number for every placeholder: one of the story's records."""
    return re.sub(r"<[^>]+>", str(number), address)


def asked(client: Client, address: str) -> list[int]:
    """Answers to reading and to writing; htmx asks in its own way."""
    return [
        client.get(address).status_code,
        client.post(address, {}).status_code,
        client.get(address, headers={"HX-Request": "true"}).status_code,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), list(urls()), ids=lambda text: str(text)[:60])
def test_nobody_reads_a_page_without_signing_in(name: str, address: str, client: Client) -> None:
    if name in OPEN_TO_ALL:
        assert client.get(filled_in(address, 1)).status_code == OPEN_TO_ALL[name]
        return
    for answer in (client.get(filled_in(address, 1)), client.post(filled_in(address, 1))):
        assert answer.status_code == 302
        assert answer.url.startswith("/login/")


@pytest.fixture
def koto_records(koto: Municipality) -> Records:
    """A bit of everything in 江東区; gives of each kind the number of a record."""
    organization = OrganizationFactory(municipality=koto)
    for factory in (ContactFactory, SupportActivityFactory, VerificationFactory):
        factory(organization=organization)
    DepartmentFactory(municipality=koto)
    batch = ImportBatchFactory(municipality=koto)
    ImportRowFactory(batch=batch)
    response = ResponseFactory(survey=batch.survey, organization=organization)
    AnswerFactory(response=response)
    QuestionFactory.with_options("はい", "いいえ", survey=batch.survey, position=2)
    one_of_each(koto)
    kinds = own_models() - {User, Municipality, registry.LogEntry}
    first = {kind: kind._default_manager.order_by("pk").first() for kind in kinds}
    return {kind: [record.pk] for kind, record in first.items() if record}


@pytest.mark.parametrize("outsider", ["other_administrator", "stranger"])
def test_another_municipality_s_record_does_not_exist(
    outsider: str,
    koto_records: Records,
    sign_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    client = sign_in(request.getfixturevalue(outsider))
    platform = registry.Platform.objects.get()
    named = [
        name
        for name, a in urls()
        if "<" in a and name not in PUBLIC_RECORDS | OF_NO_RECORD | OF_PEOPLE
    ]
    answers = {
        address: asked(client, address)
        for address in addresses(koto_records, [platform])
        if resolve(address.partition("?")[0]).url_name in named
    }
    assert len(answers) > 0.9 * len(named)
    let_in = {a: codes for a, codes in answers.items() if not {*codes} <= {403, 404, 405}}
    assert let_in == {}


def test_an_account_without_a_municipality_sees_no_list(
    koto_records: Records, stranger: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(stranger)
    organization = registry.Organization.objects.get()
    for name, address in urls():
        if "<" in address or name in {*OPEN_TO_ALL, *OPEN_TO_ACCOUNTS}:
            continue
        answer = client.get(address)
        assert answer.status_code in (200, 302, 403), address
        assert organization.name not in answer.content.decode(), address


# ------------------------------------------------------------------ how large things are


def sources(folders: list[Path], pattern: str) -> list[Path]:
    found = [path for folder in folders for path in sorted(folder.rglob(pattern))]
    return [path for path in found if "migrations" not in path.parts]


def longer_than(limit: int, paths: list[Path]) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [
        f"{path.relative_to(settings.BASE_DIR)}: {length}"
        for path, length in lengths.items()
        if length > limit
    ]


def functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    """Place and number of lines of every function."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                place = f"{path.relative_to(settings.BASE_DIR)}:{node.name}"
                yield place, node.end_lineno - node.lineno + 1


def test_modules_and_templates_stay_short() -> None:
    assert longer_than(400, sources([*CODE, settings.BASE_DIR / "tests"], "*.py")) == []
    assert longer_than(120, sources([settings.BASE_DIR / "templates"], "*.html")) == []


def test_functions_stay_short() -> None:
    lengths = dict(functions(sources(CODE, "*.py")))
    assert [f"{place}: {lines}" for place, lines in lengths.items() if lines > 45] == []
    assert sorted(lengths.values())[len(lengths) // 2] < 10


def test_addresses_are_words() -> None:
    """/kpi-readings/, not /kpireadings/: an address can be read out on the telephone."""
    glued = {m._meta.model_name for m in own_models() if "-" in word_of(m)}
    glued |= {f"{name}s" for name in glued}
    assert [address for _, address, _ in patterns() if glued & {*address.split("/")}] == []
