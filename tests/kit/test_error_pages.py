"""Whatever goes wrong, and however early: a page in plain words with its own status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views import defaults

from organizations.models import User
from platform_registry.urls import urlpatterns as real_urls

SignIn = Callable[[User], Client]

HTMX = {"HX-Request": "true"}
TITLES = {
    400: "送られた内容を読み取れませんでした",
    403: "この操作をする権限がありません",
    404: "ページが見つかりません",
    500: "思わぬ理由で表示できませんでした",
}
RAISED: dict[int, Exception] = {
    400: SuspiciousOperation("見せない言葉"),
    403: PermissionDenied("コーディネーターに依頼してください。"),
    404: Http404("見せない言葉"),
    500: RuntimeError("見せない言葉"),
}


def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise RAISED[status]


urlpatterns = [path("fail/<int:status>/", fail), *real_urls]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.test_error_pages")]


@pytest.fixture
def nobody() -> Client:
    return Client(raise_request_exception=False)


def check(answer: Any, status: int) -> None:
    assert answer.status_code == status
    page = answer.content.decode()
    assert f"<h1>{TITLES[status]}</h1>" in page and "見せない言葉" not in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["whole", "htmx"])
@pytest.mark.parametrize("address", ["/", "/healthz/"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "a b", ""])
def test_a_wrong_host_is_a_bad_request(
    host: str, address: str, headers: dict[str, str], nobody: Client
) -> None:
    check(nobody.get(address, headers={**headers, "Host": host}), 400)
    check(nobody.post(address, headers={**headers, "Host": host}), 400)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["whole", "htmx"])
@pytest.mark.parametrize("status", RAISED)
def test_a_fault_is_said_to_those_signed_in(
    status: int, headers: dict[str, str], officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    client.raise_request_exception = False
    check(client.get(f"/fail/{status}/", headers=headers), status)


@pytest.mark.parametrize("status", RAISED)
def test_without_a_session_the_way_leads_to_the_login(status: int, nobody: Client) -> None:
    assert nobody.get(f"/fail/{status}/").headers["Location"].startswith("/login/")


def test_an_address_that_isn_t_there_is_said_to_nobody_signed_in(nobody: Client) -> None:
    for headers in ({}, HTMX):
        check(nobody.get("/nowhere/", headers=headers), 404)
        check(nobody.get("/nowhere/\0", headers=headers), 404)


@pytest.mark.parametrize("view", [defaults.page_not_found, defaults.permission_denied])
@pytest.mark.parametrize("user", [None, AnonymousUser()], ids=["none", "anonymous"])
def test_the_pages_need_no_user(view: Any, user: Any, rf: RequestFactory) -> None:
    """A middleware may refuse before anybody knows who asks: no session, no user, no messages."""
    request = rf.get("/")
    if user is not None:
        request.user = user
    answer = view(request, exception=Http404())
    assert TITLES[answer.status_code] in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do(officer: User) -> None:
    for client in (Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)):
        answer = client.post("/login/", {"username": "a", "password": "b"}, headers=HTMX)
        assert answer.status_code == 403 and "<h1>" in answer.content.decode()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post("/pilots/new/", {})
        assert answer.status_code == 403 and "<h1>" in answer.content.decode()
