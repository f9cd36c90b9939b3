"""Nobody takes more rights than were given, and nothing is planted in another place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client, RequestFactory

from organizations.models import (
    Department,
    LogEntry,
    Municipality,
    Organization,
    Platform,
    SourceDocument,
    StaffAssignment,
    User,
)
from platform_registry.access import ScopedQuerySet
from platform_registry.operation.checks import every_model_has_its_rules, without_rules
from surveys.models import Survey
from tests.factories.user import PASSWORD, StaffAssignmentFactory, UserFactory

SignIn = Callable[[User], Client]
NEXT_YEAR = {"role": "administrator", "starts_on": "", "ends_on": "", "department": ""}


def token_free(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def fields_of(page: str) -> dict[str, str]:
    """What the rendered form holds: names with their values, the first option of a choice."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    return {name: value for name, value in found.items() if not name.startswith("_")}


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_an_administrator_gives_no_role_elsewhere(
    role: str, administrator: User, officer: User, zama: Municipality, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    at_home = {**NEXT_YEAR, "role": role, "user": officer.pk}
    at_home["municipality"] = officer.assignments.get().municipality_id
    assert client.post("/admin/organizations/staffassignment/add/", at_home).status_code == 302
    for person in (administrator, officer):
        given = {**NEXT_YEAR, "role": role, "user": person.pk, "municipality": zama.pk}
        page = client.post("/admin/organizations/staffassignment/add/", given)
        assert page.status_code == 200
        assert "errorlist" in page.content.decode()
    assert not StaffAssignment.objects.filter(municipality=zama).exists()


def test_nor_by_the_rows_of_a_person_s_own_page(
    administrator: User, zama: Municipality, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    address = f"/admin/organizations/user/{administrator.pk}/change/"
    posted = fields_of(token_free(client, address)) | {
        "assignments-TOTAL_FORMS": "2",
        "assignments-1-user": str(administrator.pk),
        "assignments-1-municipality": str(zama.pk),
        "assignments-1-role": "administrator",
    }
    client.post(address, posted)
    assert not StaffAssignment.objects.filter(municipality=zama).exists()


def test_choices_by_typing_are_one_s_own(
    administrator: User, officer: User, zama: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    start = "/admin/autocomplete/?app_label=organizations&model_name=staffassignment&term="
    client = sign_in(administrator)
    places = client.get(f"{start}&field_name=municipality").json()["results"]
    people = client.get(f"{start}&field_name=user").json()["results"]
    assert [row["text"] for row in places] == ["東京都江東区"]
    assert [row["text"] for row in people] == ["江東 職員"]  # a role is given to another


def test_nothing_is_planted_in_another_place(
    administrator: User, zama: Municipality, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    for address, given in {
        "/admin/organizations/organization/add/": {"name": "植えた団体", "state": "active"},
        "/admin/organizations/department/add/": {"name": "植えた課"},
        "/admin/surveys/survey/add/": {"title": "植えた調査", "key": "k", "fiscal_year": 2026},
        "/admin/organizations/sourcedocument/add/": {"title": "植えた文書", "code": "p"},
        "/organizations/new/": {"basics-name": "植えた団体", "basics-municipality": zama.pk},
        "/departments/new/": {"name": "植えた課"},
        "/source-documents/new/": {"title": "植えた文書"},
    }.items():
        client.post(address, {**given, "municipality": zama.pk})
    for model in (Organization, Department, Survey, SourceDocument):
        assert not model._default_manager.filter(municipality=zama).exists(), model


def test_an_account_without_a_role_belongs_to_the_operator(
    administrator: User, koto: Municipality, stranger: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    given = {**NEXT_YEAR, "user": stranger.pk, "municipality": koto.pk}
    client.post("/admin/organizations/staffassignment/add/", given)
    address = f"/admin/organizations/user/{stranger.pk}/password/"
    client.post(address, {"password1": "atarashii-kotoba-1", "password2": "atarashii-kotoba-1"})
    stranger.refresh_from_db()
    assert not stranger.assignments.exists()
    assert stranger.check_password(PASSWORD)


def test_a_person_who_works_elsewhere_too_keeps_account_and_administrator(
    administrator: User, other_administrator: User, officer: User, koto: Municipality,
    zama: Municipality, sign_in: SignIn,
) -> None:  # fmt: skip
    given = {**NEXT_YEAR, "user": officer.pk, "municipality": zama.pk}
    sign_in(other_administrator).post("/admin/organizations/staffassignment/add/", given)
    assert not officer.assignments.filter(municipality=zama).exists()
    assert sign_in(administrator).get(_page(officer)).status_code == 200
    StaffAssignmentFactory(user=officer, municipality=zama)
    for client in (sign_in(administrator), sign_in(other_administrator)):
        word = {"password1": "atarashii-kotoba-1", "password2": "atarashii-kotoba-1"}
        client.post(f"/admin/organizations/user/{officer.pk}/password/", word)
        client.post(_page(officer), {"username": "taken", "display_name": "奪った"})
    officer.refresh_from_db()
    assert (officer.username, officer.check_password(PASSWORD)) == ("koto-staff", True)


def _page(user: User) -> str:
    return f"/admin/organizations/user/{user.pk}/change/"


def test_the_operator_is_never_an_administrator_s(
    administrator: User, koto: Municipality, sign_in: SignIn
) -> None:
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    StaffAssignmentFactory(user=operator, municipality=koto)
    client = sign_in(administrator)
    word = {"password1": "atarashii-kotoba-1", "password2": "atarashii-kotoba-1"}
    client.post(f"/admin/organizations/user/{operator.pk}/password/", word)
    client.post(_page(administrator), {"username": "koto-administrator", "is_superuser": "on"})
    operator.refresh_from_db()
    administrator.refresh_from_db()
    assert operator.check_password(PASSWORD)
    assert not administrator.is_superuser


def test_a_platform_cites_own_and_national_documents_only(
    officer: User, koto: Municipality, zama: Municipality, sign_in: SignIn
) -> None:
    theirs = SourceDocument.objects.create(title="座間市の内部資料", municipality=zama)
    SourceDocument.objects.create(title="国の手引き")
    client = sign_in(officer)
    page = token_free(client, "/platforms/new/")
    assert "国の手引き" in page
    assert "座間市の内部資料" not in page
    posted = {"municipality": koto.pk, "name": "連携PF", "status": "concept", "source": theirs.pk}
    client.post("/platforms/new/", posted)
    assert not Platform.objects.exists()


def relations_of_admin(user: User) -> Iterator[tuple[str, models.QuerySet]]:
    """Every choice of every page of the admin, inlines included."""
    request = RequestFactory().get("/admin/")
    request.user = user
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in (
            "casebook",
            "meetings",
            "organizations",
            "pilots",
            "surveys",
        ):
            continue
        for part in (page, *page.get_inline_instances(request)):
            for field in (*part.model._meta.concrete_fields, *part.model._meta.many_to_many):
                if field.is_relation and field.editable:
                    found = part.formfield_for_dbfield(field, request)
                    if hasattr(found, "queryset"):
                        yield f"{part.model.__name__}.{field.name}", found.queryset


def test_every_choice_of_the_admin_is_one_s_own(
    administrator: User, other_officer: User, zama: Municipality
) -> None:
    """What B has is among the choices of no field; common words and documents are for all."""
    Department.objects.create(municipality=zama, name="座間の課")
    Organization.objects.create(municipality=zama, name="座間の会")
    Platform.objects.create(municipality=zama, name="座間のPF")
    SourceDocument.objects.create(title="座間の文書", municipality=zama)
    found = list(relations_of_admin(administrator))
    assert len(found) > 60
    own = [n for n, rows in found if "座間" in "".join(map(str, rows))]
    assert own == []


def test_a_relation_without_a_rule_is_an_error_at_start_up() -> None:
    assert every_model_has_its_rules() == []
    assert not isinstance(Group._default_manager.all(), ScopedQuerySet)
    assert [error.id for error in without_rules(Group)] == ["registry.E1"]


def test_a_failed_sign_in_is_noted_where_the_person_works(
    officer: User, koto: Municipality, client: Client
) -> None:
    client.post("/login/", {"username": officer.username, "password": "まちがい言葉"})
    client.post("/login/", {"username": "だれでもない", "password": "まちがい言葉"})
    entry = LogEntry.objects.get(additional_data__what="ログインの失敗")
    assert (entry.municipality, entry.object_id) == (koto, officer.pk)
    assert "まちがい言葉" not in f"{entry.changes}{entry.additional_data}"


def test_clearance_is_offered_for_who_works_there_today(
    administrator: User, officer: User, koto: Municipality, sign_in: SignIn
) -> None:
    platform = Platform.objects.create(municipality=koto, name="連携PF")
    gone = UserFactory(username="koto-former", display_name="江東 前任")
    StaffAssignmentFactory(user=gone, municipality=koto, ends_on=date(2020, 3, 31))
    page = token_free(sign_in(administrator), f"/platforms/{platform.pk}/clearances/")
    assert str(officer) in page
    assert str(gone) not in page
