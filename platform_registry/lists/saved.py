"""The saved views above a list: which are this person's to use, and how many records each finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.http import QueryDict
from django.urls import reverse

from platform_registry.lists.models import Audience, SavedView, conditions_in
from platform_registry.lists.paging import COUNT_LIMIT

EVERYTHING = "all"
COUNTED = 8  # views


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    number: int | None = None
    whole: bool = True


class SavedViews:
    """Of one list, as one person opens it."""

    def __init__(self, list_name: str, query: QueryDict, user: Any) -> None:
        self.query, self.asked = query, query.get("view", "")
        self.list_name = list_name
        self.user = user
        self.views = list(SavedView.objects.of_list(user, list_name)) if list_name else []

    @property
    def current(self) -> SavedView | None:
        return next((view for view in self.views if str(view.pk) == self.asked), None)

    @property
    def is_gone(self) -> bool:
        return bool(self.asked) and self.asked != EVERYTHING and self.current is None

    @property
    def default(self) -> SavedView | None:
        return next((view for view in self.views if view.is_default), None)

    def opens(self) -> SavedView | None:
        """The view whose conditions belong into the address: asked for by its number alone, or
        the one the list opens with."""
        if not self.query:
            return self.default
        alone = [*self.query] == ["view"] and self.current is not None
        return self.current if alone and self.current and self.current.query else None

    @property
    def is_changed(self) -> bool:
        """Whether the conditions on the page are others than those of the view."""
        return self.current is not None and conditions_in(self.query) != self.current.query

    @property
    def edit_url(self) -> str:
        """Of the page that renames the view, or gives it the conditions on the page; "" where
        it is not this person's to change."""
        if self.current is None or not self._may_edit(self.current):
            return ""
        query = conditions_in(self.query)
        return f"{reverse('saved-view-edit', args=[self.current.pk])}?{query}"

    def _may_edit(self, view: SavedView) -> bool:
        """As the rows say themselves (`SavedViewQuerySet.own`), without asking the database."""
        may = self.user.municipality_ids
        shared = view.audience != Audience.ME
        if view.owner_id == self.user.pk:
            return not shared or view.municipality_id in may("edit")
        return shared and view.municipality_id in may("administer")

    def tabs(self, numbers: dict[str, int]) -> list[Tab]:
        if not self.views:
            return []
        everything = Tab(
            "すべて", f"?view={EVERYTHING}", self.current is None, *_number(numbers, EVERYTHING)
        )
        return [everything, *(self._tab(view, numbers) for view in self.views)]

    def _tab(self, view: SavedView, numbers: dict[str, int]) -> Tab:
        is_current = view == self.current
        return Tab(view.name, view.address, is_current, *_number(numbers, str(view.pk)))


def _number(numbers: dict[str, int], key: str) -> tuple[int | None, bool]:
    number = numbers.get(key)
    return (None, True) if number is None else (min(number, COUNT_LIMIT), number <= COUNT_LIMIT)


def count(found: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """How many records each finds, counted as far as `COUNT_LIMIT`, in one question."""
    tallies = []
    for key, rows in found.items():
        first = rows.order_by().values("pk")[: COUNT_LIMIT + 1]
        counted = rows.model._default_manager.filter(pk__in=first).order_by()
        tallies.append(
            counted.annotate(_view=Value(key, CharField()))
            .values("_view")
            .annotate(_number=Count("pk"))
            .values_list("_view", "_number")
        )
    if not tallies:
        return {}
    rows = tallies[0].union(*tallies[1:], all=True) if tallies[1:] else tallies[0]
    return dict.fromkeys(found, 0) | dict(rows)
