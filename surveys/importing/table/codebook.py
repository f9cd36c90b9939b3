"""Codebooks: what the columns and codes of a data file mean.

Known shapes: one row per option (a blank cell repeats the cell above), one row per column of a
multiple answer, or all options in one cell (``1=男性 2=女性``). Research companies and form tools
name the columns differently, so a column is recognised by any of its usual names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from surveys.importing.cells.labels import is_other, label_key
from surveys.importing.cells.text import is_blank, is_fault, trimmed
from surveys.importing.shapes import CellValue, Choice, Kind, MissingKind, Sheet, Source

_NAMES: dict[str, str] = {
    "variable": r"(?:変数|列|カラム|フィールド|データ項目|アイテム|項目)の?"
    r"(?:名称?|番号|id|コード|見出し|ヘッダー?)?"
    r"|(?:設問|質問|問|q)の?(?:番号|no|id|コード|記号)|q|見出し|header"
    r"|(?:variable|column|field)(?: ?name)?|var|name",
    "kind": r"(?:回答|設問|質問|データ|変数)?の?(?:形式|種別|種類|タイプ|方法|方式|型)"
    r"|(?:question ?|data ?)?type|sa/?ma.*|区分|尺度",
    "missing": r"(?:欠損|欠測|無回答|非該当)(?:値|コード)*|無効(?:値|コード)|missing(?: ?values?)?",
    "code": r"(?:選択肢|回答|カテゴリー?|値|数値)?の?(?:番号|コード|code|no|値)|コード値"
    r"|選択肢id|value|cd",
    "label": r"選択肢(?:名称?|文|ラベル|内容|テキスト|一覧)?"
    r"|(?:値|選択肢|コード|回答)?の?(?:ラベル|内容|意味|名称)|カテゴリー?(?:名|ラベル)?"
    r"|回答(?:選択肢|内容|項目)?|コード(?:表|一覧)|(?:value ?)?labels?|options?|choices?|answers?",
    "text": r"(?:設問|質問|問い?)の?(?:文|文章|内容|タイトル|名称?|テキスト|項目)?"
    r"|(?:項目|変数)の?(?:内容|説明|ラベル|名)|タイトル|内容|説明|項目"
    r"|question(?: ?text)?|title|description|variable ?label",
}
"""What the columns of a codebook are called, in the order in which they are looked for."""

_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "multi",
        r"ma|m\.a\.?|複数?|複数.*|マルチ.*|multi.*|check.*|チェック.*|select_multiple.*|0/?1",
    ),
    (
        "single",
        r"sa|s\.a\.?|単.*|択一.*|一つ.*|シングル.*|プルダウン|ドロップ.*|ラジオ.*|リスト|段階.*"
        r"|マトリクス.*|single.*|radio.*|select_one.*|mts|matrix.*",
    ),
    ("number", r"nu?|na|num.*|数.*|整数.*|実数.*|int.*|decimal.*|float.*|連続.*"),
    ("date", r"日付.*|日時.*|年月日|date.*|時刻.*"),
    ("id", r"id|キー|識別.*"),
    ("text", r"fa|f\.a\.?|oa|自由?|自由.*|記述.*|文字.*|テキスト.*|text.*|open.*|string.*|char.*"),
)
_MISSING: tuple[tuple[MissingKind, str], ...] = (
    ("not_asked", r"非該当|(?:設問)?対象外|該当なし|未表示|非表示|n/?a|not ?asked|skip.*"),
    (
        "no_answer",
        r"無回答|未回答|回答なし|未記入|無記入|不明・?無回答|無回答・?不明|欠損値?"
        r"|no ?answer|missing",
    ),
    ("invalid", r"無効(?:回答)?|エラー|判読不能|読取不能|invalid|error"),
)
_IN_CELL = re.compile(
    r"(?:^|(?<=[\s,、，;；/／|]))(-?[0-9０-９]{1,5})\s*[=＝:：.．)）]\s*(.+?)"
    r"(?=[\s,、，;；/／|]+-?[0-9０-９]{1,5}\s*[=＝:：.．)）]|\s*$)",
    re.DOTALL,
)
_LONGEST_CELL = 5_000  # characters looked through for 1=男性 2=女性 …
_TEXT_SUFFIX = re.compile(r"(?:その他|自由記述|自由回答|具体的|記述|内容|FA|テキスト)", re.I)


@dataclass(slots=True)
class Entry:
    """One question of a codebook. ``variables`` are its columns' names in the data file.

    For one column per option the choices follow ``variables`` one to one.
    """

    text: str
    kind: Kind | None
    variables: list[str]
    choices: list[Choice] = field(default_factory=list)
    missing_values: dict[str, MissingKind] = field(default_factory=dict)
    other_variable: str | None = None

    @property
    def spread(self) -> bool:
        return self.kind == "multi" and len(self.variables) > 1


@dataclass(slots=True)
class Codebook:
    entries: list[Entry]


def read_codebook(source: Source, *, apart_from: str | None = None) -> Codebook | None:
    """The first sheet that is a codebook. ``apart_from`` is the name of the data sheet."""
    for sheet in source.sheets:
        if apart_from is not None and sheet.name == apart_from:
            continue
        codebook = codebook_of(sheet)
        if codebook is not None:
            return codebook
    return None


def codebook_of(sheet: Sheet) -> Codebook | None:
    for number, row in enumerate(sheet.rows[:15]):
        places = _places(row)
        if places is not None:
            lines = _lines(sheet.rows[number + 1 :], places)
            entries = _entries(lines)
            return Codebook(entries) if entries else None
    return None


def _word(value: CellValue) -> str:
    text = unicodedata.normalize("NFKC", trimmed(value)).casefold()
    return re.sub(r"[\s.※*]+|\(.*?\)$", "", text)


def _places(row: list[CellValue]) -> dict[str, int] | None:
    """Meaning → position in the row, if this row is a codebook's heading."""
    words = [_word(value) for value in row]
    if sum(map(bool, words)) < 2:
        return None
    found: dict[str, int] = {}
    for meaning, names in _NAMES.items():
        for place, word in enumerate(words):
            if place not in found.values() and word and re.fullmatch(names, word):
                found[meaning] = place
                break
    if "variable" not in found and "text" not in found:
        return None
    useful = {"label", "text", "kind"} & found.keys()
    return found if "variable" in found and useful or {"text", "label"} <= found.keys() else None


