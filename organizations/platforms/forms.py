from __future__ import annotations

from typing import Any

from organizations.models import Municipality, Platform
from platform_registry.forms.ruled import the_field
from platform_registry.records.forms import RecordForm


class PlatformForm(RecordForm):
    """The municipality is one the user works for; partners are invited on a page of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Municipality.objects.offered_to(self.user)
        self.offer("municipality", places.select_related("prefecture", "city"))
        above = Platform.objects.visible_to(self.user).exclude(pk=self.instance.pk)
        the_field(self, "parent").queryset = above
