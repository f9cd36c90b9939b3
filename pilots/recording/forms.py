"""Rows of the page on which a pilot is recorded: what is typed shortly, read as it is meant."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.sources.models import plain_number
from pilots.forms import ProcurementForm
from pilots.measures import MeasuredForm
from pilots.models import Kpi, KpiReading, PilotEvent, Procurement
from platform_registry.forms.as_written import (
    ROUGHLY,
    SHOWN_AFTER,
    SHOWN_BEFORE,
    HoursField,
)
from platform_registry.forms.fields import DateField, IntegerField, LineField
from platform_registry.japanese.yen import yen_shown
from platform_registry.records.forms import RecordForm
from surveys.models import Survey

RESULT = re.compile(
    r"(?P<before>約|およそ)?\s*(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[^\d\s,.]{0,10}?)\s*"
    r"(?P<after>程度|ほど|くらい|前後|超|以上|弱|未満|近く)?"
)
NO_RESULT = (
    "数として読み取れません。例：110、約100、72%。文章のときは、型を「文章」にしてください。"
)
STAYS = (
    "登録済みの結果は、ここでは空にできません。"
    "読む画面の「編集」から「行ごとに編集」を開き、結果を削除してください。"
)
CHANGED = (
    "この結果は、開いてから保存するまでの間にほかの人が更新しました。今の値を確かめてください。"
)
NO_RESULT_YET = "結果も入力してください。いつの値か、何にもとづくかは、結果と一緒に残します。"
UNTIED = "結び付けない"
AS_STORED = "登録のまま"  # what the result rests on isn't this person's to choose
YES_NO = {"はい": True, "いいえ": False}
UNSTATED = (Procurement.State.NOT_STATED, Procurement.State.NO_ORDER, Procurement.State.DASH)


class KpiRow(MeasuredForm):
    """An indicator with its latest result, both typed in one row.

    Without a type it follows from what is typed: a number, a share (%), はい・いいえ, else words.
    """

    result = LineField(label="結果", required=False, max_length=1000)
    as_of = DateField(label="いつの値", required=False)
    rests_on = forms.ChoiceField(label="もとの調査・行事", required=False)
    evidence = LineField(label="出どころ", required=False, max_length=200)
    base = IntegerField(label="母数（n）", required=False, min_value=0)
    as_printed = LineField(label="結果（原文の表記）", required=False, max_length=200)
    seen = IntegerField(required=False, widget=forms.HiddenInput)  # the result's version

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["type"]
        kind.required = False
        if self.instance.pk is None:
            kind.choices = [("", "（自動）"), *Kpi.Type.choices]
            self.initial["type"] = ""
        self.latest = self._latest()
        stored: dict[str, Any] = {
            "result": result_shown(self.latest),
            "as_of": self.latest.as_of,
            "rests_on": _key_of(self.latest),
            "evidence": self.latest.evidence,
            "base": self.latest.base,
            "as_printed": self.latest.as_printed,
            "seen": self.latest.version if self.latest.pk else None,
        }
        self.initial = {**self.initial, **stored}
        self._offer(self.instance.offered, stored["rests_on"])

    def _offer(self, offered: list[Survey | PilotEvent], stored: str) -> None:
        """What the result rests on stays a choice, also where this person couldn't choose it."""
        self.offered = {_key(record): record for record in offered}
        choices = [(key, _label(record)) for key, record in self.offered.items()]
        kept = [(stored, AS_STORED)] if stored and stored not in self.offered else []
        rests_on: Any = self.fields["rests_on"]
        rests_on.choices = [("", UNTIED), *choices, *kept]

    def _latest(self) -> KpiReading:
        found = list(self.instance.readings.all()) if self.instance.pk else []
        return found[-1] if found else KpiReading(kpi=self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = unicodedata.normalize("NFKC", cleaned.get("result") or "").strip()
        number = RESULT.fullmatch(typed)
        cleaned["type"] = cleaned.get("type") or self._type_of(typed, number)
        if number and not cleaned.get("unit"):
            cleaned["unit"] = number["unit"]
        if "result" not in self.errors and self._result_changed:
            self._read_result(typed, number)
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
    def _result_changed(self) -> bool:
        asked = {"result", "as_of", "rests_on", "evidence", "base", "as_printed"}
        return bool(asked & {*self.changed_data})

    def _read_result(self, typed: str, number: re.Match[str] | None) -> None:
        """Into the reading, which is saved together with the indicator."""
        given, reading = self.cleaned_data, self.latest
        if reading.pk and given.get("seen") != reading.version:
            self.add_error("result", CHANGED)
        elif reading.pk and not typed and "result" in self.changed_data:
            self.add_error("result", STAYS)
        elif "result" in self.changed_data and typed:
            try:
                self._take(typed, number)
            except ValidationError as error:
                self.add_error("result", error)
        for name in ("as_of", "evidence", "base"):
            setattr(reading, name, given.get(name) or (None if name != "evidence" else ""))
        if "rests_on" in self.changed_data:
            self._rest(reading, given.get("rests_on", ""))
        if "as_printed" in self.changed_data:
            reading.as_printed = given.get("as_printed", "")
        if not (self._says_a_result or self.errors):
            self.add_error("result", NO_RESULT_YET)

    def _rest(self, reading: KpiReading, key: str) -> None:
        """On a survey or on an event; question and option were those of the survey before."""
        found = self.offered.get(key)
        reading.survey = found if isinstance(found, Survey) else None
        reading.event = found if isinstance(found, PilotEvent) else None
        reading.question = reading.option = None

    @property
    def _says_a_result(self) -> bool:
        said = self.latest.text or self.latest.as_printed or self.latest.value is not None
        return bool(said) or self.latest.yes is not None

    def _take(self, typed: str, number: re.Match[str] | None) -> None:
        """The document's words were those of the number before."""
        kind, reading = self.cleaned_data["type"], self.latest
        reading.value, reading.text, reading.yes, reading.as_printed = None, "", None, ""
        if kind == Kpi.Type.YES_NO and typed in YES_NO:
            reading.yes = YES_NO[typed]
        elif kind in (Kpi.Type.NUMBER, Kpi.Type.RATIO):
            if number is None:
                raise ValidationError(NO_RESULT)
            reading.value = Decimal(number["number"].replace(",", ""))
            reading.exactness = ROUGHLY.get(number["before"] or number["after"] or "", "exact")
            reading.unit = number["unit"] or self.cleaned_data.get("unit", "")
        else:
            reading.text = typed

    def with_it(self) -> list[KpiReading]:
        """The result, where one was typed."""
        self.latest.kpi = self.instance  # which has its number by now
        return [self.latest] if self._says_a_result and self._result_changed else []


def _key(record: Survey | PilotEvent) -> str:
    return f"{'survey' if isinstance(record, Survey) else 'event'}-{record.pk}"


def _key_of(reading: KpiReading) -> str:
    """Of what it rests on; "" for nothing."""
    for name in ("survey", "event"):
        if (number := getattr(reading, f"{name}_id")) is not None:
            return f"{name}-{number}"
    return ""


def _label(record: Survey | PilotEvent) -> str:
    return str(record) if isinstance(record, Survey) else f"行事：{record}"


def result_shown(reading: KpiReading) -> str:
    """As it may be typed again: 110, 約100, はい, or words."""
    if reading.value is not None:
        before = SHOWN_BEFORE.get(reading.exactness, "")
        return f"{before}{plain_number(reading.value)}{SHOWN_AFTER.get(reading.exactness, '')}"
    words = {True: "はい", False: "いいえ", None: ""}[reading.yes]
    return words or reading.text or reading.as_printed


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
