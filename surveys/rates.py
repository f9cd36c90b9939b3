"""How many answered: rates a document prints, and rates worked out, never one for the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.sources.models import Exactness
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable
from surveys.models import Survey, SurveyFigure

NAMED = {"td": {"class": "named"}}
# Units of figures that count those who answer; 件 may be several of one.
RESPONDENTS = ("団体", "人", "名", "者", "先", "社", "世帯")
NO_BASE, NO_ANSWERS = "送付数の記載なし", "回収数の記載なし"


@dataclass(frozen=True, slots=True)
class Rate:
    """回収62 ÷ 送付216: what was divided by what; or why nothing was."""

    part: int | None = None
    whole: int | None = None
    about: bool = False
    named: str = ""
    missing: str = ""

    @property
    def shown(self) -> str:
        if self.part is None or not self.whole:
            return ""
        return f"{'約' if self.about else ''}{self.part / self.whole:.1%}"

    @property
    def how(self) -> str:
        if not self.shown:
            return self.missing
        about = "約" if self.about else ""
        return f"{self.named}{self.part:,}÷送付{about}{self.whole:,}"


def returned_of_sent(survey: Any) -> Rate:
    """Of the number a document states came back, else of the answers that are here.

    ``survey`` comes from ``RateList.records``.
    """
    if not survey.sent_count:
        return Rate(missing=NO_BASE)
    if survey.returned_count is not None:
        return Rate(survey.returned_count, survey.sent_count, survey.sent_approx, "回収")
    if survey.response_count:
        return Rate(survey.response_count, survey.sent_count, survey.sent_approx, "登録した回答")
    return Rate(missing=NO_ANSWERS)


def valid_of_sent(survey: Survey) -> Rate:
    if survey.valid_count is None or not survey.sent_count:
        return Rate()
    return Rate(survey.valid_count, survey.sent_count, survey.sent_approx, "有効回収")


class RateTable(ListTable):
    title = tables.Column("調査名", attrs=NAMED)
    municipality = columns.Short(
        "自治体", accessor="municipality__name", order_by="municipality__code"
    )
    year = columns.Year("年度", accessor="fiscal_year", order_by="fiscal_year", default="")
    audience = tables.Column("対象", accessor="get_audience_display", visible=False)
    sent = columns.Number("送付", accessor="sent_count", order_by="sent_count", default="記載なし")
    back = columns.Short("回収", accessor="pk", exclude_from_export=True)
    rate = tables.Column("回収率（計算）", accessor="pk")
    printed = tables.Column(
        "回収率（資料の記載）",
        accessor="rate_as_printed",
        default="",
        attrs={"td": {"class": "count"}},
    )
    returned = columns.Number("回収（記載）", accessor="returned_count", visible=False)
    valid = columns.Number("有効回収（記載）", accessor="valid_count", visible=False)
    here = columns.Number("登録した回答", accessor="response_count", visible=False)
    rate_how = tables.Column("計算のしかた", accessor="pk", visible=False)

    def render_title(self, value: str, record: Survey) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_sent(self, value: int, record: Survey) -> str:
        return f"{'約' if record.sent_approx else ''}{value:,}"

    def value_sent(self, value: int, record: Survey) -> int | str:
        return self.render_sent(value, record) if record.sent_approx else value

    def render_back(self, record: Any) -> SafeString:
        """As documents state it, else the answers that are here; a zero is only what is stated."""
        stated = (("", record.returned_count), ("有効 ", record.valid_count))
        lines = [f"{name}{count:,}" for name, count in stated if count is not None]
        if not lines and record.response_count:
            lines = [f"登録 {record.response_count:,}"]
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))

    def value_here(self, value: int) -> int | str:
        return value or ""

    def render_rate(self, record: Any) -> SafeString:
        first, valid = returned_of_sent(record), valid_of_sent(record)
        lines = [_shown(first)] if first.shown or not valid.shown else []
        lines += [_shown(valid)] if valid.shown else []
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))

    def value_rate(self, record: Any) -> str:
        return returned_of_sent(record).shown or valid_of_sent(record).shown

    def value_rate_how(self, record: Any) -> str:
        first, valid = returned_of_sent(record), valid_of_sent(record)
        return valid.how if valid.shown and not first.shown else first.how


def _shown(rate: Rate) -> SafeString:
    number = format_html("<b>{}</b><br>", rate.shown) if rate.shown else ""
    return format_html('{}<span class="muted">{}</span>', number, rate.how)


def base_of(figure: Any) -> tuple[int | None, str]:
    """What a number of respondents is a part of, and where that number stands."""
    survey = figure.survey
    numbers = (
        (figure.base, "資料の母数"),
        (survey.valid_count, "有効回収"),
        (survey.returned_count, "回収"),
    )
    return next(((number, name) for number, name in numbers if number), (None, ""))


def share_of(figure: SurveyFigure) -> Rate:
    """86 of 132 that came back; a figure that is a share itself is left as it is printed."""
    base, named = base_of(figure)
    if figure.value is None or figure.unit not in RESPONDENTS or not base or figure.value > base:
        return Rate()
    return Rate(int(figure.value), base, figure.exactness != Exactness.EXACT, named)


class FigureTable(ListTable):
    option = tables.Column("項目", order_by="option", attrs=NAMED)
    question = tables.Column("設問", default="")
    survey = tables.Column("調査", accessor="survey__title", order_by="survey_id")
    municipality = columns.Short(
        "自治体", accessor="survey__municipality__name", order_by="survey__municipality__code"
    )
    year = columns.Year("年度", accessor="survey__fiscal_year", visible=False)
    shown = columns.Short("数値（資料の記載）", default="")
    value = tables.Column("数値", visible=False)
    unit = tables.Column("単位", visible=False)
    base = columns.Short("母数", accessor="pk")
    share = columns.Number("割合（計算）", accessor="pk")

    def render_survey(self, value: str, record: SurveyFigure) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.survey.get_absolute_url(), value)

    def render_base(self, record: SurveyFigure) -> SafeString:
        base, named = base_of(record)
        if base is None:
            return format_html('<span class="muted">{}</span>', "記載なし")
        return format_html('{}<br><span class="muted">{}</span>', f"{base:,}", named)

    def value_base(self, record: SurveyFigure) -> str:
        base, named = base_of(record)
        return f"{base} {named}" if base else ""

    def render_share(self, record: SurveyFigure) -> SafeString | str:
        found = share_of(record)
        if not found.shown:
            return ""
        parts = f"{found.part:,}／{found.whole:,}"
        return format_html('{}<br><span class="muted">{}</span>', found.shown, parts)

    def value_share(self, record: SurveyFigure) -> str:
        return share_of(record).shown


def with_share() -> Q:
    """Figures a share is worked out of."""
    survey = Q(survey__valid_count__gt=0) | Q(survey__returned_count__gt=0)
    return Q(value__isnull=False, unit__in=RESPONDENTS) & (Q(base__gt=0) | survey)


def rates_known(surveys: QuerySet[Any]) -> dict[str, int]:
    """How many of the surveys have a rate, printed or to be worked out."""
    answers = (
        Q(returned_count__isnull=False) | Q(valid_count__isnull=False) | Q(response_count__gt=0)
    )
    reckoned = surveys.filter(answers, sent_count__gt=0)
    return {
        "every": surveys.count(),
        "reckoned": reckoned.count(),
        "printed": surveys.filter(rate_as_printed__regex="[0-9０-９]").count(),
    }
