"""The survey of the demo world comes in by the import itself, and its pages open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations import demo as organizations_demo
from organizations.models import Organization, User
from surveys import demo
from surveys.models import Answer, ImportBatch, Question, Response, Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> Survey:
    organizations_demo.load()
    demo.load()
    return Survey.objects.get(key=demo.SURVEY_KEY)


def counted() -> list[int]:
    kinds = (Survey, Question, Response, Answer, ImportBatch, Organization)
    return [kind.objects.count() for kind in kinds]


def test_the_demo_s_survey_is_imported_once(loaded: Survey) -> None:
    before = counted()
    assert all(before)
    assert ImportBatch.objects.get().state == ImportBatch.State.COMMITTED
    assert loaded.sent_count == 60
    demo.load()
    assert counted() == before


def test_the_pages_of_the_demo_s_survey_open(
    loaded: Survey, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(User.objects.get(username="koto-coordinator"))
    page = browser.get(f"/surveys/{loaded.pk}/")
    assert loaded.title in page.text
    assert "取り込みました" in browser.get(ImportBatch.objects.get().get_absolute_url()).text
    response = loaded.responses.exclude(organization=None).first()
    for address in (f"/surveys/{loaded.pk}/responses/", response.get_absolute_url()):
        assert response.organization.name in browser.get(address).text
