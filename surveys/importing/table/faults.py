"""Faults of a file, named by the rules of the state on machine-readable data.

「行政データにおける機械可読性に関するルール」（各府省庁DX推進連絡会議、令和8年3月31日）has 30
rules on three levels, counted here in the order in which it lists them:

L1  1 xlsx or csv · 2 one table per sheet · 3 no split table · 4 nothing outside the table ·
    5 every column headed · 6 no blanks or line breaks for layout · 7 one datum per cell ·
    8 no machine-dependent characters · 9 blank is not zero · 10 no objects ·
    11 no meaning by format · 12 no merges · 13 nothing hidden · 14 one record per line ·
    15 commas quoted
L2  1 numbers are numbers · 2 nothing left out as "same as above" · 3 unique headings ·
    4 standardised choices · 5 「その他」 text apart · 6 no formulas
L3  1 heading in row 1 · 2 code table · 3 symbols defined · 4 units stated · 5 calendar ·
    6 area codes · 7 same layout every year · 8 definitions and encoding · 9 long format

Only what can be seen in the file is named; a fault is told, it stops nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from surveys.importing.cells import unseen
from surveys.importing.cells.fillers import repeats_above
from surveys.importing.cells.text import is_blank, is_fault
from surveys.importing.shapes import CellValue, Fault, Layout, Sheet, Source
from surveys.importing.table.exclusions import BELOW, HIDDEN, NOTE, REPEATED_HEADER, SECTION
from surveys.importing.table.grid import folded
from surveys.importing.table.letters import column_letter

Test = Callable[[str], bool]
NAMED = 10

# ①〜⑳, Ⅰ〜Ⅻ, ㈱, ㍻, №, ℡ and the like (NEC and IBM extensions), and the private use area.
MACHINE_DEPENDENT = re.compile(r"[①-⑳Ⅰ-Ⅻⅰ-ⅻ㈱㈲㈹㊤-㊨㌀-㍗㍻-㍿㎎-㏍№℡\ue000-\uf8ff]")
NUMBER_WITH_WORDS = re.compile(
    r"(?:約|およそ)?-?[\d,.]+(?:人|名|団体|件|円|回|世帯|か所|%|程度?|以上|以下|くらい|ほど)*"
)
PLAIN_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?")
JAPANESE_ERA = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR])\.?(?:\d{1,2}|元)[年./-].*")


def find_faults(source: Source, sheet: Sheet, layout: Layout) -> list[Fault]:
    """What was found, in the order of the rules."""
    found = [
        *source.faults,
        *layout.faults,
        *_container(source),
        *_around_the_table(sheet, layout),
        *_headings(layout),
        *_merges(sheet, layout),
        *_hidden(source, sheet, layout),
        *_records(source, sheet, layout),
        *_cells(source, sheet, layout),
        *unseen.fault(sheet),
    ]
    return sorted(found, key=lambda fault: tuple(map(int, re.findall(r"\d+", fault.rule))))


def _container(source: Source) -> Iterator[Fault]:
    if source.container == "xls":
        yield Fault(
            "L1-1",
            "ファイル形式",
            "古いExcel形式（.xls）です。次回は.xlsxかCSVで保存してください。",
        )
    filled = [sheet for sheet in source.sheets if sheet.visible and sheet.rows]
    if len(filled) > 1:
        yield Fault(
            "L1-2",
            "複数のシート",
            f"表の入ったシートが{len(filled)}枚あります。1枚ずつ取り込んでください。",
            count=len(filled),
        )


def _around_the_table(sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    top = layout.header_rows[0] if layout.header_rows else layout.first_data_row
    above = [n for n in range(1, top) if not all(map(is_blank, sheet.rows[n - 1]))]
    outside = above + [n for n, why in layout.excluded.items() if why in (NOTE, BELOW)]
    if outside:
        yield Fault(
            "L1-4",
            "表の外の文字",
            f"表題や注記など、表の外に書かれた行が{len(outside)}行あります。取り込まれません。",
            row=outside[0],
            count=len(outside),
        )
    split = [n for n, why in layout.excluded.items() if why in (REPEATED_HEADER, SECTION)]
    if split:
        yield Fault(
            "L1-3",
            "表の分割",
            f"表の途中に見出しの行が{len(split)}行あります。取り込まれません。",
            row=split[0],
            count=len(split),
        )
    if top > 1 or len(layout.header_rows) > 1:
        yield Fault(
            "L3-1",
            "見出しの位置",
            f"見出しが1行目の1行ではありません（{_numbers(layout.header_rows)}行目を見出しとしました）。",
            row=top,
        )


def _numbers(rows: list[int]) -> str:
    return "・".join(map(str, rows)) or "なし"


def _headings(layout: Layout) -> Iterator[Fault]:
    blank = [header for header in layout.headers if not header.parts]
    if blank:
        yield Fault(
            "L1-5",
            "見出しのない列",
            f"見出しのない列が{len(blank)}列あります。何の列か確かめてください。",
            column=blank[0].column,
            count=len(blank),
        )
    repeated = Counter(header.text for header in layout.headers if header.parts)
    names = [text for text, count in repeated.items() if count > 1]
    if names:
        first = next(header for header in layout.headers if header.text == names[0])
        yield Fault(
            "L2-3",
            "見出しの重複",
            f"同じ見出しが2列以上あります（「{names[0]}」など{len(names)}種類）。"
            "何番目の列かで区別しました。",
            column=first.column,
            count=len(names),
        )


def _merges(sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    rows = range(layout.first_data_row, layout.last_data_row + 1)
    tall = [s for s in sheet.merges if s.first_row in rows and s.last_row > s.first_row]
    for spans, message in (
        (sheet.merges, "結合されたセルが{count}か所あります。見出しの結合は元のセルに広げて読みました。"),
        (tall, "回答のセルが{count}か所で縦に結合されています。値は結合した1行目だけにあるとみて、"
               "2行目からは空欄として読みました。結合を解除し、どの行にも値を入れてください。"),
    ):  # fmt: skip
        if spans:
            first = spans[0].first_row, spans[0].first_column
            yield Fault("L1-12", "セル結合", message.format(count=len(spans)), *first, len(spans))


def _hidden(source: Source, sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    rows = [n for n, why in layout.excluded.items() if why == HIDDEN]
    if rows:
        yield Fault(
            "L1-13",
            "非表示の行",
            f"非表示の行が{len(rows)}行あります。回答として取り込むかどうかを選んでください。",
            row=rows[0],
            count=len(rows),
        )
    columns = [header for header in layout.headers if header.column in sheet.hidden_columns]
    if columns:
        named = "、".join(f"{column_letter(h.column)}列「{h.text}」" for h in columns[:NAMED])
        others = "など" if len(columns) > NAMED else ""
        yield Fault(
            "L1-13",
            "非表示の列",
            f"非表示の列が{len(columns)}列あります（{named}{others}）。"
            "選ばなければ取り込みません。",
            column=columns[0].column,
            count=len(columns),
        )
    sheets = [other for other in source.sheets if not other.visible]
    if sheets:
        yield Fault(
            "L1-13",
            "非表示のシート",
            f"非表示のシートが{len(sheets)}枚あります。必要かどうかを確かめてください。",
            count=len(sheets),
        )


def _records(source: Source, sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    """A row longer than the heading is how an unquoted comma shows."""
    headed = max((header.column for header in layout.headers if header.parts), default=0)
    if source.delimiter is None or not headed:
        return
    long = [n for n in layout.data_rows() if not all(map(is_blank, sheet.rows[n - 1][headed:]))]
    if long:
        yield Fault(
            "L1-15",
            "列数の違い",
            f"見出しより列の多い行が{len(long)}行あります。"
            "文中の区切り文字で回答がずれていないか確かめてください。",
            row=long[0],
            count=len(long),
        )


# --------------------------------------------------------------------------------- cells


def _cells(source: Source, sheet: Sheet, layout: Layout) -> Iterator[Fault]:
    columns = {header.column: _texts(sheet, layout, header.column) for header in layout.headers}
    for rule, name, message, test in (*(_TEXT if source.delimiter else _BOOK), *_ANY):
        yield from _found(rule, name, message, columns, test)
    numbers = {
        c: texts for c, texts in columns.items() if _is_number_column(sheet, layout, c, texts)
    }
    yield from _found(
        "L2-1",
        "数値に混じる文字",
        "数値の列に、単位や「約」、全角数字の入ったセルが{count}個あります。数値に直して読みます。",
        numbers,
        _is_number_with_words,
    )
    if unsaved := sum(is_fault(v) for n in layout.data_rows() for v in sheet.rows[n - 1]):
        yield Fault(
            "L2-6",
            "数式・エラー",
            f"エラーか、計算結果が保存されていない数式のセルが{unsaved}個あります。"
            "Excelで開いて値に直し、保存し直してください。",
            count=unsaved,
        )


def _texts(sheet: Sheet, layout: Layout, column: int) -> Counter[str]:
    """How often each text stands in the column: answers repeat, so few have to be tested."""
    cells = (_cell(sheet, row, column) for row in layout.data_rows())
    return Counter(cell for cell in cells if isinstance(cell, str) and not is_fault(cell))


def _cell(sheet: Sheet, row: int, column: int) -> CellValue:
    cells = sheet.rows[row - 1]
    return cells[column - 1] if column <= len(cells) else None


def _found(
    rule: str, name: str, message: str, columns: dict[int, Counter[str]], test: Test
) -> Iterator[Fault]:
    counts = {c: sum(n for text, n in texts.items() if test(text)) for c, texts in columns.items()}
    if total := sum(counts.values()):
        first = next(column for column, count in counts.items() if count)
        yield Fault(rule, name, message.format(count=total), column=first, count=total)


def _is_padded(text: str) -> bool:
    return text != text.strip()


def _has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text


def _is_machine_dependent(text: str) -> bool:
    return bool(MACHINE_DEPENDENT.search(text))


def _is_same_as_above(text: str) -> bool:
    return repeats_above(folded(text))


def _is_japanese_era(text: str) -> bool:
    return bool(JAPANESE_ERA.fullmatch(folded(text)))


def _is_number_with_words(text: str) -> bool:
    return not PLAIN_NUMBER.fullmatch(text.strip()) and bool(
        NUMBER_WITH_WORDS.fullmatch(folded(text))
    )


def _is_number_column(sheet: Sheet, layout: Layout, column: int, texts: Counter[str]) -> bool:
    """Plain numbers make up half of the filled cells or more."""
    cells = [_cell(sheet, row, column) for row in layout.data_rows()]
    numbers = sum(isinstance(cell, int | float) for cell in cells)
    numbers += sum(n for text, n in texts.items() if PLAIN_NUMBER.fullmatch(text.strip()))
    return numbers > 0 and numbers * 2 >= sum(not is_blank(cell) for cell in cells)


Line = tuple[str, str, str, Test]
_TEXT: tuple[Line, ...] = (
    (
        "L1-14",
        "セル内の改行",
        "改行を含むセルが{count}個あります。1つの回答として読みました。",
        _has_line_break,
    ),
)
_BOOK: tuple[Line, ...] = (
    (
        "L1-6",
        "セル内の改行",
        "改行を含むセルが{count}個あります。1つの回答として読みました。",
        _has_line_break,
    ),
)
_ANY: tuple[Line, ...] = (
    (
        "L1-6",
        "余分な空白",
        "前後に空白のあるセルが{count}個あります。選択肢を比べるときは除きます。",
        _is_padded,
    ),
    (
        "L1-8",
        "機種依存文字",
        "機種依存文字（①・㈱・外字など）を含むセルが{count}個あります。文字はそのまま残します。",
        _is_machine_dependent,
    ),
    (
        "L2-2",
        "省略された項目",
        "「同上」「〃」などのセルが{count}個あります。元の値を入力し直してください。",
        _is_same_as_above,
    ),
    (
        "L3-5",
        "和暦の日付",
        "和暦で書かれた日付が{count}個あります。西暦に直して読みます。",
        _is_japanese_era,
    ),
)
