"""Sums of orders that say what they leave out; counts of people that never mix kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pilots.models import AttendanceCount, PilotEvent, Procurement

UNSTATED = (Procurement.State.NOT_STATED, Procurement.State.NO_ORDER, Procurement.State.DASH)

SAID: dict[str, str] = {Procurement.State.DASH: "金額が「ー」のもの"}


@dataclass
class Budget:
    """Yen of the orders with a sum; whether one is 約; how many have none, by reason."""

    total: int = 0
    about: bool = False
    stated: int = 0
    without: dict[str, int] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """約777万円 or 3,700,000円 as one amount; 「金額の記載なし」 where there is none."""
        if not self.stated:
            return "金額の記載なし"
        whole = self.total >= 10_000 and self.total % 10_000 == 0
        amount = f"{self.total // 10_000:,}万円" if whole else f"{self.total:,}円"
        return f"約{amount}" if self.about else amount

    @property
    def leaves_out(self) -> str:
        """「金額記載なし1件・発注なし1件 は含まない」 or nothing."""
        parts = [f"{label}{number}件" for label, number in self.without.items()]
        return f"{'・'.join(parts)}は含みません" if parts else ""


def budget(procurements: Iterable[Procurement]) -> Budget:
    result = Budget()
    for order in procurements:
        if order.state in UNSTATED or order.amount is None:
            label = SAID.get(order.state, order.get_state_display())
            result.without[label] = result.without.get(label, 0) + 1
        else:
            result.total += order.amount
            result.stated += 1
            result.about |= order.state == Procurement.State.ABOUT
    return result


@dataclass(frozen=True)
class Group:
    """Counts of one way of counting at one place: a total and its parts, never summed with others."""

    counting: str
    place: str
    total: AttendanceCount | None
    parts: list[AttendanceCount]

    @property
    def heading(self) -> str:
        return f"{self.place}　{self.counting}" if self.place else self.counting

    @property
    def shares(self) -> list[tuple[AttendanceCount, float]]:
        """Parts with their share of the printed total, or of their own sum where none is printed."""
        numbers = [float(part.value) for part in self.parts if part.value is not None]
        whole = float(self.total.value) if self.total and self.total.value else sum(numbers)
        return [(p, float(p.value) / whole) for p in self.parts if p.value is not None and whole]

    @property
    def warning(self) -> str:
        """Where the parts do not make up the printed total."""
        numbers = [int(part.value) for part in self.parts if part.value is not None]
        if not numbers or self.total is None or self.total.value is None:
            return ""
        if sum(numbers) == int(self.total.value):
            return ""
        return f"内訳の和は{sum(numbers):,}で、資料の合計{int(self.total.value):,}と合いません。"


def groups(event: PilotEvent) -> list[Group]:
    """The event's counts, one group per way of counting and place; a second total stands alone."""
    found: dict[tuple[str, str], list[AttendanceCount]] = {}
    for count in event.attendance.all():
        found.setdefault((count.get_counting_display(), count.place), []).append(count)
    return [group for key, counts in found.items() for group in _split(*key, counts)]


def _split(counting: str, place: str, counts: list[AttendanceCount]) -> list[Group]:
    totals: list[AttendanceCount | None] = [count for count in counts if not count.category]
    parts = [count for count in counts if count.category]
    first, *others = totals or [None]
    alone = [Group(counting, place, total, []) for total in others]
    return [Group(counting, place, first, parts), *alone]
