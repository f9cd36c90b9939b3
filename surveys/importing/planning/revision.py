"""What a questionnaire written anew, row by row, changes: worked out before anything is stored."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from organizations.models import User
from platform_registry.records.rules import Rule
from surveys.importing.cells.labels import label_key
from surveys.importing.cells.questions import renumbered
from surveys.importing.planning.questions import as_asked, as_field, as_option, with_heading
from surveys.importing.planning.revision_told import told_of
from surveys.importing.shapes import Choice, Field, Refused
from surveys.importing.table.question_rows import OPTIONS
from surveys.importing.table.questionnaire import check_alone, check_condition, check_number
from surveys.models import Option, Question, Survey, ValueRule

COLUMN_OF = {
    "number": "番号", "text": "設問文", "group": "まとまり", "kind": "種類", "unit": "単位",
    "minimum": "最小", "maximum": "最大", "precision": "年月の細かさ", "condition": "回答の条件",
    "required": "必須", "other_headings": "ほかの見出し",
}  # fmt: skip
SAME_NUMBER = "番号「{}」の設問がほかにもあります。どちらかの番号を変えてください。"


@dataclass(slots=True)
class Row:
    """A row as a person wrote it.

    ``asked`` is what was read of it, None where the question is to go; ``stored`` the question it
    was opened with, None where it is new. ``place``: where it is put among the others, 1 for the
    first; ``moved``: -1 up, 1 down. ``faults``: (column or "", sentence) of what can't be.
    """

    asked: Field | None
    stored: Any = None
    place: float = math.inf
    moved: int = 0
    touched: bool = False
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Kept:
    """A question as it is to be, with its options in order. Not stored."""

    row: Row
    question: Question
    asked: Field
    before: Field | None
    options: list[Option] = field(default_factory=list)
    gone: list[Option] = field(default_factory=list)
    labels: dict[str, str | None] = field(default_factory=dict)  # renamed and gone: old → new


@dataclass(slots=True)
class Revision:
    """``base`` is the mark of what was stored when it was worked out."""

    survey: Survey
    base: str
    kept: list[Kept]
    going: list[Row]
    told: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Of all that is told: nothing is stored that the person didn't read."""
        return sha256(repr((self.base, self.told)).encode()).hexdigest()[:16]


def state_of(survey: Survey) -> str:
    """A mark of the questionnaire as it is stored, every question and option with its version."""
    questions = Question.objects.filter(survey=survey).order_by("pk")
    options = Option.objects.filter(question__survey=survey).order_by("pk")
    rules = ValueRule.objects.filter(question__survey=survey).order_by("pk")
    stored = (
        list(questions.values_list("pk", "version", "position")),
        list(options.values_list("pk", "version")),
        list(rules.values_list("question", "value", "missing", "option")),
    )
    return sha256(repr(stored).encode()).hexdigest()[:16]


def revise(survey: Survey, rows: Sequence[Row], *, by: User) -> Revision:
    """What the rows make of the survey's questionnaire; what can't be is said in their faults."""
    base = state_of(survey)
    stays = [row for row in rows if row.asked is not None]
    _renumber_conditions(stays)
    kept = [_kept(survey, row) for row in sorted(stays, key=lambda row: (row.place, row.moved))]
    _give_places([each.question for each in kept])
    going = [row for row in rows if row.asked is None]
    _check(kept, [as_field(row.stored) for row in going if row.stored])
    for row in going:
        row.faults += _holding(row.stored)
    revision = Revision(survey, base, kept, going)
    revision.told = list(told_of(revision, by))
    return revision


def _renumber_conditions(rows: Sequence[Row]) -> None:
    """A condition that wasn't written anew follows the numbers it names."""
    numbers = {
        row.stored.number: row.asked.number
        for row in rows
        if row.stored and row.asked and row.stored.number != row.asked.number and row.asked.number
    }
    for row in rows:
        if row.stored and row.asked and row.asked.condition == row.stored.condition:
            row.asked.condition = renumbered(row.asked.condition, numbers)


def _kept(survey: Survey, row: Row) -> Kept:
    asked: Any = row.asked
    if row.stored is None:
        kept = Kept(row, as_asked(Question(survey=survey), asked), asked, None)
    else:
        kept = Kept(row, as_asked(copy.copy(row.stored), asked), asked, as_field(row.stored))
        if row.stored.text != asked.text:
            with_heading(kept.question, row.stored.text)
    _take_options(kept)
    return kept


