"""Sample content of the component gallery."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from platform_registry.forms.fields import DateField, FileField, LineField, TextField

CHIPS = ("", "blue", "green", "yellow", "orange", "red", "lock")
BANNERS = ("", "ok", "warn", "error")
BUTTONS = (
    ("primary", "登録する"),
    ("", "戻る"),
    ("text", "やめる"),
    ("danger", "取り消す"),
    ("small", "絞り込む"),
)


NUMBERS = (
    {"label": "送付", "value": 216, "unit": "団体"},
    {"label": "回答", "value": 62, "unit": "団体　28.7%"},
    {"label": "状態", "value": "活動中", "words": True},
)
STEPS = (
    {"number": 1, "label": "ファイル", "state": "done", "url": "#steps"},
    {"number": 2, "label": "列の対応", "state": "current"},
    {"number": 3, "label": "確認", "state": "todo"},
)


class SampleForm(forms.Form):
    name = LineField(label="団体名", help_text="正式な名称を入力してください。")
    state = forms.ChoiceField(label="状態", choices=[("a", "活動中"), ("b", "活動終了")])
    verified_on = DateField(label="確認日", required=False)
    targets = forms.MultipleChoiceField(
        label="支援の対象",
        choices=[("1", "高齢者"), ("2", "若者")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how = forms.ChoiceField(
        label="確認の方法",
        choices=[("phone", "電話"), ("visit", "訪問・面談")],
        widget=forms.RadioSelect,
    )
    public = forms.BooleanField(label="公開してよい", required=False)
    municipality = LineField(
        label="登録自治体", disabled=True, help_text="登録したあとは変えられません。"
    )
    file = FileField(label="ファイル", required=False, help_text="Excel または CSV")
    note = TextField(label="備考", required=False)


class SampleAddressForm(forms.Form):
    postal_code = LineField(label="郵便番号", required=False)
    city = LineField(label="市区町村", required=False)


def gallery_context() -> dict[str, Any]:
    initial = {"name": "見本の会", "verified_on": date(2024, 3, 5), "municipality": "江東区"}
    wrong = {"name": "", "state": "x", "verified_on": "3月5日"}
    return {
        "chips": CHIPS,
        "banners": BANNERS,
        "buttons": BUTTONS,
        "numbers": NUMBERS,
        "purpose": "つながりをつくる。\n困りごとに早く気づく。",
        "steps": STEPS,
        "form": SampleForm(initial=initial),
        "form_with_errors": SampleForm(wrong, initial=initial, auto_id="wrong_%s"),
        "address_form": SampleAddressForm(),
        "shares": (0, 0.125, 0.667, 1),
    }
