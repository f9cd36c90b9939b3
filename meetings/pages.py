"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import URLPattern

from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Hearing,
    HearingVoice,
    Meeting,
    MeetingSeries,
    Opinion,
)
from organizations.models import Layer, Platform
from organizations.sources.models import PERIOD_FIELDS, QUANTITY_FIELDS
from platform_registry.japanese import fiscal_year
from platform_registry.records.forms import RecordForm
from platform_registry.records.pages import RecordPages
from platform_registry.signed_in import SignedInRequest


class MeetingForm(RecordForm):
    """The layer's rules hold; the fiscal year follows the date where there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year"].required = False
        self.fields["fiscal_year"].help_text = "空欄なら開催日から決めます。例：令和5年度、R5、2023"
        self._offer_layers()
        if self.instance.pk and self.instance.is_secret:
            self.fields["layer"].disabled = True
            if self.instance.confidential:
                del self.fields["confidential"]

    def _offer_layers(self) -> None:
        """Without those whose meeting one might not read afterwards."""
        layer: Any = self.fields["layer"]
        platforms = Platform.objects.editable_by(self.user)
        layers = Layer.objects.filter(platform__in=platforms).select_related("platform")
        confided = Q(confidential=True) & ~Q(pk__in=self.user.cleared_layers())
        if layers.filter(confided).exists():
            layer.help_text = "地域協議会の会議は、守秘の確認を受けた人だけが記録できます。"
        if self.instance.pk:
            layers = layers.filter(platform=self.instance.platform)
        layer.queryset = layers.exclude(confided)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        held_on = cleaned.get("held_on")
        if cleaned.get("fiscal_year"):
            return cleaned
        if held_on:
            cleaned["fiscal_year"] = fiscal_year(held_on)
        elif not self.errors.keys() & {"fiscal_year", "held_on"}:
            self.add_error("fiscal_year", "開催日が決まっていないときは、年度を入力してください。")
        return cleaned


class VoicePages(RecordPages):
    """Who can't read what persons concerned said doesn't add to it either."""

    def fetch_parent(self, request: SignedInRequest, pk: int | None) -> Any:
        hearing = super().fetch_parent(request, pk)
        if hearing.platform_id not in request.user.cleared_for_voices():
            raise PermissionDenied("当事者の声は、閲覧を許可された人だけが加えられます。")
        return hearing


PAGES = (
    RecordPages(
        Meeting,
        (
            "platform", "kind", "layer", "series", "number", "title", "fiscal_year", "held_on",
            "weekday_as_printed", "date_as_printed", "starts_at", "ends_at", "state", "mode",
            "venue", "host", "summary_text", "pilots", "next_on", "next_starts_at",
            "next_ends_at", "next_venue", "shared", "confidential",
        ),
        form=MeetingForm,
        archive="先に、この会議につながる記録を直してください。",
    ),
    RecordPages(MeetingSeries, ("name", "frequency", "note")),
    RecordPages(
        Attendance,
        ("organization", "department", "name_as_printed", "side", "post", "heads", "exactness"),
    ),
    RecordPages(AgendaItem, ("number", "text", "pilots")),
    RecordPages(Decision, ("text",)),
    RecordPages(
        Action, ("text", "department", "owner", "due_on", "state")
    ),
    RecordPages(
        Opinion,
        ("theme", "text", "speaker_kind", "meeting", "pilot", "position", "shared"),
    ),
    RecordPages(
        Hearing,
        (
            "platform", "title", "counterpart", "breakdown", "pilot", "meeting",
            *QUANTITY_FIELDS, *PERIOD_FIELDS, "organizations", "departments", "asked",
            "findings", "shared",
        ),
    ),
    VoicePages(HearingVoice, ("text", "consent")),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
