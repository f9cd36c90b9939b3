"""The people of the stories: 江東区 is the place of the story, 座間市 is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from webtest import TestApp, TestResponse

from organizations.confidence.models import last_day
from organizations.models import Municipality, User
from platform_registry.access import Role
from tests.factories.municipality import MunicipalityFactory, PrefectureFactory
from tests.factories.user import StaffAssignmentFactory, UserFactory
from tests.pages.hand import enter

UNTIL = last_day()  # as long as anybody may be cleared


@pytest.fixture
def koto(db: None) -> Municipality:
    return MunicipalityFactory()


@pytest.fixture
def zama(db: None) -> Municipality:
    kanagawa = PrefectureFactory(code="140007", name="神奈川県", kana="カナガワケン")
    return MunicipalityFactory(
        code="142166",
        name="座間市",
        kana="ザマシ",
        kind=Municipality.Kind.CITY,
        prefecture=kanagawa,
    )


def person(username: str, display_name: str, role: str, municipality: Municipality) -> User:
    """A user with one assignment without end."""
    user = UserFactory(username=username, display_name=display_name)
    StaffAssignmentFactory(user=user, municipality=municipality, role=role)
    return user


@pytest.fixture
def viewer(koto: Municipality) -> User:
    return person("koto-viewer", "江東 閲覧", Role.VIEWER, koto)


@pytest.fixture
def officer(koto: Municipality) -> User:
    return person("koto-staff", "江東 職員", Role.STAFF, koto)


@pytest.fixture
def coordinator(koto: Municipality) -> User:
    return person("koto-coordinator", "江東 調整", Role.COORDINATOR, koto)


@pytest.fixture
def administrator(koto: Municipality) -> User:
    return person("koto-administrator", "江東 管理", Role.ADMINISTRATOR, koto)


@pytest.fixture
def other_officer(zama: Municipality) -> User:
    return person("zama-staff", "座間 職員", Role.STAFF, zama)


@pytest.fixture
def other_administrator(zama: Municipality) -> User:
    return person("zama-administrator", "座間 管理", Role.ADMINISTRATOR, zama)


@pytest.fixture
def stranger(db: None) -> User:
    """An account without any assignment."""
    return UserFactory(username="stranger", display_name="担当なし")


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser in which this person has signed in: ``sign_in(officer).get("/")``."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


class Browser(TestApp):
    """A site's page as a browser has it; the connection with the test's transaction stays open."""

    def do_request(self, *args: Any, **kwargs: Any) -> TestResponse:
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            return super().do_request(*args, **kwargs)
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)


@pytest.fixture
def browser_of(sign_in: Callable[[User], Client]) -> Callable[[User], TestApp]:
    """The pages of this person as a browser has them: ``browser_of(officer).get("/").forms``.

    What is sent comes out of the page; a form without its CSRF token is refused as on the site.
    """

    def browser(user: User) -> TestApp:
        app = Browser(WSGIHandler(), extra_environ={"HTTP_HOST": "testserver"}, lint=False)
        name = settings.SESSION_COOKIE_NAME
        app.set_cookie(name, sign_in(user).cookies[name].value)
        return app

    return browser


@pytest.fixture
def fill(browser_of: Callable[[User], TestApp]) -> Callable[..., str]:
    """``fill(officer, "/departments/new/", name="福祉課")``: the text of the page this leads to.

    The page is opened, the named fields are written into, its button is pressed.
    """

    def filled(user: User, address: str, *, button: str = "", **values: object) -> str:
        return str(enter(browser_of(user), address, button=button, **values).text)

    return filled
