"""A question as one row of a grid: the columns of the sheet, its options together in one cell.

Options stand one to a line: 「1=ある」, 「3=その他【記入あり】」, 「9=特にない【排他】」; without a code
the label alone. A line copied from two cells of Excel, a tab between them, says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveys.importing.shapes import Choice, Field
from surveys.importing.table.questionnaire import COLUMNS, OF_THE_OPTION, Line, sheet_rows

OPTIONS = "選択肢"
ROW = tuple(name for name in COLUMNS if name == OPTIONS or name not in OF_THE_OPTION)
MARKS = {"【記入あり】": "その他", "【その他】": "その他", "【排他】": "排他"}
_MARK = re.compile(rf"\s*(?P<mark>{'|'.join(MARKS)})\s*$")
_CODE = re.compile(r"(?P<code>[^=＝\t]*)\s*[=＝\t]\s*(?P<label>.*)")


def row_of(question: Field) -> Line:
    """The cells of the row that holds this question."""
    _heading, first, *_more = sheet_rows([question])
    line = dict(zip(COLUMNS, first, strict=True))
    line[OPTIONS] = "\n".join(option_text(choice) for choice in question.choices)
    return {name: line[name] for name in ROW}


def option_text(choice: Choice) -> str:
    bare = not choice.code and not _CODE.fullmatch(choice.label)
    marks = "【記入あり】" * choice.is_other + "【排他】" * choice.exclusive
    return ("" if bare else f"{choice.code or ''}=") + choice.label + marks


def lines_of(row: Mapping[str, str], known: Sequence[Choice] = ()) -> list[Line]:
    """The lines of the sheet a row stands for, one per option, or one where it has none.

    ``known``: the options it had; a line that stands as it did is read as that one.
    """
    rest = {name: row[name] for name in ROW if name != OPTIONS}
    as_before = {option_text(choice): choice for choice in known}
    texts = [text for line in row[OPTIONS].splitlines() if (text := line.strip())]
    options = [_same(as_before[text]) if text in as_before else _option(text) for text in texts]
    return [rest | option for option in options or [dict.fromkeys(OF_THE_OPTION, "")]]


def _same(choice: Choice) -> Line:
    other, exclusive = "○" * choice.is_other, "○" * choice.exclusive
    return {
        "選択肢コード": choice.code or "", OPTIONS: choice.label, "その他": other, "排他": exclusive,
    }  # fmt: skip


def _option(text: str) -> Line:
    line = dict.fromkeys(OF_THE_OPTION, "")
    while mark := _MARK.search(text):
        line[MARKS[mark["mark"]]] = "○"
        text = text[: mark.start()]
    coded = _CODE.fullmatch(text)
    line["選択肢コード"] = coded["code"].strip() if coded else ""
    line[OPTIONS] = coded["label"].strip() if coded else text.strip()
    return line
