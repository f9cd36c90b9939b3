from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from organizations.models import User
from platform_registry.forms.fields import DateField, FileField, IntegerField
from surveys.forms.survey import municipality_field
from surveys.importing.registers.streaming import LIMITS
from surveys.models import RegisterDifference

UPLOAD_BYTES = 100 * 2**20  # what the proxy lets through


class RegisterStartForm(forms.Form):
    """A register as it was downloaded."""

    file = FileField(
        label="名簿のファイル",
        help_text="法人番号公表サイトの全件データ（CSV）、NPO法人ポータルサイトの行政入力情報（CSV）、"
        "gBizINFOの法人基本情報（CSV）。ダウンロードしたZIPのまま選べます。",
    )
    as_of = DateField(
        label="いつ現在の名簿ですか",
        required=False,
        help_text="空欄のときは、ファイル名の日付を使います。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"] = municipality_field(user, "import")
        self.order_fields(["municipality", "file", "as_of"])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > min(UPLOAD_BYTES, LIMITS.text_bytes):
            raise forms.ValidationError(
                f"ファイルが大きすぎます（上限は{UPLOAD_BYTES // 2**20}MBです）。"
                "ZIPのまま、都道府県ごとのファイルを選んでください。"
            )
        return file

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("今日までの日付を入力してください。")
        return day


class DecisionForm(forms.Form):
    """One difference of the page and what is to become of it; ``opened`` is its version."""

    VERBS = (
        ("accept", "反映する"),
        ("set_aside", "見送る"),
        ("bring_back", "未決に戻す"),
        ("take_back", "反映を取り消す"),
    )

    difference = forms.ModelChoiceField(RegisterDifference.objects.none())
    opened = IntegerField(min_value=0)
    verb = forms.ChoiceField(choices=VERBS)

    def __init__(self, *args: Any, differences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["difference"]
        field.queryset = differences
