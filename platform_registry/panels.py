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
from typing import Any, Literal, TypeVar

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from platform_registry.signed_in import SignedInRequest

T = TypeVar("T")
Page = type[models.Model] | str
Column = Literal["top", "facts", "main", "side"]
Context = Callable[[SignedInRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    order: int
    template: str
    column: Column
    context: Context


_panels: dict[Page, list[Panel]] = defaultdict(list)


def register(
    page: Page, *, order: int, template: str, column: Column = "main"
) -> Callable[[Context], Context]:
    def add(context: Context) -> Context:
        _panels[page].append(Panel(order, template, column, context))
        return context

    return add


def panels_of(
    page: Page, request: SignedInRequest, record: Any = None
) -> dict[str, list[SafeString]]:
    """The page's panels in order, rendered, by column: {"top": […], "facts": […], …}."""
    shown: dict[str, list[SafeString]] = {"top": [], "facts": [], "main": [], "side": []}
    for panel in sorted(_panels[page], key=lambda panel: panel.order):
        context = panel.context(request, record)
        if context is not None:
            shown[panel.column].append(render_to_string(panel.template, context, request))
    return shown


def once(request: SignedInRequest, name: str, make: Callable[[], T]) -> T:
    """What several panels of one page share, fetched for the first and kept for the request."""
    kept: dict[str, Any] = request.__dict__.setdefault("_shared_by_panels", {})
    if name not in kept:
        kept[name] = make()
    shared: T = kept[name]
    return shared
