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


@dataclass(frozen=True, slots=True)
class Told:
    """A value nobody has set a goal for."""

    case: str
    value: float
    unit: str

    def line(self) -> str:
        return f"| {self.case} | {self.value:.4g} {self.unit} | ― | |"


@dataclass(frozen=True, slots=True)
class Compared:
    """A page with its questions and times in ms, beside the plain admin's page for the same.

    ``goals`` are p50 and p95; ``most`` questions, where that is a goal.
    """

    page: str
    questions: int
    p50: float
    p95: float
    plain: float
    goals: tuple[int, int]
    most: int = 0

    def line(self) -> str:
        measured = (
            f"{self.questions} SQL、p50 {self.p50:.1f} ms、p95 {self.p95:.1f} ms、"
            f"素の管理画面 p50 {self.plain:.1f} ms（その{self.p50 / self.plain:.2f}倍）"
        )
        most = f"{self.most} SQL、" if self.most else ""
        goals = f"≤ {most}{self.goals[0]} / {self.goals[1]} ms、1/3倍"
        return f"| {self.page} | {measured} | {goals} | {self._verdict()} |"

    def _verdict(self) -> str:
        missed = {
            "SQL": bool(self.most) and self.questions > self.most,
            "p50": self.p50 > self.goals[0],
            "p95": self.p95 > self.goals[1],
            "管理画面の1/3": self.p50 * 3 > self.plain,
        }
        named = "・".join(name for name, is_missed in missed.items() if is_missed)
        return f"目標に届かない：{named}" if named else "○"


Line = Figure | Told | Compared


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
