"""Which records may carry notes, numbers and files; all others have no such address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.utils import timezone

from casebook.models import Reference
from organizations.beside.index import carries
from organizations.models import (
    Clearance,
    Municipality,
    Need,
    NeedMatch,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from surveys.models import SurveyFigure
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.filled import opened
from tests.kit.chain import one_of_each

SignIn = Callable[[User], Client]
APPS = ("organizations", "surveys", "pilots", "meetings", "casebook")
SLUGS = ("notes", "statistics", "attachments")
FIRST_FIELD = {"notes": {"text": "付記"}, "statistics": {"label": "来場", "value": "3"}}


@pytest.fixture
def records(koto: Municipality, administrator: User) -> dict[type[models.Model], Any]:
    """One record of every kind that can be had, by kind."""
    organization: Organization = OrganizationFactory(municipality=koto)
    platform: Platform = one_of_each(koto)
    SurveyFigure.objects.create(survey=SurveyFactory(municipality=koto), option="はい", value=1)
    SourceDocument.objects.create(title="報告書", municipality=koto)
    NeedMatch.objects.create(need=Need.objects.get(), organization=organization)
    Clearance.objects.create(
        user=administrator, platform=platform, pledged_on="2020-04-01", given_at=timezone.now()
    )
    kinds = (model for app in APPS for model in apps.get_app_config(app).get_models())
    return {model: model._default_manager.first() for model in kinds} | {Municipality: koto}


def address(slug: str, record: models.Model) -> str:
    return f"/{slug}/new/{ContentType.objects.get_for_model(record).pk}/{record.pk}/"


def entered(client: Client, place: str, **typed: Any) -> str:
    """Send the form; the address it leads back to, whose message has been read."""
    fields = opened(client, place) | typed
    sent = {name: value for name, value in fields.items() if value is not None}
    sent.pop("another", None)
    answer = client.post(place, sent, follow=True)
    assert "を保存しました" in answer.content.decode(), place
    return str(answer.redirect_chain[-1][0])


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_of_record_has_the_address_or_has_none(
    slug: str, records: dict[Any, Any], administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    met = 0
    for model, record in records.items():
        if record is None:
            assert not carries(model) or model is Reference, f"{model} is not in the chain"
            continue
        met += 1
        answers = [client.get(address(slug, record)), client.post(address(slug, record), {})]
        expected = 200 if carries(model) else 404
        assert [a.status_code for a in answers] == [expected, expected], model
    assert met > 40


@pytest.mark.parametrize("slug", FIRST_FIELD)
def test_what_is_entered_stands_on_the_page_it_leads_back_to(
    slug: str, records: dict[Any, Any], administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    missing = []
    for number, (model, record) in enumerate(records.items()):
        if record is not None and carries(model):
            typed, text = f"{number}番目の", FIRST_FIELD[slug]
            typed_in = {next(iter(text)): typed}
            shown = entered(client, address(slug, record), **(text | typed_in))
            if typed not in client.get(shown).content.decode():
                missing.append(model.__name__)
    assert missing == []


def test_no_note_stands_beside_a_note() -> None:
    refused = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()
               if not carries(model)}  # fmt: skip
    assert {"Note", "Statistic", "Attachment", "User", "Answer", "Contact"} <= refused
    assert not {"Platform", "Municipality", "Organization", "Survey", "Pilot"} & refused
