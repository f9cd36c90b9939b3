from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import User
from organizations.own.forms import HEADING
from platform_registry.forms.fields import FileField
from platform_registry.forms.ruled import RecordField, the_field
from surveys.forms.overtaken import OvertakenForm
from surveys.forms.start import within_limit
from surveys.forms.survey import municipality_field
from surveys.importing.cells.text import cell_text, is_blank
from surveys.importing.list_kinds import ListKind
from surveys.importing.lists.columns import ListColumn
from surveys.importing.own_fields import untaken
from surveys.importing.planning.drafts import Reading
from surveys.importing.table.letters import column_letter
from surveys.models import ImportBatch

SAMPLES = 3
NOT_TAKEN = ("", "取り込まない")


class ListStartForm(forms.Form):
    """A list of organizations, one per row."""

    file = FileField(
        label="団体一覧のファイル",
        help_text="Excel・CSV。1行に1団体で、「団体名」「名称」「施設名」などの列が必要です。"
        "住所、電話番号、法人番号、緯度・経度などの列も取り込みます。"
        "独自の項目は、項目名を見出しにした列から取り込みます。"
        "自治体標準オープンデータセットの一覧は、そのまま読めます。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"] = municipality_field(user, "import")
        self.order_fields(["municipality", "file"])

    def clean_file(self) -> Any:
        return within_limit(self.cleaned_data["file"])


class RecordListForm(forms.Form):
    """A list of records, and what they are entered under."""

    file = FileField(label="ファイル")

    def __init__(self, *args: Any, kind: ListKind, parents: Any, **kwargs: Any) -> None:
        """``parents`` are those the person may choose; of one alone nothing is asked."""
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = kind.hint
        chosen = list(parents[:2])
        self.parent = chosen[0] if len(chosen) == 1 else None
        if self.parent is None:
            self.fields["parent"] = RecordField(label=kind.parent_label, queryset=parents)
            self.order_fields(["parent", "file"])

    def clean_file(self) -> Any:
        return within_limit(self.cleaned_data["file"])

    def chosen_parent(self) -> Any:
        return self.parent or self.cleaned_data["parent"]


class ListSheetForm(forms.Form):
    """Which sheet of a workbook holds the list, and which table of the sheet; the likeliest are
    proposed. Each is asked only where there are several."""

    sheet = forms.ChoiceField(label="シート")
    table = forms.ChoiceField(label="読み取る表")

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            sheet.name or "" for sheet in reading.source.sheets if sheet.visible and sheet.rows
        ]
        the_field(self, "sheet").choices = [(name, name) for name in names]
        the_field(self, "table").choices = reading.tables
        self.initial = {"sheet": reading.sheet.name, "table": reading.table}
        for name, offered in (("sheet", names), ("table", reading.tables)):
            if len(offered) < 2:
                del self.fields[name]
        self.several = bool(self.fields)

    def chosen(self) -> dict[str, str]:
        """The sheet, and the table where it is of this sheet."""
        if "sheet" in self.changed_data:
            return {"sheet": self.cleaned_data["sheet"]}
        return {name: self.cleaned_data[name] for name in self.fields}

    def forgets(self, batch: ImportBatch) -> list[str]:
        """What was decided of the sheet that is left, in words."""
        return ["列の対応について決めたこと"] if batch.fields and self.has_changed() else []


class ListColumnsForm(OvertakenForm):
    """A select per column: what it is taken as."""

    def __init__(
        self, *args: Any, kind: ListKind, reading: Reading, columns: list[ListColumn], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.reading = kind, reading
        self.columns = [column for column in columns if not column.hidden]
        self.hidden_columns = [column for column in columns if column.hidden]
        taken = [(f.name, f.label) for f in kind.fields if f.taken]
        own = [(f.name, f.label) for f in kind.own if f.taken]
        choices = [NOT_TAKEN, *taken, *([(HEADING, own)] if own else [])]
        for column in self.columns:
            field = forms.ChoiceField(
                label=f"「{column.header.text}」の取り込む先",
                choices=choices,
                initial=column.field if column.field in dict([*taken, *own]) else "",
                required=False,
            )
            field.widget.attrs["aria-label"] = field.label
            self.fields[self._name(column)] = field
        self.catch_up()

    @staticmethod
    def _name(column: ListColumn) -> str:
        return f"column_{column.header.column}"

    def lines(self) -> list[dict[str, Any]]:
        """A line of the table per column."""
        return [
            {
                "letter": column_letter(column.header.column),
                "heading": column.header.text,
                "samples": self._samples(column),
                "known": column.known,
                "why": untaken(self.kind, column.field, gone=column.gone),
                "target": self[self._name(column)],
            }
            for column in self.columns
        ]

    def _samples(self, column: ListColumn) -> list[str]:
        place, found = column.header.column - 1, []
        for number in self.reading.layout.data_rows():
            cells = self.reading.sheet.rows[number - 1]
            if place < len(cells) and not is_blank(cells[place]):
                found.append(cell_text(cells[place]))
            if len(found) == SAMPLES:
                break
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        taken: dict[str, ListColumn] = {}
        for column in self.columns:
            name = cleaned.get(self._name(column), "")
            if name in taken and not self.kind.field(name).several:
                self.add_error(
                    self._name(column),
                    f"「{taken[name].header.text}」の列と同じです。"
                    "どちらかを別の項目か「取り込まない」にしてください。",
                )
            if name:
                taken.setdefault(name, column)
        if not taken.keys() & {self.kind.needed, *self.kind.instead} and not self.errors:
            label = self.kind.field(self.kind.needed).label
            self.add_error(None, f"「{label}」にする列を1つ選んでください。")
        return cleaned

    def chosen(self) -> list[ListColumn]:
        return [
            ListColumn(column.header, self.cleaned_data[self._name(column)], True)
            for column in self.columns
        ]
