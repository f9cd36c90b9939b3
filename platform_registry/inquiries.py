"""「しらべる」: the questions people ask of the whole registry, each with the page that answers it.

An app's module ``inquiries`` registers the questions its own lists answer:

    register("会議", "会議は何時間かかったか。", "meetings", query="sort=-duration", answer="…")
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from platform_registry.access import Permission, may
from platform_registry.signed_in import SignedInRequest

GROUPS = ("行事・事業", "会議", "団体・人", "連携PF・自治体", "調査")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """``words`` ask as an officer would; ``answer`` says what the page shows, and what it doesn't."""

    group: str
    words: str
    url_name: str
    answer: str
    query: str
    permission: Permission

    @property
    def url(self) -> str:
        address = reverse(self.url_name)
        return f"{address}?{self.query}" if self.query else address


_inquiries: dict[str, Inquiry] = {}


def register(
    group: str,
    words: str,
    url_name: str,
    *,
    answer: str,
    query: str = "",
    permission: Permission = "view",
) -> None:
    assert group in GROUPS, f"{group} is no group of questions"
    _inquiries[words] = Inquiry(group, words, url_name, answer, query, permission)


def offered(request: SignedInRequest) -> Iterable[tuple[str, list[Inquiry]]]:
    """The questions this person may have answered, by group."""
    found = [i for i in _inquiries.values() if may(request.user, i.permission)]
    found.sort(key=lambda inquiry: GROUPS.index(inquiry.group))
    return [(name, list(rows)) for name, rows in groupby(found, key=lambda i: i.group)]
