"""The words of an address, which are those of the model: KpiReading → /kpi-readings/3/edit/.

A model whose plural isn't its word with an s says so: ``plural = "meeting-series"``.
"""

from __future__ import annotations

import re

from django.db import models


def word_of(model: type[models.Model]) -> str:
    """kpi-reading: also what the names of its addresses begin with (kpi-reading-edit)."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", model.__name__).lower()


def words_of(model: type[models.Model]) -> str:
    """kpi-readings"""
    return str(getattr(model, "plural", f"{word_of(model)}s"))
