from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import colours, state_chip
from surveys.importing.values.understood import TEXT_WITHHELD
from surveys.models import Answer, ImportBatch, Question, Response, Survey

HEADING_LETTERS = 30
CELL_LETTERS = 60  # the whole text stands on the response's own page and in files
colours(ImportBatch, committed="green", compared="green", failed="red", draft="yellow")


class SurveyTable(ListTable):
    title = tables.Column("調査名")
    municipality = columns.Short("自治体", accessor="municipality__name")
    audience = columns.Short("対象", accessor="get_audience_display")
    year = columns.Year("年度", accessor="fiscal_year", order_by="fiscal_year", default="")
    period = tables.Column("期間", accessor="period_shown", order_by="starts_on", default="")
    sent = columns.Number("送付", accessor="sent_count", default="")
    responses = columns.Number("回答", accessor="response_count")
    returned = tables.Column("回収（記載）", accessor="returned_count", default="", visible=False)
    valid = tables.Column("有効回収（記載）", accessor="valid_count", default="", visible=False)
    rate = tables.Column("回収率（記載）", accessor="rate_as_printed", default="", visible=False)

    def render_title(self, value: str, record: Survey) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_responses(self, value: int, record: Survey) -> str:
        """Answers that are here, else the number a document states."""
        if value or not self._on_paper(record):
            return f"{value:,}"
        printed = (record.returned_count, record.valid_count)
        stated = next((count for count in printed if count is not None), None)
        return f"{stated:,}（記載）" if stated is not None else "（記載なし）"

    @staticmethod
    def _on_paper(record: Any) -> bool:
        """A document states counts or figures of it; whose answers they are is not here."""
        return bool(record.has_printed_counts or record.has_figures)

    def value_responses(self, value: int, record: Survey) -> int | str:
        """Nothing, rather than a zero, where the answers are on paper only."""
        return "" if self._on_paper(record) and not value else value


class ResponseTable(ListTable):
    respondent = tables.Column("回答者", accessor="respondent_key", order_by="respondent_key")
    organization = tables.Column("団体", accessor="organization__name", default="", visible=False)
    submitted = columns.Moment(
        "回答日時", accessor="submitted_at", order_by="submitted_at", default=""
    )
    source = tables.Column("出どころ", accessor="batch__file__name", default="", visible=False)
    row = columns.Number("行", accessor="row_number", order_by="row_number")

    def render_respondent(self, record: Response) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


def _word(answer: Answer, question: Question, *, texts: bool = True) -> str:
    if answer.missing:
        return f"（{answer.get_missing_display()}）"
    text = answer.text if texts or not answer.text else TEXT_WITHHELD
    if answer.option is not None:
        return f"{answer.option.label}：{text}" if text else answer.option.label
    if answer.number is not None:
        return question.number_shown(f"{answer.number.normalize():f}", approx=answer.approx)
    return question.day_shown(answer.day) if answer.day else text


def _given(record: Response, question: Question) -> list[Answer]:
    return [answer for answer in record.answers.all() if answer.question_id == question.pk]


def _shown(question: Question, texts: bool) -> Callable[[Any, Response], str]:
    def words(table: Any, record: Response) -> str:
        text = "、".join(
            _word(answer, question, texts=texts) for answer in _given(record, question)
        )
        return Truncator(text).chars(CELL_LETTERS)

    return words


def _exported(question: Question) -> Callable[[Any, Response], Any]:
    """The whole answer; a number or day as such, which a spreadsheet can count with."""

    def value(table: Any, record: Response) -> Any:
        given = _given(record, question)
        if len(given) == 1 and given[0].number is not None and not given[0].approx:
            return given[0].number
        if len(given) == 1 and given[0].day is not None:
            return given[0].day
        return "、".join(_word(answer, question) for answer in given)

    return value


def response_table(survey: Survey, *, texts: bool) -> type[ResponseTable]:
    """The table of a survey's responses, with a column per question; ``texts`` for who may read
    what persons wrote."""
    members: dict[str, Any] = {}
    for question in survey.questions.all():
        name = f"q{question.pk}"
        members[name] = tables.Column(question.text[:HEADING_LETTERS], accessor="pk")
        members[f"value_{name}"] = _exported(question)
        members[f"render_{name}"] = _shown(question, texts)
    return type("SurveyResponseTable", (ResponseTable,), members)


class ImportTable(ListTable):
    file = tables.Column("ファイル", accessor="file__name")
    kind = columns.Short("種類", accessor="get_kind_display", order_by="kind")
    survey = tables.Column("調査", accessor="survey__title", default="")
    state = columns.Short("状態", accessor="get_state_display")
    rows = columns.Number("取り込んだ行", accessor="counts", default="")
    started = columns.Moment("開始", accessor="created_at", order_by="id")
    by = tables.Column("開始者", accessor="created_by", default="")

    def render_file(self, value: str, record: ImportBatch) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_state(self, record: ImportBatch) -> SafeString:
        return state_chip(record)

    def render_rows(self, value: dict[str, int]) -> str:
        if not value:
            return ""
        if figures := value.get("figures"):
            return f"集計の値{figures:,}個"
        return f"新規{value.get('new', 0):,}・変更{value.get('changed', 0):,}"

    def value_rows(self, value: dict[str, int]) -> str:
        return self.render_rows(value)
