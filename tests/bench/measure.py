from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside its goal; ``unit`` is s, ms, MiB or SQL. More may be better."""

    case: str
    value: float
    goal: float
    unit: str
    more: bool = False

    def line(self) -> str:
        reached = self.value >= self.goal if self.more else self.value <= self.goal
        verdict, sign = "○" if reached else "目標に届かない", "≥" if self.more else "≤"
        goal = f"{sign} {self.goal:.2g}" if self.goal < 1 else f"{sign} {self.goal:g}"
        return f"| {self.case} | {self.value:.4g} {self.unit} | {goal} {self.unit} | {verdict} |"


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def median_ms(action: Callable[[], Any], times: int = 15) -> float:
    action()  # caches of the first call are not what a person waits for all day
    return statistics.median(seconds(action)[0] for _ in range(times)) * 1_000


def peak_mib() -> float:
    """Peak memory of this process and of its largest child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, child) / 1024
