"""Rows below a form: who deletes or changes one somebody else changed meanwhile is told there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from webtest import TestApp

from organizations.models import Municipality, OrganizationName, User
from platform_registry import actions
from platform_registry.models import EditedMeanwhile
from tests.factories.organization import OrganizationFactory
from tests.kit.rendered import form_of, send
from tests.pages.hand import complaints, enter, press, the_form, write
from tests.pages.test_stale_saves import colleague  # noqa: F401

Browser = Callable[[User], TestApp]
SignIn = Callable[[User], Client]
MEANWHILE = "ほかの人が更新しました"


@pytest.fixture
def named(koto: Municipality) -> OrganizationName:
    return OrganizationFactory(municipality=koto, name="見本の会").names.create(name="みほん")


def rewritten(name: OrganizationName) -> None:
    name.kind = "former"
    actions.save(name, by=None)


def test_a_row_changed_meanwhile_is_not_deleted_unseen(
    named: OrganizationName, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/organizations/{named.organization_id}/edit/")
    rewritten(named)
    page = write(page, **{"names-0-gone": True, "names-1-name": "見本の集い"})
    said = [sentence for _, sentence in complaints(page)]
    assert any(MEANWHILE in sentence for sentence in said)
    assert any("今の登録は「旧名称」です。" in sentence for sentence in said)
    form = the_form(page)
    assert form["names-0-gone"].checked and form["names-1-name"].value == "見本の集い"
    assert OrganizationName.objects.filter(pk=named.pk).exists()
    assert press(form).status_int == 302
    assert not OrganizationName.objects.filter(pk=named.pk).exists()


def test_nor_is_it_in_the_administration(
    named: OrganizationName, administrator: User, browser_of: Browser
) -> None:
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    address = f"/admin/organizations/organization/{named.organization_id}/change/"
    page = browser_of(User.objects.get(pk=administrator.pk)).get(address)
    rewritten(named)
    page = write(page, **{"names-0-DELETE": True})
    assert MEANWHILE in page.text and the_form(page)["names-0-DELETE"].checked
    assert OrganizationName.objects.filter(pk=named.pk).exists()
    assert press(the_form(page)).status_int == 302
    assert not OrganizationName.objects.filter(pk=named.pk).exists()


def test_a_row_deleted_as_it_was_opened_goes(
    named: OrganizationName, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/organizations/{named.organization_id}/edit/")
    assert write(page, **{"names-0-gone": True}).status_int == 302
    assert not OrganizationName.objects.filter(pk=named.pk).exists()


@pytest.mark.parametrize("lost", ["", "x", "9" * 25])
def test_a_row_that_lost_its_version_is_not_deleted(
    lost: str, named: OrganizationName, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    address = f"/organizations/{named.organization_id}/edit/"
    mine = form_of(client, address) | {"names-0-gone": "on", "names-0-opened": lost}
    assert MEANWHILE in send(client, address, mine).content.decode()
    assert OrganizationName.objects.filter(pk=named.pk).exists()


def test_the_door_deletes_no_other_version_than_the_one_that_was_seen(
    named: OrganizationName,
) -> None:
    """Where a page could not notice: both pressed at the same moment."""
    rewritten(named)
    with pytest.raises(EditedMeanwhile):
        actions.remove(named, by=None, opened=1)
    assert named.version == 2
    actions.remove(named, by=None, opened=2)
    assert not OrganizationName.objects.exists()


def test_a_colleague_s_record_and_rows_are_told_in_one_go(
    named: OrganizationName,
    officer: User,
    colleague: User,  # noqa: F811
    browser_of: Browser,
) -> None:
    address = f"/organizations/{named.organization_id}/edit/"
    mine = browser_of(officer).get(address)
    theirs = {"names-0-kind": "former", "basics-email": "a@example.jp"}
    enter(browser_of(colleague), address, **theirs)
    page = write(mine, **{"basics-note": "見本", "names-0-source": "区報"})
    said = list(complaints(page))
    assert ("メールアドレス", "今の登録は「a@example.jp」です。") in said
    assert any("今の登録は「旧名称」です。" in sentence for _, sentence in said)
    assert press(the_form(page)).status_int == 302
