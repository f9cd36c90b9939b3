"""``{% load pilots %}``: how far an indicator has come, as a share for a bar."""

from __future__ import annotations

from django import template

from organizations.templatetags.records import clock
from pilots.models import Kpi, KpiReading, PilotEvent

register = template.Library()


@register.filter
def achieved(reading: KpiReading, kpi: Kpi) -> float:
    """Share of the goal; without a goal the percentage itself, on a scale of 100 (0–1)."""
    if reading.value is None:
        return 0.0
    return min(1.0, max(0.0, float(reading.value) / float(kpi.goal or 100)))


@register.filter
def stacked(shares: list[tuple[object, float]]) -> list[tuple[object, float, float, int]]:
    """Parts with where they begin, for one stacked bar: part, x, width (per cent), colour 0–5."""
    begins, parts = 0.0, []
    for number, (part, share) in enumerate(shares):
        parts.append((part, round(begins * 100, 2), round(share * 100, 2), number % 6))
        begins += share
    return parts


@register.filter
def particulars(event: PilotEvent) -> list[tuple[str, str]]:
    """When, where and how an event is held, as far as it is known: (what, in words)."""
    hours = f"{clock(event.starts_at)}～{clock(event.ends_at)}" if event.starts_at else ""
    opens = f"（開場{clock(event.opens_at)}）" if event.opens_at else ""
    said = [
        ("日時", f"{event.period_shown or '日付の記載なし'} {hours}{opens}".strip()),
        ("別の名称", event.other_name),
        ("テーマ", event.theme),
        ("会場", event.venue),
        ("形式", event.format_as_printed or event.get_format_display()),
        ("定員", f"{event.capacity}名（計画）" if event.capacity else ""),
    ]
    return [(label, words) for label, words in said if words]


@register.filter
def quoted(title: str) -> str:
    """「…」 around a title that has none of its own."""
    return title if title[:1] in "「『" else f"「{title}」"
