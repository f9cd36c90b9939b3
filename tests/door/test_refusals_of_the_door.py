"""What the door refuses leaves nothing behind and is said to the person, wherever it comes from."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.deletion import Collector
from django.db.utils import IntegrityError
from django.test import Client

from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Organization,
    Platform,
    User,
)
from organizations.places.forms import DepartmentForm
from platform_registry import actions
from platform_registry.forms.ruled import show_errors
from platform_registry.forms.sentences import NO_LONGER
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import OrganizationFactory


def test_after_a_refusal_the_record_in_hand_can_be_saved(koto: Municipality, officer: User) -> None:
    department = Department.objects.create(municipality=koto, name="福祉課")
    department.name = ""
    with pytest.raises(ValidationError):
        actions.save(department, by=officer)
    department.name = "長寿課"
    actions.save(department, by=officer)
    department.refresh_from_db()
    assert (department.name, department.version) == ("長寿課", 2)


def test_a_new_record_that_was_refused_is_still_new(zama: Municipality, officer: User) -> None:
    department = Department(municipality=zama, name="福祉課")
    with pytest.raises(ValidationError):
        actions.save(department, by=officer)
    assert department.pk is None
    assert department._state.adding


def test_who_comes_second_with_a_name_is_told_under_its_field(
    koto: Municipality, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the rules were looked at, the other's record was not there to be seen yet."""
    Department.objects.create(municipality=koto, name="福祉課")
    monkeypatch.setattr(Department, "full_clean", lambda self, **_: monkeypatch.undo())
    with pytest.raises(ValidationError) as refused:
        actions.save(Department(municipality=koto, name="福祉課"), by=officer)
    [sentence] = refused.value.message_dict["name"]
    assert sentence.startswith("同じ名称の部署がすでにあります。")


def test_so_with_a_field_that_is_unique(koto: Municipality, monkeypatch: Any) -> None:
    User.objects.create(username="mihon", password="!")
    monkeypatch.setattr(User, "full_clean", lambda self, **_: monkeypatch.undo())
    with pytest.raises(ValidationError) as refused:
        actions.save(User(username="mihon", password="!"), by=None)
    assert list(refused.value.message_dict) == ["username"]


def test_a_refusal_of_the_database_no_rule_knows_is_no_sentence(
    koto: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("something else")

    monkeypatch.setattr(Department, "save", broken)
    with pytest.raises(IntegrityError):
        actions.save(Department(municipality=koto, name="福祉課"), by=None)


def test_an_error_of_another_record_is_named_above_the_form(
    koto: Municipality, officer: User
) -> None:
    form = DepartmentForm({"municipality": koto.pk, "name": "福祉課"}, user=officer)
    assert form.is_valid()
    platform = Platform.objects.create(municipality=koto, name="連携PF")
    layer = Layer.objects.create(platform=platform, name="層")
    with pytest.raises(ValidationError) as refused:
        actions.save(Membership(layer=layer, person_name="見本", state="left"), by=officer)
    show_errors(form, refused.value)
    show_errors(form, ValidationError({"nothing_by_this_name": "別の決まりです。"}))
    said = form.non_field_errors()
    assert any(sentence.startswith("退会日：") for sentence in said)
    assert "別の決まりです。" in said
    assert set(form.errors) == {"__all__"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_join_twice() -> None:
    koto = MunicipalityFactory()
    layer = Layer.objects.create(
        platform=Platform.objects.create(municipality=koto, name="連携PF"), name="層"
    )
    body = OrganizationFactory(municipality=koto)
    ready, said = threading.Barrier(2), []

    def join() -> None:
        try:
            ready.wait(timeout=10)
            actions.save(Membership(layer=layer, organization=body), by=None)
            said.append("")
        except ValidationError as refused:
            said.append(next(iter(refused.message_dict)))
        finally:
            connection.close()

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["", "starts_on"]
    assert Membership.objects.count() == 1


def test_a_refusal_in_the_middle_deletes_nothing(
    administrator: User, koto: Municipality, sign_in: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    first, second = (OrganizationFactory(municipality=koto, name=f"{n}の会") for n in "一二")
    locked = lambda self: "この団体は消せません。" if self.name == "二の会" else ""  # noqa: E731
    client = sign_in(User.objects.get(pk=administrator.pk))
    chosen = {"action": "delete_selected", "_selected_action": [first.pk, second.pk], "post": "yes"}
    opened = Organization.locked
    calls: list[Organization] = []

    def locked_meanwhile(self: Organization) -> str:
        calls.append(self)
        return opened(self) if len(calls) <= 2 else locked(self)

    monkeypatch.setattr(Organization, "locked", locked_meanwhile)
    answer = client.post("/admin/organizations/organization/", chosen, follow=True)
    assert answer.status_code == 200
    assert "この団体は消せません。" in answer.content.decode()
    assert Organization.objects.count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_while_it_is_named_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is slower gets a sentence: who names it, or who deletes it."""
    koto = MunicipalityFactory()
    layer = Layer.objects.create(
        platform=Platform.objects.create(municipality=koto, name="連携PF"), name="層"
    )
    body, other = OrganizationFactory(municipality=koto), OrganizationFactory(municipality=koto)
    beside(monkeypatch, Membership, "save", lambda: Organization.objects.get(pk=body.pk).delete())
    with pytest.raises(ValidationError) as refused:
        actions.save(Membership(layer=layer, organization=body), by=None)
    assert refused.value.message_dict == {"organization": [NO_LONGER]}
    name = lambda: Membership.objects.create(layer=layer, organization=other)  # noqa: E731
    beside(monkeypatch, Collector, "delete", name)
    with pytest.raises(ValidationError, match="ほかの記録が使っている"):
        actions.remove(other, by=None)
    assert [member.organization for member in Membership.objects.all()] == [other]


def beside(monkeypatch: pytest.MonkeyPatch, kind: Any, method: str, act: Callable[[], Any]) -> None:
    """When the method is called first, somebody else acts and is done."""
    usual, done = getattr(kind, method), []

    def after_another(*args: Any, **kwargs: Any) -> Any:
        if not done:
            done.append(True)
            thread = threading.Thread(target=lambda: (act(), connection.close()))
            thread.start()
            thread.join(timeout=10)
        return usual(*args, **kwargs)

    monkeypatch.setattr(kind, method, after_another)


@pytest.mark.parametrize("ticked", ["x", "9" * 25, "-1", ""])
def test_rows_that_are_none_are_told_in_the_admin(
    ticked: str, administrator: User, koto: Municipality, sign_in: Callable[[User], Client]
) -> None:
    kept = OrganizationFactory(municipality=koto)
    chosen = {"action": "delete_selected", "_selected_action": ticked, "post": "yes"}
    answer = sign_in(administrator).post("/admin/organizations/organization/", chosen, follow=True)
    assert answer.status_code == 200
    assert "選んだ行を読み取れません" in answer.content.decode()
    assert Organization.objects.get() == kept
