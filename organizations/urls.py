from django.urls import path

from organizations.views import lists, organizations, places, records

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
    path("records/", records.audit_log, name="audit-log"),
]
