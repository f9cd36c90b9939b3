"""Figures a document states about a survey are entered through pages of their own."""

from __future__ import annotations

from organizations.sources.models import QUANTITY_FIELDS
from platform_registry.records.pages import RecordPages
from surveys.models import SurveyFigure

FIGURES = RecordPages(
    SurveyFigure,
    ("question", "option", *QUANTITY_FIELDS, "base", "multiple", "position"),
)
