"""What a page says after it has saved: what, and where it stands now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.html import format_html, format_html_join

from platform_registry.records.trail import Step, trail
from platform_registry.signed_in import SignedInRequest


def tell_saved(request: SignedInRequest, record: Any) -> None:
    """KPI「参加者数」を保存しました。場所：試行的事業／江東区／PF形成に向けたフォーラム開催"""
    steps = ((_linked(step),) for step in trail(record, request.user))
    said = format_html(
        "{}「{}」を保存しました。<br>場所：{}",
        record._meta.verbose_name,
        record,
        format_html_join(" ／ ", "{}", steps),
    )
    messages.success(request, said)


def _linked(step: Step) -> str:
    return format_html('<a href="{}">{}</a>', step.url, step.label) if step.url else step.label
