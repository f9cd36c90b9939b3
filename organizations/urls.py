from django.urls import path

from organizations import pages
from organizations.views import (
    beside,
    confidence,
    lists,
    needs,
    organizations,
    partners,
    places,
    platforms,
    records,
    roster,
    sources,
)
from organizations.views.password import OwnPassword

urlpatterns = [
    path("organizations/", lists.OrganizationList.as_view(), name="organizations"),
    path("organizations/new/", organizations.create, name="organization-create"),
    path("organizations/<int:pk>/", organizations.detail, name="organization"),
    path("organizations/<int:pk>/edit/", organizations.edit, name="organization-edit"),
    path("organizations/<int:pk>/history/", organizations.history, name="organization-history"),
    path("organizations/<int:pk>/verify/", organizations.verify, name="organization-verify"),
    path("municipalities/", lists.MunicipalityList.as_view(), name="municipalities"),
    path("municipalities/<int:pk>/", places.municipality, name="municipality"),
    path("departments/", lists.DepartmentList.as_view(), name="departments"),
    path("departments/new/", places.department_create, name="department-create"),
    path("departments/<int:pk>/edit/", places.department_edit, name="department-edit"),
    path("platforms/", platforms.PlatformList.as_view(), name="platforms"),
    path("platforms/<int:pk>/", platforms.detail, name="platform"),
    path("platforms/<int:pk>/coverage/", platforms.coverage_page, name="platform-coverage"),
    path("platforms/<int:pk>/diagram.<str:kind>", platforms.diagram, name="platform-diagram"),
    path("platforms/<int:pk>/clearances/", confidence.clearances, name="platform-clearances"),
    path("platforms/<int:pk>/partners/", partners.partners, name="platform-partners"),
    path("clearances/<int:pk>/give/", confidence.decide, {"name": "give"}, name="clearance-give"),
    path("clearances/<int:pk>/end/", confidence.decide, {"name": "end"}, name="clearance-end"),
    path("layers/<int:pk>/lowering/", confidence.lower, name="layer-lower"),
    path("lowerings/<int:pk>/agree/", confidence.answer, {"name": "agree"}, name="lowering-agree"),
    path(
        "lowerings/<int:pk>/withdraw/",
        confidence.answer,
        {"name": "withdraw"},
        name="lowering-withdraw",
    ),
    path("invitations/<int:pk>/", partners.invitation, name="invitation"),
    *[
        path(
            f"invitations/<int:pk>/{name}/",
            partners.answer,
            {"name": name},
            name=f"invitation-{name}",
        )
        for name in partners.VERBS
    ],
    path("platforms/<int:pk>/candidates/", roster.candidates, name="platform-candidates"),
    path("layers/<int:pk>/roster/", roster.roster, name="layer-roster"),
    path("members/", lists.MemberList.as_view(), name="members"),
    path("needs/<int:pk>/", needs.need, name="need"),
    path("needs/<int:pk>/organizations/<int:organization_pk>/", needs.decide, name="need-decide"),
    path("departments/<int:pk>/", places.department, name="department"),
    path("sourcedocuments/", lists.SourceList.as_view(), name="sourcedocuments"),
    path("sourcedocuments/<int:pk>/", sources.source_document, name="sourcedocument"),
    path("municipalities/<int:pk>/edit/", places.population, name="municipality-edit"),
    path("notes/", lists.NoteList.as_view(), name="notes"),
    path("layers/<int:pk>/", platforms.layer, name="layer"),
    path("layers/<int:pk>/notice/", platforms.notice, name="layer-notice"),
    *pages.urls(),
    *beside.urls(),
    path("records/", records.ChangeLog.as_view(), name="audit-log"),
    path("password/", OwnPassword.as_view(), name="password_change"),
]
