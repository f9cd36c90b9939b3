"""Forms of pilots with the rules of sums, indicators and their results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.own.forms import OwnFieldsForm
from pilots.measures import MeasuredForm, MeasureField
from pilots.models import Kpi, KpiReading, Procurement
from platform_registry.forms.fields import (
    DateField,
    IntegerField,
    LineField,
    TextField,
)
from platform_registry.japanese.yen import ROUGHLY, parse_yen
from platform_registry.records.forms import RecordForm
from platform_registry.records.rules import NO_NUMBER
from surveys.models import Option, Question

ONLY_A_NUMBER = (
    "結果の数値を入力してください。"  # the words of a document are entered with a result
)


class PilotForm(OwnFieldsForm, RecordForm):
    """A pilot is the result of another one, never of itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["result_of"]
        others.queryset = others.queryset.exclude(pk=self.instance.pk)
        self.ask_own()


class ProcurementForm(RecordForm):
    """Sums are typed as people write them: 2,000,000円, 200万円, 約400万円."""

    amount = LineField(
        label="金額", required=False, help_text="例：200万円、3,960,938円。単位を付けてください。"
    )

    def clean_amount(self) -> int | None:
        return parse_yen(self.cleaned_data["amount"])

    def clean(self) -> dict[str, Any]:
        """「約30万円」 is not a sum of exactly 300,000 yen, whatever the state says."""
        cleaned = super().clean()
        typed = self.data.get(self.add_prefix("amount"), "")
        if cleaned.get("state") == Procurement.State.STATED and ROUGHLY.search(typed):
            cleaned["state"] = Procurement.State.ABOUT
            cleaned["as_printed"] = cleaned.get("as_printed") or typed.strip()
        return cleaned


class KpiForm(MeasuredForm):
    """An indicator; with a new one its first result may be entered at once."""

    result_value = MeasureField(
        "結果の数値",
        "結果が出ていれば、ここで一緒に登録できます。型が「数」「割合」のときに入力します。",
    )
    result_text = TextField(
        label="結果（文章）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="型が「文章」のときに入力します。",
    )
    result_yes = forms.NullBooleanField(label="結果（はい・いいえ）", required=False)
    result_base = IntegerField(label="結果の母数（n）", required=False, min_value=0)
    result_as_of = DateField(label="結果の時点", required=False)
    result_evidence = LineField(
        label="結果の出どころ", required=False, max_length=200, help_text="例：受付簿"
    )
    measures = (*MeasuredForm.measures, "result_value")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in [name for name in self.fields if name.startswith("result_")]:
                del self.fields[name]
        else:
            self._ask_for_the_type()

    def _ask_for_the_type(self) -> None:
        """What fits an indicator is a decision, which nothing chosen beforehand may take."""
        kind: Any = self.fields["type"]
        kind.choices = [("", "選んでください"), *Kpi.Type.choices]
        kind.initial = self.initial["type"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._result_given:
            self._check_result()
        return cleaned

    @property
    def _result_given(self) -> bool:
        given = self.cleaned_data.items()
        return any(name.startswith("result_") and value not in (None, "") for name, value in given)

    def _result(self, kpi: Kpi) -> KpiReading:
        given = self.cleaned_data
        return KpiReading(
            kpi=kpi,
            value=given.get("result_value"),
            text=given.get("result_text", ""),
            yes=given.get("result_yes"),
            base=given.get("result_base"),
            as_of=given.get("result_as_of"),
            evidence=given.get("result_evidence", ""),
            unit=given.get("unit", ""),
        )

    def _check_result(self) -> None:
        try:
            self._result(Kpi(type=self.cleaned_data.get("type", ""))).clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                known = f"result_{name}" if f"result_{name}" in self.fields else "type"
                said = [sentence.replace(NO_NUMBER, ONLY_A_NUMBER) for sentence in sentences]
                self.add_error(known, ValidationError(said))

    def with_it(self) -> list[KpiReading]:
        """The first result, made together with the indicator."""
        return [self._result(self.instance)] if self._result_given else []


class KpiReadingForm(RecordForm):
    """A result; question and option come along from the survey's page and are shown, not typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("question", Question), ("option", Option)):
            field: Any = self.fields[name]
            field.queryset = model.objects.visible_to(self.user)
            field.widget = forms.HiddenInput()
        if self.instance.pk is None:
            self.initial.setdefault("unit", self.instance.kpi.unit)

    def clean(self) -> dict[str, Any]:
        """Another survey than the question's own: the question no longer holds."""
        cleaned = super().clean()
        question, option = cleaned.get("question"), cleaned.get("option")
        if question and question.survey != cleaned.get("survey"):
            cleaned["question"] = question = None
        if option and option.question != question:
            cleaned["option"] = None
        return cleaned
