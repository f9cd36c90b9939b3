"""Everything that is written about meetings beyond a single record, as verbs."""

from __future__ import annotations

from django.db import transaction

from meetings.models import AgendaItem, Attendance, Meeting
from organizations.models import Membership, User

KEPT = ("platform", "layer", "series", "kind", "venue", "host")


@transaction.atomic
def begin_next(meeting: Meeting, *, by: User) -> Meeting:
    """The next meeting: same layer and series, number + 1, the agenda of the last one copied."""
    number = meeting.number + 1 if meeting.number else None
    title = meeting.title
    if meeting.number and f"第{meeting.number}回" in title:
        title = title.replace(f"第{meeting.number}回", f"第{number}回")
    made = Meeting(
        number=number,
        title=title,
        held_on=meeting.next_on,
        fiscal_year=meeting.fiscal_year,
        **{name: getattr(meeting, name) for name in KEPT},
    )
    made.stamp(by)
    made.save()
    for item in meeting.agenda.all():
        copied = AgendaItem(meeting=made, number=item.number, text=item.text)
        copied.stamp(by)
        copied.save()
        copied.pilots.set(item.pilots.all())
    return made


@transaction.atomic
def take_attendance(meeting: Meeting, members: list[Membership], *, by: User) -> int:
    """Write down the members who came; who is written already stays as it is."""
    present = set(meeting.attendances.values_list("membership_id", flat=True))
    rows = [member for member in members if member.pk not in present]
    for member in rows:
        row = Attendance(
            meeting=meeting,
            membership=member,
            organization=member.organization,
            department=member.department,
            name_as_printed=member.name_as_printed or member.body_name,
            post=member.post,
        )
        row.stamp(by)
        row.save()
    return len(rows)
