"""What every record of the chain has in common: its source, its period, its quantities."""

from __future__ import annotations

import re
import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.places.models import Municipality
from platform_registry.access import ScopedQuerySet
from platform_registry.japanese import as_fine_as, fiscal_year_bounds, fiscal_year_label
from platform_registry.models import FIRST_YEAR, LAST_YEAR, Stamped, Versioned
from platform_registry.records.rules import given


def new_code() -> str:
    """A mark for a document entered by hand; the founding documents have marks of their own."""
    return f"doc-{secrets.token_hex(4)}"


class SourceDocumentQuerySet(ScopedQuerySet):
    """Kept by its municipality; documents of nobody's (国の資料) can be cited by everyone."""

    def shared(self, user: Any) -> Q:
        return Q(municipality=None)

    def offered_to(self, user: Any, permission: Any = "edit") -> SourceDocumentQuerySet:
        return self.visible_to(user)


class SourceDocument(Stamped, Versioned):
    """A document facts were taken from: a report chapter, another edition of it, a set of slides."""

    code = models.SlugField("文書の記号", max_length=40, unique=True, default=new_code)
    title = models.CharField("表題", max_length=200)
    edition = models.CharField("版", max_length=50, blank=True)
    chapter = models.CharField("章番号（原文）", max_length=20, blank=True)
    number = models.CharField("No.（原文）", max_length=20, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", null=True, blank=True, related_name="+"
    )
    note = models.TextField("説明", blank=True)

    belongs_to = "municipality"
    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "出典文書"
        verbose_name_plural = "出典文書"
        ordering = ["code"]
        constraints = [given("source_titled", "title")]

    def __str__(self) -> str:
        return f"{self.title}（{self.edition}）" if self.edition else self.title

    def get_absolute_url(self) -> str:
        return reverse("source-document", args=[self.pk])

    @property
    def short(self) -> str:
        """Edition and chapter, enough where the municipality is known: 報告書版 ２－３"""
        return " ".join(part for part in (self.edition or self.title, self.chapter) if part)


SOURCE_FIELDS = ("source", "source_section", "source_lines", "summary")
PERIOD_FIELDS = ("starts_on", "ends_on", "grain", "period_as_printed")
QUANTITY_FIELDS = ("value", "unit", "exactness", "as_printed")


class Sourced(models.Model):
    """Where a record stands in a document; `summary` marks prose condensed in our own words."""

    source = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        verbose_name="出典",
        null=True,
        blank=True,
        related_name="+",
    )
    source_section = models.CharField("出典の節", max_length=200, blank=True)
    source_lines = models.CharField(
        "出典の行", max_length=200, blank=True, help_text="例：286–291, 1000"
    )
    summary = models.BooleanField("要旨", default=False, help_text="原文を要約した文章です。")

    source_fields = SOURCE_FIELDS

    class Meta:
        abstract = True

    @property
    def source_text(self) -> str:
        """報告書版 ２－３ 3.試行的事業一覧 286–291行"""
        if self.source is None:
            return ""
        lines = f"{self.source_lines}行" if self.source_lines else ""
        return " ".join(part for part in (self.source.short, self.source_section, lines) if part)


class Record(Stamped, Versioned, Sourced):
    """A record people enter and change: who and when, guard against lost updates, source."""

    class Meta:
        abstract = True


class Exactness(models.TextChoices):
    """How exactly a document states a quantity (約, 程度, 弱 …); never dropped, never guessed."""

    EXACT = "exact", "正確"
    ABOUT = "about", "約・程度・ほど"
    OVER = "over", "超"
    AT_LEAST = "at_least", "以上"
    UNDER = "under", "弱・未満"
    NEARLY = "nearly", "近い"
    RANK_ONLY = "rank_only", "順位だけ"


BARE_NUMBER = re.compile(r"[\d,，.．]+")


