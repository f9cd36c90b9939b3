"""Which records: those that were ticked, or all that match the conditions of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from platform_registry.bulk.acts import Doing
from platform_registry.forms.ruled import record_number
from platform_registry.lists import facets
from platform_registry.lists.page import ListPage
from platform_registry.signed_in import SignedInRequest

MOST = 1_000  # some 16 seconds, each record through the door; as long to see it before
SALT = "bulk"
NONE = "{unit}が選ばれていません。一覧で選んでから、もう一度押してください。"
TOO_MANY = "一度にできるのは{most:,}件までです。条件で絞り込んでください（いま{number:,}件）。"
UNREAD = (
    "読み取れない条件（{}）があるため、まとめて選べません。条件を直すか、1件ずつ選んでください。"
)
LOST = "選んだものを読み取れません。一覧で選び直してください。"
PICKED, EVERY = "picked", "every"


@dataclass(frozen=True, slots=True)
class Chosen:
    """``left`` are those this person may not do this to: their number is said, nothing else."""

    records: list[Any]
    left: int = 0
    conditions: Sequence[str] = ()
    problem: str = ""

    @property
    def token(self) -> str:
        """Which, and of which version: what is done is done to what was shown."""
        rows = [[record.pk, getattr(record, "version", 0)] for record in self.records]
        return signing.dumps(rows, salt=SALT, compress=True)


def from_list(page_class: type[ListPage], request: SignedInRequest, act: type[Doing]) -> Chosen:
    """As the address of the list says: ``picked`` numbers, or ``every`` record it finds."""
    page: Any = page_class()
    page.setup(request)
    page.also_asked = (*page.also_asked, PICKED, EVERY)
    if request.GET.get(EVERY):
        filterset = page.filters("view")
        if unread := page.unread(filterset, request.GET):
            return Chosen([], problem=UNREAD.format("、".join(unread)))
        rows = filterset.qs
        words = [c.words for c in facets.conditions(filterset, request.GET)]
    elif gone := page.gone_columns(request.GET):
        return Chosen([], problem=UNREAD.format("、".join(gone)))
    else:
        rows = page.records("view").filter(pk__in=_picked(request))
        words = ["選んだもの"]
    return _within(rows, page, act, words)


def _picked(request: SignedInRequest) -> list[int]:
    numbers = (record_number(text) for text in request.GET.getlist(PICKED)[: MOST + 1])
    return [number for number in numbers if number is not None]


def _within(rows: QuerySet[Any], page: ListPage, act: type[Doing], words: list[str]) -> Chosen:
    number = rows.count()
    if not number:
        return Chosen([], problem=NONE.format(unit=page.unit))
    if number > MOST:
        return Chosen([], problem=TOO_MANY.format(most=MOST, number=number))
    user = page.request.user
    mine = act.among(page.queryset.permitted(user, act.permission), user)
    mine = page.sortable(mine.filter(pk__in=rows.order_by().values("pk")))
    found = list(mine.order_by(*page.order.at_once()))
    return Chosen(found, number - len(found), words)


def from_token(
    queryset: Any, token: str, by: Any, act: type[Doing]
) -> tuple[list[Any], dict[int, int]]:
    """The records shown before, in their order, as they are now, and the versions they had.

    ValueError where the token is none.
    """
    try:
        seen = dict(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        raise ValueError(LOST) from None
    found = act.among(queryset.permitted(by, act.permission), by).in_bulk(list(seen))
    return [found[pk] for pk in seen if pk in found], seen
