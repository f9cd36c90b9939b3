"""A case sheet composed from the registry: one module per part of the report form."""

from casebook.composition.compose import compose

__all__ = ["compose"]
