"""Step 2: every guess about the file has a control beside the preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from platform_registry.forms.fields import IntegerField
from platform_registry.forms.ruled import the_field
from surveys.forms.overtaken import OvertakenForm
from surveys.importing.cells.text import cell_text
from surveys.importing.planning.drafts import Reading
from surveys.importing.sheets.apart import first_filled
from surveys.importing.sheets.headless import NONE, THERE

ENCODINGS = [
    ("", "自動で判別"),
    ("utf-8", "UTF-8"),
    ("cp932", "Shift_JIS（CP932）"),
    ("utf-16", "UTF-16"),
    ("euc_jp", "EUC-JP"),
]
DELIMITERS = [("", "自動で判別"), (",", "カンマ"), ("\t", "タブ"), (";", "セミコロン")]
HEADINGS = [(THERE, "見出しの行がある"), (NONE, "見出しなし（1行目から回答）")]
PREVIEW_ROWS = 20
PREVIEW_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class PreviewRow:
    number: int
    kind: str  # header, data, excluded, outside
    why: str
    cells: list[str]


def preview(reading: Reading) -> list[PreviewRow]:
    """The first rows of the table and above it, and what each was taken for."""
    layout, start = reading.layout, first_filled(reading.sheet)
    rows = []
    shown = reading.sheet.rows[start - 1 : start - 1 + PREVIEW_ROWS]
    for number, cells in enumerate(shown, start=start):
        why = layout.excluded.get(number, "")
        if number in layout.header_rows:
            kind = "header"
        elif why:
            kind = "excluded"
        elif layout.first_data_row <= number <= layout.last_data_row:
            kind = "data"
        else:
            kind = "outside"
        texts = [cell_text(cell)[:60] for cell in cells[:PREVIEW_COLUMNS]]
        rows.append(PreviewRow(number, kind, why, texts))
    return rows


class ReadingForm(OvertakenForm):
    """Settings of the reading; what is left as found stays 「自動」 for the next file."""

    encoding = forms.ChoiceField(label="文字コード", choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label="区切り文字", choices=DELIMITERS, required=False)
    sheet = forms.ChoiceField(label="シート", required=False)
    table = forms.ChoiceField(label="読み取る表", required=False)
    headings = forms.ChoiceField(label="見出し", choices=HEADINGS)
    header_first = IntegerField(label="見出しの行（から）", min_value=1, required=False)
    header_last = IntegerField(label="見出しの行（まで）", min_value=1, required=False)
    last_data_row = IntegerField(label="回答の最後の行", min_value=1)
    include = forms.TypedMultipleChoiceField(
        label="回答として取り込む行",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, reading: Reading, settings: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.reading, self.before = reading, settings
        layout = reading.layout
        rows = layout.header_rows
        self.found = {
            "headings": THERE if rows else NONE,
            "header_first": rows[0] if rows else None,
            "header_last": rows[-1] if rows else None,
            "last_data_row": layout.last_data_row,
        }
        self.initial = {
            "encoding": settings.get("encoding", ""),
            "delimiter": settings.get("delimiter", ""),
            "sheet": reading.sheet.name,
            "table": reading.table,
            "include": settings.get("include", []),
            **self.found,
        }
        self._offer_sheets()
        self._offer_tables()
        self._offer_rows(settings.get("include", []))
        self.catch_up()

    def _offer_sheets(self) -> None:
        source = self.reading.source
        if source.container in ("xlsx", "xls"):
            del self.fields["encoding"], self.fields["delimiter"]
            the_field(self, "sheet").choices = [
                (s.name, s.name if s.visible else f"{s.name}（非表示のシート）")
                for s in source.sheets
            ]
        else:
            del self.fields["sheet"]

    def _offer_tables(self) -> None:
        if self.reading.tables:
            the_field(self, "table").choices = self.reading.tables
        else:
            del self.fields["table"]

    def _offer_rows(self, included: list[int]) -> None:
        layout = self.reading.layout
        offered = dict(layout.excluded) | dict.fromkeys(included, "取り込む行に加えました")
        the_field(self, "include").choices = [
            (row, f"{row}行目：{why}") for row, why in sorted(offered.items())
        ]
        if not offered:
            del self.fields["include"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        last, end = None, cleaned.get("last_data_row")
        if cleaned.get("headings") == THERE:
            self._check_headings(cleaned.get("header_first"), last := cleaned.get("header_last"))
        if end and last and end <= last:
            self.add_error("last_data_row", "見出しより下の行の番号を入力してください。")
        return cleaned

    def _check_headings(self, first: int | None, last: int | None) -> None:
        """Blank where a person says that there are headings after all: they are looked for."""
        if first is None and last is None:
            if self.found["headings"] == THERE and not self.errors:
                self.add_error("header_first", "見出しの行の番号を入力してください。")
        elif first is None or last is None or not first <= last <= first + 4:
            self.add_error("header_last", "見出しは1行から5行までの続いた行にしてください。")
        elif last >= len(self.reading.sheet.rows):
            self.add_error(
                "header_last", "見出しより下に行がありません。見出しの行を確かめてください。"
            )

    def settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        chosen: dict[str, Any] = {
            name: cleaned.get(name) for name in ("encoding", "delimiter", "sheet", "include")
        }
        as_found = chosen["sheet"] == self.reading.sheet.name and "sheet" not in self.before
        if as_found or len(self.reading.source.sheets) == 1:
            chosen["sheet"] = None
        if self._another_sheet(chosen):
            return chosen | {"include": []}
        if "table" in self.before or self._chosen_otherwise("table"):
            chosen["table"] = cleaned.get("table")
        if self._chosen_otherwise("table"):
            return chosen | {"include": []}
        return chosen | self._rows()

    def _rows(self) -> dict[str, Any]:
        """Where headings and answers lie, as far as a person said so."""
        cleaned, chosen = self.cleaned_data, dict[str, Any]()
        first, last = cleaned.get("header_first"), cleaned.get("header_last")
        if "headings" in self.before or self._moved("headings"):
            chosen["headings"] = cleaned["headings"]
            if cleaned["headings"] == NONE:
                chosen["first_data_row"] = first or self.before.get("first_data_row")
        said = "header_rows" in self.before or self._moved("header_first", "header_last")
        if said and cleaned["headings"] == THERE and first and last:
            chosen |= {"header_rows": [*range(first, last + 1)], "first_data_row": last + 1}
        if "last_data_row" in self.before or self._moved("last_data_row"):
            chosen["last_data_row"] = cleaned["last_data_row"]
        return chosen

    def _another_sheet(self, chosen: dict[str, Any]) -> bool:
        """Another encoding or sheet is another table: rows found in the old one mean nothing."""
        sheet = chosen["sheet"] or self.reading.sheet.name
        return sheet != self.reading.sheet.name or any(
            (chosen[name] or "") != self.before.get(name, "") for name in ("encoding", "delimiter")
        )

    def _chosen_otherwise(self, name: str) -> bool:
        return name in self.fields and self.cleaned_data[name] != self.initial[name]

    def _moved(self, *names: str) -> bool:
        return any(self.cleaned_data[name] != self.found[name] for name in names)
