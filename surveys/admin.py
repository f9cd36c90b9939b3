"""Surveys and imports in the admin. What an import did is to be read there, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from platform_registry.admin.scoped import ScopedAdmin
from surveys.models import (
    Answer,
    FileReading,
    ImportBatch,
    ImportFile,
    ImportRow,
    MappingProfile,
    NameDecision,
    Option,
    Question,
    Response,
    RowDecision,
    Survey,
    SurveyFigure,
    ValueRule,
)


@admin.register(Survey)
class SurveyAdmin(ScopedAdmin):
    list_display = ("title", "municipality", "audience", "fiscal_year", "key")
    list_filter = ("audience", "fiscal_year")
    list_select_related = ("municipality__prefecture", "municipality__city")
    search_fields = ("title", "key")
    autocomplete_fields = ("municipality",)


@admin.register(Question)
class QuestionAdmin(ScopedAdmin):
    list_display = ("text", "kind", "position", "survey")
    list_filter = ("kind",)
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
    list_display = ("respondent_key", "organization", "survey", "submitted_at")
    list_filter = ("survey__fiscal_year",)
    list_select_related = ("organization", "survey")
    search_fields = ("respondent_key", "organization__name", "survey__title")
    autocomplete_fields = ("survey", "organization", "batch")
    readonly_fields = ("raw", "stated", "sheet", "row_number")


class ReadOnlyAdmin(ScopedAdmin):
    read_only = True


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("response", "question", "option", "number", "day", "text", "missing")
    list_filter = ("missing",)
    list_select_related = ("response__organization", "question", "option")
    search_fields = ("response__respondent_key", "question__text")


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "size", "uploaded_at", "uploaded_by", "sha256")
    list_select_related = ("uploaded_by",)
    search_fields = ("name", "sha256")
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("file", "kind", "survey", "state", "committed_at", "committed_by")
    list_filter = ("state", "kind")
    list_select_related = ("survey", "committed_by")
    search_fields = ("file__name", "survey__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        batches = super().get_queryset(request).select_related("file")
        return batches.defer("file__content")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("number", "batch", "respondent_key", "state", "undone")
    list_filter = ("state", "undone")
    search_fields = ("respondent_key", "batch__file__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("batch__file")
        return rows.defer("batch__file__content")


@admin.register(RowDecision)
class RowDecisionAdmin(ReadOnlyAdmin):
    list_display = ("number", "batch", "choice", "organization", "excluded", "decided_by")
    list_filter = ("choice", "excluded")
    list_select_related = ("organization", "decided_by")
    search_fields = ("batch__file__name", "organization__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("batch__file")
        return rows.defer("batch__file__content", "batch__seen")


@admin.register(FileReading)
class FileReadingAdmin(ReadOnlyAdmin):
    list_display = ("file", "encoding", "delimiter")
    search_fields = ("file__name",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        readings = super().get_queryset(request).select_related("file")
        return readings.defer("content", "file__content")


@admin.register(MappingProfile)
class MappingProfileAdmin(ScopedAdmin):
    list_display = ("name", "survey", "saved_at", "saved_by")
    list_select_related = ("survey", "saved_by")
    search_fields = ("name", "survey__title")
    autocomplete_fields = ("municipality", "survey", "saved_by")


@admin.register(ValueRule)
class ValueRuleAdmin(ScopedAdmin):
    list_display = ("value", "option", "missing", "question", "decided_by")
    list_select_related = ("option", "question", "decided_by")
    search_fields = ("value", "question__text")
    autocomplete_fields = ("question", "option", "decided_by")


@admin.register(NameDecision)
class NameDecisionAdmin(ScopedAdmin):
    list_display = ("written", "same", "organization", "decided_by", "decided_at")
    list_filter = ("same",)
    list_select_related = ("organization", "decided_by")
    search_fields = ("written", "organization__name")
    autocomplete_fields = ("municipality", "organization", "decided_by")


@admin.register(SurveyFigure)
class SurveyFigureAdmin(ScopedAdmin):
    list_display = ("survey", "question", "option", "shown")
    list_select_related = ("survey",)
    search_fields = ("question", "option", "survey__title")
    autocomplete_fields = ("survey", "source")
