"""Everything that is written about meetings beyond a single record, as verbs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Action, AgendaItem, Attendance, Meeting, MeetingSeries
from organizations.models import Membership, Organization, User
from platform_registry import actions as door
from platform_registry.bulk import images
from platform_registry.japanese import fiscal_year

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
        state=Meeting.State.PLANNED,
        held_on=meeting.next_on,
        starts_at=meeting.next_starts_at,
        ends_at=meeting.next_ends_at,
        fiscal_year=fiscal_year(meeting.next_on) if meeting.next_on else meeting.fiscal_year,
        confidential=meeting.confidential,
        **{name: getattr(meeting, name) for name in KEPT},
    )
    made.venue = meeting.next_venue or meeting.venue
    _refuse_a_second(made)
    door.save(made, by=by)
    items = list(meeting.agenda.order_by("number", "id"))
    alike = len({item.number for item in items}) < len(items)  # of a time without a rule
    for place, item in enumerate(items, start=1):
        copied = AgendaItem(meeting=made, number=place if alike else item.number, text=item.text)
        door.save(copied, by=by, many={"pilots": item.pilots.all()})
    return made


@door.follows(Meeting)
def keep_the_series(meeting: Meeting, **_: Any) -> None:
    """What a council came together for stays its own when none of its meetings is left."""
    if meeting.series_id and meeting.is_secret:
        MeetingSeries.objects.filter(pk=meeting.series_id).update(confidential=True)


def _refuse_a_second(meeting: Meeting) -> None:
    same = Meeting.objects.filter(
        platform=meeting.platform, layer=meeting.layer, series=meeting.series,
        number=meeting.number, title=meeting.title,
    )  # fmt: skip
    if meeting.number and same.exists():
        raise ValidationError(f"「{meeting.title}」はすでにあります。")


@transaction.atomic
def take_attendance(meeting: Meeting, members: list[Membership], *, by: User) -> int:
    """Write down the members who came; who is written already stays as it is.

    Who stands in the roster twice (担当部局 is a duty beside the stay) came once.
    """
    written = list(meeting.attendances.all())
    made: list[Attendance] = []
    for member in members:
        row = row_of(meeting, member)
        stands = any(is_of(other, member) for other in written)
        if not stands and not any(row.same_as(other) for other in made):
            made.append(door.save(row, by=by))
    return len(made)


def row_of(meeting: Meeting, member: Membership) -> Attendance:
    return Attendance(
        meeting=meeting,
        membership=member,
        organization=member.organization,
        department=member.department,
        name_as_printed=member.name_as_printed or member.body_name,
        post=member.post,
    )


def is_of(row: Attendance, member: Membership) -> bool:
    """Also where the body was written by hand, without saying that it is a member or registered."""
    bodies = ("organization_id", "department_id")
    same = any(getattr(member, b) and getattr(row, b) == getattr(member, b) for b in bodies)
    return same or row.membership_id == member.pk or row.same_as(row_of(row.meeting, member))


@transaction.atomic
def invite(organization: Organization, meeting: Meeting, *, by: User) -> images.Image:
    """As one of its bodies, a member of the layer where it is one; gives what undoing takes."""
    stay = Membership.objects.filter(layer=meeting.layer_id, organization=organization)
    attendance = Attendance(
        meeting=meeting, organization=organization, membership=stay.taking_part().first()
    )
    return images.made([door.save(attendance, by=by)])


def finish(action: Action, *, by: User, opened: int | None = None) -> Action:
    """「済んだ」, of the version the person had before them."""
    with door.unless_refused(action, "state"):
        action.state = Action.State.DONE
        return door.save(action, by=by, opened=opened)


@transaction.atomic
def carry_on(action: Action, meeting: Meeting, *, by: User, opened: int | None = None) -> Action:
    """「引き継ぐ」: it goes on at another meeting, and is waited for there alone."""
    made = Action(
        meeting=meeting, text=action.text, department=action.department, owner=action.owner,
        due_on=action.due_on, state=action.state,
    )  # fmt: skip
    action.state = Action.State.CARRIED
    door.save(action, by=by, opened=opened)
    return door.save(made, by=by)
