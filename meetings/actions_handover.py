"""What was agreed to be done goes to somebody else, where the minutes name the person."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from meetings.models import Action
from organizations.models import User
from organizations.people import handover
from organizations.people.actions_handover import MEANWHILE
from platform_registry import actions as door
from platform_registry.access import may

NO_COLLEAGUE = "「すること」を引き継げるのは、その連携PFの自治体で今働いている職員だけです。"


def open_actions(person: User, *, by: User) -> list[Action]:
    """By the name as it is written; blanks between family and given name don't count."""
    name = _bare(person.display_name)
    named = Action.objects.permitted(by, "administer").open().exclude(owner="")
    rows = named.select_related("meeting") if name else named.none()
    return [action for action in rows if _bare(action.owner) == name]


def _bare(name: str) -> str:
    return "".join(name.split())


def give_action(action: Action, *, of: User, to: User, by: User) -> Action:
    door.hold(action)
    if _bare(action.owner) != _bare(of.display_name):
        raise ValidationError(MEANWHILE)
    if not may(to, "edit", action.meeting.platform):
        raise ValidationError({"successor": NO_COLLEAGUE})
    action.owner = str(to)
    return door.save(action, by=by)


handover.register(
    handover.Kind(
        "action",
        "会議で決まった「すること」",
        "担当（表記）がこの人の表示名と同じものです。同じ氏名の別の人のものは、選択を外してください。",
        open_actions,
        give_action,
        lambda action: action.meeting,
    )
)
