"""Counts per question, for all questions of a survey in a fixed number of SQL statements.

Percentages are of the respondents who were asked and answered; a multiple answer's percentages
are of respondents too, so they add up to more than 100. Rounded to one decimal and never forced
to add up to 100.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet

from surveys.models import Answer, Option, Question, Survey
from surveys.tabulation.dates import Dates, dates

SHOWN_TEXTS = 100


@dataclass(slots=True)
class Line:
    """One bar: ``percent`` is 0–100 of the base, None where there is no base."""

    label: str
    count: int
    percent: float | None = None
    missing: bool = False
    option: Option | None = None


@dataclass(slots=True)
class Numbers:
    """Of the numbers given; ``approx`` of them were written as about so many."""

    count: int
    mean: Decimal
    median: Decimal
    smallest: Decimal
    largest: Decimal
    approx: int


@dataclass(slots=True)
class QuestionTally:
    """``base`` is the n of the percentages; ``missing`` counts the kinds of no answer."""

    question: Question
    base: int
    lines: list[Line] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    numbers: Numbers | None = None
    dates: Dates | None = None
    texts: list[str] = field(default_factory=list)
    text_count: int = 0

    @property
    def missing_words(self) -> list[tuple[str, int]]:
        labels = dict(Option.MissingKind.choices)
        return [(str(labels[kind]), count) for kind, count in sorted(self.missing.items())]


def share(count: int, base: int) -> float | None:
    return round(100 * count / base, 1) if base else None


def tally(survey: Survey, *, with_missing: bool = False) -> list[QuestionTally]:
    """``with_missing`` takes those asked who gave no answer into the base, as a line of their own."""
    questions = list(survey.questions.prefetch_related("options"))
    answers = Answer.objects.filter(question__survey=survey).order_by()
    answered = _pairs(
        answers.filter(missing="")
        .values_list("question")
        .annotate(n=Count("response", distinct=True))
    )
    missing: dict[int, dict[str, int]] = defaultdict(dict)
    for question, kind, count in (
        answers.exclude(missing="").values_list("question", "missing").annotate(n=Count("pk"))
    ):
        missing[question][kind] = count
    chosen = _pairs(
        answers.filter(option__isnull=False).values_list("option").annotate(n=Count("pk"))
    )
    numbers, texts, days = _numbers(answers), _texts(answers), dates(answers, questions)
    tallies = []
    for question in questions:
        kinds = missing.get(question.pk, {})
        asked = sum(count for kind, count in kinds.items() if kind != "not_asked")
        base = answered.get(question.pk, 0) + (asked if with_missing else 0)
        item = QuestionTally(question, base, missing=kinds)
        item.dates = days.get(question.pk)
        item.lines = _lines(question, chosen, base) or _periods(item.dates, base)
        if with_missing and asked and question.is_choice:
            item.lines.append(Line("無回答", asked, share(asked, base), missing=True))
        item.numbers = numbers.get(question.pk)
        item.texts, item.text_count = texts.get(question.pk, ([], 0))
        tallies.append(item)
    return tallies


def _pairs(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _lines(question: Question, chosen: dict[int, int], base: int) -> list[Line]:
    if not question.is_choice:
        return []
    return [
        Line(option.label, count := chosen.get(option.pk, 0), share(count, base), option=option)
        for option in question.options.all()
    ]


def _periods(found: Dates | None, base: int) -> list[Line]:
    return [Line(label, n, share(n, base)) for label, n in found.periods] if found else []


def _numbers(answers: QuerySet[Any]) -> dict[int, Numbers]:
    values: dict[int, list[Decimal]] = defaultdict(list)
    approx: dict[int, int] = defaultdict(int)
    rows = answers.filter(number__isnull=False).values_list("question", "number", "approx")
    for question, number, about in rows.iterator():
        values[question].append(number)
        approx[question] += about
    return {
        question: Numbers(
            count=len(found),
            mean=sum(found, Decimal(0)) / len(found),
            median=median(found),
            smallest=min(found),
            largest=max(found),
            approx=approx[question],
        )
        for question, found in values.items()
    }


def _texts(answers: QuerySet[Any]) -> dict[int, tuple[list[str], int]]:
    """Free texts and 「その他」 texts: the first ones, and how many there are."""
    found: dict[int, tuple[list[str], int]] = {}
    rows = answers.exclude(text="").values_list("question", "text").order_by("response")
    for question, text in rows.iterator():
        shown, count = found.get(question, ([], 0))
        if count < SHOWN_TEXTS:
            shown.append(text)
        found[question] = (shown, count + 1)
    return found
