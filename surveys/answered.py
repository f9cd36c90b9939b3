"""Narrowing organizations by what they answered: a question is chosen, then its options.

What a body answered last in a survey counts: who answered again may have changed their mind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, LPad
from django.utils.text import Truncator
from django_filters import Filter

from organizations.models import Organization
from platform_registry.forms.ruled import record_number
from platform_registry.lists.facets import Box, tick_box
from platform_registry.lists.filters import Clause, OptionsFilter, Tallies
from platform_registry.lists.offers import Offer, further
from platform_registry.lists.tables import changed
from surveys.models import Answer, Option, Question, Response, Survey

LETTERS = 40
MOST = 8  # questions at once
UNDATED = datetime(1900, 1, 1, tzinfo=UTC)
SIGN = "\x1f"  # between the survey and its question, in one label


@further(Organization, "question", before="target")
def questions() -> Filter:
    return QuestionFilter()


@further(Organization, "answer", before="target")
def answers() -> Filter:
    return AnswerFilter()


def last_answered(user: Any) -> Any:
    """The last response of each body to each survey of one's own places.

    Of a survey others share they show the figures, not who answered what.
    """
    dated = Response.objects.annotate(_when=Coalesce("submitted_at", Value(UNDATED)))
    same = dated.filter(survey=OuterRef("survey"), organization=OuterRef("organization"))
    later = Q(_when__gt=OuterRef("_when")) | Q(_when=OuterRef("_when"), pk__gt=OuterRef("pk"))
    known = dated.permitted(user, "view").filter(organization__isnull=False)
    return known.exclude(Exists(same.filter(later))).order_by()


def short(question: Question) -> str:
    return Truncator(str(question)).chars(LETTERS)


class QuestionFilter(OptionsFilter):
    """Which questions' options are shown; by itself it narrows nothing."""

    of_record = False

    def __init__(self) -> None:
        super().__init__("調査の設問", ())

    def offer(self, records: QuerySet[Any]) -> Offer:
        answered = Response.objects.filter(survey=OuterRef("survey"), organization__isnull=False)
        rows = Question.objects.permitted(self.parent.request.user, "view")
        rows = rows.filter(Exists(answered), kind__in=Question.CHOICE_KINDS)
        label = Concat("survey__title", Value(SIGN), "number", Value(" "), "text")
        return Offer(rows, label=label, order=Concat(_padded("survey"), _padded("position")))

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs

    def clauses(self, value: list[str]) -> list[Clause]:
        return []

    def tallies(self, name: str, qs: QuerySet[Any]) -> Tallies:
        return []

    def boxes(self, name: str, numbers: Any) -> list[Box]:
        return []  # the answers' boxes have it


def _padded(name: str) -> Any:
    return LPad(Cast(name, CharField()), 9, Value("0"))


