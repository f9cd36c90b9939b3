from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from organizations.models import User
from platform_registry.forms.fields import FileField, LineField, one_of
from platform_registry.forms.ruled import the_field
from surveys.forms.survey import fiscal_years, municipality_field
from surveys.models import ImportBatch, Survey


def within_limit(file: Any) -> Any:
    """The reader knows the limit of each container; this one only guards the server's memory."""
    limit = max(settings.IMPORT_LIMITS["text_bytes"], settings.IMPORT_LIMITS["workbook_bytes"])
    if file is not None and file.size > limit:
        raise forms.ValidationError(
            f"ファイルが大きすぎます（上限は{limit // 2**20}MBです）。"
            "ファイルを分けてから、もう一度選んでください。"
        )
    return file


class ImportStartForm(forms.Form):
    """Step 1: the file, and the survey its answers belong to."""

    municipality: forms.Field
    survey = forms.ModelChoiceField(
        Survey.objects.none(),
        label="どの調査の回答ですか",
        required=False,
        empty_label="（このファイルから新しい調査をつくる）",
    )
    title = LineField(
        label="新しい調査の名前",
        max_length=200,
        required=False,
        help_text="新しい調査をつくるときに入力します。空欄のときはファイル名を使います。",
    )
    audience = forms.ChoiceField(
        label="調査の対象", choices=Survey.Audience, required=False, initial="organizations"
    )
    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)
    file = FileField(
        label="回答のファイル",
        required=False,
        help_text="Excel（xlsx・xls）、CSV、タブ区切りテキスト。フォームの出力をそのまま選べます。",
    )
    pasted = forms.CharField(
        label="Excelの表を貼り付ける",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="ファイルのかわりに、Excelで見出しを含めてコピーした表を貼り付けられます。",
    )
    codebook = FileField(
        label="コード表",
        required=False,
        help_text="回答が番号で入っているときの、番号と選択肢の対応表（Excel・CSV）です。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of(self, "file", "pasted")
        self.fields["municipality"] = municipality_field(user, "import")
        the_field(self, "survey").queryset = Survey.objects.permitted(user, "import")
        the_field(self, "fiscal_year").choices = [("", "—"), *fiscal_years()]
        self.order_fields(["municipality", "survey", "title", "audience", "fiscal_year", "file"])

    @classmethod
    def after_refusal(cls, batch: ImportBatch, *, user: User) -> ImportStartForm:
        """As it was filled in for a file that the worker couldn't read, with the reason."""
        chosen = batch.new_survey | {"municipality": batch.municipality_id}
        if batch.survey_id or "recognise" in batch.settings:
            chosen |= {"survey": batch.survey_id, "title": ""}
        form = cls(chosen, user=user)
        form.errors.pop("file", None)  # that none is chosen
        form.add_error("file", batch.message)
        return form

    def clean_file(self) -> Any:
        return within_limit(self.cleaned_data["file"])

    def clean_codebook(self) -> Any:
        return within_limit(self.cleaned_data["codebook"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        survey, municipality = cleaned.get("survey"), cleaned.get("municipality")
        if survey and municipality and survey.municipality_id != municipality.pk:
            self.add_error(
                "survey", "選んだ自治体の調査ではありません。調査か自治体を選び直してください。"
            )
        if "file" not in self.errors and not cleaned.get("file") and not cleaned.get("pasted"):
            self.add_error("file", "ファイルを選ぶか、下の欄に表を貼り付けてください。")
        return cleaned

    def upload(self) -> tuple[str, bytes]:
        """Name and bytes of the file, or of the pasted table as a text file."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.name, file.read()
        return "貼り付けた表.txt", self.cleaned_data["pasted"].encode("utf-8")

    def new_survey(self, file_name: str) -> dict[str, Any] | None:
        if self.cleaned_data["survey"]:
            return None
        year = self.cleaned_data["fiscal_year"]
        return {
            "title": (self.cleaned_data["title"] or file_name.rsplit(".", 1)[0])[:200],
            "key": f"survey-{year}" if year else "survey",
            "audience": self.cleaned_data["audience"] or Survey.Audience.ORGANIZATIONS,
            "fiscal_year": year,
        }
