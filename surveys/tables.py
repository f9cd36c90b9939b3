from __future__ import annotations

from datetime import datetime

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from platform_registry.japanese import era_date, era_datetime, fiscal_year_label
from platform_registry.tables import ListTable
from surveys.models import ImportBatch, Response, Survey

NUMBER = {"td": {"class": "num"}}
STATE_CHIPS = {"committed": "green", "failed": "red", "draft": "yellow"}


class SurveyTable(ListTable):
    title = tables.Column("調査名")
    audience = tables.Column("対象", accessor="get_audience_display")
    year = tables.Column("年度", accessor="fiscal_year", order_by="fiscal_year", default="")
    period = tables.Column("期間", accessor="starts_on", order_by="starts_on", default="")
    sent = tables.Column("送付", accessor="sent_count", default="", attrs=NUMBER)
    responses = tables.Column("回答", accessor="response_count", attrs=NUMBER)

    def render_title(self, value: str, record: Survey) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_year(self, value: int) -> str:
        return fiscal_year_label(value)

    def render_period(self, record: Survey) -> str:
        ends = era_date(record.ends_on) if record.ends_on else ""
        return f"{era_date(record.starts_on)}〜{ends}" if record.starts_on else ""


class ResponseTable(ListTable):
    respondent = tables.Column("回答者", accessor="respondent_key", order_by="respondent_key")
    organization = tables.Column("団体", accessor="organization__name", default="")
    submitted = tables.Column(
        "回答日時", accessor="submitted_at", order_by="submitted_at", default=""
    )
    source = tables.Column("出どころ", accessor="batch__file__name", default="")
    row = tables.Column("行", accessor="row_number", order_by="row_number", attrs=NUMBER)

    def render_respondent(self, value: str, record: Response) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_submitted(self, value: datetime) -> str:
        return era_datetime(value)

    def value_submitted(self, value: datetime) -> datetime:
        return value


class ImportTable(ListTable):
    file = tables.Column("ファイル", accessor="file__name")
    survey = tables.Column("調査", accessor="survey__title", default="")
    state = tables.Column("状態", accessor="get_state_display")
    rows = tables.Column("新規・変更（行）", accessor="counts", default="", attrs=NUMBER)
    started = tables.Column("開始", accessor="created_at", order_by="id")
    by = tables.Column("開始者", accessor="created_by", default="")

    def render_file(self, value: str, record: ImportBatch) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_state(self, value: str, record: ImportBatch) -> SafeString:
        colour = STATE_CHIPS.get(record.state, "")
        return format_html('<span class="chip {}">{}</span>', colour, value)

    def value_state(self, value: str) -> str:
        return value

    def render_rows(self, value: dict[str, int]) -> str:
        return f"{value.get('new', 0)}・{value.get('changed', 0)}"

    def value_rows(self, value: dict[str, int]) -> str:
        return self.render_rows(value)

    def render_started(self, value: datetime) -> str:
        return era_datetime(value)

    def value_started(self, value: datetime) -> datetime:
        return value
