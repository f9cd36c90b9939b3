from __future__ import annotations

from typing import Any

from organizations.models import Layer
from platform_registry.records.forms import RecordForm

COUNCIL = Layer.Kind.COUNCIL


class LayerForm(RecordForm):
    """What is secret from its beginning is offered to those who may register it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.instance.platform.municipality_id
        if self.user.is_superuser or owner in self.user.municipality_ids("administer"):
            return
        del self.fields["personal_data"]
        kind: Any = self.fields["kind"]
        kind.choices = [(value, label) for value, label in kind.choices if value != COUNCIL]
        kind.help_text = (
            "地域協議会と、個人情報を取り扱う層は、連携PFの自治体の管理者が登録します。"
        )
