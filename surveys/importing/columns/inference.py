"""What a single column holds, judged by its heading and all of its values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from functools import partial

from surveys.importing.cells.dates import parse_date
from surveys.importing.cells.labels import label_key
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.phones import parse_phone
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.heading_words import (
    MISSING_CODES,
    hinted,
    invites_text,
    missing_word,
    unit_of,
)
from surveys.importing.columns.learning import LearnedList, learn_list
from surveys.importing.columns.roles import core, role_of
from surveys.importing.columns.single_answers import learn_single
from surveys.importing.shapes import Field, Kind, MissingKind

_KANA = re.compile(r"[ぁ-ゖァ-ヺー・\s（）()&0-9０-９ｦ-ﾟ]+")
_SENTENCE = re.compile(r"[。!！]|(?:です|ます|ました|ません|下さい|ください|たい)$")
_LEADING_ZERO = re.compile(r"[0０][0-9０-９]+$")
_IDENTIFIER = re.compile(r"(?:コ[ー―‐-]ド|番号|[^a-z]id|no\.?|№)(?:$|[(（\s\d])|^id$", re.I)
_ADDRESS = re.compile(
    r"(?:電話|ファックス|ファクス|fax|tel|e-?mail|メール(?:アドレス)?|url|ホームページ|郵便番号|住所|所在地)"
    r"(?:番号)?[\d_]*$",
    re.I,
)
_ADDRESS_VALUE = re.compile(
    r"https?://\S+|[^\s@＠]+[@＠][^\s@＠]+[.．]\w+|[(（]?[0０]\d{1,4}[)）]?[-－‐ー]?\d{1,4}[-－‐ー]\d{3,4}"
)
_CLOCK_HEADING = re.compile(r"(?:開始|終了)(?:日時|時刻|時間)|start.*|end.*", re.I)
STORED_DECIMALS, STORED_DIGITS = 10, 15  # more of them a stored number doesn't keep
_SMALL_CODE = re.compile(r"\d")


def infer(column: Column, heading: str | None = None) -> Field:
    """A field for one column. ``heading`` replaces the column's own (a codebook's question)."""
    text = column.heading if heading is None else heading
    role, reason, confidence = _role(column, text)
    missing = missing_in(column.cells)
    cells = Counter({value: n for value, n in column.cells.items() if value not in missing})
    field = Field(text, "text", role, [column.number], missing_values=missing)
    field.reason, field.confidence = reason, confidence
    if role == "question":
        _infer_answers(field, cells, column)
    else:
        field.kind = kind_of_role(role)
        field.missing_values = {}
    return field


def infer_as(column: Column, kind: Kind, field: Field) -> Field:
    """The field as a question of the given kind, its options learned from the column."""
    missing = missing_in(column.cells)
    cells = Counter({value: n for value, n in column.cells.items() if value not in missing})
    field = replace(field, kind=kind, choices=[], form="cell", separator=None)
    field.missing_values = {} if kind == "text" else missing
    field.unit = unit_of(field.text)
    _learn(field, cells, hinted_multi=True)
    return field


def kind_of_role(role: str) -> Kind:
    if role == "respondent_key":
        return "id"
    return "date" if role == "submitted_at" else "text"


def missing_in(cells: Counter[str]) -> dict[str, MissingKind]:
    """The values of a column that stand for no answer (無回答, 非該当, -)."""
    found = {text: kind for text in cells if len(text) <= 12 and (kind := missing_word(text))}
    return found


# --------------------------------------------------------------------------- roles


def _role(column: Column, heading: str) -> tuple[str, str, float]:
    """Role, reason and confidence: the heading proposes, the values must not contradict."""
    if not column.headed and not column.filled:
        return "ignore", "見出しも値もない列です", 0.99
    if not column.headed and column.share <= 0.5:
        return "ignore", "見出しがなく、値もほとんどない列です", 0.7
    role = role_of(heading)
    if role == "question" and len(column.header.parts) > 1:
        role = role_of(column.header.parts[-1])
    if role == "question" or not _FITS.get(role, _anything)(column.cells):
        return "question", "", 0.0
    if _CLOCK_HEADING.fullmatch(core(heading)) and not (column.cells and _moments(column.cells)):
        return "question", "", 0.0
    if role == "ignore":
        return role, "フォームが自動で付ける列です", 0.9
    return role, f"見出しに「{short(heading)}」があります", 0.95 if column.cells else 0.7


def short(text: str, length: int = 20) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def share(cells: Counter[str], test: Callable[[str], bool]) -> float:
    """The share of rows whose value passes the test; of an empty column, none."""
    total = cells.total()
    return sum(n for text, n in cells.items() if test(text)) / total if total else 0.0


def _anything(cells: Counter[str]) -> bool:
    return True


def _distinct(cells: Counter[str]) -> float:
    return len(cells) / cells.total() if cells else 1.0


def _names(cells: Counter[str]) -> bool:
    few = cells.total() < 8 or _distinct(cells) >= 0.4
    return few and share(cells, lambda text: parse_number(text).quantity is not None) < 0.5


def _keys(cells: Counter[str]) -> bool:
    return _distinct(cells) >= 0.7 and share(cells, lambda text: len(text) > 40) < 0.1


def _phones(cells: Counter[str]) -> bool:
    return not cells or share(cells, lambda text: not parse_phone(text).problem) >= 0.4


def _kana(cells: Counter[str]) -> bool:
    return not cells or share(cells, lambda text: bool(_KANA.fullmatch(text))) >= 0.6


def _moments(cells: Counter[str]) -> bool:
    return (
        not cells
        or share(cells, lambda text: parse_date(text, serial=True).value is not None) >= 0.7
    )


def _holds(sign: str, text: str) -> bool:
    """Full-width signs (＠, ．) count too."""
    return sign in unicodedata.normalize("NFKC", text)


def _places(cells: Counter[str]) -> bool:
    return cells.total() < 8 or _distinct(cells) >= 0.3


_FITS: dict[str, Callable[[Counter[str]], bool]] = {
    "organization:name": _names,
    "organization:kana": _kana,
    "organization:phone": _phones,
    "organization:email": lambda cells: not cells or share(cells, partial(_holds, "@")) >= 0.3,
    "organization:address": _places,
    "organization:url": lambda cells: not cells or share(cells, partial(_holds, ".")) >= 0.3,
    "respondent_key": _keys,
    "submitted_at": _moments,
}


# --------------------------------------------------------------------------- answers


def _infer_answers(field: Field, cells: Counter[str], column: Column) -> None:
    hint = hinted(field.text)
    field.unit = unit_of(field.text)
    field.kind, field.reason, field.confidence = _plain_kind(field, cells, column, hint)
    if field.kind == "text":
        field.missing_values = {}
    _learn(field, cells, hinted_multi=hint == "multi")


def _learn(field: Field, cells: Counter[str], *, hinted_multi: bool) -> None:
    if field.kind in ("single", "multi"):
        for code in MISSING_CODES.keys() & cells.keys():
            field.missing_values[code] = MISSING_CODES[code]
            del cells[code]
    if field.kind == "multi":
        _take_list(field, learn_list(cells, hinted=hinted_multi), cells)
    elif field.kind == "single":
        field.choices = learn_single(cells)


def _take_list(field: Field, learned: LearnedList | None, cells: Counter[str]) -> None:
    field.form = "joined"
    if learned is None:
        field.choices = learn_single(cells)
        return
    field.separator, field.choices = learned.separator, learned.choices
    if learned.doubt:
        field.reason, field.confidence = learned.doubt, min(field.confidence, 0.8)


Verdict = tuple[Kind, str, float]


def _plain_kind(field: Field, cells: Counter[str], column: Column, hint: Kind | None) -> Verdict:
    if not cells:
        return hint or "text", "値がないため、見出しから判断しました", 0.3
    if column.dates >= 0.5 * cells.total() or _is_date(cells, hint):
        if any(map(_has_clock, cells)):
            return "text", "時刻のある日付なので、書かれたままにします", 0.8
        return "date", "値が日付です", 0.9
    if hint == "date" and share(cells, _is_part_of_date) >= 0.5:
        years = share(cells, lambda text: bool(re.fullmatch(r"[\d０-９]{4}", text))) >= 0.8
        return "number" if years else "text", "年や年月だけの値です", 0.6
    if _is_number(cells, hint):
        verdict = _number_or_code(field, cells, hint)
        if verdict[0] == "number" and _is_identifier(field.text, cells, hint):
            return "text", "番号やコードとみて、書かれたままにします", 0.8
        return verdict
    if hint == "text":
        return "text", "見出しが自由記述を求めています", 0.85
    if hint is None and (_ADDRESS.search(field.text.strip()) or share(cells, _is_address) >= 0.8):
        return "text", "連絡先とみて、書かれたままにします", 0.8
    learned = learn_list(cells, hinted=hint == "multi")
    if learned is not None and (hint in ("multi", None) or learned.many >= 0.3):
        return "multi", "1つのセルに選択肢が並んでいます", 0.9 if hint == "multi" else 0.75
    if hint == "multi":
        return "multi", "見出しに複数回答とあります", 0.7
    if hint is None and _is_remark(field.text, cells, column):
        return "text", "空欄が多く、感想のような文章です", 0.6
    asked_for = hint == "single" and not _is_prose(cells, 0.5)
    if asked_for and (_repeated(cells) >= 0.5 or cells.total() < 10):
        return "single", "同じ値が繰り返し現れます", 0.85
    if _is_closed(cells):
        return "single", "同じ値が繰り返し現れます", 0.75
    return "text", "値がさまざまな文章です", 0.7


def _is_date(cells: Counter[str], hint: Kind | None) -> bool:
    if hint == "number" and share(cells, lambda text: text.isdigit()) > 0.3:
        return False
    serial = hint == "date"

    def dated(text: str) -> bool:
        read = parse_date(text, serial=serial)
        if text.isdigit() and not serial:
            return False
        return read.value is not None or (hint == "date" and "暦にない" in read.problem)

    return share(cells, dated) >= (0.5 if hint == "date" else 0.8)


def _has_clock(text: str) -> bool:
    """A time of the day that the answer, being a day, would lose."""
    moment = parse_date(text).value
    return isinstance(moment, datetime) and moment.time() != time()


def _is_part_of_date(text: str) -> bool:
    return bool(parse_date(text).partial)


def _is_identifier(heading: str, cells: Counter[str], hint: Kind | None) -> bool:
    """Figures that name something: nothing is counted with them, and no zero may be lost."""
    named = hint != "number" and bool(_IDENTIFIER.search(heading.strip()))
    return named or any(_LEADING_ZERO.match(text) or _is_too_fine(text) for text in cells)


def _is_address(text: str) -> bool:
    """Two of them are never one option, however alike they are written."""
    return bool(_ADDRESS_VALUE.fullmatch(text))


def _is_too_fine(text: str) -> bool:
    """A number that would be rounded where it is stored, as coordinates of a map are."""
    _, _, decimals = text.partition(".")
    digits = sum(map(str.isdigit, text))
    return len(decimals) > STORED_DECIMALS or digits > STORED_DIGITS


def _is_number(cells: Counter[str], hint: Kind | None) -> bool:
    if hint == "multi" or share(cells, lambda text: bool(_LEADING_ZERO.match(text))) >= 0.3:
        return False
    found = share(cells, lambda text: parse_number(text).quantity is not None)
    bare = share(cells, lambda text: bool(re.match(r"[-+▲△]?[\d０-９]", text)))
    return found >= (0.5 if hint == "number" else 0.8) and (bare >= 0.5 or hint == "number")


def _number_or_code(field: Field, cells: Counter[str], hint: Kind | None) -> Verdict:
    codes = share(cells, lambda text: bool(_SMALL_CODE.fullmatch(text))) == 1
    if codes and len(cells) <= 7 and cells.total() >= 20 and hint != "number" and not field.unit:
        return "single", "少ない種類の番号だけが現れます", 0.5
    repeated = len(cells) <= 12 and _repeated(cells) > 0.8
    worded = share(cells, lambda text: not re.fullmatch(r"[\d０-９,.]+", text)) > 0.9
    if repeated and worded and hint != "number" and cells.total() >= 20:
        return "single", "同じ値が繰り返し現れます", 0.6
    return "number", "値が数です", 0.9 if hint == "number" else 0.8


def _repeated(cells: Counter[str]) -> float:
    """The share of rows whose value occurs in another row too."""
    counts: Counter[str] = Counter()
    for text, n in cells.items():
        counts[label_key(text)] += n
    return sum(n for n in counts.values() if n > 1) / cells.total()


def _is_prose(cells: Counter[str], least: float) -> bool:
    return (
        share(cells, lambda text: "\n" in text or len(text) > 60 or bool(_SENTENCE.search(text)))
        >= least
    )


_NO_REMARK = re.compile(
    r"[-ー－―‐]+|特に(?:な|あり).*|(?:ご?ざ?い?ませ|あり?ませ)ん。?|な[しい]|無し"
)


def _is_remark(heading: str, cells: Counter[str], column: Column) -> bool:
    """Whether the answers look like remarks: left out by many, declined by some, not short."""
    if column.share > 0.7 or (not cells):
        return False
    declined = any(_NO_REMARK.fullmatch(text) for text in cells)
    length = sum(len(text) * n for text, n in cells.items()) / cells.total()
    return length >= 5 and (declined or invites_text(heading))


def _is_closed(cells: Counter[str]) -> bool:
    """Whether few values recur, as answers to choose from do, and sentences don't."""
    total, kinds = cells.total(), len(cells)
    if _is_prose(cells, 0.1) and (share(cells, lambda text: "\n" in text or "。" in text) > 0.03):
        return False
    if total < 10:
        return kinds < total or (total > 0 and max(map(len, cells)) <= 6)
    least = 0.5 if max(map(len, cells)) <= 12 else 0.7
    return _repeated(cells) >= least and kinds <= max(15, 0.3 * total) and kinds <= 60
