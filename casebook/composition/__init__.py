"""A case sheet composed from the registry: one module per part of the report form."""

from casebook.composition.compose import compose, composed_of
from casebook.composition.material import Material

__all__ = ["Material", "compose", "composed_of"]
