"""A questionnaire as a sheet: one row per option, or per question that has none.

番号 | 設問文 | まとまり | 種類 | 選択肢コード | 選択肢 | その他 | 排他 | 回答の条件 | 最小 | 最大 | 年月の細かさ | 単位 | 必須
  | 無回答などの値 | ほかの見出し

番号 is what the form prints (問5; 問14-1 for a row of a matrix, whose stem stands in まとまり). A row
with an empty 番号 goes on with the question above it, and so does one that repeats the 番号; neither
says anything else of the question than its first row. 回答の条件 「問4=1,2」 asks only those who chose
code 1 or 2 in 問4. 無回答などの値 「99=無回答、88=非該当」 says which values stand for no answer; ほかの見出し,
one per line of the cell, under which headings else the question has been seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, takewhile

from surveys.importing.cells.labels import label_key
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.questions import conditions, half_width
from surveys.importing.cells.text import is_fault, trimmed
from surveys.importing.shapes import (
    CellValue,
    Choice,
    Field,
    Kind,
    MissingKind,
    Refused,
    Sheet,
    Source,
)
from surveys.importing.table.letters import column_letter

KINDS: dict[str, Kind] = {
    "単一回答": "single",
    "複数回答": "multi",
    "数値": "number",
    "日付": "date",
    "時刻": "time",
    "自由記述": "text",
    "識別番号": "id",
}
PRECISIONS = ("年", "年月", "年月日")
COLUMNS = (
    "番号", "設問文", "まとまり", "種類", "選択肢コード", "選択肢", "その他", "排他",
    "回答の条件", "最小", "最大", "年月の細かさ", "単位", "必須", "無回答などの値", "ほかの見出し",
)  # fmt: skip
NEEDED = ("番号", "設問文", "種類")
OF_THE_OPTION = frozenset({"選択肢コード", "選択肢", "その他", "排他"})
ALSO_CALLED = {"コード": "選択肢コード"}
MISSING: dict[str, MissingKind] = {
    "無回答": "no_answer", "非該当": "not_asked", "無効": "invalid", "空欄": "blank",
}  # fmt: skip
_MISSING = re.compile(
    r"\s*(?:\"(?P<quoted>(?:[^\"]|\"\")+)\"\s*|(?P<value>[^=＝:：\n]+))"
    rf"[=＝:：]\s*(?P<word>{'|'.join(MISSING)})\s*(?:[、,，\n]|$)"
)
_MARKED = re.compile(r"[=＝:：、，,\n\"]")
TICKED = frozenset("○〇◯✓レ1")
LONGEST = {"number": (20, "番号"), "text": (1000, "設問文"), "group": (500, "まとまり"), "unit": (20, "単位"), "condition": (200, "回答の条件")}  # fmt: skip
LONGEST_CODE, LONGEST_LABEL = 50, 500
CHOICE_KINDS = ("single", "multi")

Line = dict[str, str]  # column → its cell, without blanks around it


@dataclass(slots=True)
class Questionnaire:
    """Questions as fields without columns, and what a person has to know of the reading."""

    questions: list[Field]
    told: list[str] = field(default_factory=list)


def heading_of(sheet: Sheet) -> int:
    """The row of the sheet's heading, 0 where it is no sheet of this form."""
    rows = ({trimmed(cell) for cell in row} for row in sheet.rows[:10])
    return next((row for row, words in enumerate(rows, start=1) if words.issuperset(NEEDED)), 0)


def read_questionnaire(source: Source) -> Questionnaire:
    """The questions as fields without columns. Refused names the row and what to do."""
    for sheet in source.sheets:
        if heading := heading_of(sheet):
            places, told = _places([trimmed(cell) for cell in sheet.rows[heading - 1]])
            return Questionnaire(_read(sheet, heading, places), told)
    raise Refused(
        "設問の表が見つかりません。見出しに「番号」「設問文」「種類」のある表を選んでください。"
    )


