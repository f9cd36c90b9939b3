"""A result of an indicator as it is typed: 約100, 72%, はい, words; and what it rests on, by name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from organizations.sources.models import plain_number
from pilots.models import Kpi, KpiReading, PilotEvent
from pilots.recording.beneath import Owners
from platform_registry.forms.as_written import ROUGHLY, SHOWN_AFTER, SHOWN_BEFORE
from platform_registry.forms.fields import LineField
from platform_registry.japanese import fiscal_year_label, search_key
from surveys.models import Survey

RESULT = re.compile(
    r"(?P<before>約|およそ)?\s*(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[^\d\s,.]{0,10}?)\s*"
    r"(?P<after>程度|ほど|くらい|前後|超|以上|弱|未満|近く)?"
)
NO_RESULT = (
    "数として読み取れません。例：110、約100、72%。文章のときは、型を「文章」にしてください。"
)
NEITHER = "「{}」は、この画面の行事にも、調査にもありません。次のとおりに入力してください：{}"
SAME_NAME = "「{}」は、行事にも調査にもあります。行事なら「行事：{}」と入力してください。"
SAME_TITLE = "「{}」という調査がいくつもあります。次のとおりに入力してください：{}"
AS_STORED = "登録のまま"  # what the result rests on isn't this person's to choose
YES_NO = {"はい": True, "いいえ": False}
OF_EVENT = "行事："


def read_result(typed: str) -> tuple[str, re.Match[str] | None]:
    """What is typed in plain letters, and its number where it is one."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return plain, RESULT.fullmatch(plain)


def take_result(reading: KpiReading, typed: str, kind: str, unit: str) -> None:
    """The document's words were those of the number before. ValidationError says what to type."""
    plain, number = read_result(typed)
    reading.value, reading.text, reading.yes, reading.as_printed = None, "", None, ""
    if kind == Kpi.Type.YES_NO and plain in YES_NO:
        reading.yes = YES_NO[plain]
    elif kind in (Kpi.Type.NUMBER, Kpi.Type.RATIO):
        if number is None:
            raise ValidationError(NO_RESULT)
        reading.value = Decimal(number["number"].replace(",", ""))
        reading.exactness = ROUGHLY.get(number["before"] or number["after"] or "", "exact")
        reading.unit = number["unit"] or unit
    else:
        reading.text = plain


def result_shown(reading: KpiReading) -> str:
    """As it may be typed again: 110, 約100, はい, or words."""
    if reading.value is not None:
        before = SHOWN_BEFORE.get(reading.exactness, "")
        return f"{before}{plain_number(reading.value)}{SHOWN_AFTER.get(reading.exactness, '')}"
    words = {True: "はい", False: "いいえ", None: ""}[reading.yes]
    return words or reading.text or reading.as_printed


def latest_of(kpi: Kpi) -> KpiReading | None:
    """One without a day is older than those with one, on either database."""
    readings = list(kpi.readings.all()) if kpi.pk else []
    return max(readings, key=lambda one: (one.as_of or date.min, one.pk), default=None)


def _labels(survey: Survey) -> list[str]:
    """From the shortest; its key is its own."""
    year = [fiscal_year_label(survey.fiscal_year)] if survey.fiscal_year else []
    return [survey.title, *(f"{survey.title}（{more}）" for more in (*year, survey.key))]


@dataclass(frozen=True)
class Grounds:
    """What results may rest on: the events of the page, also new ones, and surveys of the place."""

    events: Owners
    surveys: list[Survey]

    @property
    def called(self) -> list[str]:
        return [
            *(OF_EVENT + name for name in self.events.called),
            *(name for name, _ in self.named),
        ]

    @cached_property
    def named(self) -> list[tuple[str, Survey]]:
        """A survey that is held every year bears its title every year: then with the year."""
        labels = [_labels(survey) for survey in self.surveys]
        times = Counter(search_key(label) for each in labels for label in each)
        names = (
            next((label for label in each if times[search_key(label)] == 1), each[-1])
            for each in labels
        )
        return list(zip(names, self.surveys, strict=True))

    def name_of(self, reading: KpiReading) -> str:
        """As this person may type it; "" for nothing."""
        for event in (row.record for row in self.events.rows):
            if event is not None and event.pk == reading.event_id:
                return OF_EVENT + self.events.name_of(event)
        found = [name for name, survey in self.named if survey.pk == reading.survey_id]
        return found[0] if found else AS_STORED if reading.survey_id or reading.event_id else ""

    def find(self, typed: str) -> PilotEvent | Survey | None:
        """ValidationError, with what to type instead, where it is none of them or not one alone."""
        if not typed:
            return None
        name = typed.removeprefix(OF_EVENT).strip()
        key = search_key(name)
        surveys = [survey for called, survey in self.named if search_key(called) == key]
        namesakes = [called for called, survey in self.named if search_key(survey.title) == key]
        events = [row for row in self.events.rows if key in row.answers]
        of_survey = surveys if name == typed else []
        if of_survey and events:
            raise ValidationError(SAME_NAME.format(name, name))
        if len(of_survey or namesakes) > 1 and not events:
            raise ValidationError(SAME_TITLE.format(name, "、".join(namesakes)))
        if not (of_survey or events):
            raise ValidationError(
                NEITHER.format(typed, "、".join(self.called) or "（まだありません）")
            )
        found: Any = of_survey[0] if of_survey else self.events.find(name, None)
        return found  # type: ignore[no-any-return]  # either


class GroundsField(LineField):
    """What a result rests on, by its name; as it is shown, it stays."""

    def __init__(self) -> None:
        super().__init__(label="もとの調査・行事", required=False)
        self.grounds: Any = None

    def rests(self, reading: KpiReading, grounds: Grounds) -> str:
        """What is shown; from then on that may be typed which is among the grounds."""
        self.grounds, self.stored = grounds, grounds.name_of(reading)
        return self.stored

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return AS_STORED if typed and typed == self.stored else self.grounds.find(typed)


def rest(reading: KpiReading, found: Any) -> None:
    """On a survey or on an event; question and option were those of the survey before."""
    if found == AS_STORED:
        return
    reading.survey = found if isinstance(found, Survey) else None
    reading.event = found if isinstance(found, PilotEvent) else None
    reading.question = reading.option = None
