"""Said at start-up: a model that doesn't say where it hangs, a relation nobody has a rule for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db.models import Model

from platform_registry.access import OPERATORS_OWN, ScopedQuerySet


@register()
def every_model_has_its_rules(app_configs: Any = None, **_: Any) -> list[Error]:
    return [error for model in own_models() for error in without_rules(model)]


def own_models() -> Iterator[type[Model]]:
    """Of the apps that stand beside this one, not of libraries."""
    for config in apps.get_app_configs():
        if Path(config.path).resolve().parent == settings.BASE_DIR:  # started through a link, too
            yield from config.get_models()


def without_rules(model: type[Model]) -> Iterator[Error]:
    label = model._meta.label
    if not hasattr(model, "belongs_to"):
        yield Error(
            f"{label} doesn't say what it hangs on.", "belongs_to = …", model, "registry.E1"
        )
    for field in model._meta.get_fields():
        related: Any = field.related_model if field.is_relation and field.concrete else None
        if related and not _has_rule(related):
            words = f"{label}.{field.name} offers {related._meta.label}, for which no rule says who may choose."
            yield Error(words, "Give it a ScopedQuerySet.", model, "registry.E2")


def _has_rule(model: Any) -> bool:
    scoped = isinstance(model._default_manager.all(), ScopedQuerySet)
    return scoped or model._meta.label in OPERATORS_OWN
