"""The figures of a table that holds results instead of answers, as they are printed.

Nothing is reckoned: a base is one that stands in the table, a percentage the one in its cell.
Where a count, its base and its percentage disagree, that is told beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from platform_registry.japanese import whole_number
from surveys.importing.cells.text import cell_text, is_blank, is_fault, trimmed
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import CellValue
from surveys.importing.table.grid import folded

PERCENT = "%"

_AMOUNT = re.compile(r"[(]?([-+△▲]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)[)]?")
_NO_AMOUNT = re.compile(r"[-ー－―‐–—…・*×xX.]{1,3}")
_TOTAL = re.compile(
    r"(?:全体|全国|総数|総計|合計|計|男女計|(?:有効)?回答(?:者|団体|件)?数|サンプル数|調査数|母数|標本数|n|base|total)"
    r"(?:[(:].*)?",
    re.IGNORECASE,
)
_BASE = re.compile(r"(?:n|回答者数|有効回答数|母数)[=:](\d[\d,]*)", re.IGNORECASE)

_BARE_BASE = re.compile(r"[nNｎＮ]\s*[=＝]\s*[\d,，０-９]+\s*(?:人|件|団体)?")
_ASIDE = re.compile(
    rf"[（(\[［][^（()）\[\]［］]*(?:{_BARE_BASE.pattern}|複数回答|単位)[^（()）\[\]［］]*[)）\]］]"
    r"|[（(]MA[)）]"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a cell and how it was written; ``percent`` where the cell itself says so.

    ``typed`` as text, so that its form is the printed one; Excel shows its numbers as it is told.
    """

    value: Decimal
    text: str
    percent: bool = False
    typed: bool = True


@dataclass(frozen=True, slots=True)
class TableFigure:
    """One value of 「資料の集計の値」: of which question and option, in which unit, of how many."""

    question: str
    option: str
    value: Decimal
    unit: str
    as_printed: str = ""
    base: int | None = None
    multiple: bool = False

    @property
    def shown(self) -> str:
        number = f"{round(self.value, 2):,.2f}".rstrip("0").rstrip(".")
        return self.as_printed or f"{number}{self.unit}"


@dataclass(slots=True)
class Aggregates:
    """What a table of results says. ``doubts`` are sentences for whoever takes it over."""

    title: str
    figures: list[TableFigure]
    doubts: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        return list(dict.fromkeys(figure.question for figure in self.figures))


def names_respondents(heading: str) -> bool:
    """団体名, 施設, No, 回答日時: a row of it is one respondent or place, not a group of them."""
    roles = {role_of(heading), role_of(f"{heading}名")} - {"question", "organization:municipality"}
    return bool(roles)


def amount(value: CellValue) -> Amount | None:
    """The cell as one number; None for words, blanks and ranges."""
    if value is None or isinstance(value, bool) or is_fault(value):
        return None
    text = trimmed(value)
    match = _AMOUNT.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups()
    number = Decimal(whole.replace(",", "") + (decimals or ""))
    number = -number if sign in ("-", "△", "▲") else number
    return Amount(number, text, bool(percent), isinstance(value, str))


def holds_no_word(value: CellValue) -> bool:
    """A number, a blank, or one of the marks that stand where a number is not printed."""
    return (
        is_blank(value)
        or is_fault(value)
        or amount(value) is not None
        or bool(_NO_AMOUNT.fullmatch(folded(value)))
    )


def is_total(label: str) -> bool:
    return bool(_TOTAL.fullmatch(folded(label)))


def base_in(texts: Iterable[str]) -> int | None:
    """The base some text beside the table names: n=412, 有効回答数：412."""
    found = (_BASE.search(folded(text)) for text in texts)
    numbers = (whole_number(match[1].replace(",", "")) for match in found if match)
    return next((number for number in numbers if number is not None), None)


def without_base(text: str) -> str:
    """The question without 「（複数回答）」, 「（n=412）」 and 「（単位：件）」, which are kept apart."""
    plain = _ASIDE.sub("", text)
    return re.sub(r"\s+", " ", _BARE_BASE.sub("", plain)).strip(" \u3000:：、")


def has_part(value: Decimal) -> bool:
    """Whether something stands behind the point; a remainder has a limit, and numbers have none."""
    return value != value.to_integral_value()


def whole(number: Amount | None) -> int | None:
    """The number as a base: whole and not negative."""
    if number is None or number.percent or number.value < 0 or has_part(number.value):
        return None
    return int(number.value)


def is_near(percent: Amount, count: Decimal, base: Decimal) -> bool:
    """Whether the printed percentage can be that of the count: within one of its last digit."""
    exponent = percent.value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return base > 0 and abs(percent.value - 100 * count / base) <= last


def disagreement(option: str, percent: Amount, count: Amount, base: int) -> str:
    """The sentence on a percentage that is not that of its count; empty where it is."""
    if not base or is_near(percent, count.value, Decimal(base)):
        return ""
    return (
        f"「{option[:40]}」の{percent.text.rstrip('%％')}％は、{count.text}÷{base:,}と合いません。"
        "資料のとおりに登録します。"
    )


def as_percentages(cells: Sequence[Amount]) -> list[Amount]:
    """Cells of Excel that hold 0.345 and show 34.5% as the percentages they are."""
    fractions = all(cell.value <= 1 and not cell.percent for cell in cells)
    if not cells or not fractions or not any(has_part(cell.value) for cell in cells):
        return list(cells)
    moved = [_hundredfold(cell.value) for cell in cells]
    return [Amount(value, f"{value.normalize():f}", typed=False) for value in moved]


def _hundredfold(value: Decimal) -> Decimal:
    """As precise as it was: 0.367 is 36.7, and not 36.700."""
    moved = value.scaleb(2)
    return moved.quantize(1) if moved % 1 == 0 else moved


def figure(
    question: str,
    option: str,
    number: Amount,
    unit: str,
    *,
    base: int | None = None,
    multiple: bool = False,
) -> TableFigure:
    """The form of a typed number is kept with its unit."""
    printed = number.text if unit and number.text.endswith((unit, "％")) else number.text + unit
    return TableFigure(
        question=question[:300],
        option=option[:300],
        value=number.value,
        unit=unit[:20],
        as_printed=printed[:200] if number.typed else "",
        base=base,
        multiple=multiple,
    )


def text_of(value: CellValue) -> str:
    return re.sub(r"\s+", " ", cell_text(value)).strip()
