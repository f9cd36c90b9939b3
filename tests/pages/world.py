"""江東区 with a record of every kind, as far along as the pages need it to show their buttons."""

from __future__ import annotations

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from webtest import Upload

from casebook import actions as sheets
from casebook.models import CaseSheet
from meetings.models import Action
from organizations.models import (
    Clearance,
    Department,
    Invitation,
    Layer,
    Lowering,
    Membership,
    Municipality,
    Need,
    NeedMatch,
    Note,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from pilots.models import Kpi, KpiReading
from platform_registry.bulk.models import BulkChange
from platform_registry.lists.models import Audience, SavedView
from surveys import actions as imports
from surveys.models import (
    ImportBatch,
    MappingProfile,
    NameDecision,
    Option,
    RegisterDifference,
    Survey,
    SurveyFigure,
    ValueRule,
)
from tests.actors import UNTIL
from tests.factories.activity import SupportActivityFactory
from tests.factories.department import DepartmentFactory
from tests.factories.import_batch import ImportBatchFactory, ImportRowFactory
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import (
    ContactFactory,
    OrganizationFactory,
    OrganizationIdentifierFactory,
    OrganizationNameFactory,
    PublicationConsentFactory,
    VerificationFactory,
)
from tests.factories.question import QuestionFactory
from tests.factories.response import AnswerFactory, ResponseFactory
from tests.factories.user import UserFactory
from tests.factories.vocabulary import FunctionFactory, TargetFactory
from tests.importing.files import ANSWERS, HEADER, csv_bytes
from tests.importing.registers.files import nta_row, written
from tests.kit.chain import one_of_each

ANSWERS_FILE = Upload(
    "回答.csv", csv_bytes([HEADER, *ANSWERS, ("みなと食堂２", 5, "ときどき")]), "text/csv"
)
DEPARTMENTS_FILE = Upload(
    "部署.csv", csv_bytes([("部署名", "廃止日"), ("見本の課", ""), ("手本の課", "")]), "text/csv"
)
ROSTER_FILE = Upload(
    "団体.csv", csv_bytes([("団体名", "電話番号"), ("あおぞら会", "03-0000-0002")]), "text/csv"
)
REGISTER_FILE = Upload("13_tokyo_all_20240830.csv", written([nta_row(1, "見本の会")]), "text/csv")
QUESTIONNAIRE_FILE = Upload(
    "調査票.csv",
    csv_bytes([("番号", "設問文", "種類"), ("問1", "活動の内容", "自由記述")]),
    "text/csv",
)
PARTS_OF_AN_ORGANIZATION = (
    OrganizationNameFactory, OrganizationIdentifierFactory, ContactFactory,
    SupportActivityFactory, VerificationFactory, PublicationConsentFactory,
)  # fmt: skip
FREE = "まだどこにも入っていない会"
PLEDGED = date(2025, 4, 1)
State = ImportBatch.State


def furnish(koto: Municipality, by: User) -> None:
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")
    for factory in PARTS_OF_AN_ORGANIZATION:
        factory(organization=organization)
    FunctionFactory()
    TargetFactory()
    DepartmentFactory(municipality=koto)
    BulkChange.objects.create(
        municipality=koto, kind=ContentType.objects.get_for_model(Organization), by=by,
        label="見本のまとめての変更",
    )  # fmt: skip
    SavedView.objects.create(
        owner=by, municipality=koto, list_name="organizations", name="見本の条件",
        audience=Audience.MUNICIPALITY,
    )  # fmt: skip
    platform = one_of_each(koto)
    free = OrganizationFactory(municipality=koto, name=FREE)
    _around_the_platform(platform, organization, by)
    _survey(koto, free, by)
    _imports(koto, by)
    for year, steps in ((2019, [sheets.confirm, sheets.publish]), (2021, [sheets.confirm])):
        sheet = CaseSheet.objects.create(platform=platform, fiscal_year=year)
        for step in steps:
            step(sheet, by=by)


def _around_the_platform(platform: Platform, organization: Organization, by: User) -> None:
    koto, layer = platform.municipality, Layer.objects.get(kind="platform")
    SourceDocument.objects.create(municipality=koto, title="見本の報告書")
    Membership.objects.create(layer=layer, department=Department.objects.get(), state="joined")
    invited = OrganizationFactory(municipality=koto, name="声をかけた会")
    Membership.objects.create(layer=layer, organization=invited, state="invited")
    Clearance.objects.create(
        platform=platform, user=by, layer=layer, pledged_on=PLEDGED, ends_on=UNTIL
    )
    Layer.objects.create(platform=platform, name="見本の地域協議会", kind="council")
    delicate = Layer.objects.create(platform=platform, name="見本の相談会", personal_data=True)
    Lowering.objects.create(
        platform=platform,
        record=delicate,
        reason="公開の会議になるため",
        asked_by=UserFactory(username="koto-second"),
    )
    zama = MunicipalityFactory(code="142166", name="座間市", kind="city")
    theirs = Platform.objects.create(municipality=zama, name="座間の連携PF")
    MunicipalityFactory(code="131091", name="品川区")  # to be invited
    Invitation.objects.create(platform=theirs, municipality=koto)
    Invitation.objects.create(platform=platform, municipality=zama)
    Invitation.objects.create(
        platform=platform, municipality=koto.prefecture, state=Invitation.State.ACCEPTED
    )
    need, function = Need.objects.get(), FunctionFactory()
    need.functions.add(function)
    NeedMatch.objects.create(need=need, organization=organization, state="dismissed")
    Note(
        municipality=koto,
        record=platform,
        kind="differs",
        field="nickname",
        statement="見本のPF",
        text="資料によって違います。",
    ).save()
    Action.objects.update(due_on=timezone.localdate())
    Kpi.objects.update(type=Kpi.Type.NUMBER, unit="人")
    KpiReading.objects.update(value=1)


def _survey(koto: Municipality, organization: Organization, by: User) -> None:
    survey = Survey.objects.create(
        municipality=koto, key="survey", title="社会資源調査", fiscal_year=2025
    )
    question = QuestionFactory.with_options("ある", "ない", survey=survey, position=1)
    response = ResponseFactory(survey=survey, organization=organization)
    option = Option.objects.first()
    AnswerFactory(response=response, question=question, option=option)
    SurveyFigure.objects.create(survey=survey, question="問1", option="ある", value=1)
    MappingProfile.objects.create(municipality=koto, survey=survey, name="見本", saved_by=by)
    ValueRule.objects.create(question=question, value="有", option=option, decided_by=by)
    NameDecision.objects.create(
        municipality=koto, written="みなとしょくどう", organization=organization, same=True,
        decided_by=by,
    )  # fmt: skip


def _imports(koto: Municipality, by: User) -> None:
    """Drafts of both kinds, and batches further on their way."""
    imports.start_import(
        data=ANSWERS_FILE.content, name=ANSWERS_FILE.filename, municipality=koto, by=by,
        survey=None, new_survey={"title": "活動調査", "key": "activities", "audience": "organizations",
                                 "fiscal_year": 2025},
    )  # fmt: skip
    imports.start_list_import(
        data=ROSTER_FILE.content, name=ROSTER_FILE.filename, municipality=koto, by=by
    )
    _register(koto, by)
    survey = Survey.objects.get(key="survey")
    for state in (State.COMMITTED, State.UNDONE, State.RUNNING, State.UNDOING):
        ImportRowFactory(batch=ImportBatchFactory(municipality=koto, survey=survey, state=state))


def _register(koto: Municipality, by: User) -> None:
    """A register that says otherwise of an organization in two ways."""
    batch = imports.start_comparison(
        parts=[REGISTER_FILE.content], name=REGISTER_FILE.filename, municipality=koto, by=by
    )
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.COMPARED)
    organization = Organization.objects.filter(municipality=koto).earliest("pk")
    for kind, before, after in (
        ("name", {"name": organization.name}, {"name": "見本の新しい名称"}),
        ("closed", {"state": organization.state}, {"state": "closed"}),
    ):
        RegisterDifference.objects.create(
            batch=batch, organization=organization, kind=kind, how="number", before=before,
            after=after,
        )  # fmt: skip


def first(model: type[models.Model], **lookup: object) -> int:
    return model._default_manager.filter(**lookup).order_by("pk").values_list("pk", flat=True)[0]


def hears_voices(user: User) -> None:
    """The voices of persons concerned are read by those named for them."""
    Clearance.objects.create(
        platform=Platform.objects.get(name="見本の連携PF"), user=user, pledged_on=PLEDGED,
        ends_on=UNTIL, given_at=timezone.now(),
    )  # fmt: skip
