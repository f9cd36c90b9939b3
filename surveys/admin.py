"""Surveys and imports in the admin. What an import did is to be read there, not changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from platform_registry.admin.derived import register_others
from platform_registry.admin.scoped import ScopedAdmin
from surveys.models import (
    Answer,
    FileReading,
    ImportBatch,
    ImportFile,
    ImportRow,
    KeptWork,
    MappingProfile,
    NameDecision,
    Option,
    Question,
    RegisterDifference,
    RegisterPart,
    Response,
    RowDecision,
    Survey,
    SurveyFigure,
    ValueRule,
)


@admin.register(Survey)
class SurveyAdmin(ScopedAdmin):
    list_display = ("title", "audience", "fiscal_year", "starts_on", "ends_on", "shared")
    list_filter = ("fiscal_year", "audience", "shared")
    search_fields = ("title", "key", "other_names", "conducted_by")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("municipality",)


@admin.register(Question)
class QuestionAdmin(ScopedAdmin):
    list_display = ("text", "kind", "position", "unit", "survey")
    list_filter = ("kind", "survey__fiscal_year")
    list_select_related = ("survey",)
    search_fields = ("text", "survey__title")
    autocomplete_fields = ("survey",)


@admin.register(Option)
class OptionAdmin(ScopedAdmin):
    list_display = ("label", "code", "is_other", "question")
    list_filter = ("is_other",)
    list_select_related = ("question",)
    search_fields = ("label", "question__text")
    autocomplete_fields = ("question",)


@admin.register(Response)
class ResponseAdmin(ScopedAdmin):
    list_display = ("respondent_key", "organization", "survey", "submitted_at", "edited_at")
    list_filter = ("survey__fiscal_year",)
    list_select_related = ("organization", "survey")
    search_fields = ("respondent_key", "organization__name", "survey__title")
    date_hierarchy = "submitted_at"
    autocomplete_fields = ("survey", "organization", "batch")
    readonly_fields = ("raw", "stated", "sheet", "row_number")


class ReadOnlyAdmin(ScopedAdmin):
    read_only = True


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("response", "question", "option", "number", "day", "text", "missing")
    list_filter = ("missing", "question__kind")
    list_select_related = ("response__organization", "question", "option")
    search_fields = ("response__respondent_key", "question__text")


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "bytes", "uploaded_at", "uploaded_by", "short_hash")
    list_select_related = ("uploaded_by",)
    search_fields = ("name", "sha256", "uploaded_by__display_name")
    date_hierarchy = "uploaded_at"
    exclude = ("content",)

    @admin.display(description="大きさ（バイト）", ordering="size")
    def bytes(self, file: ImportFile) -> str:
        return f"{file.size:,}"

    @admin.display(description="SHA-256", ordering="sha256")
    def short_hash(self, file: ImportFile) -> str:
        return f"{file.sha256[:12]}…"


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("file", "kind", "survey", "state", "created_at", "committed_at", "committed_by")
    list_filter = ("state", "kind")
    search_fields = ("file__name", "survey__title", "committed_by__display_name")
    date_hierarchy = "committed_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        batches = super().get_queryset(request)
        batches = batches.select_related("file", "survey", "committed_by")
        return batches.defer("file__content")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("number", "respondent_key", "state", "organization", "undone", "batch")
    list_filter = ("state", "undone")
    search_fields = ("respondent_key", "organization__name", "batch__file__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("batch__file", "organization")
        return rows.defer("batch__file__content", "batch__seen")


@admin.register(RowDecision)
class RowDecisionAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "choice",
        "organization",
        "excluded",
        "decided_by",
        "decided_at",
        "batch",
    )
    list_filter = ("choice", "excluded")
    search_fields = ("batch__file__name", "organization__name")
    date_hierarchy = "decided_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        rows = rows.select_related("batch__file", "organization", "decided_by")
        return rows.defer("batch__file__content", "batch__seen")


@admin.register(FileReading)
class FileReadingAdmin(ReadOnlyAdmin):
    list_display = ("file", "encoding", "delimiter")
    list_filter = ("encoding",)
    search_fields = ("file__name",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        readings = super().get_queryset(request).select_related("file")
        return readings.defer("file__content")


@admin.register(KeptWork)
class KeptWorkAdmin(ReadOnlyAdmin):
    list_display = ("batch", "after", "basis")
    search_fields = ("batch__file__name",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        kept = super().get_queryset(request).select_related("batch__file")
        return kept.defer("content", "batch__file__content", "batch__seen")


@admin.register(RegisterPart)
class RegisterPartAdmin(ReadOnlyAdmin):
    list_display = ("file", "number", "received")
    search_fields = ("file__name",)
    exclude = ("content",)

    @admin.display(description="受取日時", ordering="file__uploaded_at")
    def received(self, part: RegisterPart) -> datetime:
        return part.file.uploaded_at

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        parts = super().get_queryset(request).select_related("file")
        return parts.defer("content", "file__content")


@admin.register(RegisterDifference)
class RegisterDifferenceAdmin(ReadOnlyAdmin):
    list_display = ("organization", "kind", "how", "state", "decided_by", "decided_at", "batch")
    list_filter = ("kind", "state", "how")
    search_fields = ("organization__name", "name", "number", "batch__file__name")
    date_hierarchy = "decided_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        rows = rows.select_related("batch__file", "organization", "decided_by")
        return rows.defer("batch__file__content", "batch__seen")


@admin.register(MappingProfile)
class MappingProfileAdmin(ScopedAdmin):
    list_display = ("name", "survey", "saved_at", "saved_by")
    list_select_related = ("survey", "saved_by")
    search_fields = ("name", "survey__title")
    date_hierarchy = "saved_at"
    autocomplete_fields = ("municipality", "survey", "saved_by")


@admin.register(ValueRule)
class ValueRuleAdmin(ScopedAdmin):
    list_display = ("value", "option", "missing", "question", "decided_by", "decided_at")
    list_filter = ("missing",)
    list_select_related = ("option", "question", "decided_by")
    search_fields = ("value", "question__text", "option__label")
    date_hierarchy = "decided_at"
    autocomplete_fields = ("question", "option", "decided_by")


@admin.register(NameDecision)
class NameDecisionAdmin(ScopedAdmin):
    list_display = ("written", "same", "organization", "decided_by", "decided_at")
    list_filter = ("same",)
    list_select_related = ("organization", "decided_by")
    search_fields = ("written", "organization__name")
    date_hierarchy = "decided_at"
    autocomplete_fields = ("municipality", "organization", "decided_by")


@admin.register(SurveyFigure)
class SurveyFigureAdmin(ScopedAdmin):
    list_display = ("option", "figure", "base", "question", "survey")
    list_filter = ("exactness", "survey__fiscal_year")
    list_select_related = ("survey",)
    search_fields = ("question", "option", "survey__title")
    autocomplete_fields = ("survey", "source")

    @admin.display(description="数値", ordering="value")
    def figure(self, figure: SurveyFigure) -> str:
        return figure.shown


register_others("surveys")
