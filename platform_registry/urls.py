from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from platform_registry.bulk import pages as bulk
from platform_registry.bulk.history import BulkChangeList
from platform_registry.lists import saved_pages
from platform_registry.pages import views
from platform_registry.search.views import search_page

urlpatterns = [
    path("password/done/", views.password_done, name="password_change_done"),
    path("account/", views.account, name="account"),
    path("help/", views.help_page, name="help"),
    path("search/", search_page, name="search"),
    path("bulk/changes/", BulkChangeList.as_view(), name="bulk-changes"),
    path("bulk/changes/<int:pk>/", bulk.change, name="bulk-change"),
    path("bulk/changes/<int:pk>/undo/", bulk.undo, name="bulk-change-undo"),
    path("bulk/<slug:list_name>/<slug:key>/", bulk.act, name="bulk"),
    path("views/new/", saved_pages.create, name="saved-view-create"),
    path("views/<int:pk>/", saved_pages.edit, name="saved-view-edit"),
    path("views/<int:pk>/delete/", saved_pages.delete, name="saved-view-delete"),
    path("inquiries/", views.inquiries, name="inquiries"),
    path("healthz/", login_not_required(views.health), name="health"),
    path("readyz/", login_not_required(views.readiness), name="readiness"),
    path("admin/", admin.site.urls),
    path("", include("casebook.urls")),
    path("", include("meetings.urls")),
    path("", include("pilots.urls")),
    path("", include("surveys.urls")),
    path("", include("organizations.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", views.gallery, name="gallery"))
