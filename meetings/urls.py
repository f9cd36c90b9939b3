from django.urls import path

from meetings import pages, views
from meetings.recording.page import MeetingRecord

urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="meetings"),
    path("meetings/new/", views.former_new, name="meeting-create"),
    path("meetings/<int:pk>/", views.detail, name="meeting"),
    path("meetings/<int:pk>/edit/", views.former_edit, name="meeting-edit"),
    path("meeting-series/<int:pk>/", views.series, name="meeting-series"),
    path("platforms/<int:pk>/opinions/", views.opinions, name="platform-opinions"),
    path("meetings/<int:pk>/next/", views.begin_next, name="meeting-next"),
    path("meetings/<int:pk>/attendance/", views.attendance, name="meeting-attendance"),
    path("meetings/<int:pk>/minutes/", views.minutes, name="meeting-minutes"),
    path("actions/", views.ActionList.as_view(), name="actions"),
    path("actions/<int:pk>/done/", views.action_done, name="action-done"),
    path("hearings/", views.HearingList.as_view(), name="hearings"),
    path("hearings/<int:pk>/", views.hearing, name="hearing"),
    *MeetingRecord().urls(),
    *pages.urls(),
]
