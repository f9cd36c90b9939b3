from django.urls import path

from organizations import pages
from organizations.beside import views as beside
from organizations.bodies import views as bodies
from organizations.bodies.editing import OrganizationEditing
from organizations.confidence import views as confidence
from organizations.log import views as log
from organizations.members import views as members
from organizations.needs import views as needs
from organizations.own import pages as own
from organizations.partners import views as partners
from organizations.people import views as people
from organizations.people.entrance import SignIn, SignOut
from organizations.people.views import OwnPassword
from organizations.places import views as places
from organizations.platforms import views as platforms
from organizations.sources import views as sources

urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("organizations/", bodies.OrganizationList.as_view(), name="organizations"),
    path("organizations/<int:pk>/", bodies.detail, name="organization"),
    path("organizations/<int:pk>/history/", bodies.history, name="organization-history"),
    path("organizations/<int:pk>/verify/", bodies.verify, name="organization-verify"),
    path("municipalities/", places.MunicipalityList.as_view(), name="municipalities"),
    path("municipalities/<int:pk>/", places.municipality, name="municipality"),
    path("departments/", places.DepartmentList.as_view(), name="departments"),
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
    path("platforms/<int:pk>/candidates/", members.candidates, name="platform-candidates"),
    path("layers/<int:pk>/roster/", members.roster, name="layer-roster"),
    path("members/", members.MemberList.as_view(), name="members"),
    path("needs/<int:pk>/", needs.need, name="need"),
    path("needs/<int:pk>/organizations/<int:organization_pk>/", needs.decide, name="need-decide"),
    path("departments/<int:pk>/", places.department, name="department"),
    path("source-documents/", sources.SourceList.as_view(), name="source-documents"),
    path("source-documents/<int:pk>/", sources.source_document, name="source-document"),
    path("municipalities/<int:pk>/edit/", places.population, name="municipality-edit"),
    path("notes/", beside.NoteList.as_view(), name="notes"),
    path("layers/<int:pk>/", platforms.layer, name="layer"),
    path("layers/<int:pk>/notice/", platforms.notice, name="layer-notice"),
    *OrganizationEditing().urls(),
    *own.urls(),
    *pages.urls(),
    *beside.urls(),
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people.create, name="person-create"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.password, name="person-password"),
    path("people/<int:pk>/password/shown/", people.password_shown, name="person-password-shown"),
    path("people/<int:pk>/unlock/", people.unlock, name="person-unlock"),
    path("people/<int:pk>/handover/", people.hand_over, name="person-handover"),
    path("people/<int:pk>/roles/new/", people.role_create, name="role-create"),
    path("people/roles/<int:staffassignment_pk>/edit/", people.role_edit, name="role-edit"),
    path("people/roles/<int:staffassignment_pk>/end/", people.role_end, name="role-end"),
    path("records/", log.ChangeLog.as_view(), name="audit-log"),
    path("password/", OwnPassword.as_view(), name="password_change"),
]
