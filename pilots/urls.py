from django.urls import path

from pilots import from_survey, pages, views

urlpatterns = [
    path("pilots/", views.PilotList.as_view(), name="pilots"),
    path("pilots/<int:pk>/", views.detail, name="pilot"),
    path("pilots/<int:pk>/copy/", views.copy, name="pilot-copy"),
    path("surveys/<int:pk>/kpi/", from_survey.choose, name="survey-kpi"),
    *pages.urls(),
]
