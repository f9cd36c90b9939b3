"""``{% load pilots %}``: how far an indicator has come, as a share for a bar."""

from __future__ import annotations

from django import template

from pilots.models import Kpi, KpiReading

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
