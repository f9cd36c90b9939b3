"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern

from organizations.models import Platform
from organizations.record_forms import PERIOD_FIELDS, QUANTITY_FIELDS, RecordForm
from organizations.records import RecordPages
from pilots.models import (
    AttendanceCount,
    Distribution,
    Kpi,
    KpiReading,
    Pilot,
    PilotEvent,
    Procurement,
    ProgrammeItem,
    Publication,
    Speaker,
)
from platform_registry.japanese import fiscal_year
from platform_registry.yen import parse_yen


class PilotForm(RecordForm):
    """A new pilot may be begun anywhere: the platform is chosen among the user's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("platform", Platform.objects.editable_by(self.user))
        self.fields["fiscal_year"].help_text = "西暦で入力します（令和5年度は2023）。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, year = cleaned.get("starts_on"), cleaned.get("fiscal_year")
        if begins and year and fiscal_year(begins) > year:
            self.add_error(
                "fiscal_year", "開始日がこの年度より後です。年度か開始日を直してください。"
            )
        return cleaned


class ProcurementForm(RecordForm):
    """Sums are typed as people write them: 2,000,000円, 200万円, 約400万円."""

    amount = forms.CharField(
        label="金額", required=False, help_text="例：200万円、3,960,938円。単位を付けてください。"
    )

    def clean_amount(self) -> int | None:
        return parse_yen(self.cleaned_data["amount"])


class KpiForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        narrative = cleaned.get("type") in (Kpi.Type.NARRATIVE, Kpi.Type.YES_NO)
        if not narrative and self.instance.pk:
            self._keep_readings(cleaned)
        return cleaned

    def _keep_readings(self, cleaned: dict[str, Any]) -> None:
        """A type with numbers needs readings with numbers."""
        wordy = self.instance.readings.filter(value=None, as_printed="").exists()
        if wordy:
            self.add_error(
                "type", "数値のない結果がすでに登録されています。先に結果を直してください。"
            )


PAGES = (
    RecordPages(
        Pilot,
        (
            "platform", "fiscal_year", "number", "name", "detail_name", "work", "state",
            *PERIOD_FIELDS, "department", "content", "target", "method", "aim", "ingenuity",
            "result", "surveys", "result_of", "detail_number", "shared",
        ),
        form=PilotForm,
        archive="取りやめた事業は、削除せずに状態を「中止」にしてください。",
    ),
    RecordPages(
        Procurement,
        ("state", "vendor", "vendor_name", "person", "use", "amount", "as_printed"),
        parent="pilot",
        form=ProcurementForm,
    ),
    RecordPages(
        Kpi,
        ("label", "origin", "type", "number", "unit", "baseline", "goal"),
        parent="pilot",
        form=KpiForm,
    ),
    RecordPages(
        KpiReading,
        (
            *QUANTITY_FIELDS, "text", "yes", "base", "as_of", "survey", "event", "evidence",
            "approved_by",
        ),
        parent="kpi",
    ),
    RecordPages(
        PilotEvent,
        (
            "name", "other_name", "kind", "theme", *PERIOD_FIELDS, "weekday_as_printed",
            "opens_at", "starts_at", "ends_at", "venue", "format", "format_as_printed",
            "capacity", "audience", "content",
        ),
        parent="pilot",
    ),
    RecordPages(ProgrammeItem, ("number", "time_as_printed", "text"), parent="event"),
    RecordPages(
        Speaker, ("name", "affiliation", "organization", "part", "title"), parent="event"
    ),
    RecordPages(
        AttendanceCount,
        ("counting", "place", "category", *QUANTITY_FIELDS, "percent"),
        parent="event",
    ),
    RecordPages(
        Publication,
        (
            "name", "other_names", "kind", *PERIOD_FIELDS, "accessibility", "note",
            "copies_as_printed",
        ),
        parent="pilot",
    ),
    RecordPages(
        Distribution,
        ("number", "group", "place", "organization", "sites", "copies"),
        parent="publication",
    ),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
