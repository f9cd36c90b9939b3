"""Two people at one record: whoever saves second is told, and nothing is lost (every edit form)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from organizations.models import (
    Clearance,
    Department,
    Layer,
    Membership,
    Municipality,
    Need,
    NeedMatch,
    Organization,
    Platform,
    SourceDocument,
    StaffAssignment,
    SupportActivity,
    User,
)
from pilots.models import Procurement
from platform_registry import actions
from platform_registry.records.addresses import word_of
from surveys.models import Response, SurveyFigure
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.factories.vocabulary import FunctionFactory
from tests.filled import filled, opened, sent
from tests.kit.chain import one_of_each
from tests.kit.rendered import form_of, send

SignIn = Callable[[User], Client]
MEANWHILE = "ほかの人が更新しました"
NOT_OURS = "admin"


def edit_addresses() -> list[str]:
    """Names of all addresses at which an existing record is edited."""

    def names(patterns: list[Any]) -> list[str]:
        found: list[str] = []
        for pattern in patterns:
            if isinstance(pattern, URLResolver) and pattern.app_name != NOT_OURS:
                found += names(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and str(pattern.pattern).endswith("/edit/"):
                found.append(pattern.name)
        return found

    return sorted(names(get_resolver().url_patterns))


# Edited in sections, each with a version of its own: tests/pages/test_stale_saves.py, tests/grids.
IN_SECTIONS = ("/meetings/", "/organizations/", "/pilots/")


@pytest.fixture
def world(koto: Municipality) -> None:
    OrganizationFactory(municipality=koto)
    one_of_each(koto)
    Procurement.objects.update(amount=2_000_000)  # of a single yen the form asks for the unit
    Department.objects.create(municipality=koto, name="長寿応援課")
    survey = SurveyFactory(municipality=koto)
    SurveyFigure.objects.create(survey=survey, option="はい", value=1)
    QuestionFactory.with_options("はい", survey=survey)
    SourceDocument.objects.create(title="報告書", municipality=koto)


@pytest.fixture
def edited(koto: Municipality, world: None, administrator: User, officer: User) -> dict[str, Any]:
    """Address of every edit form, with the record it edits."""
    platform = Platform.objects.get()
    Clearance.objects.create(
        user=administrator, platform=platform, pledged_on=date(2020, 4, 1), given_at=timezone.now()
    )
    models = {word_of(model): model for model in apps.get_models()}
    models["role"] = StaffAssignment
    found = {}
    for name in edit_addresses():
        model: Any = models[name.removesuffix("-edit")]
        record = koto if model is Municipality else model._default_manager.last()
        found[reverse(name, args=[record.pk])] = record
    assert len(found) > 25
    return found


def test_every_edit_form_carries_the_version_it_was_opened_with(
    edited: dict[str, Any], administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    for address in edited:
        name = "basics-version" if address.startswith(IN_SECTIONS) else "version"
        page = client.get(address, follow=True).content.decode()
        assert f'name="{name}" value="1"' in page, address


def test_a_page_that_lost_its_version_is_out_of_date(
    edited: dict[str, Any], administrator: User, sign_in: SignIn
) -> None:
    """Else whoever leaves it out writes over what a colleague saved."""
    client = sign_in(administrator)
    taken = []
    for address, record in edited.items():
        if address.startswith(IN_SECTIONS):
            continue
        mine = {k: v for k, v in form_of(client, address).items() if k != "version"}
        for lost in ({}, {"version": ""}, {"version": "x"}, {"version": "9" * 25}):
            said = MEANWHILE in send(client, address, mine | lost).content.decode()
            record.refresh_from_db()
            if not said or record.version != 1:
                taken.append((address, lost))
    assert taken == []


def test_what_others_changed_is_not_deleted_by_who_has_not_seen_it(
    edited: dict[str, Any], administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    asked = []
    for address, record in edited.items():
        page = address.replace("/edit/", "/delete/")
        shown = client.get(page)
        if shown.status_code != 200 or "削除する" not in shown.content.decode():
            continue  # there is no such page, or it says what forbids it
        for lost in ({}, {"version": ""}, {"version": "x"}, {"version": "2"}):
            said = client.post(
                page, form_of(client, page) | {"version": ""} | lost
            ).content.decode()
            assert "が変わりました" in said and 'name="version" value="1"' in said, page
            record.refresh_from_db()
        asked.append(page)
    assert len(asked) > 15


def test_an_answer_without_what_it_was_tied_to_is_out_of_date(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    organization = OrganizationFactory(municipality=koto)
    response = Response.objects.create(survey=SurveyFactory(municipality=koto), respondent_key="A")
    link = reverse("response-link", args=[response.pk])
    typed = {"organization": organization.pk, "search": organization.name}
    assert MEANWHILE in sign_in(coordinator).post(link, typed).content.decode()
    response.refresh_from_db()
    assert response.organization is None


@pytest.mark.parametrize("typed", [{"name": "福祉課"}, {"name": "長寿応援課"}])
def test_a_department_renamed_meanwhile_is_not_named_back(
    typed: dict[str, str], koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    department = Department.objects.create(municipality=koto, name="長寿課")
    address = f"/departments/{department.pk}/edit/"
    client = sign_in(officer)
    mine = opened(client, address)
    filled(client, address, name="孤独・孤立対策課")
    page = sent(client, address, mine, **typed)
    assert MEANWHILE in page and f'value="{typed["name"]}"' in page
    department.refresh_from_db()
    assert (department.name, department.version) == ("孤独・孤立対策課", 2)


def test_a_population_entered_meanwhile_is_not_overwritten(
    koto: Municipality, administrator: User, sign_in: SignIn
) -> None:
    address = f"/municipalities/{koto.pk}/edit/"
    client = sign_in(administrator)
    mine = opened(client, address)
    assert "530,000" in filled(client, address, population="530,000")
    page = sent(client, address, mine, population="524,310")
    assert MEANWHILE in page and "524,310" in page
    koto.refresh_from_db()
    assert koto.population == 530_000
    again = opened(client, address)
    assert "524,310" in sent(client, address, again, population="524,310")


def test_a_form_opened_before_a_verification_is_not_saved_over_it(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    organization = OrganizationFactory(municipality=koto, name="見本の会")
    client = sign_in(officer)
    address = f"/organizations/{organization.pk}/edit/"
    mine = opened(client, address)
    client.post(
        f"/organizations/{organization.pk}/verify/", {"verified_on": "2026-11-01", "how": "phone"}
    )
    assert MEANWHILE in sent(client, address, mine, **{"basics-name": "べつの会"})
    organization.refresh_from_db()
    assert (organization.name, organization.verified_on) == ("見本の会", date(2026, 11, 1))
    assert organization.version == 2


def test_a_response_tied_meanwhile_is_not_tied_elsewhere(
    koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    first, second = (OrganizationFactory(municipality=koto, name=f"見本{n}の会") for n in "一二")
    response = Response.objects.create(survey=SurveyFactory(municipality=koto), respondent_key="A")
    address = f"/responses/{response.pk}/?organization=見本"
    client = sign_in(coordinator)
    mine = opened(client, address)
    link = reverse("response-link", args=[response.pk])
    sent(client, link, mine, organization=first.pk)
    assert MEANWHILE in sent(client, link, mine, organization=second.pk)
    response.refresh_from_db()
    assert response.organization == first
    sent(client, link, opened(client, address), organization=second.pk)
    response.refresh_from_db()
    assert response.organization == second


def test_a_candidate_moved_meanwhile_is_not_moved_again(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    organization = OrganizationFactory(municipality=koto)
    platform = one_of_each(koto)
    member = Membership.objects.create(
        layer=Layer.objects.get(), organization=OrganizationFactory(municipality=koto, name="候補"),
        state="interested",
    )  # fmt: skip
    address = f"/platforms/{platform.pk}/candidates/"
    client = sign_in(officer)
    mine = opened(client, address)
    sent(client, address, mine, members=[member.pk], state="invited")
    page = sent(client, address, mine, members=[member.pk], state="declined")
    assert MEANWHILE in page
    member.refresh_from_db()
    assert member.state == "invited" and organization.pk


def test_a_decision_taken_meanwhile_is_not_turned(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    organization: Organization = OrganizationFactory(municipality=koto)
    one_of_each(koto)
    need, function = Need.objects.get(), FunctionFactory()
    need.functions.add(function)
    SupportActivity.objects.create(organization=organization, function=function)
    client = sign_in(officer)
    mine = opened(client, need.get_absolute_url())
    decide = reverse("need-decide", args=[need.pk, organization.pk])
    sent(client, decide, mine, state="linked")
    assert MEANWHILE in sent(client, decide, mine, state="dismissed")
    assert NeedMatch.objects.get().state == "linked"
    sent(client, decide, opened(client, need.get_absolute_url()), state="dismissed")
    assert NeedMatch.objects.get().state == "dismissed"


def test_a_row_changed_meanwhile_on_its_own_page_is_not_overwritten(
    koto: Municipality, administrator: User, officer: User, sign_in: SignIn
) -> None:
    """Rows of the admin: a role beside its person, a name beside its organization."""
    client = sign_in(administrator)
    address = f"/admin/organizations/user/{officer.pk}/change/"
    mine = form_of(client, address)
    role = officer.assignments.get()
    role.ends_on = date(2027, 3, 31)
    actions.save(role, by=None)
    page = send(client, address, mine, display_name="べつの名")
    assert MEANWHILE in page.content.decode()
    role.refresh_from_db()
    assert (role.ends_on, role.version) == (date(2027, 3, 31), 2)
    again = form_of(client, address)
    assert send(client, address, again, display_name="べつの名").status_code == 302
    role.refresh_from_db()
    assert (role.ends_on, role.version) == (date(2027, 3, 31), 2)


def test_a_row_of_the_site_s_form_carries_its_version(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    organization = OrganizationFactory(municipality=koto, name="見本の会")
    name = organization.names.create(name="みほん")
    client = sign_in(officer)
    address = f"/organizations/{organization.pk}/edit/"
    mine = form_of(client, address)
    assert mine["names-0-opened"] == ["1"]
    name.kind = "former"
    actions.save(name, by=None)
    typed = {"names-0-name": "みほん会"}
    assert MEANWHILE in send(client, address, mine, **typed).content.decode()
    name.refresh_from_db()
    assert (name.name, name.kind) == ("みほん", "former")
