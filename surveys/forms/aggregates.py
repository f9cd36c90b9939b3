"""The figures of a table of results: of which survey, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from organizations.models import User
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import the_field
from surveys.importing.aggregates.figures import Aggregates, TableFigure
from surveys.importing.sheets.results import joined
from surveys.models import ImportBatch, Survey

MOST_NAMED = 20  # questions; the groups of a larger table keep the names they have in it
MOST_STORED = 1_000
TOO_MANY = f"集計の値が多すぎます（上限{MOST_STORED:,}個）。登録するシートを減らすか、要る表だけを別のファイルに写してください。"


class FiguresForm(forms.Form):
    survey = forms.ModelChoiceField(
        Survey.objects.none(),
        label="どの調査の集計ですか",
        required=False,
        empty_label="（新しい調査をつくる）",
    )
    title = LineField(
        label="新しい調査の名前",
        max_length=200,
        required=False,
        help_text="新しい調査をつくるときに入力します。",
    )

    def __init__(
        self,
        *args: Any,
        batch: ImportBatch,
        found: Mapping[str, Aggregates],
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.sheets, self.found = batch, found, joined(found)
        here = Survey.objects.permitted(user, "import").filter(municipality=batch.municipality)
        the_field(self, "survey").queryset = here
        self.initial = {"survey": batch.survey_id, "title": self._title()}
        self._offer_sheets()
        questions = self.found.questions
        named = questions if len(questions) <= MOST_NAMED else []
        self.names = {f"question_{n}": question for n, question in enumerate(named)}
        for place, (name, question) in enumerate(self.names.items(), start=1):
            label = "設問" if len(named) == 1 else f"設問 {place}"
            self.fields[name] = LineField(label=label, max_length=300, initial=question)

    def _offer_sheets(self) -> None:
        named = {name: of.figures for name, of in self.sheets.items() if of.figures}
        if len(named) > 1:
            self.fields["sheets"] = forms.MultipleChoiceField(
                label="登録するシート",
                choices=[(name, f"{name}（{len(of)}個）") for name, of in named.items()],
                initial=list(named),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "登録するシートを1つは選んでください。"},
            )
            self.order_fields(["sheets"])

    def _title(self) -> str:
        """What was typed at the start, else the one table's own title, else the file's name."""
        typed: str = self.batch.new_survey.get("title", "")
        from_file = typed == self.batch.file.name.rsplit(".", 1)[0][:200]
        titled = (
            len(self.sheets) == 1
            and self.found.title
            and self.found.title not in self.found.questions
        )
        return self.found.title[:200] if from_file and titled else typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "survey" not in self.errors and not cleaned.get("survey") and not cleaned.get("title"):
            self.add_error("title", "調査を選ぶか、新しい調査の名前を入力してください。")
        if not self.errors and len(self.figures()) > MOST_STORED:
            self.add_error(None, TOO_MANY)
        return cleaned

    def chosen_survey(self) -> Survey:
        """The chosen one, or one not stored yet."""
        survey: Survey | None = self.cleaned_data["survey"]
        if survey is not None:
            return survey
        new, here = self.batch.new_survey, self.batch.municipality
        return Survey(
            municipality=here,
            title=self.cleaned_data["title"],
            key=Survey.objects.unused_key(here, new.get("key") or "survey"),
            audience=new.get("audience") or Survey.Audience.OTHER,
            fiscal_year=new.get("fiscal_year"),
        )

    def figures(self) -> list[TableFigure]:
        """Of the chosen sheets, under the names the questions were given."""
        given = {was: self.cleaned_data[name] for name, was in self.names.items()}
        chosen = self.cleaned_data.get("sheets", list(self.sheets))
        places = [name for name, of in self.sheets.items() for _ in of.figures]
        return [
            replace(figure, question=given.get(figure.question, figure.question))
            for name, figure in zip(places, self.found.figures, strict=True)
            if name in chosen
        ]
