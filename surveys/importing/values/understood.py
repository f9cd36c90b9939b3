"""What was understood of a row, in one comparable form.

``Understood`` maps a question's key to plain JSON, so that a row of a file, an answer in the
database and a row of an earlier import can be compared, hashed and shown side by side:

    {"options": ["高齢者", "若者"], "other": "花壇の手入れ"}   single and multiple answers
    {"value": "30", "approx": true}                          numbers
    {"day": "2024-03-05"}                                    dates
    {"text": "…"}                                            free text
    {"missing": "not_asked"}                                 no answer, and which kind
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from surveys.importing.shapes import Chosen, Field, Missing, Quantity, ReadRow, Value

if TYPE_CHECKING:
    from surveys.models import Question

Answered = dict[str, Any]
Understood = dict[str, Answered]

TEXT_WITHHELD = "（記述あり。職員以上が読めます）"
MISSING_WORDS = {
    "blank": "（空欄）",
    "not_asked": "（非該当）",
    "no_answer": "（無回答）",
    "invalid": "（無効）",
}


class Asked(Protocol):
    """A question of a survey, or what a file is understood to ask."""

    text: str
    number: str


def question_key(asked: Asked) -> str:
    return f"{asked.number} {asked.text}".strip()


def question_keys(questions: Iterable[Asked]) -> list[str]:
    """Keys of questions in order: number and text, with ``#2`` … where both occur again."""
    seen: Counter[str] = Counter()
    keys = []
    for text in map(question_key, questions):
        seen[text] += 1
        keys.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return keys


def plain_number(number: Decimal) -> str:
    """``30`` for 30, 30.0 and 3E+1: one spelling per number."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def answered(value: Value, other_labels: frozenset[str] = frozenset()) -> Answered:
    if isinstance(value, Missing):
        return {"missing": value.kind}
    if isinstance(value, Chosen):
        # 「その他」 with its text is one answer, told once.
        told = [x for x in value.labels if not (value.other and x in other_labels)]
        return {"options": sorted(told), "other": value.other}
    if isinstance(value, Quantity):
        return {"value": plain_number(value.value), "approx": value.approx}
    if isinstance(value, date):
        return {"day": value.isoformat()[:10]}
    return {"text": value}


class Questions:
    """What a file asks, to understand its rows by. Equal values of a question become one answer,
    so that a file of a million cells takes little room; nobody changes an answer."""

    def __init__(self, fields: list[Field]) -> None:
        places = [i for i, field in enumerate(fields) if field.role == "question"]
        keys = question_keys(fields[i] for i in places)
        known: list[dict[Value, tuple[Answered, str]]] = [{} for _ in places]
        others = [_other_labels(fields[i]) for i in places]
        self._asked = list(zip(keys, places, others, known, strict=True))
        self._order = sorted(set(keys))

    def understood(self, row: ReadRow, facts: Mapping[str, str]) -> tuple[Understood, str]:
        """The answers of a row and their fingerprint with the ``facts`` it states."""
        answers, written = {}, {}
        for key, place, others, known in self._asked:
            value = row.values[place]
            if value not in known:
                answer = answered(value, others)
                known[value] = answer, f"{_json(key)}: {_json(answer)}"
            answers[key], written[key] = known[value]
        return answers, _fingerprint([written[key] for key in self._order], facts)


def _other_labels(field: Field) -> frozenset[str]:
    return frozenset(choice.label for choice in field.choices if choice.is_other)


def stated(row: ReadRow, fields: list[Field]) -> dict[str, str]:
    """What the respondent says about itself: role → text."""
    facts = {}
    for i, field in enumerate(fields):
        value = row.values.get(i)
        if field.role.startswith("organization:") and isinstance(value, str) and value:
            facts[field.role] = value
    return facts


def _fingerprint(written: list[str], facts: Mapping[str, str]) -> str:
    """SHA-256 of ``[answers, facts]`` as JSON; the order of the columns plays no part."""
    text = f"[{{{', '.join(written)}}}, {_json(facts)}]"
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def in_words(
    answer: Answered | None, *, texts: bool = True, question: Question | None = None
) -> str:
    """An answer as an officer reads it; without ``texts`` what a person wrote is only told of.

    With its question a number has its unit, and a day is written as on every page.
    """
    if answer is None:
        return "（なし）"
    if "missing" in answer:
        return MISSING_WORDS[answer["missing"]]
    if "options" in answer:
        written = answer["other"] if texts else TEXT_WITHHELD
        other = [f"その他：{written}"] if answer["other"] else []
        return "、".join([*answer["options"], *other]) or "（なし）"
    if "value" in answer and question is not None:
        return question.number_shown(answer["value"], approx=answer["approx"])
    if "day" in answer and question is not None:
        return question.day_shown(date.fromisoformat(str(answer["day"])))
    if "value" in answer:
        return f"約{answer['value']}" if answer["approx"] else str(answer["value"])
    if "day" in answer:
        return str(answer["day"])
    text = str(answer.get("text", ""))
    return text if texts or not text else TEXT_WITHHELD
