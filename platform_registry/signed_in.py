"""The request of a page behind the login, which is every page but the login itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from organizations.models import User


class SignedInRequest(HttpRequest):
    """Whoever asks is known: the middleware sends everybody else to the login first."""

    user: User
    htmx: HtmxDetails
    menu_entry: str  # where its address doesn't tell; see navigation.stand_under


def signed_in(request: HttpRequest) -> User:
    """The person, where a class of Django's own names the plain request."""
    user: User = request.user  # type: ignore[assignment]  # nobody comes here without a login
    return user
