"""The ten stages of a platform in four phases, as they stand in a fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from casebook.models import STAGES, Phase, Stage, StageStatus
from organizations.models import Platform

Step = tuple[Stage, StageStatus | None]


@dataclass(frozen=True)
class Tracker:
    platform: Platform
    year: int | None
    years: list[int]
    phases: list[tuple[str, list[Step]]]


def tracker_of(platform: Platform, year: int | None = None) -> Tracker:
    """The states in the year asked for, or else in the latest year with a state."""
    statuses = list(StageStatus.objects.filter(platform=platform).order_by("fiscal_year"))
    years = sorted({status.fiscal_year for status in statuses}, reverse=True)
    shown = year if year in years else next(iter(years), None)
    states = _in_effect(statuses, shown or 0)
    phases = [
        (Phase(phase).label, [(stage, states.get(stage.number)) for stage in stages])
        for phase, stages in groupby(STAGES, key=lambda stage: stage.phase)
    ]
    return Tracker(platform, shown, years, phases)


def _in_effect(statuses: list[StageStatus], year: int) -> dict[int, StageStatus]:
    """What was reached in an earlier year holds on; the last phase is about one year alone."""
    yearly = {stage.number for stage in STAGES if stage.phase == Phase.RUNNING}
    return {
        status.stage: status
        for status in statuses
        if status.fiscal_year == year or (status.fiscal_year < year and status.stage not in yearly)
    }
