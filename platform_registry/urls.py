from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from platform_registry.pages import views

urlpatterns = [
    path("password/done/", views.password_done, name="password_change_done"),
    path("account/", views.account, name="account"),
    path("help/", views.help_page, name="help"),
    path("search/", views.search_page, name="search"),
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