@dataclass(slots=True)
class _Line:
    """One row of a codebook, blanks of the question's own cells carried down."""

    variable: str
    text: str
    kind: str
    code: str
    label: str
    missing: str


def _lines(rows: list[list[CellValue]], places: dict[str, int]) -> list[_Line]:
    carried = {"variable": "", "text": "", "kind": ""}
    lines = []
    for row in rows:
        if all(is_blank(value) for value in row):
            continue
        cell = {name: _cell(row, place) for name, place in places.items()}
        fresh = cell.get("variable") or ("variable" not in places and cell.get("text"))
        if fresh:
            # 設問文 and 形式 of a new variable are its own, except that the parts of one
            # question often give the text with the first of them only.
            carried["kind"] = cell.get("kind") or carried["kind"] if not cell.get("text") else ""
        for name in carried:
            carried[name] = cell.get(name) or carried[name]
        lines.append(
            _Line(
                carried["variable"] or carried["text"],
                carried["text"] or carried["variable"],
                carried["kind"],
                cell.get("code", ""),
                cell.get("label", ""),
                cell.get("missing", ""),
            )
        )
    return lines


def _cell(row: list[CellValue], place: int) -> str:
    value = row[place] if place < len(row) else None
    return "" if is_fault(value) else trimmed(value)


def _entries(lines: list[_Line]) -> list[Entry]:
    entries: list[Entry] = []
    for line in lines:
        entry = _entry_for(line, entries)
        _add_options(entry, line)
    return _with_other_columns(entries)


