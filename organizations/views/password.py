from __future__ import annotations

from typing import Any

from django.contrib.auth.views import PasswordChangeView

from organizations.account_forms import OwnPasswordForm
from organizations.models import User


class OwnPassword(PasswordChangeView):
    form_class = OwnPasswordForm
    template_name = "registration/password.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The account itself: what stands in a request is only made into one when asked."""
        return super().get_form_kwargs() | {"user": User.objects.get(pk=self.request.user.pk)}
