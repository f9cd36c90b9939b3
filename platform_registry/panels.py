"""Panels: what upper floors show on pages of lower ones, without being imported by them.

    @register(Organization, order=20, template="surveys/_organization_panel.html")
    def responses(request, organization) -> dict | None: ...

The function gives the template's context, or None where there is nothing to show. The home page
is registered by its name, ``register("home", …)``; its record is None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from platform_registry.signed_in import SignedInRequest

T = TypeVar("T")
Page = type[models.Model] | str
Column = Literal["top", "facts", "main", "side", "foot"]
Context = Callable[[SignedInRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    order: int
    template: str
    column: Column
    context: Context


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel of one page, rendered where it stands: what a page numbers is in its order."""

    template: str
    context: dict[str, Any]
    request: SignedInRequest

    def __str__(self) -> SafeString:
        return render_to_string(self.template, self.context, self.request)


Filled = list[tuple[Panel, dict[str, Any]]]

_panels: dict[Page, list[Panel]] = defaultdict(list)


def register(
    page: Page, *, order: int, template: str, column: Column = "main"
) -> Callable[[Context], Context]:
    def add(context: Context) -> Context:
        _panels[page].append(Panel(order, template, column, context))
        return context

    return add


def panels_of(page: Page, request: SignedInRequest, record: Any = None) -> dict[str, list[Shown]]:
    """The page's panels in order, by column: {"top": […], "facts": […], …}."""
    return rendered(contexts_of(page, request, record), request)


def contexts_of(page: Page, request: SignedInRequest, record: Any = None) -> Filled:
    """The panels that have something to show, in order, each with what its template needs."""
    found = []
    for panel in sorted(_panels[page], key=lambda panel: panel.order):
        context = panel.context(request, record)
        if context is not None:
            found.append((panel, context))
    return found


def rendered(filled: Filled, request: SignedInRequest) -> dict[str, list[Shown]]:
    shown: dict[str, list[Shown]] = {column: [] for column in get_args(Column)}
    for panel, context in filled:
        shown[panel.column].append(Shown(panel.template, context, request))
    return shown


def once(request: SignedInRequest, name: str, make: Callable[[], T]) -> T:
    """What several panels of one page share, fetched for the first and kept for the request."""
    kept: dict[str, Any] = request.__dict__.setdefault("_shared_by_panels", {})
    if name not in kept:
        kept[name] = make()
    shared: T = kept[name]
    return shared
