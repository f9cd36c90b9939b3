"""Who came to a meeting, as its page and its minutes list them: bodies and departments apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from meetings.models import Attendance


@dataclass
class Came:
    """Those of one kind at a meeting; a column nobody fills isn't shown."""

    label: str
    rows: list[Attendance] = field(default_factory=list)

    @property
    def has_posts(self) -> bool:
        return any(row.post for row in self.rows)

    @property
    def has_sides(self) -> bool:
        return any(row.side != Attendance.Side.COUNTERPART for row in self.rows)

    @property
    def has_heads(self) -> bool:
        return any(row.heads is not None for row in self.rows)


def attended(rows: Iterable[Attendance]) -> list[Came]:
    """Who came: bodies, departments and, where neither is known, what the papers say."""
    bodies, departments, others = Came("団体"), Came("庁内"), Came("そのほか")
    for row in rows:
        kind = bodies if row.organization_id else departments if row.department_id else others
        kind.rows.append(row)
    return [kind for kind in (bodies, departments, others) if kind.rows]
