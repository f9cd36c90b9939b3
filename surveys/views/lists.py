from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from platform_registry.access import Permission, fetch, may
from platform_registry.lists.page import ListPage
from surveys.filters import ImportFilters, ResponseFilters, SurveyFilters
from surveys.models import ImportBatch, Response, Survey
from surveys.tables import ImportTable, ResponseTable, SurveyTable, response_table


class SurveyList(ListPage):
    queryset = Survey.objects.all()
    filterset_class = SurveyFilters
    table_class = SurveyTable
    offers = ("import",)
    title, unit, default_sort = "調査", "調査", "-year"
    empty_hint = "「回答を取込」からファイルを選ぶと、調査をつくりながら取り込めます。"

    def for_page(self, rows: Any) -> Any:
        return rows.with_response_counts().select_related("municipality")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "import"):
            return []
        return [
            {"label": "調査を登録", "url": reverse("survey-create"), "kind": ""},
            {
                "label": "調査票から調査をつくる",
                "url": reverse("survey-from-questionnaire"),
                "kind": "",
            },
            {"label": "回答を取込", "url": reverse("import-start"), "kind": "primary"},
        ]


class ResponseList(ListPage):
    """All responses of one survey."""

    filterset_class = ResponseFilters
    table_class = ResponseTable
    title, unit, default_sort = "回答の一覧", "件", "row"
    noun = "回答"
    template_name = "surveys/responses.html"

    def records(self, permission: Permission) -> QuerySet[Any]:
        self.survey = fetch(Survey.objects, self.request.user, permission, pk=self.kwargs["pk"])
        texts = may(self.request.user, "persons", self.survey)
        self.table_class = response_table(self.survey, texts=texts)  # type: ignore[misc]  # declared for the class; here it depends on the survey
        # A shared survey shows its printed figures to others, never its answers.
        return Response.objects.permitted(self.request.user, permission).filter(survey=self.survey)

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = rows.select_related("organization", "batch__file").defer("batch__file__content")
        return rows.prefetch_related("answers__option")

    def extra_context(self) -> dict[str, Any]:
        return {"survey": self.survey}


class ImportList(ListPage):
    queryset = ImportBatch.objects.all()
    filterset_class = ImportFilters
    table_class = ImportTable
    title, unit, default_sort = "取込履歴", "件", "-started"
    noun = "取込"
    permission = "import"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("file", "survey", "created_by").defer("file__content", "seen")
