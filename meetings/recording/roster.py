"""Who came, ticked from the roster of the layer: bodies and offices apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings.actions import is_of, row_of
from meetings.models import Attendance, Meeting
from organizations.models import Membership
from platform_registry import actions as door
from platform_registry.forms.as_written import parse_rough, rough_shown
from platform_registry.grids.cells import Problem
from platform_registry.grids.sections import Section
from platform_registry.japanese import whole_number

if TYPE_CHECKING:
    from platform_registry.grids.page import Editing


@dataclass
class Place:
    """A member of the layer: whether somebody came, and how many."""

    member: Membership
    row: Attendance | None
    prefix: str
    came: bool
    heads: str
    opened: str = ""
    was: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.member.name_as_printed or self.member.body_name

    @property
    def as_stored(self) -> str:
        """What the page shows of what is stored: a tick, and how many."""
        shown = rough_shown(self.row.heads, self.row.exactness) if self.row else ""
        return f"{'x' if self.row else ''}{shown}"

    @property
    def touched(self) -> bool:
        return f"{'x' if self.came else ''}{self.heads if self.came else ''}" != self.was


class Present(Section):
    key, title = "present", "出席"
    template = "meetings/recording/_present.html"
    tallied = True  # the script says how many that makes

    def __init__(self, editing: Editing, data: Any) -> None:
        super().__init__(editing, data)
        meeting, stored = editing.record, []
        if meeting.pk is not None:
            mine = Attendance.objects.editable_by(editing.user).filter(meeting=meeting)
            stored = list(mine.select_related("organization", "department__parent"))
        for row in stored:
            row.meeting = meeting
        self.places = list(self._places(members_of(editing), stored))

    def _places(self, members: list[Membership], stored: list[Attendance]) -> Iterator[Place]:
        """Who stands on the roster twice came once."""
        left, bodies = list(stored), set()
        for member in members:
            body = (member.organization_id, member.department_id, member.person_name)
            if body in bodies:
                continue
            bodies.add(body)
            row = next((row for row in left if _came_for(row, member)), None)
            left = [other for other in left if other is not row]
            yield self._place(member, row)

    def _place(self, member: Membership, row: Attendance | None) -> Place:
        place = Place(member, row, f"{self.key}-{member.pk}", row is not None, "1")
        if row is not None:
            place.heads, place.opened = rough_shown(row.heads, row.exactness), str(row.version)
        place.was = place.as_stored
        if self.data is not None and f"{place.prefix}-was" in self.data:
            place.came = bool(self.data.get(f"{place.prefix}-came"))
            place.heads = self.data.get(f"{place.prefix}-heads", "").strip()
            place.was = self.data[f"{place.prefix}-was"]
            place.opened = self.data.get(f"{place.prefix}-opened", "")
        return place

    # ------------------------------------------------------------------ what is shown

    @property
    def groups(self) -> list[tuple[str, str, list[Place]]]:
        """(key, heading, places) of bodies and of offices, those that there are."""
        offices = [place for place in self.places if place.member.department_id]
        bodies = [place for place in self.places if not place.member.department_id]
        found = [("bodies", "団体", bodies), ("offices", "庁内", offices)]
        return [group for group in found if group[2]]

    @property
    def taken(self) -> set[int]:
        """Attendances that are ticked here, and stand in no other part of the page."""
        return {place.row.pk for place in self.places if place.row}

    # ------------------------------------------------------------------ what is done

    @property
    def _touched(self) -> list[Place]:
        return [place for place in self.places if place.touched]

    @property
    def touched(self) -> bool:
        return self.is_bound and bool(self._touched)

    @property
    def changes(self) -> int:
        return len(self._touched) if self.is_bound else 0

    def is_valid(self) -> bool:
        for place in self._touched:
            self._said_in(place, partial(_heads, place))
        return not any(place.faults for place in self.places)

    def store(self, *, by: Any) -> bool:
        with transaction.atomic():
            for place in self._touched:
                self._said_in(place, partial(self._write, place, by))
            refused = any(place.faults for place in self.places)
            transaction.set_rollback(refused)
        return not refused

    def _said_in(self, place: Place, act: Callable[[], Any]) -> None:
        try:
            act()
        except ValidationError as error:
            place.faults += error.messages
            if place.row is not None:  # to tick again is then a decision
                place.opened = str(Attendance._base_manager.get(pk=place.row.pk).version)

    def _write(self, place: Place, by: Any) -> None:
        opened = whole_number(place.opened) or 0
        if not place.came:
            if place.row is not None:
                door.remove(place.row, by=by, opened=opened)
            return
        row = place.row or row_of(self.editing.record, place.member)
        row.heads, row.exactness = _heads(place)
        door.save(row, by=by, opened=opened if place.row else None)

    def unread(self) -> None:
        for place in self.places:
            place.faults = []

    def problems(self) -> Iterator[Problem]:
        for place in self.places:
            for says in place.faults:
                yield Problem(says, f"id_{place.prefix}-came", f"出席「{place.name}」")

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # there may be none before
        before = self.editing.page.previous(self.editing)  # type: ignore[attr-defined]  # this page's own
        return (("last", "前回の出席を写す"),) if before and self.places else ()

    @classmethod
    def do(cls, verb: str, editing: Editing, data: Any) -> None:
        """全員, and 前回の出席を写す."""
        part = cls(editing, data)
        groups = {key: places for key, _, places in part.groups}
        before = editing.page.previous(editing)  # type: ignore[attr-defined]  # this page's own
        came = list(before.attendances.all()) if verb == "last" and before else []
        ticked = [p for p in part.places if any(_came_for(row, p.member) for row in came)]
        for place in groups.get(verb.removeprefix("all-"), ticked):
            data[f"{place.prefix}-came"] = "on"
            data.setdefault(f"{place.prefix}-was", place.was)


def _came_for(row: Attendance, member: Membership) -> bool:
    """Of this body; what is written by hand is compared by its name."""
    if row.organization_id or row.department_id:
        bodies = (member.organization_id, member.department_id)
        return (row.organization_id, row.department_id) == bodies
    return is_of(row, member)


def _heads(place: Place) -> tuple[int | None, str]:
    return parse_rough(place.heads) if place.came and place.heads else (None, "exact")


def members_of(editing: Editing) -> list[Membership]:
    """The members of the chosen layer on the day of the meeting."""
    layer = editing.page.layer(editing)  # type: ignore[attr-defined]  # this page's own
    if layer is None:
        return []
    meeting: Meeting = editing.record
    day = editing.day or meeting.held_on or timezone.localdate()
    seen = Membership.objects.visible_to(editing.user).taking_part(day)
    return list(seen.with_bodies().filter(layer=layer).order_by("row", "id"))
