from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from django import forms

from platform_registry.forms.fields import TextField
from platform_registry.forms.ruled import RuledForm
from surveys.importing.planning.questions import as_field
from surveys.importing.shapes import Field, MissingKind, Refused
from surveys.importing.table.questionnaire import (
    check_condition,
    check_missing,
    check_number,
    missing_codes,
    missing_text,
)
from surveys.models import Option, Question


class QuestionForm(RuledForm):
    """One question of a questionnaire: a new one, or one to be corrected."""

    missing = TextField(
        label="無回答などの値",
        required=False,
        help_text="回答ではない値を、1行に1つ。例: 99=無回答、88=非該当",
    )

    class Meta(RuledForm.Meta):
        model = Question
        fields = (
            "number", "text", "group", "kind", "required", "condition", "minimum", "maximum",
            "unit", "precision", "other_headings",
        )  # fmt: skip
        widgets = {"other_headings": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].widget.attrs["rows"] = 3
        if self.instance.pk:
            self.initial["missing"] = missing_text(as_field(self.instance).missing_values)

    def clean_missing(self) -> dict[str, MissingKind]:
        try:
            return missing_codes(self.cleaned_data["missing"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = Field(
            cleaned.get("text", ""), "text", "question", [],
            choices=as_field(self.instance).choices if self.instance.pk else [],
            number=cleaned.get("number", ""),
            condition=cleaned.get("condition", ""),
            missing_values=cleaned.get("missing", {}),
        )  # fmt: skip
        others = self.instance.survey.questions.exclude(pk=self.instance.pk)
        others = others.prefetch_related("options", "value_rules")
        known = [as_field(other) for other in others]
        before = sum(other.position < self._position() for other in others)
        self._told_under("number", check_number, asked, known)
        self._told_under("missing", check_missing, asked)
        self._told_under(
            "condition", check_condition, asked, [*known[:before], asked, *known[before:]]
        )
        return cleaned

    def _position(self) -> float:
        """A new question comes last."""
        return self.instance.position if self.instance.pk else inf

    def _told_under(self, name: str, check: Callable[..., None], *asked: Any) -> None:
        try:
            check(*asked)
        except Refused as refusal:
            self.add_error(name, str(refusal))


class OptionForm(RuledForm):
    """One option of a question: a new one, or one to be corrected."""

    class Meta(RuledForm.Meta):
        model = Option
        fields = ("label", "code", "is_other", "is_exclusive")
