"""Answers that are dates: from when to when they reach, and how many fall into each month or year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from platform_registry.japanese import as_fine_as, fiscal_year
from surveys.models import Question

MOST_MONTHS = 24


@dataclass(slots=True)
class Dates:
    """``periods`` in order, those nobody named between them included where they are few: (令和5年4月, answers)."""

    count: int
    first: str  # no finer than it was asked for
    last: str
    periods: list[tuple[str, int]]


def dates(answers: QuerySet[Any], questions: list[Question]) -> dict[int, Dates]:
    """Question → its dates, of the questions that have some."""
    found: dict[int, Counter[date]] = defaultdict(Counter)
    rows = answers.filter(day__isnull=False).values_list("question", "day")
    for question, day, count in rows.annotate(n=Count("pk")):
        found[question][day] += count
    asked = {question.pk: question for question in questions}
    return {pk: _of(asked[pk], days) for pk, days in found.items()}


def _of(question: Question, days: Counter[date]) -> Dates:
    earliest, latest = min(days), max(days)
    grain = _grain(question, earliest, latest)
    counted: Counter[int] = Counter()
    for day, count in days.items():
        counted[_place(day, grain)] += count
    reach = max(counted) - min(counted) + 1
    # Over more than two dozen years those alone that were named.
    places = range(min(counted), max(counted) + 1) if reach <= MOST_MONTHS else sorted(counted)
    periods = [(as_fine_as(_first_day(place, grain), grain), counted[place]) for place in places]
    first, last = question.day_shown(earliest), question.day_shown(latest)
    return Dates(days.total(), first, last, periods)


def _grain(question: Question, earliest: date, latest: date) -> str:
    """Of a year alone nobody knows the fiscal year."""
    if question.precision == Question.Precision.YEAR:
        return "year"
    months = _place(latest, "month") - _place(earliest, "month") + 1
    return "month" if months <= MOST_MONTHS else "fiscal_year"


def _place(day: date, grain: str) -> int:
    if grain == "month":
        return day.year * 12 + day.month - 1
    return fiscal_year(day) if grain == "fiscal_year" else day.year


def _first_day(place: int, grain: str) -> date:
    if grain == "month":
        return date(place // 12, place % 12 + 1, 1)
    return date(place, 4 if grain == "fiscal_year" else 1, 1)
