"""The demo world: enough to see every page with, and safe to load again."""

from __future__ import annotations

import pytest

from organizations import demo
from organizations.models import Organization, SupportActivity, Term, User
from platform_registry.access import Role

pytestmark = pytest.mark.django_db


def test_three_municipalities_have_a_person_for_every_role() -> None:
    lines = demo.load()
    for place in ("koto", "zama", "toyama"):
        people = User.objects.filter(username__startswith=place)
        assert {user.assignments.get().role for user in people} == set(Role.values)
        assert sum(user.username in "\n".join(lines) for user in people) == len(Role)
    assert User.objects.get(username="koto-staff").check_password(demo.PASSWORD)


def test_organizations_differ_in_what_an_officer_looks_for() -> None:
    demo.load()
    organizations = Organization.objects.all()
    assert organizations.count() == 40
    assert organizations.exclude(note=demo.NOTE).count() == 0
    assert 0 < organizations.unverified_for_a_year().count() < 40
    assert set(organizations.values_list("state", flat=True)) == set(Organization.State.values)
    assert organizations.values("legal_form").distinct().count() >= 10
    assert organizations.matching("みほネット").get().name == "NPO法人みほん居場所ネット"


def test_every_kind_of_support_is_given_somewhere() -> None:
    demo.load()
    used = set(SupportActivity.objects.values_list("function__label", flat=True))
    assert used == {term.label for term in Term.objects.functions()}


def test_loading_again_adds_nothing_and_overwrites_nothing() -> None:
    demo.load()
    Organization.objects.filter(name="緑風食堂").update(phone="046-000-9999")
    before = _counts()

    demo.load()

    assert _counts() == before
    assert Organization.objects.get(name="緑風食堂").phone == "046-000-9999"


def _counts() -> list[int]:
    models = (Organization, SupportActivity, Term, User)
    return [model.objects.count() for model in models]
