from __future__ import annotations

from typing import Any

from organizations.models import Municipality
from platform_registry.records.forms import RecordForm


class SourceDocumentForm(RecordForm):
    """A document of the user's own municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("municipality", Municipality.objects.offered_to(self.user))
        self.fields["municipality"].required = True
