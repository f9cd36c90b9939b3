"""A questionnaire as an XLSForm, read: the sheets ``survey`` and ``choices`` of KoboToolbox and ODK.

What is asked of people becomes questions; notes, calculations and what a device fills in itself
(start, deviceid) are none. Hints stay behind; they say how to fill in, not what was asked.
Source: https://xlsform.org/en/ref-table/
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.importing.cells.text import is_fault, trimmed
from surveys.importing.shapes import CellValue, Choice, Field, Kind, Refused, Sheet, Source
from surveys.importing.table.named_questions import Named, printed_number, questionnaire, readable
from surveys.importing.table.questionnaire import PRECISIONS, Questionnaire
from surveys.importing.table.xlsform_limits import take_constraint

KINDS: dict[str, Kind] = {
    "integer": "number", "int": "number", "decimal": "number", "range": "number",
    "date": "date", "datetime": "date", "time": "time",
    "text": "text", "string": "text", "barcode": "id",
}  # fmt: skip
NO_QUESTIONS = {
    "note", "calculate", "hidden", "start", "end", "today", "deviceid", "username", "simserial",
    "subscriberid", "phonenumber", "email", "audit", "start-geopoint", "background-audio",
    "background-geopoint", "xml-external", "csv-external",
}  # fmt: skip
NOT_ANSWERS = {
    "image", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "acknowledge", "trigger",
    "select_one_from_file", "select_multiple_from_file", "select_one_external", "rank__level",
}  # fmt: skip
REPEATED = ("repeat", "kobomatrix")
SELECTS: dict[str, Kind] = {"select_one": "single", "select_multiple": "multi", "rank": "multi"}
APPEARANCES = {"year": "年", "month-year": "年月"}
OTHER = Choice("その他", code="other", is_other=True)
_TYPES = (
    (re.compile(r"^(?:select[ _]one(?: from)?|select1)\s", re.I), "select_one "),
    (re.compile(r"^(?:select[ _]multiple(?: from)?|select all that apply(?: from)?)\s", re.I), "select_multiple "),
    (re.compile(r"^(begin|end)[ _](group|repeat|score|rank|kobomatrix)$", re.I), r"\1_\2"),
)  # fmt: skip
_JAPANESE = re.compile(r"japanese|日本語|\(ja\)|:ja$", re.I)

Line = dict[str, str]


def is_xlsform(source: Source) -> bool:
    sheet = _sheet(source, "survey")
    return sheet is not None and {"type", "name"} <= {*_headings(sheet)[1]}


def read_xlsform(source: Source) -> Questionnaire:
    """Refused names the row of the sheet ``survey`` or ``choices`` and what to do."""
    survey = _sheet(source, "survey")
    if survey is None:
        raise Refused("シート「survey」がありません。XLSFormのブックを選んでください。")
    reading = _Reading(_lists(_sheet(source, "choices")))
    for row, line in _lines(survey):
        if line.get("disabled", "").lower() not in ("yes", "true"):
            reading.take(row, line)
    if reading.inside:
        raise Refused(
            f"{reading.inside[-1].row}行目：{reading.inside[-1].kind}の終わりの行がありません。"
            f"「end_{reading.inside[-1].kind}」の行を加えてください。"
        )
    return questionnaire(reading.named, reading.told)


# --------------------------------------------------------------------------- sheets


def _sheet(source: Source, name: str) -> Sheet | None:
    return next((s for s in source.sheets if (s.name or "").strip().lower() == name), None)


def _headings(sheet: Sheet) -> tuple[int, list[str]]:
    """The first row with something in it, and its words."""
    for row, cells in enumerate(sheet.rows, start=1):
        words = [re.sub(r"\s*::?\s*", "::", trimmed(cell)) for cell in cells]
        if any(words):
            return row, [w if "::" in w else w.lower().replace(" ", "_") for w in words]
    return 0, []


def _lines(sheet: Sheet) -> list[tuple[int, Line]]:
    first, headings = _headings(sheet)
    labels = sorted(
        (name for name in headings if name == "label" or name.lower().startswith("label::")),
        key=lambda name: (not _JAPANESE.search(name), name != "label"),
    )
    lines = []
    for row, cells in enumerate(sheet.rows[first:], start=first + 1):
        line = {name: _cell(cell) for name, cell in zip(headings, cells, strict=False) if name}
        line["label"] = next((line[name] for name in labels if line.get(name)), "")
        if any(line.values()):
            lines.append((row, line))
    return lines


def _cell(value: CellValue) -> str:
    return "" if is_fault(value) else trimmed(value)


def _lists(sheet: Sheet | None) -> dict[str, list[tuple[int, Line]]]:
    lists: dict[str, list[tuple[int, Line]]] = {}
    for row, line in _lines(sheet) if sheet is not None else []:
        if named := line.get("list_name"):
            lists.setdefault(named, []).append((row, line))
    return lists


# --------------------------------------------------------------------------- rows


@dataclass(slots=True)
class _Group:
    kind: str
    row: int
    label: str = ""
    relevant: str = ""
    choices: str = ""  # the list of the rows of a matrix


@dataclass(slots=True)
class _Reading:
    lists: Mapping[str, Sequence[tuple[int, Line]]]
    named: list[Named] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    inside: list[_Group] = field(default_factory=list)

    def take(self, row: int, line: Line) -> None:
        written = line.get("type", "")
        for pattern, plain in _TYPES:
            written = pattern.sub(plain, written)
        kind, *rest = written.split() or [""]
        kind = kind.lower()
        if kind.startswith("begin_"):
            self._begin(kind.removeprefix("begin_"), row, line)
        elif kind.startswith("end_"):
            self._end(kind.removeprefix("end_"), row)
        elif not any(group.kind in REPEATED for group in self.inside):
            self._question(kind, rest, row, line)

    def _begin(self, kind: str, row: int, line: Line) -> None:
        if kind in REPEATED:
            self.told.append(
                f"{row}行目：繰り返し「{line['label'] or line.get('name', '')}」の中の質問は、"
                "1人の回答が何行にもなるため入れていません。"
            )
        self.inside.append(
            _Group(
                kind, row, readable(line["label"]), line.get("relevant", ""),
                line.get("kobo--score-choices", ""),
            )
        )  # fmt: skip

    def _end(self, kind: str, row: int) -> None:
        if not self.inside or self.inside.pop().kind != kind:
            raise Refused(
                f"{row}行目：「end_{kind}」に合う「begin_{kind}」がありません。"
                "行の順を確かめてください。"
            )

    def _question(self, kind: str, rest: list[str], row: int, line: Line) -> None:
        if kind in NO_QUESTIONS or not (kind or line.get("name")):
            return
        if kind in NOT_ANSWERS:
            called = line["label"] or line.get("name", "")
            self.told.append(
                f"{row}行目：「{called}」（{kind}）は設問にできないため入れていません。"
            )
        elif kind in SELECTS or kind == "score__row":
            self._select(kind, rest, row, line)
        elif kind in KINDS:
            self._add(KINDS[kind], row, line)
        else:
            raise Refused(
                f"{row}行目：種類（type）「{line.get('type', '')}」が分かりません。"
                "select_one・select_multiple・integer・decimal・date・time・textなどにしてください。"
            )

    def _select(self, kind: str, rest: list[str], row: int, line: Line) -> None:
        listed = (
            self.inside[-1].choices if kind == "score__row" and self.inside else "".join(rest[:1])
        )
        if listed not in self.lists:
            raise Refused(
                f"{row}行目：選択肢のリスト「{listed}」がシート「choices」にありません。"
                "list_nameの綴りを確かめてください。"
            )
        asked = self._add(SELECTS.get(kind, "single"), row, line)
        for place, choice in self.lists[listed]:
            _offer(asked, choice, place)
        if "or_other" in rest[1:]:
            _offer_other(asked, row)
        if kind == "rank":
            self.told.append(f"{row}行目：順位を付ける質問は、順位のない複数回答として入れました。")
        take_constraint(asked, line.get("constraint", ""), self.told)

    def _add(self, kind: Kind, row: int, line: Line) -> Named:
        name, label = line.get("name", ""), readable(line["label"])
        if not name and not label:
            raise Refused(f"{row}行目：名前（name）と質問文（label）がありません。書いてください。")
        if any(other.name == name for other in self.named):
            raise Refused(f"{row}行目：名前（name）「{name}」が2つあります。片方を変えてください。")
        asked = Named(row, name, self._field(kind, label or name, line))
        asked.asked_when = [group.relevant for group in self.inside if group.relevant]
        asked.asked_when += [line["relevant"]] if line.get("relevant") else []
        self.named.append(asked)
        asked.whole = line["type"].lower() in ("integer", "int")
        if kind not in ("single", "multi"):
            take_constraint(asked, line.get("constraint", ""), self.told)
        return asked

    def _field(self, kind: Kind, label: str, line: Line) -> Field:
        number, text = _number(label, line.get("番号", ""))
        units = re.findall(r"^単位：(.+)$", _hint(line), re.M)
        found = Field(text, kind, "question", [], number=number)
        found.group = next((g.label for g in reversed(self.inside) if g.label), None)
        found.unit = units[0] if units else None
        found.required = line.get("required", "").lower() in ("yes", "true", "true()", "1")
        if kind == "date":
            own, appearance = line.get("年月の細かさ", ""), line.get("appearance", "").split()
            shown = next((APPEARANCES[word] for word in appearance if word in APPEARANCES), "")
            found.precision = own if own in PRECISIONS else shown
        if kind == "text" and line.get("種類") == "識別番号":
            found.kind = "id"
        if line.get("type", "").lower() == "range":
            ends = dict(re.findall(r"\b(start|end)\s*=\s*(-?[\d.]+)", line.get("parameters", "")))
            found.minimum, found.maximum = ends.get("start", ""), ends.get("end", "")
        return found


def _number(label: str, printed: str) -> tuple[str, str]:
    """Our own forms have the number in a column too, before the text of the label."""
    if printed and label.startswith(printed):
        return printed, label[len(printed) :].strip() or label
    number, text = printed_number(label)
    return (printed, label) if printed else (number, text)


def _hint(line: Line) -> str:
    return "\n".join(text for name, text in line.items() if name.lower().startswith("hint"))


def _offer(asked: Named, line: Line, row: int) -> None:
    name = line.get("name") or line.get("value", "")
    label = readable(line["label"]) or name
    if not name:
        raise Refused(f"シート「choices」の{row}行目：名前（name）がありません。書いてください。")
    own = re.fullmatch(r"_\d+", name)  # of an option that has no code, or one no tablet takes
    code = line.get("選択肢コード", "") if own else name
    asked.offer(Choice(label, code=code or None), name, f"シート「choices」の{row}行目")


def _offer_other(asked: Named, row: int) -> None:
    for choice in asked.field.choices:
        if choice.label == OTHER.label:
            choice.is_other = True
            return
    asked.offer(Choice(OTHER.label, OTHER.code, is_other=True), "other", f"{row}行目")
