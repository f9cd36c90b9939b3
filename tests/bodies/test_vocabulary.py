"""Words for support: the common ones, and a municipality's own that nobody else is offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from webtest import TestApp

from organizations.models import Municipality, Need, Organization, Platform, Term, User
from organizations.support.coverage import coverage
from pilots.models import Pilot
from platform_registry import actions
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.factories.vocabulary import FunctionFactory, TargetFactory
from tests.pages.hand import complaints, enter, push, the_form, write

Browser = Callable[[User], TestApp]
ADD = "/admin/organizations/term/add/"


@pytest.fixture
def common(db: None) -> Term:
    return FunctionFactory(code="ibasho", label="居場所")


@pytest.fixture
def own(koto: Municipality) -> Term:
    """江東区 counts its 深川の縁側 apart."""
    return Term.objects.create(municipality=koto, kind="function", label="深川の縁側")


@pytest.fixture
def theirs(zama: Municipality) -> Term:
    return Term.objects.create(municipality=zama, kind="function", label="座間の広場")


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", display_name="運営", is_superuser=True, is_staff=True)


def change(term: Term) -> str:
    return f"/admin/organizations/term/{term.pk}/change/"


# ------------------------------------------------------------------ who keeps which


def test_an_administrator_adds_a_word_of_the_own_municipality(
    koto: Municipality, administrator: User, browser_of: Browser
) -> None:
    enter(browser_of(administrator), ADD, kind="function", label="深川の縁側")
    word = Term.objects.get()
    assert (word.label, word.municipality) == ("深川の縁側", koto)
    assert word.code.startswith("term-")


def test_an_own_word_is_retired_and_taken_up_again(
    own: Term, administrator: User, browser_of: Browser
) -> None:
    browser = browser_of(administrator)
    for active in (False, True):
        enter(browser, change(own), active=active)
        own.refresh_from_db()
        assert own.active is active


def test_a_common_word_is_read_by_administrators_and_changed_by_the_operator(
    common: Term, administrator: User, operator: User, browser_of: Browser
) -> None:
    page = browser_of(administrator).get(change(common))
    assert "居場所" in page.text
    assert "_save" not in page.text
    enter(browser_of(operator), change(common), label="居場所・サロン")
    common.refresh_from_db()
    assert common.label == "居場所・サロン"


def test_words_of_others_are_not_there(
    theirs: Term, administrator: User, browser_of: Browser
) -> None:
    browser = browser_of(administrator)
    assert "座間の広場" not in browser.get("/admin/organizations/term/").text
    assert browser.get(change(theirs), status="*").status_int == 302  # to the start, as of nothing
    with pytest.raises(ValidationError, match="権限がありません"):
        actions.save(theirs, by=administrator)


def test_nobody_but_the_operator_enters_a_common_word(
    koto: Municipality, administrator: User
) -> None:
    with pytest.raises(ValidationError, match="権限がありません"):
        actions.save(Term(kind="function", label="みんなの言葉"), by=administrator)


def test_officers_and_coordinators_keep_no_words(own: Term, coordinator: User) -> None:
    with pytest.raises(ValidationError, match="権限がありません"):
        actions.save(own, by=coordinator)


# ------------------------------------------------------------------ once


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("居場所", "同じ名称の共通の用語があります"),
        ("深川の縁側", "同じ名称の用語がすでにあります"),
    ],
)
def test_a_word_does_not_stand_twice(
    label: str, says: str, common: Term, own: Term, administrator: User, browser_of: Browser
) -> None:
    page = write(browser_of(administrator).get(ADD), kind="function", label=label)
    assert [(name, says in said) for name, said in complaints(page)] == [("名称", True)]
    assert Term.objects.count() == 2


def test_the_same_word_may_be_used_elsewhere_and_for_the_other_kind(
    own: Term, zama: Municipality, koto: Municipality
) -> None:
    for place, kind in ((zama, "function"), (koto, "target")):
        actions.save(Term(municipality=place, kind=kind, label=own.label), by=None)
    assert Term.objects.count() == 3


def test_two_common_words_are_never_the_same(common: Term) -> None:
    with pytest.raises(ValidationError, match="同じ名称の用語がすでにあります"):
        actions.save(Term(kind=common.kind, label=common.label), by=None)


def test_a_word_becomes_common_but_never_another_municipality_s(
    own: Term, zama: Municipality, operator: User
) -> None:
    own.municipality = zama
    with pytest.raises(ValidationError, match="ほかの自治体の用語にすることはできません"):
        actions.save(own, by=operator)
    own.refresh_from_db()
    own.municipality = None
    actions.save(own, by=operator)
    assert Term.objects.common().get() == own


# ------------------------------------------------------------------ where it is offered


def test_forms_offer_the_words_of_the_record_s_municipality(
    common: Term, own: Term, theirs: Term, officer: User, operator: User, koto: Municipality,
    browser_of: Browser,
) -> None:  # fmt: skip
    organization = OrganizationFactory(municipality=koto, name="深川長屋")
    for person in (officer, operator):
        page = browser_of(person).get(f"/organizations/{organization.pk}/edit/")
        offered = [label for _, _, label in the_form(page)["activities-0-function"].options]
        assert offered == ["---------", "居場所", "深川の縁側"]
    new = the_form(browser_of(officer).get("/organizations/new/"))
    assert "深川の縁側" in str(new["activities-0-function"].options)
    assert "座間の広場" not in str(new["activities-0-function"].options)


def test_needs_offer_them_too_and_a_retired_word_no_more(
    own: Term, theirs: Term, platform: Platform, officer: User, browser_of: Browser
) -> None:
    address = f"/needs/new/{platform.pk}/"
    assert "深川の縁側" in browser_of(officer).get(address).text
    assert "座間の広場" not in browser_of(officer).get(address).text
    Term.objects.filter(pk=own.pk).update(active=False)
    assert "深川の縁側" not in browser_of(officer).get(address).text


def test_lists_are_narrowed_by_words_of_their_records(
    common: Term, own: Term, theirs: Term, officer: User, koto: Municipality, zama: Municipality,
    browser_of: Browser,
) -> None:  # fmt: skip
    for place, word in ((koto, own), (zama, theirs)):
        body = OrganizationFactory(municipality=place, name=f"{place.name}の会")
        SupportActivityFactory(organization=body, function=word)
    page = browser_of(officer).get("/organizations/")
    assert "深川の縁側" in page.text
    assert "座間の広場" not in page.text
    assert "江東区の会" in browser_of(officer).get(f"/organizations/?function={own.pk}").text


def test_the_coverage_of_a_platform_has_its_own_words(
    common: Term, own: Term, theirs: Term, platform: Platform, zama: Municipality
) -> None:
    TargetFactory()
    assert coverage(platform).functions == [common, own]
    platform.partners.add(zama)
    assert {*coverage(platform).functions} == {common, own, theirs}


# ------------------------------------------------------------------ the rule behind every way in


def of_organization(koto: Municipality) -> Any:
    body: Organization = OrganizationFactory(municipality=koto)
    return SupportActivityFactory.build(organization=body)


def test_no_way_leads_to_a_word_of_another_municipality(
    common: Term, theirs: Term, koto: Municipality, platform: Platform, operator: User
) -> None:
    activity = of_organization(koto)
    activity.function = theirs
    with pytest.raises(ValidationError, match="ほかの自治体の用語は使えません：座間の広場"):
        actions.save(activity, by=operator)
    need = Need(platform=platform, text="居場所が足りない")
    with pytest.raises(ValidationError, match="ほかの自治体の用語は使えません"):
        actions.save(need, by=operator, many={"functions": [common, theirs]})
    pilot = Pilot(platform=platform, fiscal_year=2026, name="見本の事業")
    with pytest.raises(ValidationError, match="ほかの自治体の用語は使えません"):
        actions.save(pilot, by=operator, many={"targets": [theirs]})
    assert not (Need.objects.exists() or Pilot.objects.exists())


def test_a_word_in_use_is_not_removed(
    own: Term, platform: Platform, administrator: User, browser_of: Browser
) -> None:
    need = Need.objects.create(platform=platform, text="縁側がほしい")
    need.functions.add(own)
    address = change(own).replace("change", "delete")
    page = push(browser_of(administrator), address, "削除する")
    assert "この用語を使っている記録がある" in page.text
    need.functions.clear()
    push(browser_of(administrator), address, "削除する")
    assert not Term.objects.exists()
