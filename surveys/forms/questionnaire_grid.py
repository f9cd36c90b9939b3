"""The whole questionnaire as a grid: one row per question, in the columns of its sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from organizations.models import User
from platform_registry.access import may
from platform_registry.forms.fields import LineField, TextField
from platform_registry.forms.opened import KEPT
from platform_registry.models import EDITED_MEANWHILE
from surveys.importing.cells.numbers import parse_number
from surveys.importing.planning.questions import as_field
from surveys.importing.planning.revision import Revision, Row, revise
from surveys.importing.shapes import Field, Refused
from surveys.importing.table.question_rows import lines_of, row_of
from surveys.importing.table.questionnaire import KINDS, PRECISIONS, Line, question_of
from surveys.models import Question, Survey

EMPTY_ROWS = 3
COLUMNS = {
    "number": "番号", "text": "設問文", "group": "まとまり", "kind": "種類", "options": "選択肢",
    "condition": "回答の条件", "minimum": "最小", "maximum": "最大", "precision": "年月の細かさ",
    "unit": "単位", "required": "必須", "missing": "無回答などの値", "headings": "ほかの見出し",
}  # fmt: skip
NAMES = {column: name for name, column in COLUMNS.items()}
NO_PLACE = "並び順は、1、2、3のように数で書いてください。"
REMOVED_MEANWHILE = (
    "この設問は、開いてから保存するまでの間にほかの人が削除しました。"
    "もう一度確かめると、新しい設問として加えます。"
)


def mark_of(line: Line) -> str:
    """Of what a row says, short."""
    return sha256(repr(list(line.items())).encode()).hexdigest()[:12]


def _text(**kwargs: Any) -> TextField:
    return TextField(required=False, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


def _choice(column: str, words: Any) -> forms.ChoiceField:
    choices = [("", "—"), *((word, word) for word in words)]
    return forms.ChoiceField(label=column, choices=choices, required=False)


class RowForm(forms.Form):
    """One question. A row that stands as it was opened is not read, and not written."""

    question = forms.CharField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    place = LineField(label="順", required=False)
    number = LineField(label=COLUMNS["number"], required=False)
    text = _text(label=COLUMNS["text"])
    group = _text(label=COLUMNS["group"])
    kind = _choice(COLUMNS["kind"], KINDS)
    options = _text(label=COLUMNS["options"])
    condition = LineField(label=COLUMNS["condition"], required=False)
    minimum = LineField(label=COLUMNS["minimum"], required=False)
    maximum = LineField(label=COLUMNS["maximum"], required=False)
    precision = _choice(COLUMNS["precision"], PRECISIONS)
    unit = LineField(label=COLUMNS["unit"], required=False)
    required = forms.BooleanField(label=COLUMNS["required"], required=False)
    missing = _text(label=COLUMNS["missing"])
    headings = _text(label=COLUMNS["headings"])
    gone = forms.BooleanField(label="削除", required=False)

    asked: Field | None = None
    data: Any

    def __init__(
        self, *args: Any, stored: Mapping[str, Question], places: Mapping[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.stored = stored.get(self._written("question"))

    # ------------------------------------------------------------------ what the page sent

    def _written(self, name: str) -> str:
        value = self.data.get(self.add_prefix(name), "") if self.is_bound else ""
        return "\n".join(str(value).strip().splitlines())

    @property
    def is_new(self) -> bool:
        return not self._written("question")

    @property
    def is_gone(self) -> bool:
        return "gone" in self.fields and bool(self._written("gone"))

    @property
    def touched(self) -> bool:
        """Whether the person wrote into the row, wherever it stands."""
        if self.is_new:
            return any(self._written(name) for name in COLUMNS)
        return mark_of(self._as_written()) != self._written("opened")

    def _as_written(self) -> Line:
        line = {column: self._written(name) for name, column in COLUMNS.items()}
        return line | {"必須": "○" * bool(line["必須"])}

    def has_changed(self) -> bool:
        moved = not self.is_new and self._written("place") != self._written("was")
        return self.touched or moved or (self.is_gone and not self.is_new)

    # ------------------------------------------------------------------ what it means

    def clean_place(self) -> float | None:
        text = self.cleaned_data["place"]
        read = parse_number(text).quantity if text else None
        if text and read is None:
            raise forms.ValidationError(NO_PLACE)
        return float(read.value) if read else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_new and self.stored is None:
            self._go_on_as_new()
        elif self.stored is not None and (self.touched or self.is_gone):
            self._refuse_outdated(row_of(as_field(self.stored)))
        if self.touched and not self.is_gone and not self.errors:
            self._read()
        return cleaned

    def _read(self) -> None:
        line = {column: str(self.cleaned_data[name]) for name, column in COLUMNS.items()}
        line["必須"] = "○" * self.cleaned_data["required"]
        known = as_field(self.stored).choices if self.stored else []
        try:
            self.asked = question_of(lines_of(line, known))
        except Refused as refusal:
            self.tell(refusal.column, str(refusal))

    def tell(self, column: str, sentence: str) -> None:
        """Under the cell of the column, or beside the row."""
        self.add_error(NAMES.get(column), sentence)

    def _refuse_outdated(self, now: Line) -> None:
        if mark_of(now) == self._written("opened"):
            return
        self.add_error(None, EDITED_MEANWHILE.format(who="") + KEPT)
        for column, text in self._as_written().items():
            if text != now[column]:
                self.tell(column, f"今の登録は「{now[column] or '空欄'}」です。")
        self._send_again(opened=mark_of(now))

    def _go_on_as_new(self) -> None:
        self.add_error(None, REMOVED_MEANWHILE)
        self._send_again(question="", opened="", was="")

    def _send_again(self, **values: str) -> None:
        self.data = self.data.copy()
        for name, value in values.items():
            self.data[self.add_prefix(name)] = value

    def row(self) -> Row | None:
        """None where there is nothing: an empty row, or one somebody else has removed."""
        if self.stored is None:
            return self._new_row()
        now = self.places[self.stored.pk]
        if self.is_gone:
            return Row(None, self.stored)
        place, was = self.cleaned_data.get("place"), self._written("was")
        asked = self.asked if self.touched else as_field(self.stored)
        row = Row(asked, self.stored, now, touched=self.touched)
        if place is not None and was.isdecimal() and place != int(was):
            row.place, row.moved = place, -1 if place < int(was) else 1
        return row

    def _new_row(self) -> Row | None:
        if self.asked is None:
            return None
        place = self.cleaned_data.get("place")
        return Row(self.asked, None, math.inf if place is None else place, -1, touched=True)


class QuestionRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """All questions of a survey, and some empty rows at the end."""

    form = RowForm
    extra, min_num, max_num, absolute_max = EMPTY_ROWS, 0, 1_000, 1_000
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    edit_only = False
    renderer = None

    def __init__(self, data: Any = None, *, survey: Survey, user: User) -> None:
        self.survey, self.user = survey, user
        self.may_remove = may(user, "administer", survey)
        questions = list(survey.questions.prefetch_related("options", "value_rules"))
        self.stored = {str(question.pk): question for question in questions}
        self.places = {question.pk: at for at, question in enumerate(questions, start=1)}
        initial = [self._initial(question) for question in questions]
        super().__init__(data, prefix="rows", initial=None if data is not None else initial)

    def _initial(self, question: Question) -> dict[str, Any]:
        line, place = row_of(as_field(question)), self.places[question.pk]
        cells = {name: line[column] for name, column in COLUMNS.items()}
        return cells | {
            "question": question.pk, "opened": mark_of(line), "was": place, "place": place,
            "required": bool(line["必須"]),
        }  # fmt: skip

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        of_all = {"empty_permitted": True, "use_required_attribute": False}
        return {"stored": self.stored, "places": self.places} | of_all

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if not self.may_remove:
            del form.fields["gone"]
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{(index or 0) + 1}行目の{field.label}"

    def unread(self) -> QuestionRows:
        """As typed, before anything is said about it."""
        for form in self.forms:
            form._errors = ErrorDict()
        return self

    def revision(self) -> Revision:
        """What the rows change; what can't be stands in their errors afterwards."""
        written = [(form, row) for form in self.forms if (row := form.row()) is not None]
        rows = [row for _, row in written]
        revision = revise(self.survey, [*rows, *self._added_meanwhile(rows)], by=self.user)
        for form, row in written:
            for column, sentence in row.faults:
                form.tell(column, sentence)
        return revision

    def _added_meanwhile(self, rows: list[Row]) -> Iterator[Row]:
        """Questions the page didn't show stay where they are."""
        shown = {row.stored.pk for row in rows if row.stored}
        for question in self.stored.values():
            if question.pk not in shown:
                yield Row(as_field(question), question, self.places[question.pk])

    @property
    def has_faults(self) -> bool:
        return any(form.errors for form in self.forms)
