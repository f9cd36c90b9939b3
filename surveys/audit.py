"""What of surveys is in the change log. Rows written by an import are recorded by its batch."""

from auditlog.registry import auditlog

from surveys.models import (
    ImportBatch,
    MappingProfile,
    NameDecision,
    Option,
    Question,
    Response,
    Survey,
    SurveyFigure,
    ValueRule,
)

AUDITED = (
    Survey,
    SurveyFigure,
    Question,
    Option,
    Response,
    MappingProfile,
    NameDecision,
    ValueRule,
)

for model in AUDITED:
    auditlog.register(model)
auditlog.register(ImportBatch, include_fields=["state", "survey", "committed_by", "undone_by"])
