"""Own fields change while people work with them: nothing breaks, nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from webtest import TestApp

from organizations.models import Municipality, Organization, OwnChoice, OwnField, User
from platform_registry import actions as door
from platform_registry.bulk.models import BulkChange
from platform_registry.lists.models import SavedView
from tests.factories.organization import OrganizationFactory
from tests.factories.user import StaffAssignmentFactory
from tests.lists.test_bulk import address, done
from tests.pages.hand import own_forms

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def body(koto: Municipality) -> Organization:
    return OrganizationFactory(municipality=koto, name="みなとの会")


def asked(
    place: Municipality, label: str, type_: str = "text", of: str = "organization"
) -> OwnField:
    return door.save(OwnField(municipality=place, of=of, label=label, type=type_), by=None)


@pytest.mark.parametrize("type_", ["number", "date", "choice", "yes_no"])
def test_the_log_is_read_after_the_type_was_changed(
    type_: str, body: Organization, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    field = asked(koto, "開始日")
    for own in ({f"f{field.pk}": "あり"}, {}):
        body.own = own
        door.save(body, by=coordinator)
    field.type = type_
    door.save(field, by=None)
    page = sign_in(coordinator).get("/records/")
    assert page.status_code == 200 and "あり" in page.content.decode()


def test_a_field_retired_while_the_form_is_open_is_told(
    body: Organization, koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    field = asked(koto, "送迎の範囲")
    page = browser_of(officer).get(f"/organizations/{body.pk}/edit/")
    form = next(f for f in own_forms(page) if f"basics-own_{field.pk}" in f.fields)
    form[f"basics-own_{field.pk}"] = "区内"
    field.active = False
    door.save(field, by=None)
    page = form.submit()
    assert "項目「送迎の範囲」は使われなくなりました" in page.text and "区内" in page.text


def test_many_fields_and_a_saved_view_stand_beside_one_another(
    body: Organization, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    """More than stand beside a list: the condition on the last one is read all the same."""
    fields = [asked(koto, f"項目{number}", "yes_no") for number in range(35)]
    SavedView.objects.create(
        owner=officer, list_name="organizations", name="活動中", query="state=active"
    )
    page = sign_in(officer).get(f"/organizations/?own_{fields[-1].pk}=true")
    assert page.status_code == 200 and "項目34" in page.content.decode()


def test_a_condition_of_the_former_type_is_told(
    body: Organization, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    field = asked(koto, "送迎", "yes_no")
    client = sign_in(officer)
    for query in (f"own_{field.pk}_from=10", f"own_{field.pk}=maybe"):
        assert (
            "読み取れない条件があったため"
            in client.get(f"/organizations/?{query}").content.decode()
        )


def test_a_municipality_is_not_told_what_another_calls_its_fields(
    body: Organization, koto: Municipality, zama: Municipality, officer: User, sign_in: SignIn
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama, role="staff")
    there = OrganizationFactory(municipality=zama, name="座間の会")
    field = asked(koto, "圏域担当")
    answer = {"fields_to_set": [f"own_{field.pk}", "area_served"], "area_served": "全域"}
    answer |= {f"own_{field.pk}": "南", "reason": "見直し"}
    done(sign_in(officer), address("fields", [body, there]), **answer)
    labels = dict(BulkChange.objects.values_list("municipality__name", "label"))
    assert "圏域担当" in labels[koto.name] and "圏域担当" not in labels[zama.name]


def test_a_file_of_picked_rows_has_no_more_columns_than_asked(
    body: Organization, coordinator: User, sign_in: SignIn
) -> None:
    answer = sign_in(coordinator).get(
        f"/bulk/organizations/csv/?picked={body.pk}&columns=own_999", follow=True
    )
    assert "列「own_999」" in answer.content.decode()


def test_what_is_left_of_a_field_that_is_gone_keeps_nobody_from_saving(
    body: Organization, officer: User
) -> None:
    Organization.objects.filter(pk=body.pk).update(own={"f999": True})
    body.refresh_from_db()
    body.area_served = "深川"
    assert door.save(body, by=officer).own == {"f999": True}


def test_choices_that_differ_only_in_width_are_one(koto: Municipality) -> None:
    field = asked(koto, "区分", "choice")
    door.save(OwnChoice(field=field, label="Ａ"), by=None)
    with pytest.raises(ValidationError, match="同じ選択肢"):
        door.save(OwnChoice(field=field, label="A"), by=None)


def test_a_refusal_doesn_t_tell_how_many_members_there_are(koto: Municipality) -> None:
    of_members = asked(koto, "ボランティア保険", of="membership")
    assert of_members.counted(3) == "構成員が"
    assert asked(koto, "送迎").counted(3) == "団体が3件"
