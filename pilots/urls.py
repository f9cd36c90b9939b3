from django.urls import path

from pilots import from_survey, pages, views
from pilots.across.distributions import DistributionList
from pilots.across.events import EventList
from pilots.across.organizations import PartList
from pilots.across.speakers import SpeakerList
from pilots.recording.page import PilotRecord

urlpatterns = [
    path("pilots/", views.PilotList.as_view(), name="pilots"),
    path("pilots/<int:pk>/", views.detail, name="pilot"),
    path("pilots/<int:pk>/copy/", views.copy, name="pilot-copy"),
    path("surveys/<int:pk>/kpi/", from_survey.choose, name="survey-kpi"),
    path("pilot-events/", EventList.as_view(), name="pilot-events"),
    path("distributions/", DistributionList.as_view(), name="distributions"),
    path("speakers/", SpeakerList.as_view(), name="speakers"),
    path("vendors-and-speakers/", PartList.as_view(), name="vendors-and-speakers"),
    *PilotRecord().urls(),
    *pages.urls(),
]
