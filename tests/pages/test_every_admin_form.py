"""The same for the administration: every model is added and changed there as a person does it.

What is looked up by typing (団体、自治体 …) is chosen from what the page's search offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from webtest import TestApp

from organizations.models import Municipality, User
from tests.factories.user import UserFactory
from tests.kit.test_structure import own_models
from tests.pages.walk import Walk, told
from tests.pages.world import furnish, hears_voices

FILLED_WITH: dict[str, dict[str, Any]] = {
    "organizations_user_add": {
        "username": "koto-new", "password1": "tsugi-no-kotoba", "password2": "tsugi-no-kotoba",
    },
    "organizations_municipality_add": {"code": "131075"},
    "organizations_membership_add": {"person_name": "見本 花子"},
    "organizations_membercount_add": {"value": "12"},
    "organizations_term_add": {"code": "mihon"},
    "organizations_wording_add": {"words": "見守り、みまもり"},
    "meetings_attendance_add": {"name_as_printed": "見本の係"},
    "meetings_agendaitem_add": {"number": "2"},
    "pilots_procurement_add": {"vendor_name": "見本の会社", "amount": "2000000"},
    "pilots_attendancecount_add": {"value": "12"},
    "pilots_kpireading_add": {"value": "12"},
    "surveys_survey_add": {"key": "mihon"},
    "surveys_surveyfigure_add": {"value": "12"},
    "surveys_valuerule_add": {"missing": "no_answer"},
    "surveys_mappingprofile_add": {"settings": '{"sheet": "回答"}', "fields": "[1]"},
}  # fmt: skip

# Not mended yet: a line that is mended fails the test until it is taken out.
KNOWN_FAULTS: dict[str, str] = {}


def addresses(person: User) -> Iterator[tuple[str, str]]:
    """The page that adds and the one that changes, where the person may."""
    request = RequestFactory().get("/admin/")
    request.user = person
    own = {name: pages for name, pages in admin.site._registry.items() if name in own_models()}
    for model, pages in own.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        if pages.has_add_permission(request):
            yield f"{label}_add", reverse(f"admin:{label}_add")
        record = pages.get_queryset(request).order_by("pk").first()
        if record is not None and pages.has_change_permission(request, record):
            yield f"{label}_change", reverse(f"admin:{label}_change", args=[record.pk])


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", display_name="運営", is_superuser=True, is_staff=True)


def staff(user: User) -> User:
    user.is_staff = True
    user.save()
    return user


@pytest.mark.parametrize("half", [0, 1])
def test_every_form_of_the_administration_saves_or_says_why(
    half: int,
    koto: Municipality,
    administrator: User,
    officer: User,
    operator: User,
    browser_of: Callable[[User], TestApp],
) -> None:
    """As an administrator of the municipality, and as the operator where only the operator may."""
    furnish(koto, administrator)
    hears_voices(administrator)
    walk = Walk()
    mine = dict(addresses(staff(administrator)))
    everything = dict([*addresses(operator)][half::2])
    for name, address in everything.items():
        person = administrator if name in mine else operator
        walk.visit(browser_of(person), name, address, FILLED_WITH.get(name))
    assert told(KNOWN_FAULTS, walk) == ""
    assert walk.opened == set(everything)
    assert len(mine) > 60
