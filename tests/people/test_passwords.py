"""What a password may hold, whichever of the three pages sets it, and where its sentence stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, User
from tests.factories.user import PASSWORD, UserFactory
from tests.pages.hand import complaints, enter

Desk = Callable[[User], TestApp]
UNSEEN = "ahiru-no\u200bkotoba-1"


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", is_superuser=True)


def own(browser_of: Desk, officer: User, operator: User, koto: Municipality, word: str) -> list:
    return list(complaints(enter(
        browser_of(officer), "/password/", old_password=PASSWORD, new_password1=word,
        new_password2=word,
    )))  # fmt: skip


def given(browser_of: Desk, officer: User, operator: User, koto: Municipality, word: str) -> list:
    address = f"/admin/organizations/user/{officer.pk}/password/"
    page = enter(browser_of(operator), address, password1=word, password2=word)
    return list(complaints(page))


def first(browser_of: Desk, officer: User, operator: User, koto: Municipality, word: str) -> list:
    page = browser_of(operator).get("/admin/organizations/user/add/")
    form = next(f for f in page.forms.values() if "password1" in f.fields)
    form["username"], form["display_name"], form["role"] = "atarashii", "江東 新任", "staff"
    form["password1"] = form["password2"] = word
    form["municipality"].force_value(koto.pk)
    return list(complaints(form.submit()))


@pytest.mark.parametrize("page", [own, given, first])
def test_no_password_holds_what_nobody_sees(
    page: Callable[..., list[tuple[str, str]]], browser_of: Desk, officer: User, operator: User,
    koto: Municipality,
) -> None:  # fmt: skip
    said = page(browser_of, officer, operator, koto, UNSEEN)
    assert [text for _, text in said if "見えない文字（U+200B）" in text]
    assert not any("ahiru" in text for _, text in said)
    assert not User.objects.filter(username="atarashii").exists()
    assert User.objects.get(pk=officer.pk).check_password(PASSWORD)


@pytest.mark.parametrize("page", [own, given, first])
def test_what_is_wrong_with_it_stands_where_it_is_typed_first(
    page: Callable[..., list[tuple[str, str]]], browser_of: Desk, officer: User, operator: User,
    koto: Municipality,
) -> None:  # fmt: skip
    said = page(browser_of, officer, operator, koto, "short")
    names = {name for name, text in said if "短" in text}
    assert len(names) == 1
    assert "確認" not in names.pop()
