"""The ten stages of a platform in four phases, as they stand in a fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from casebook.models import STAGES, Phase, Stage, StageStatus
from organizations.models import Platform
from platform_registry.japanese import fiscal_year_label

Step = tuple[Stage, StageStatus | None, str]


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
    states = in_effect(statuses, shown or 0)
    phases = [
        (Phase(phase).label, [_step(stage, states.get(stage.number), shown) for stage in stages])
        for phase, stages in groupby(STAGES, key=lambda stage: stage.phase)
    ]
    return Tracker(platform, shown, years, phases)


def _step(stage: Stage, status: StageStatus | None, shown: int | None) -> Step:
    """The stage, its state and what is read out: 完了、令和4年度から."""
    if status is None:
        return stage, None, "未着手"
    since = f"、{fiscal_year_label(status.fiscal_year)}から" if status.fiscal_year != shown else ""
    return stage, status, f"{status.get_state_display()}{since}"


def in_effect(statuses: list[StageStatus], year: int) -> dict[int, StageStatus]:
    """What was reached in an earlier year holds on; the last phase is about one year alone."""
    yearly = {stage.number for stage in STAGES if stage.phase == Phase.RUNNING}
    return {
        status.stage: status
        for status in statuses
        if status.fiscal_year == year or (status.fiscal_year < year and status.stage not in yearly)
    }