class AnswerFilter(OptionsFilter):
    """Options of several questions: those of one widen, the questions narrow."""

    of_record = False

    def __init__(self) -> None:
        super().__init__("調査の回答", ())

    @property
    def shown(self) -> dict[Question, list[Option]]:
        """The questions asked for, and those something is ticked of."""
        if not hasattr(self, "_shown"):
            self._shown = self._read()
        return self._shown

    def _read(self) -> dict[Question, list[Option]]:
        asked, ticked = (_numbers(self.parent.data, name) for name in ("question", "answer"))
        if not asked and not ticked:
            return {}
        surveys = Survey.objects.permitted(self.parent.request.user, "view")
        wanted = Q(question__in=asked) | Q(question__options__in=ticked)
        options = Option.objects.filter(wanted, question__survey__in=surveys).distinct()
        options = options.select_related("question__survey")
        found: dict[Question, list[Option]] = defaultdict(list)
        for option in options.order_by("question__survey", "question__position", "position", "pk"):
            found[option.question].append(option)
        return found

    def offer(self, records: QuerySet[Any]) -> list[tuple[str, str]]:
        return [(str(o.pk), o.label) for options in self.shown.values() for o in options]

    def _by_question(self, value: Iterable[str]) -> list[tuple[Question, list[Any]]]:
        ticked = set(value)
        found = [(q, [str(o.pk) for o in of]) for q, of in self.shown.items()]
        return [(q, mine) for q, of in found if (mine := [pk for pk in of if pk in ticked])]

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        for question, mine in self._by_question(value):
            chosen = Answer.objects.filter(question=question, option__in=mine)
            last = last_answered(self.parent.request.user).filter(survey=question.survey_id)
            said = last.filter(pk__in=chosen.order_by().values("response"))
            qs = qs.filter(pk__in=said.values("organization"))
        return qs

    def clauses(self, value: list[str]) -> list[Clause]:
        labels = self.labels()
        return [
            (f"調査に「{short(question)}：", [(v, labels[v]) for v in mine], "」と答えた")
            for question, mine in self._by_question(value)
        ]

    def words(self, value: list[str]) -> str:
        labels = self.labels()
        return "・".join(
            f"調査「{short(question)}」：{'・'.join(labels[v] for v in mine)}"
            for question, mine in self._by_question(value)
        )

    def tallies(self, name: str, qs: QuerySet[Any]) -> Tallies:
        """Of each question what its options would leave, beside what is ticked of the others."""
        ticked = self.parent.form.cleaned_data.get(name) or []
        return [self._tally_of(name, question, qs, ticked) for question in self.shown]

    def _tally_of(
        self, name: str, question: Question, qs: QuerySet[Any], ticked: list[str]
    ) -> QuerySet[Any, Any]:
        own = {str(option.pk) for option in self.shown[question]}
        bodies = self.narrow(qs, [v for v in ticked if v not in own]).order_by().values("pk")
        last = last_answered(self.parent.request.user).filter(
            survey=question.survey_id, organization__in=bodies
        )
        rows = Answer.objects.filter(question=question, response__in=last.values("pk"))
        rows = rows.filter(option__isnull=False)
        return self._tally(name, rows, Cast(F("option"), CharField()), Count("pk"))

    def boxes(self, name: str, numbers: dict[str, int] | None) -> list[Box]:
        """One for each question shown, and one to choose another."""
        form = self.parent.form
        ticked = set(form.cleaned_data.get(name) or ())
        boxes = [
            tick_box(
                name,
                f"調査：{short(question)}",
                [(str(o.pk), o.label) for o in options],
                ticked,
                numbers,
                bound_field={"question": question.pk, "off": self._without(question, ticked)},
                template="surveys/answered/options.html",
            )
            for question, options in self.shown.items()
        ]
        errors = [*form.errors.get(name, ()), *form.errors.get("question", ())]
        groups = self._others() if len(boxes) < MOST else []
        label = "別の設問を足す" if boxes else "調査の回答"
        chooser = Box(name, label, groups, errors, template="surveys/answered/questions.html")
        return [*boxes, chooser] if groups or errors else boxes

    def _others(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Survey by survey the questions that aren't shown yet."""
        shown = {str(question.pk) for question in self.shown}
        left = [
            (pk, *label.split(SIGN, 1))
            for pk, label in self.parent.offered["question"]
            if pk not in shown
        ]
        return [
            (survey, [(pk, Truncator(text.strip()).chars(LETTERS)) for pk, _, text in rows])
            for survey, rows in groupby(left, key=lambda row: row[1])
        ]

    def _without(self, question: Question, ticked: set[str]) -> str:
        own = {str(option.pk) for option in self.shown[question]}
        asked = [str(q.pk) for q in self.shown if q.pk != question.pk]
        left = sorted(ticked - own, key=int)
        return changed(self.parent.data, question=asked or None, answer=left or None, cursor=None)


def _numbers(data: Any, name: str) -> list[int]:
    read = (record_number(text) for text in data.getlist(name)[:100])
    return [number for number in read if number is not None]
