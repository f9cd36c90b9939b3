from django.urls import path

from surveys.pages import FIGURES
from surveys.views import (
    candidates,
    downloads,
    imports,
    lists,
    organization_list,
    responses,
    results,
    surveys,
    wizard,
)

urlpatterns = [
    path("surveys/", lists.SurveyList.as_view(), name="surveys"),
    path("surveys/new/", surveys.create, name="survey-create"),
    path("surveys/<int:pk>/", results.results, name="survey"),
    path("surveys/<int:pk>/export/", results.results_export, name="survey-export"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="survey-edit"),
    path("surveys/<int:pk>/candidates/", candidates.candidates, name="survey-candidates"),
    path("surveys/<int:pk>/responses/", lists.ResponseList.as_view(), name="responses"),
    path("surveys/<int:survey_pk>/import/", imports.start, name="survey-import"),
    *FIGURES.urls(),
    path("responses/<int:pk>/", responses.detail, name="response"),
    path("responses/<int:pk>/organization/", responses.link, name="response-link"),
    path("imports/", lists.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.start, name="import-start"),
    path("imports/organizations/", organization_list.start, name="organization-import"),
    path("imports/<int:pk>/list/", organization_list.check, name="import-list"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("imports/<int:pk>/discard/", imports.discard, name="import-discard"),
    path("imports/<int:pk>/reopen/", imports.reopen, name="import-reopen"),
    path("imports/<int:pk>/file/", imports.download, name="import-file"),
    path("imports/<int:pk>/problems/", downloads.problems, name="import-problems"),
    path("imports/<int:pk>/reading/", wizard.reading, name="import-reading"),
    path("imports/<int:pk>/columns/", wizard.columns, name="import-columns"),
    path("imports/<int:pk>/values/", wizard.values, name="import-values"),
    path("imports/<int:pk>/organizations/", wizard.organizations, name="import-organizations"),
    path("imports/<int:pk>/check/", wizard.check, name="import-check"),
]
