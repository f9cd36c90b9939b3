"""選択肢｜件数｜％: one table below another, each with the options of one question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.importing.aggregates.figures import (
    PERCENT,
    Aggregates,
    Amount,
    TableFigure,
    amount,
    as_percentages,
    base_in,
    disagreement,
    figure,
    is_near,
    is_total,
    names_respondents,
    text_of,
    whole,
    without_base,
)
from surveys.importing.shapes import CellValue
from surveys.importing.table.grid import Grid, folded

COUNT = re.compile(
    r"(?:件数|度数|実数|人数|票数|回答(?:者|団体|件)?数|団体数|世帯数|事業所数|施設数|選択数|count|n)"
    r"(?:[(].*[)])?",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"(?:%|構成比|割合|比率|百分率|構成割合|回答率|パーセント|percent)(?:[(].*[)])?", re.IGNORECASE
)
LABELS = re.compile(
    r"(?:選択肢|回答(?:内容|項目|選択肢)?|項目(?:名)?|カテゴリー?|区分|内容|option|answer)?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:回答)?(人|票|団体|世帯|事業所|施設|回答者)数")
MULTIPLE = re.compile(r"複数|MA|いくつでも|すべて|あてはまるもの", re.IGNORECASE)
AGREE, WHOLE = Decimal("0.6"), Decimal(100)


@dataclass(slots=True)
class _Pair:
    """A column of counts and the column of percentages beside it; either may be missing."""

    group: str = ""
    count: int | None = None
    share: int | None = None
    unit: str = "件"


@dataclass(slots=True)
class _Line:
    label: str
    numbers: dict[int, Amount]


@dataclass(slots=True)
class _Block:
    """A heading row and the rows below it, up to the next blank row or heading."""

    head: int
    pairs: list[_Pair]
    heading: str
    above: list[str] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    rows: int = 0


def read_option_tables(grid: Grid) -> Aggregates | None:
    """None unless nearly all that stands in the sheet belongs to such tables."""
    blocks = _blocks(grid)
    if not blocks or not all(map(_is_result, blocks)):
        return None
    inside = sum(block.rows + 1 for block in blocks)
    filled = sum(grid.count(row) > 2 for row in grid.filled_rows)
    if inside * 10 < filled * 8:
        return None
    found = Aggregates(_title(grid, blocks[0]), [])
    for block in blocks:
        _take(block, found)
    return found if found.figures else None


# ------------------------------------------------------------------------------ finding them


def _blocks(grid: Grid) -> list[_Block]:
    blocks: list[_Block] = []
    above: list[str] = []
    current: _Block | None = None
    for row in range(1, grid.last_row + 1):
        if head := _head(grid, row):
            current, head.above, above = head, above, []
            blocks.append(head)
        elif current is not None and (line := _line(grid, row, current)):
            current.lines.append(line)
            current.rows += 1
        else:
            current = None if not grid.count(row) or grid.count(row) < 3 else current
            above += [text_of(value) for value in grid.own(row).values()]
    return blocks


def _head(grid: Grid, row: int) -> _Block | None:
    texts = {column: folded(value) for column, value in grid.own(row).items()}
    counts = [c for c, text in texts.items() if COUNT.fullmatch(text)]
    shares = [c for c, text in texts.items() if SHARE.fullmatch(text)]
    first = min([*counts, *shares], default=0)
    labels = [c for c in texts if c < first]
    others = [c for c in texts if c > first and c not in counts and c not in shares]
    if first < 2 or len(labels) > 2 or others:
        return None
    heading = text_of(grid.own(row)[labels[-1]]) if labels else ""
    return _Block(row, _pairs(grid, row, counts, shares), heading)


def _pairs(grid: Grid, row: int, counts: list[int], shares: list[int]) -> list[_Pair]:
    pairs = [
        _Pair(count=c, share=c + 1 if c + 1 in shares else None, unit=unit_of(grid.cell(row, c)))
        for c in counts
    ]
    taken = {pair.share for pair in pairs}
    pairs += [_Pair(share=c) for c in shares if c not in taken]
    if len(pairs) > 1:
        groups = grid.spread(row - 1)
        for pair in pairs:
            pair.group = text_of(groups.get(pair.count or pair.share or 0))
    return pairs


def unit_of(heading: CellValue) -> str:
    found = _UNIT.match(folded(heading))
    return "人" if found and found[1] == "回答者" else found[1] if found else "件"


def _line(grid: Grid, row: int, block: _Block) -> _Line | None:
    first = min(c for pair in block.pairs for c in (pair.count, pair.share) if c)
    cells = grid.own(row)
    labels = [text_of(value) for column, value in cells.items() if column < first]
    numbers = {column: amount(value) for column, value in cells.items() if column >= first}
    if not labels or not numbers or not all(numbers.values()):
        return None
    return _Line(labels[-1], {c: number for c, number in numbers.items() if number})


def _is_result(block: _Block) -> bool:
    labels = [folded(line.label) for line in block.lines]
    if len(labels) < 2 or len(set(labels)) < len(labels) or names_respondents(block.heading):
        return False
    return any(_adds_up(block, pair) for pair in block.pairs)


def _adds_up(block: _Block, pair: _Pair) -> bool:
    """The arithmetic of a table of results, which a list of answers does not have."""
    options, base = _options(block), _base(block, pair)
    counts = [line.numbers[pair.count] for line in options if pair.count in line.numbers]
    shares = _shares(options, pair)
    total = sum((count.value for count in counts), Decimal(0))
    if pair.count and pair.share:
        both = [(s, line.numbers[pair.count]) for s, line in shares if pair.count in line.numbers]
        wholes = [Decimal(b) for b in (base, total) if b]
        agree = max((sum(is_near(s, c.value, b) for s, c in both) for b in wholes), default=0)
        return len(both) > 1 and agree >= AGREE * len(both)
    plain = bool(LABELS.fullmatch(folded(block.heading)))
    if pair.count:
        return base is not None and (total == base or (plain and _within(counts, base)))
    full = abs(sum((s.value for s, _ in shares), Decimal(0)) - WHOLE) <= len(shares) * AGREE
    return plain and len(shares) > 1 and (full or base is not None)


def _within(counts: list[Amount], base: int) -> bool:
    return len(counts) > 1 and all(count.value <= base for count in counts)


# ------------------------------------------------------------------------------ taking them


def _options(block: _Block) -> list[_Line]:
    return [line for line in block.lines if not is_total(line.label)]


def _shares(options: list[_Line], pair: _Pair) -> list[tuple[Amount, _Line]]:
    lines = [line for line in options if pair.share in line.numbers]
    return list(
        zip(as_percentages([line.numbers[pair.share] for line in lines if pair.share]), lines,
            strict=True)
    )  # fmt: skip


def _base(block: _Block, pair: _Pair) -> int | None:
    totals = [line for line in block.lines if is_total(line.label)]
    column = pair.count or pair.share or 0
    found = next((whole(line.numbers.get(column)) for line in totals if pair.count), None)
    if found is not None:
        return found
    return base_in([pair.group, block.heading, *reversed(block.above)])


def _take(block: _Block, found: Aggregates) -> None:
    question = _question(block) or found.title
    for pair in block.pairs:
        base = _base(block, pair)
        named = f"{question}（{without_base(pair.group)}）" if pair.group else question
        figures = _figures(block, pair, named, base)
        found.figures += figures
        found.doubts += _doubts(block, pair, base)


def _figures(block: _Block, pair: _Pair, question: str, base: int | None) -> list[TableFigure]:
    options = _options(block)
    shares = {line.label: share for share, line in _shares(options, pair)}
    multiple = _is_multiple(block, pair, base)
    made = []
    for line in options:
        count = line.numbers.get(pair.count or 0)
        for number, unit in ((count, pair.unit), (shares.get(line.label), PERCENT)):
            if number is not None:
                made.append(
                    figure(question, line.label, number, unit, base=base, multiple=multiple)
                )
    return made


def _is_multiple(block: _Block, pair: _Pair, base: int | None) -> bool:
    options = _options(block)
    if MULTIPLE.search(" ".join([block.heading, *block.above])):
        return True
    counts = [line.numbers[pair.count].value for line in options if pair.count in line.numbers]
    return base is not None and sum(counts, Decimal(0)) > base


def _doubts(block: _Block, pair: _Pair, base: int | None) -> list[str]:
    said = (
        disagreement(line.label, share, line.numbers[pair.count], base or 0)
        for share, line in _shares(_options(block), pair)
        if pair.count in line.numbers and pair.count
    )
    return [sentence for sentence in said if sentence]


def _question(block: _Block) -> str:
    """The heading of the labels where it is a question, else the line nearest above."""
    if not LABELS.fullmatch(folded(block.heading)):
        return without_base(block.heading)
    groups = {pair.group for pair in block.pairs}
    lines = [without_base(text) for text in block.above if text not in groups]
    return next((text for text in reversed(lines) if len(text) > 1), "")


def _title(grid: Grid, first: _Block) -> str:
    rows = [row for row in grid.filled_rows if row < first.head and grid.count(row) == 1]
    title = text_of(next(iter(grid.own(rows[0]).values()))) if rows else ""
    return without_base(title) or grid.sheet.name or ""
