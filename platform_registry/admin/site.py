from __future__ import annotations

from functools import update_wrapper
from typing import Any

from auditlog import get_logentry_model
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import path, resolve, reverse
from django.utils.decorators import method_decorator

from platform_registry.access import ScopedQuerySet, fetch, may
from platform_registry.forms.ruled import record_number
from platform_registry.operation.checks import own_models
from platform_registry.signed_in import signed_in


class RegistryAdminSite(AdminSite):
    """Open to administrators by their role; no second switch on the account."""

    site_header = "つながりPF台帳　管理"
    site_title = "つながりPF台帳"
    index_title = "登録データの管理"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """The registry's own records alone; what libraries keep for themselves stays out.

        The change log has a page of its own, which knows what is secret; sign-ins that are shut
        are lifted beside the person.
        """
        one = isinstance(model_or_iterable, ModelBase)
        wanted = {*([model_or_iterable] if one else model_or_iterable)} - {get_logentry_model()}
        super().register([m for m in own_models() if m in wanted], admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who has signed in and is no administrator is told so, not sent to sign in again."""
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("管理の画面は管理者だけが使えます。")
            return inner(request, *args, **kwargs)

        return update_wrapper(checked, inner)

    def get_urls(self) -> list[Any]:
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        address = "r/<int:content_type_id>/<path:object_id>/"
        return [path(address, self.admin_view(self.on_site), name="view_on_site"), *urls]

    def on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> Any:
        """The way to a record's page, for who may open it; of others it doesn't say that they are."""
        kind = ContentType.objects.filter(pk=record_number(str(content_type_id)) or 0).first()
        model: Any = kind and kind.model_class()
        rows = model and model._default_manager.all()
        if not isinstance(rows, ScopedQuerySet) or not hasattr(model, "get_absolute_url"):
            raise Http404("この記録は見つかりません。")
        number = record_number(object_id)
        return redirect(fetch(rows, signed_in(request), "view", pk=number))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one page to sign in; Django's own would ask for a switch on the account."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one way out, which writes down who went."""
        return resolve(reverse("logout")).func(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one page for one's own password, which writes down that it was changed."""
        return redirect("password_change")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and may(signed_in(request), "administer")