def _places(words: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Column name → its place, and a sentence for each column that isn't read."""
    places: dict[str, int] = {}
    told = []
    for place, word in enumerate(words):
        name = word if word in COLUMNS else ALSO_CALLED.get(word, word)
        if name in COLUMNS and name not in places:
            places[name] = place
        elif word:
            told.append(
                f"{column_letter(place + 1)}列「{word}」は、設問の表にない列なので読んでいません。"
            )
    return places, told


def _read(sheet: Sheet, heading: int, places: dict[str, int]) -> list[Field]:
    questions: list[Field] = []
    first: Line = {}  # the line the question began with
    for number, row in enumerate(sheet.rows[heading:], start=heading + 1):
        line = {name: _cell(row, place) for name, place in places.items()}
        if not any(line.values()):
            continue
        try:
            first = _take(line, first, questions)
        except Refused as refusal:
            raise Refused(f"{number}行目：{refusal}", refusal.column) from refusal
    if not questions:
        raise Refused("設問が1つもありません。表の2行目から設問を書いてください。")
    check(questions)
    for place, question in enumerate(questions):
        check_number(question, questions[:place])
    return questions


def _cell(row: Sequence[CellValue], place: int) -> str:
    value = row[place] if place < len(row) else None
    return "" if is_fault(value) else trimmed(value)


def _take(line: Line, first: Line, questions: list[Field]) -> Line:
    """Into the question it begins or goes on with; the line that question began with."""
    number = line["番号"]
    if number and number != first.get("番号"):
        if any(question.number == number for question in questions):
            raise Refused(f"番号「{number}」が離れた行にもあります。続けて書いてください。", "番号")
        questions.append(_question(line))
        first = line
    if not first:
        raise Refused("番号がありません。設問の番号（問1など）を書いてください。", "番号")
    _refuse_another(line, first)
    _add_option(questions[-1], line)
    return first


def _refuse_another(line: Line, first: Line) -> None:
    """A row that goes on with a question says nothing else of it than its first row does."""
    for name, text in line.items():
        if text and name not in OF_THE_OPTION and text != first[name]:
            raise Refused(
                f"{name}「{text[:40]}」が、番号「{first['番号']}」の最初の行"
                f"（{first[name][:40] or '空欄'}）と違います。"
                "別の設問なら別の番号を、同じ設問なら同じ内容を書いてください。",
                name,
            )


def question_of(lines: Sequence[Line]) -> Field:
    """One question from its lines, the first of which says all but the further options.

    Refused names the column, as it does of a sheet.
    """
    question = _question(lines[0])
    for line in lines:
        _add_option(question, line)
    return question


def _question(line: Line) -> Field:
    word = line.get("種類", "")
    kind = KINDS.get(word)
    if kind is None:
        what = f"種類「{word}」は使えません。" if word else "種類がありません。"
        raise Refused(f"{what}{'・'.join(KINDS)}から選んでください。", "種類")
    if not line["設問文"]:
        raise Refused("設問文がありません。設問の文を書いてください。", "設問文")
    return Field(
        line["設問文"],
        kind,
        "question",
        [],
        group=line.get("まとまり") or None,
        unit=line.get("単位") or None,
        number=line["番号"],
        minimum=_limit(line, "最小"),
        maximum=_limit(line, "最大"),
        precision=_precision(line.get("年月の細かさ", "")),
        condition=line.get("回答の条件", ""),
        required=_ticked(line, "必須"),
        missing_values=missing_codes(line.get("無回答などの値", "")),
        headings=[
            text for part in line.get("ほかの見出し", "").splitlines() if (text := part.strip())
        ],
    )


def _ticked(line: Line, name: str) -> bool:
    text = line.get(name, "")
    return bool(text) and text in TICKED


def missing_codes(text: str) -> dict[str, MissingKind]:
    """「99=無回答、"99:99"=非該当」 as value → kind; Refused with a sentence where it can't be read."""
    found: dict[str, MissingKind] = {}
    place, text = 0, text.strip()
    while place < len(text):
        part = _MISSING.match(text, place)
        if part is None:
            raise Refused(
                f"無回答などの値「{text[place : place + 40]}」を読み取れません。"
                f"「99=無回答、88=非該当」のように、値と{'・'.join(MISSING)}のどれかを書いてください。"
                '「:」や「=」のある値は「"99:99"=無回答」のように囲みます。',
                "無回答などの値",
            )
        value = part["value"].strip() if part["value"] else part["quoted"].replace('""', '"')
        if found.setdefault(value, kind := MISSING[part["word"]]) != kind:
            raise Refused(
                f"「{value}」に2つの意味があります。1つにしてください。", "無回答などの値"
            )
        place = part.end()
    return found


def missing_text(values: Mapping[str, MissingKind]) -> str:
    words = {kind: word for word, kind in MISSING.items()}
    return "\n".join(f"{_quoted(value)}={words[kind]}" for value, kind in values.items())


def _quoted(value: str) -> str:
    """A value with a mark of its own, 99:99, stands in quotation marks, as in a csv."""
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if _MARKED.search(value) else value


def _limit(line: Line, name: str) -> str:
    text = line.get(name, "")
    if text and parse_number(text).quantity is None:
        raise Refused(f"最小・最大の「{text}」が数ではありません。数で書いてください。", name)
    return text


def _precision(text: str) -> str:
    if text and text not in PRECISIONS:
        raise Refused(
            f"年月の細かさ「{text}」は、年・年月・年月日のどれかにしてください。", "年月の細かさ"
        )
    return text


def _add_option(question: Field, line: Line) -> None:
    label, code = line.get("選択肢", ""), half_width(line.get("選択肢コード", ""))
    if code and not label:
        raise Refused(
            f"選択肢コード「{code[:40]}」に選択肢がありません。選択肢の文を書いてください。",
            "選択肢",
        )
    if not label:
        return
    if question.kind not in CHOICE_KINDS:
        raise Refused(
            f"{question.number or 'この設問'}に選択肢がありますが、種類が選択式ではありません。",
            "選択肢",
        )
    choice = Choice(
        label,
        code=code or None,
        is_other=_ticked(line, "その他"),
        exclusive=_ticked(line, "排他"),
    )
    add_choice(question, choice)


def add_choice(question: Field, choice: Choice) -> None:
    """Refused where the question has one of this label or code already."""
    for other in question.choices:
        same = label_key(other.label) == label_key(choice.label)
        if same or (choice.code and other.code == choice.code):
            raise Refused(
                f"{question.number or question.text}に、"
                f"同じ選択肢「{choice.label}」か同じコードがあります。どちらかを直してください。",
                "選択肢",
            )
    question.choices.append(choice)


def fill_numbers(questions: Sequence[Field]) -> None:
    """A question without a number gets that of its place, or the next one that is free."""
    taken = {question.number for question in questions}
    for place, question in enumerate(questions, start=1):
        if not question.number:
            question.number = next(n for p in count(place) if (n := f"問{p}") not in taken)
            taken.add(question.number)


def check(questions: Sequence[Field]) -> None:
    """Refused where a question can't be kept as it is."""
    for question in questions:
        check_alone(question)
        check_condition(question, questions)


def check_alone(question: Field) -> None:
    """Refused where it can't be kept, whatever stands beside it."""
    _check_length(question)
    if question.kind in CHOICE_KINDS and not question.choices:
        raise Refused(
            f"{question.number or 'この設問'}に選択肢がありません。"
            "選択肢を1行に1つずつ書いてください。",
            "選択肢",
        )
    check_missing(question)


def _check_length(question: Field) -> None:
    name = question.number or "この設問"
    for attribute, (longest, column) in LONGEST.items():
        if len(getattr(question, attribute) or "") > longest:
            raise Refused(
                f"{name[:40]}の{column}が長すぎます。{longest}文字以内にしてください。", column
            )
    for choice in question.choices:
        if len(choice.label) > LONGEST_LABEL:
            raise Refused(
                f"{name}の選択肢「{choice.label[:40]}…」が長すぎます。"
                f"{LONGEST_LABEL}文字以内にしてください。",
                "選択肢",
            )
        if len(choice.code or "") > LONGEST_CODE:
            raise Refused(
                f"{name}の選択肢「{choice.label}」のコードが長すぎます。"
                f"{LONGEST_CODE}文字以内にしてください。",
                "選択肢",
            )


def check_number(question: Field, others: Sequence[Field]) -> None:
    """Refused where a file's heading could mean either of two questions: 問1 and Q1."""
    own = numbered(question.number)
    for other in others:
        its = numbered(other.number)
        if own.number and (its.number, its.rest) == (own.number, own.rest):
            raise Refused(
                f"番号「{question.number}」は、「{other.number}」と同じ番号として読まれます。"
                "どちらかの番号を変えてください。",
                "番号",
            )


def check_missing(question: Field) -> None:
    """Refused where a code stands for an option and for no answer."""
    codes = {choice.code for choice in question.choices} & question.missing_values.keys()
    for code in sorted(filter(None, codes)):
        raise Refused(
            f"{question.number or 'この設問'}の無回答などの値「{code}」は、選択肢のコードでもあります。"
            "どちらかを直してください。",
            "無回答などの値",
        )


def check_condition(question: Field, questions: Sequence[Field]) -> None:
    """``questions`` in the order in which they are asked."""
    name = question.number or "この設問"
    earlier = {half_width(q.number): q for q in takewhile(lambda q: q is not question, questions)}
    for number, codes in conditions(question.condition):
        asked = earlier.get(number)
        if asked is None and number in (half_width(q.number) for q in [question, *questions]):
            raise Refused(
                f"{name}の回答の条件「{question.condition}」が、その設問自身か、あとの設問を指しています。"
                "先に聞く設問の番号を書いてください。",
                "回答の条件",
            )
        known = {half_width(choice.code or "") for choice in asked.choices} if asked else set()
        if not codes or not codes <= known:
            raise Refused(
                f"{name}の回答の条件「{question.condition}」に当たる設問か選択肢がありません。"
                "「問4=1,2」のように、番号と選択肢コードで書いてください。",
                "回答の条件",
            )


def sheet_rows(questions: Sequence[Field]) -> Iterator[list[str]]:
    """The heading and the rows of the sheet that holds these questions."""
    names = {kind: name for name, kind in KINDS.items()}
    yield list(COLUMNS)
    for question in questions:
        start = [question.number, question.text, question.group or "", names[question.kind]]
        end = [
            question.condition, question.minimum, question.maximum, question.precision,
            question.unit or "", "○" if question.required else "",
            missing_text(question.missing_values), "\n".join(question.headings),
        ]  # fmt: skip
        for choice in question.choices or [Choice("")]:
            marks = ["○" if choice.is_other else "", "○" if choice.exclusive else ""]
            yield [*start, choice.code or "", choice.label, *marks, *end]