class Quantity(models.Model):
    """A number as printed: value, unit, how exact, and the words of the document."""

    value = models.DecimalField("数値", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("単位", max_length=20, blank=True)
    exactness = models.CharField(
        "正確さ", max_length=12, choices=Exactness, default=Exactness.EXACT
    )
    as_printed = models.CharField("原文の表記", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def shown(self) -> str:
        """As printed where the document's words are kept; else number and unit: 1,460人程度"""
        if self.as_printed:
            bare = BARE_NUMBER.fullmatch(self.as_printed)
            return f"{self.as_printed}{self.unit_shown}" if bare else self.as_printed
        if self.value is None:
            return ""
        prefix = {"about": "約", "over": "", "rank_only": ""}.get(self.exactness, "")
        suffix = {"over": "超", "at_least": "以上", "under": "弱", "nearly": "近く"}.get(
            self.exactness, ""
        )
        return f"{prefix}{plain_number(self.value)}{self.unit_shown}{suffix}"

    @property
    def unit_shown(self) -> str:
        """A number doesn't stand without its unit, though a table may print it in its heading."""
        return self.unit


def plain_number(value: object) -> str:
    """1,460 for 1460.00; 28.7 for 28.70."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


class Grain(models.TextChoices):
    """How fine a date is known."""

    DAY = "day", "日"
    TEN_DAYS = "ten_days", "上旬・中旬・下旬・月末"
    MONTH = "month", "月"
    YEAR = "year", "年"
    FISCAL_YEAR = "fiscal_year", "年度"


class Period(models.Model):
    """From when until when, as fine as it is known. An empty end is open (R6～)."""

    starts_on = models.DateField("開始", null=True, blank=True)
    ends_on = models.DateField("終了", null=True, blank=True)
    grain = models.CharField("日付の細かさ", max_length=12, choices=Grain, default=Grain.DAY)
    period_as_printed = models.CharField("時期（原文の表記）", max_length=200, blank=True)

    class Meta:
        abstract = True

    open_ended = True  # an empty end is open; not so for what happens once

    @property
    def dates_shown(self) -> str:
        """As fine as they are known: 令和5年10月～令和6年3月, 令和5年度, 令和6年度～."""
        first = as_fine_as(self.starts_on, self.grain) if self.starts_on else ""
        last = as_fine_as(self.ends_on, self.grain) if self.ends_on else ""
        if first and (first == last or not (last or self.open_ended)):
            return first
        return f"{first}～{last}" if first or last else ""

    @property
    def starts_told(self) -> date | str | None:
        """For tables: a day where one is known, else the words of a month, a year."""
        return self._told(self.starts_on)

    @property
    def ends_told(self) -> date | str | None:
        return self._told(self.ends_on)

    def _told(self, day: date | None) -> date | str | None:
        if day is None or self.grain == Grain.DAY:
            return day
        return as_fine_as(day, self.grain)

    @property
    def period_shown(self) -> str:
        """The document's words where they are kept, else the dates."""
        return self.period_as_printed or self.dates_shown


def refuse_another_year(record: Any, noun: str) -> None:
    """What took place wholly before or after its fiscal year contradicts itself."""
    year, first, last = record.fiscal_year, record.starts_on, record.ends_on
    if not year or not FIRST_YEAR <= year <= LAST_YEAR:  # said by a rule of its own
        return
    if first and last and last < first:  # so is this
        return
    begins, ends = fiscal_year_bounds(year)
    label = fiscal_year_label(year)
    if first and first > ends:
        says = f"{noun}の年度（{label}）より後です。年度か日付を直してください。"
        raise ValidationError({"starts_on": says})
    if last and last < begins:
        says = f"{noun}の年度（{label}）より前です。年度か日付を直してください。"
        raise ValidationError({"ends_on": says})
    if first and first < begins and not last:
        says = (
            f"{noun}の年度（{label}）より前です。年度か日付を直してください。"
            "前の年度から続いたときは、終わりの日も入力してください。"
        )
        raise ValidationError({"starts_on": says})
