from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import User
from platform_registry.forms.fields import FileField, LineField, one_of
from platform_registry.forms.ruled import the_field
from surveys.forms.start import within_limit
from surveys.forms.survey import fiscal_years, municipality_field
from surveys.models import Survey

FORMS = (
    "設問と選択肢の表（Excel・CSV。見出しは番号・設問文・種類・選択肢など）、"
    "XLSForm（KoboToolbox・ODK）、REDCapのデータ辞書（CSV）のどれか。"
)


class QuestionnaireForm(forms.Form):
    """The questionnaire of a survey that has no questions yet."""

    file = FileField(label="調査票のファイル", required=False, help_text=FORMS)
    pasted = forms.CharField(
        label="設問の表を貼り付ける",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="ファイルのかわりに、Excelで見出し（番号・設問文・種類・選択肢など）を含めて"
        "コピーした表を貼り付けられます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of(self, "file", "pasted")

    def clean_file(self) -> Any:
        return within_limit(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "file" not in self.errors and not cleaned.get("file") and not cleaned.get("pasted"):
            self.add_error("file", "ファイルを選ぶか、下の欄に設問の表を貼り付けてください。")
        return cleaned

    @property
    def given(self) -> str:
        """Where the questionnaire came from, and what is wrong with it is told."""
        return "file" if self.cleaned_data.get("file") else "pasted"

    def content(self) -> bytes:
        given = self.cleaned_data[self.given]
        return bytes(given.read() if self.given == "file" else given.encode())


class NewSurveyForm(QuestionnaireForm):
    """A survey that begins with its questionnaire."""

    title = LineField(label="調査名", max_length=200)
    audience = forms.ChoiceField(label="調査の対象", choices=Survey.Audience)
    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"] = municipality_field(user, "import")
        the_field(self, "fiscal_year").choices = [("", "—"), *fiscal_years()]
        self.order_fields(["municipality", "title", "audience", "fiscal_year", "file", "pasted"])

    def survey(self) -> Survey:
        """Not stored yet."""
        cleaned = self.cleaned_data
        municipality, year = cleaned["municipality"], cleaned["fiscal_year"]
        wanted = f"survey-{year}" if year else "survey"
        return Survey(
            municipality=municipality,
            key=Survey.objects.unused_key(municipality, wanted),
            title=cleaned["title"],
            audience=cleaned["audience"],
            fiscal_year=year,
        )
