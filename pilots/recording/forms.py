"""Rows of the page on which a pilot is recorded: what is typed shortly, read as it is meant."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pilots.forms import ProcurementForm
from pilots.measures import MeasuredForm
from pilots.models import Kpi, KpiReading, Procurement
from pilots.recording.beneath import BeneathRow
from pilots.recording.results import (
    YES_NO,
    GroundsField,
    latest_of,
    read_result,
    rest,
    result_shown,
    take_result,
)
from platform_registry.forms.as_written import HoursField
from platform_registry.forms.fields import DateField, IntegerField, LineField
from platform_registry.japanese import era_date
from platform_registry.japanese.yen import yen_shown
from platform_registry.records.forms import RecordForm

STAYS = (
    "登録済みの結果は、ここでは空にできません。"
    "読む画面の「編集」から「行ごとに編集」を開き、結果を削除してください。"
)
CHANGED = (
    "この結果は、開いてから保存するまでの間にほかの人が更新しました。今の登録は「{}」です。"
    "もう一度保存すると、この行の内容に置き換わります。"
)
NO_RESULT_HERE = "結果を入力してください。要らない結果は、行を削除してください。"
NO_RESULT_YET = "結果も入力してください。いつの値か、何にもとづくかは、結果と一緒に残します。"
UNSTATED = (Procurement.State.NOT_STATED, Procurement.State.NO_ORDER, Procurement.State.DASH)


class KpiRow(MeasuredForm):
    """An indicator with its latest result, both typed in one row.

    Without a type it follows from what is typed: a number, a share (%), はい・いいえ, else words.
    """

    result = LineField(label="結果", required=False, max_length=1000)
    as_of = DateField(label="いつの値", required=False)
    rests_on = GroundsField()
    evidence = LineField(label="出どころ", required=False, max_length=200)
    base = IntegerField(label="母数（n）", required=False, min_value=0)
    as_printed = LineField(label="結果（原文の表記）", required=False, max_length=200)
    seen = LineField(required=False, widget=forms.HiddenInput)  # which result, of which version

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["type"]
        kind.required = False
        if self.instance.pk is None:
            kind.choices = [("", "（自動）"), *Kpi.Type.choices]
            self.initial["type"] = ""
        self.latest = latest_of(self.instance) or KpiReading(kpi=self.instance)
        rests_on: Any = self.fields["rests_on"]
        stored: dict[str, Any] = {
            "result": result_shown(self.latest),
            "as_of": self.latest.as_of,
            "rests_on": rests_on.rests(self.latest, self.instance.grounds),
            "evidence": self.latest.evidence,
            "base": self.latest.base,
            "as_printed": self.latest.as_printed,
            "seen": self._latest_as_seen,
        }
        self.initial = {**self.initial, **stored}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed, number = read_result(cleaned.get("result") or "")
        cleaned["type"] = cleaned.get("type") or self._type_of(typed, number)
        if number and not cleaned.get("unit"):
            cleaned["unit"] = number["unit"]
        if "result" not in self.errors and self._result_changed:
            self._read_result(typed)
        return cleaned

    def _type_of(self, typed: str, number: re.Match[str] | None) -> str:
        if self.instance.pk:
            return str(self.instance.type)
        if typed in YES_NO:
            return str(Kpi.Type.YES_NO)
        if number is None and (typed or self.cleaned_data.get("goal") is None):
            return str(Kpi.Type.NARRATIVE)
        unit = (number["unit"] if number else "") or self.cleaned_data.get("unit", "")
        return str(Kpi.Type.RATIO if unit in ("%", "％") else Kpi.Type.NUMBER)

    @property
    def _latest_as_seen(self) -> str:
        """Versions begin anew with each result: a colleague may have added a later one."""
        return f"{self.latest.pk}-{self.latest.version}" if self.latest.pk else ""

    @property
    def _result_changed(self) -> bool:
        asked = {"result", "as_of", "rests_on", "evidence", "base", "as_printed"}
        return bool(asked & {*self.changed_data})

    def _read_result(self, typed: str) -> None:
        """Into the reading, which is saved together with the indicator."""
        given, reading = self.cleaned_data, self.latest
        if given.get("seen", "") != self._latest_as_seen:
            self._go_on_from_the_stored()
        elif reading.pk and not typed and "result" in self.changed_data:
            self.add_error("result", STAYS)
        elif "result" in self.changed_data and typed:
            try:
                take_result(reading, typed, given["type"], given.get("unit", ""))
            except ValidationError as error:
                self.add_error("result", error)
        for name in ("as_of", "evidence", "base"):
            setattr(reading, name, given.get(name) or (None if name != "evidence" else ""))
        if "rests_on" in self.changed_data:
            rest(reading, given.get("rests_on"))
        if "as_printed" in self.changed_data:
            reading.as_printed = given.get("as_printed", "")
        if not (self._says_a_result or self.errors):
            self.add_error("result", NO_RESULT_YET)

    def _go_on_from_the_stored(self) -> None:
        """To save again is then a decision (`forms.opened`)."""
        day = f"（{era_date(self.latest.as_of)}）" if self.latest.as_of else ""
        stands = f"{result_shown(self.latest)}{day}" if self.latest.pk else "結果なし"
        self.add_error("result", CHANGED.format(stands))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self._latest_as_seen

    @property
    def _says_a_result(self) -> bool:
        said = self.latest.text or self.latest.as_printed or self.latest.value is not None
        return bool(said) or self.latest.yes is not None

    def with_it(self) -> list[KpiReading]:
        """The result, where one was typed."""
        self.latest.kpi = self.instance  # which has its number by now
        return [self.latest] if self._says_a_result and self._result_changed else []


class ResultRow(BeneathRow):
    """A result of another time than the latest, which stands with its indicator."""

    result = LineField(label="結果", required=False, max_length=1000)
    rests_on = GroundsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reading: Any = self.instance
        rests_on: Any = self.fields["rests_on"]
        self.initial["result"] = result_shown(reading)
        self.initial["rests_on"] = rests_on.rests(reading, reading.grounds)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kpi, typed = cleaned.get("kpi"), cleaned.get("result")
        if "result" not in self.errors and not typed and not cleaned.get("as_printed"):
            self.add_error("result", NO_RESULT_HERE)
        elif kpi and typed and {"result", "kpi"} & {*self.changed_data}:
            self._take(kpi, typed, cleaned)
        if "rests_on" in self.changed_data and "rests_on" not in self.errors:
            rest(self.instance, cleaned.get("rests_on"))
        return cleaned

    def _take(self, kpi: Kpi, typed: str, cleaned: dict[str, Any]) -> None:
        try:
            take_result(self.instance, typed, kpi.type, kpi.unit)
        except ValidationError as error:
            self.add_error("result", error)
        if "as_printed" not in self.changed_data:
            cleaned["as_printed"] = ""  # said of the result before


class OrderRow(ProcurementForm):
    """The state follows the sum: one that is typed is stated, an empty one is not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.amount is not None:
            self.initial["amount"] = yen_shown(self.instance.amount)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "amount" in self.errors:
            return cleaned
        stated = cleaned.get("amount") is not None
        if stated and cleaned.get("state") in UNSTATED:
            cleaned["state"] = Procurement.State.STATED
        elif not stated and cleaned.get("state") not in UNSTATED:
            cleaned["state"] = Procurement.State.NOT_STATED
        if "amount" in self.changed_data and "as_printed" not in self.changed_data:
            cleaned["as_printed"] = self._said_of_this_sum()
        return cleaned

    def _said_of_this_sum(self) -> str:
        """What the document said was said of the sum before; 「約30万円」 is kept."""
        about = self.cleaned_data.get("state") == Procurement.State.ABOUT
        return (
            str(self.cleaned_data.get("as_printed", "")) if about and not self.instance.pk else ""
        )


class EventRow(RecordForm):
    """Start and end are typed in one field."""

    hours = HoursField(label="時間", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.starts_at or self.instance.ends_at:
            self.initial["hours"] = (self.instance.starts_at, self.instance.ends_at)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "hours" not in self.errors:
            hours = cleaned.get("hours") or (None, None)
            self.instance.starts_at, self.instance.ends_at = hours
        return cleaned
