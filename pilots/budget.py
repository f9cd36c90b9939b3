"""Sums of orders that say what they leave out; counts of people that never mix kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet, Sum

from pilots.models import AttendanceCount, PilotEvent, Procurement
from platform_registry.japanese.yen import yen_shown

UNSTATED = (Procurement.State.NOT_STATED, Procurement.State.NO_ORDER, Procurement.State.DASH)

# 「ー」 in the column of sums says no more than that none is stated.
SAID: dict[str, str] = {Procurement.State.DASH: Procurement.State.NOT_STATED.label}


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
        amount = yen_shown(self.total)
        return f"約{amount}" if self.about else amount

    @property
    def leaves_out(self) -> str:
        """「金額記載なし1件・発注なし1件」 or nothing."""
        return "・".join(f"{label}{number}件" for label, number in self.without.items())

    @property
    def remark(self) -> str:
        """「金額記載なし1件を除く」 beside a sum that leaves some out."""
        return f"{self.leaves_out}を除く" if self.stated and self.leaves_out else ""


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


def budget_of(orders: QuerySet[Procurement]) -> Budget:
    """`budget` of orders that nobody looks at one by one: the database adds them up."""
    result = Budget()
    sums = orders.order_by().values_list("state")
    for state, number, stated, total in sums.annotate(Count("pk"), Count("amount"), Sum("amount")):
        if state in UNSTATED:
            stated, total = 0, 0
        if number > stated:
            label = SAID.get(state, Procurement.State(state).label)
            result.without[label] = result.without.get(label, 0) + number - stated
        result.total += total or 0
        result.stated += stated
        result.about |= state == Procurement.State.ABOUT and stated > 0
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


def turnout(events: list[PilotEvent]) -> AttendanceCount | None:
    """Who came, where one event alone says so; counts of several are never added up."""
    came = [count for event in events for count in event.attendance.all() if _says_who_came(count)]
    return came[0] if len(came) == 1 else None


def _says_who_came(count: AttendanceCount) -> bool:
    return count.counting == AttendanceCount.Counting.ATTENDED and not count.category


def _split(counting: str, place: str, counts: list[AttendanceCount]) -> list[Group]:
    totals: list[AttendanceCount | None] = [count for count in counts if not count.category]
    parts = [count for count in counts if count.category]
    first, *others = totals or [None]
    alone = [Group(counting, place, total, []) for total in others]
    return [Group(counting, place, first, parts), *alone]