def _entry_for(line: _Line, entries: list[Entry]) -> Entry:
    """The entry the line continues, else a new one."""
    last = entries[-1] if entries else None
    kind = _kind(line.kind)
    if last is not None and last.variables[-1] == line.variable:
        return last
    if last is not None and kind == last.kind == "multi" and last.text == line.text and line.label:
        last.variables.append(line.variable)
        return last
    entries.append(Entry(line.text, kind, [line.variable]))
    return entries[-1]


def _kind(word: str) -> Kind | None:
    folded = _word(word)
    return next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, folded)), None)


def _add_options(entry: Entry, line: _Line) -> None:
    for code in re.findall(r"-?\d+", unicodedata.normalize("NFKC", line.missing)):
        entry.missing_values.setdefault(code, "no_answer")
    if line.code and re.fullmatch(r"-?\w{1,20}", line.code):
        _add(entry, line.code, line.label)
        return
    for cell in (line.label, line.code):
        found = _IN_CELL.findall(cell[:_LONGEST_CELL])
        if found:
            for code, label in found:
                _add(entry, code, label.strip().strip(",、;；/／|").strip())
            return
    if line.label and entry.kind in ("single", "multi", None):
        for label in re.split(r"[\n;；]", line.label):
            if label.strip():
                entry.choices.append(Choice(label.strip(), is_other=is_other(label)))


def _add(entry: Entry, code: str, label: str) -> None:
    code = unicodedata.normalize("NFKC", code)
    kind = missing_kind(label)
    if kind is not None:
        entry.missing_values[code] = kind
        entry.missing_values[label] = kind
    elif label:
        entry.choices.append(Choice(label, code=code, is_other=is_other(label)))


def missing_kind(label: str) -> MissingKind | None:
    """Which kind of missing answer a label such as 無回答 or 非該当 stands for."""
    folded = _word(label)
    return next((kind for kind, pattern in _MISSING if re.fullmatch(pattern, folded)), None)


# ------------------------------------------------------------- columns of 「その他」 texts


def _with_other_columns(entries: list[Entry]) -> list[Entry]:
    """Tie text columns such as Q6_T or 「…（その他）」 to the choice question they belong to."""
    kept: list[Entry] = []
    for entry in entries:
        owner = next((e for e in reversed(kept[-4:]) if _belongs(entry, e)), None)
        if owner is None:
            kept.append(entry)
        else:
            owner.other_variable = entry.variables[0]
    return kept


def _belongs(entry: Entry, owner: Entry) -> bool:
    if entry.choices or entry.kind not in ("text", None) or owner.other_variable is not None:
        return False
    if owner.kind not in ("single", "multi") and not owner.choices:
        return False
    if is_other_column(entry.variables[0], owner.variables):
        return True
    text, stem = label_key(entry.text), label_key(owner.text)
    return text != stem and text.startswith(stem) and bool(_TEXT_SUFFIX.search(entry.text))


def is_other_column(variable: str, owners: list[str], *, stems: bool = True) -> bool:
    """Q6_T, Q6_8_T, Q6t, Q6FA, Q6_other beside Q6 or (by their stem) Q6_1 … Q6_8."""
    name = unicodedata.normalize("NFKC", variable).casefold()
    match = re.fullmatch(
        r"(.+?)[_\-.]?(?:t|fa|ft|text|txt|oa|other|その他|自由記述|自由回答|記述)", name
    )
    if not match:
        return False
    names = {unicodedata.normalize("NFKC", owner).casefold() for owner in owners}
    if stems:
        names |= {stem_of(name)[0] for name in names}
    return match[1].rstrip("_-.") in names


def stem_of(name: str) -> tuple[str, str | None]:
    """``Q6_8`` → (``Q6``, ``8``), ``Q2S1`` → (``Q2``, ``1``); (name, None) without an index."""
    match = re.fullmatch(
        r"(.*?\d)[_\-.\s]*(?:[sc(（[]|[_\-.])\s*(\d{1,3})[)）\]]?", name, re.I
    ) or (re.fullmatch(r"(.*?[^\d_\-.])[_\-.](\d{1,3})", name))
    return (match[1], match[2]) if match else (name, None)