def _take_options(kept: Kept) -> None:
    stored = list(kept.row.stored.options.all()) if kept.row.stored else []
    for choice, found in zip(kept.asked.choices, matched(stored, kept.asked.choices), strict=True):
        option = copy.copy(found) if found else Option(question=kept.question)
        kept.options.append(as_option(option, choice))
        if found and found.label != choice.label:
            kept.labels[found.label] = choice.label
    stays = {option.pk for option in kept.options}
    kept.gone = [option for option in stored if option.pk not in stays]
    kept.labels |= {option.label: None for option in kept.gone}
    _give_places(kept.options)


def matched(stored: Sequence[Option], choices: Sequence[Choice]) -> list[Option | None]:
    """Which stored option each choice is: the one of its words, else of its code, else of its place.

    The words come first, so that answers stay with them where codes are exchanged.
    """
    known = [(o, _ways(o.label, o.code, at)) for at, o in enumerate(stored)]
    wanted = [_ways(c.label, c.code or "", at) for at, c in enumerate(choices)]
    found: dict[int, Option] = {}
    for way in range(4):
        for at, ways in enumerate(wanted):
            taken = {option.pk for option in found.values()}
            same = (o for o, its in known if its[way] == ways[way] and o.pk not in taken)
            if at not in found and ways[way] and (option := next(same, None)):
                found[at] = option
    return [found.get(at) for at in range(len(choices))]


def _ways(label: str, code: str, place: int) -> tuple[str, str, str, str]:
    """By what an option is known again, the surest first; empty where it isn't."""
    return label, label_key(label), code, "" if code else f"{place}"


def _give_places(records: Sequence[Any]) -> None:
    """Positions as they are, new ones behind them; counted anew from 1 where that is no order."""
    known = [(record.position, record.pk) for record in records if record.pk]
    behind = all(record.pk for record in records[: len(known)])
    if behind and known == sorted(known):
        last = known[-1][0] if known else 0
        new = len(records) - len(known)
        places = [place for place, _ in known] + [last + step for step in range(1, new + 1)]
    else:
        places = list(range(1, len(records) + 1))
    for record, place in zip(records, places, strict=True):
        record.position = place


# ------------------------------------------------------------------ what can't be


def _check(kept: Sequence[Kept], going: Sequence[Field]) -> None:
    asked = [each.asked for each in kept]
    known = sorted((each for each in kept if each.before), key=lambda e: e.row.stored.position)
    stored = [*going, *(each.before for each in known if each.before)]
    earlier: list[Field] = [each.asked for each in kept if not each.row.touched]
    for each in kept:
        faults = each.row.faults
        faults += _refused(check_condition, each.asked, asked) if _says_more(each, stored) else []
        if each.row.touched:
            faults += _refused(check_number, each.asked, earlier)
            faults += _refused(check_alone, each.asked)
            faults += _same_number(each.asked, earlier) if not faults else []
            earlier.append(each.asked)
        if each.row.touched or each.question.position != each.row.stored.position:
            faults += _against_the_rules(each)
        for option in each.gone:
            faults += [(OPTIONS, f"「{option}」：{says}") for says in _held(option.answered())]


def _says_more(kept: Kept, stored: Sequence[Field]) -> bool:
    """What was wrong before and wasn't touched is not told as a fault of this revision."""
    if kept.row.touched or kept.before is None:
        return True
    return not _refused(check_condition, kept.before, stored)


def _refused(check: Any, *asked: Any) -> list[tuple[str, str]]:
    try:
        check(*asked)
    except Refused as refusal:
        return [(refusal.column, str(refusal))]
    return []


def _same_number(asked: Field, others: Sequence[Field]) -> Iterator[tuple[str, str]]:
    if asked.number and asked.number in {other.number for other in others}:
        yield "番号", SAME_NUMBER.format(asked.number)


def _against_the_rules(kept: Kept) -> Iterator[tuple[str, str]]:
    """What the records say of themselves; that two are of one number or place is looked at here."""
    for name, sentences in _broken(kept.question, "survey").items():
        yield from ((COLUMN_OF.get(name, ""), sentence) for sentence in sentences)
    for option in kept.options:
        for sentences in _broken(option, "question").values():
            yield from ((OPTIONS, f"「{option}」：{sentence}") for sentence in sentences)


def _broken(record: models.Model, owner: str) -> Mapping[str, Sequence[str]]:
    try:
        record.full_clean(exclude=[owner], validate_unique=False, validate_constraints=False)
        for rule in record._meta.constraints:
            if isinstance(rule, Rule):
                rule.validate(type(record), record)
    except ValidationError as error:
        told = hasattr(error, "error_dict")
        return error.message_dict if told else {NON_FIELD_ERRORS: error.messages}
    return {}


def _holding(question: Any) -> list[tuple[str, str]]:
    says = question.answered() or question.being_imported()
    return [("", sentence) for sentence in _held(says)]


def _held(sentence: str) -> list[str]:
    return [sentence] if sentence else []
