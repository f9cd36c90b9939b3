"""A questionnaire written as an XLSForm, so that a tablet asks the same questions.

What an XLSForm has no word for stands in columns of ours, which its tools pass over: 番号 as
printed, 種類 of an identification number, 年月の細かさ, and the 選択肢コード no tool takes for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.questions import conditions, half_width
from surveys.importing.shapes import Choice, Field, Kind

SURVEY = (
    "type", "name", "label::Japanese (ja)", "hint::Japanese (ja)", "required", "relevant",
    "constraint", "constraint_message::Japanese (ja)", "appearance",
    "番号", "種類", "年月の細かさ",
)  # fmt: skip
CHOICES = ("list_name", "name", "label::Japanese (ja)", "選択肢コード")
SETTINGS = ("form_title", "form_id", "default_language")
TYPES: dict[Kind, str] = {
    "single": "select_one", "multi": "select_multiple", "number": "decimal", "date": "date",
    "time": "time", "text": "text", "id": "text",
}  # fmt: skip
APPEARANCES = {"年": "year", "年月": "month-year"}
_NAME = re.compile(r"[^\s'\"(),_=＝、，&＆][^\s'\"(),=＝、，&＆]*")  # of a choice

Tables = dict[str, tuple[list[str], list[list[str]]]]
"""Sheet → heading and rows."""


def xlsform_tables(questions: Sequence[Field], *, title: str, key: str) -> Tables:
    names = question_names(questions)
    survey: list[list[str]] = []
    choices: list[list[str]] = []
    for group, members in groupby(questions, key=lambda question: question.group):
        rows = [row for asked in members for row in _rows(asked, questions, names)]
        survey += _grouped(group, rows, len(survey)) if group else rows
    for asked in questions:
        choices += _choices(asked, names[asked.number])
    return {
        "survey": ([*SURVEY], survey),
        "choices": ([*CHOICES], choices),
        "settings": ([*SETTINGS], [[title, key, "Japanese (ja)"]]),
    }


def question_names(questions: Sequence[Field]) -> dict[str, str]:
    """番号 → a name that tablets take: 問14-1 → q14_1."""
    names: dict[str, str] = {}
    for place, asked in enumerate(questions, start=1):
        found = numbered(asked.number)
        name = "q" + "_".join(map(str, found.number))
        plain = bool(found.number) and not found.rest and name not in names.values()
        names[asked.number] = name if plain else f"question_{place}"
    return names


def choice_names(asked: Field) -> list[str]:
    """The codes; an option without one, or one that no tool takes, is called by its place."""
    return [
        choice.code if choice.code and _NAME.fullmatch(choice.code) else f"_{place}"
        for place, choice in enumerate(asked.choices, start=1)
    ]


def _line(**cells: str) -> list[str]:
    """A row of the sheet ``survey``; columns in Japanese get the label's ending by themselves."""
    return [cells.get(heading.removesuffix("::Japanese (ja)"), "") for heading in SURVEY]


def _grouped(group: str, rows: list[list[str]], place: int) -> list[list[str]]:
    begin = _line(
        type="begin_group", name=f"group_{place + 1}", label=group, appearance="field-list"
    )
    return [begin, *rows, _line(type="end_group")]


def _rows(
    asked: Field, questions: Sequence[Field], names: Mapping[str, str]
) -> Iterator[list[str]]:
    name = names[asked.number]
    relevant = _relevant(asked, questions, names)
    limits = [_constraint(asked), *_alone(asked)]
    hints = [f"単位：{asked.unit}" if asked.unit else ""]
    hints += [f"回答の条件：{asked.condition}" if asked.condition and not relevant else ""]
    yield _line(
        type=TYPES[asked.kind] + (f" {name}" if asked.choices else ""),
        name=name,
        label=f"{asked.number}　{asked.text}",
        hint="\n".join(filter(None, hints)),
        required="yes" if asked.required else "",
        relevant=relevant,
        constraint=" and ".join(filter(None, limits)),
        constraint_message=_message(asked),
        appearance=APPEARANCES.get(asked.precision, ""),
        番号=asked.number,
        種類="識別番号" if asked.kind == "id" else "",
        年月の細かさ=asked.precision,
    )
    others = [n for n, c in zip(choice_names(asked), asked.choices, strict=True) if c.is_other]
    if others:
        when = " or ".join(f"selected(${{{name}}}, '{code}')" for code in others)
        yield _line(
            type="text", name=f"{name}_other", label=f"{asked.number}　その他の内容", relevant=when
        )


def _relevant(asked: Field, questions: Sequence[Field], names: Mapping[str, str]) -> str:
    """Empty too where the condition can't be read."""
    parts = []
    for number, codes in conditions(asked.condition):
        other = next((each for each in questions if half_width(each.number) == number), None)
        if other is None or not codes:
            return ""
        known = zip(choice_names(other), other.choices, strict=True)
        chosen = [called for called, choice in known if half_width(choice.code or "") in codes]
        tests = [f"selected(${{{names[other.number]}}}, '{called}')" for called in chosen]
        parts.append(tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    return " and ".join(parts)


def _constraint(asked: Field) -> str:
    bounds = ((">=", _plain(asked.minimum)), ("<=", _plain(asked.maximum)))
    return " and ".join(f". {sign} {bound}" for sign, bound in bounds if bound)


def _alone(asked: Field) -> Iterator[str]:
    for name, choice in zip(choice_names(asked), asked.choices, strict=True):
        if choice.exclusive:
            yield f"not(selected(., '{name}') and count-selected(.) > 1)"


def _message(asked: Field) -> str:
    ends = [
        f"{asked.minimum}以上" if asked.minimum else "",
        f"{asked.maximum}以下" if asked.maximum else "",
    ]
    alone = "・".join(f"「{choice.label}」" for choice in asked.choices if choice.exclusive)
    said = [f"{''.join(ends)}で入力してください。" if any(ends) else ""]
    said += [f"{alone}は、ほかの選択肢といっしょには選べません。" if alone else ""]
    return "".join(said)


def _plain(limit: str) -> str:
    """1,000 → 1000: the digits as an expression takes them."""
    read = parse_number(limit).quantity if limit else None
    return format(Decimal(read.value), "f") if read else ""


def _choices(asked: Field, listed: str) -> Iterator[list[str]]:
    pairs: Iterator[tuple[str, Choice]] = zip(choice_names(asked), asked.choices, strict=True)
    for name, choice in pairs:
        own = choice.code if choice.code and choice.code != name else ""
        yield [listed, name, choice.label, own]
