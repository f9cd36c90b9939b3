"""Questions of a form of another tool, which knows them by a name, become numbered ones.

``q5_other``, asked where q5 is answered with one option, is the free text of that option.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by

from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.questions import conditions, half_width
from surveys.importing.shapes import Choice, Field, Refused
from surveys.importing.table.expressions import Test, tests
from surveys.importing.table.questionnaire import Questionnaire, add_choice, check, fill_numbers

_OTHER = re.compile(r"(?P<name>.+?)_(?:other|oth|specify|sp|sonota)(?:_?(?:text|txt))?", re.I)
_MARKS = " \u3000.:、)．,]([<【〔>】〕"
_TAGS = re.compile(r"</?(?:a|b|br|div|em|font|h\d|i|li|ol|p|span|strong|u|ul)\b[^<>]*>", re.I)


@dataclass(slots=True)
class Named:
    """A question as the tool has it; ``field.number`` is empty where nothing prints one.

    ``codes`` are its options as the tool calls them; ``asked_when`` are expressions all of which
    have to hold, the question's own as the last one.
    """

    row: int
    name: str
    field: Field
    codes: list[str] = made_by(default_factory=list)
    asked_when: list[str] = made_by(default_factory=list)
    whole: bool = False  # of a number: no fractions

    def offer(self, choice: Choice, code: str, where: str) -> None:
        try:
            add_choice(self.field, choice)
        except Refused as refusal:
            raise Refused(f"{where}：{refusal}", refusal.column) from refusal
        self.codes.append(code)

    def choice(self, code: str) -> Choice | None:
        return self.field.choices[self.codes.index(code)] if code in self.codes else None


def questionnaire(named: Sequence[Named], told: Sequence[str]) -> Questionnaire:
    """``told``: what a person has to know of the reading; what can't be kept is added."""
    if not named:
        raise Refused("設問が1つもありません。設問のある行を書いてから、もう一度選んでください。")
    by_name = {asked.name: asked for asked in named}
    asked = [each for each in named if not _is_text_of_other(each, by_name)]
    _number(asked)
    done = Questionnaire([each.field for each in asked], list(told))
    for each in asked:
        each.field.condition = _condition(each, by_name, done.told)
    check(done.questions)
    return done


# --------------------------------------------------------------------------- label and number


def readable(label: str) -> str:
    """The label without the tags with which a tool sets it in bold or colour."""
    return _TAGS.sub("", label).strip()


def printed_number(label: str) -> tuple[str, str]:
    """「問5 年齢」 → its number as printed and the text; no number where none is printed."""
    label = label.strip()
    found = numbered(label)
    if not found.number or not found.rest.strip():
        return "", label
    for end in range(1, len(label)):
        if unicodedata.normalize("NFKC", label[end:400]) == found.rest:
            number = unicodedata.normalize("NFKC", label[:end]).strip(_MARKS)
            number = number if not number[:1].isdigit() else f"問{number}"
            return "".join(number.split()), label[end:].strip()
    return "", label


def _number(asked: Sequence[Named]) -> None:
    """The printed number, else the one in the name, else the place among the questions."""
    taken: set[str] = set()
    for each in asked:
        candidates = (each.field.number, _number_of_name(each.name))
        each.field.number = next((n for n in candidates if n and n not in taken), "")
        taken.add(each.field.number)
    fill_numbers([each.field for each in asked])


def _number_of_name(name: str) -> str:
    found = numbered(name)
    if name[:1] in ("q", "Q", "問") and found.number and not found.rest and not found.is_text:
        return "問" + "-".join(map(str, found.number))
    return ""


# --------------------------------------------------------------------------- その他 and conditions


def _is_text_of_other(each: Named, by_name: Mapping[str, Named]) -> bool:
    """Marks the options whose free text it is."""
    match = _OTHER.fullmatch(each.name)
    owner = by_name.get(match["name"]) if match else None
    if owner is None or each.field.kind != "text" or not each.asked_when:
        return False
    found = tests(each.asked_when[-1])
    if found is None or len(found) != 1 or found[0].negated or found[0].question != owner.name:
        return False
    choices = [owner.choice(code) for code in found[0].codes]
    for choice in choices:
        if choice is not None:
            choice.is_other = True
    return any(choices)


def _condition(asked: Named, by_name: Mapping[str, Named], told: list[str]) -> str:
    parts: list[str] = []
    for expression in dict.fromkeys(asked.asked_when):
        found = tests(expression)
        said = None if found is None else [_said(test, by_name) for test in found]
        if said is None or not all(said):
            told.append(
                f"{asked.row}行目（{asked.field.number}）：回答の条件「{expression}」は、"
                "「問4=1,2」の形にできないため入れていません。"
            )
        else:
            parts += said
    return "かつ".join(dict.fromkeys(parts))


def _said(test: Test, by_name: Mapping[str, Named]) -> str:
    """「問4=1,2」, or nothing where it can't be said so."""
    asked = by_name.get(test.question)
    if asked is None or (test.whole and asked.field.kind != "single"):
        return ""
    unknown = set(test.codes) - {*asked.codes} - ({""} if test.negated else set())
    chosen = [
        choice.code or ""
        for choice, code in zip(asked.field.choices, asked.codes, strict=True)
        if (code in test.codes) != test.negated
    ]
    text = f"{asked.field.number}={','.join(chosen)}"
    meant = half_width(asked.field.number), {*map(half_width, chosen)}
    understood = all(chosen) and list(conditions(text)) == [meant]
    return text if understood and not unknown else ""
