"""Sample content of the component gallery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

CHIPS = ("", "blue", "green", "yellow", "orange", "red", "lock")
BANNERS = ("", "ok", "warn", "error")
BUTTONS = (
    ("primary", "登録する"),
    ("", "戻る"),
    ("text", "やめる"),
    ("danger", "取り消す"),
    ("small", "絞り込む"),
)


class SampleForm(forms.Form):
    name = forms.CharField(label="団体名", help_text="正式な名称を入力してください。")
    state = forms.ChoiceField(label="状態", choices=[("a", "活動中"), ("b", "活動終了")])
    targets = forms.MultipleChoiceField(
        label="支援の対象",
        choices=[("1", "高齢者"), ("2", "若者")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    public = forms.BooleanField(label="公開してよい", required=False)
    note = forms.CharField(label="備考", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    return {
        "chips": CHIPS,
        "banners": BANNERS,
        "buttons": BUTTONS,
        "form": SampleForm(initial={"name": "見本の会"}),
        "form_with_errors": SampleForm({"name": "", "state": "x"}, auto_id="bad_%s"),
        "shares": (0, 12.5, 66.7, 100),
    }
