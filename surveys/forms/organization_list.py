from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import User
from platform_registry.forms.fields import FileField
from surveys.forms.start import within_limit
from surveys.forms.survey import municipality_field


class ListStartForm(forms.Form):
    """A list of organizations, one per row."""

    file = FileField(
        label="団体一覧のファイル",
        help_text="Excel・CSV。1行に1団体で、「団体名」の列が必要です。"
        "ふりがな、法人格、法人番号、電話番号、郵便番号、住所などの列も取り込みます。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"] = municipality_field(user, "import")
        self.order_fields(["municipality", "file"])

    def clean_file(self) -> Any:
        return within_limit(self.cleaned_data["file"])
