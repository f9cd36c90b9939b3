"""What a person has open goes to a successor: all that was chosen, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.models import Clearance, StaffAssignment, User
from organizations.people import handover
from platform_registry import actions as door

NOT_OF_HERE = "担当の自治体の利用者のものだけを引き継げます。"
NO_SUCCESSOR = "担当の自治体で今働いている、ほかの人を選んでください。"
NOTHING = "引き継ぐものを1つ以上選んでください。"
MEANWHILE = "一覧を開いてから、引き継ぐものが変わりました。一覧を確かめて、もう一度選んでください。"
NOT_FOR_ONESELF = "閲覧の申し出は、閲覧する本人には引き継げません。"
ONLY_ADMINISTRATORS = "閲覧の申し出を引き継げるのは、申し出た自治体の管理者だけです。"


@transaction.atomic
def hand_over(person: User, *, to: User, ticked: Collection[str], by: User) -> int:
    """Gives how many records were handed over. ``ticked`` as `handover.tick` names them."""
    if not User.objects.permitted(by, "administer").filter(pk=person.pk).exists():
        raise ValidationError(NOT_OF_HERE)
    if to == person or not successors(person, by=by).filter(pk=to.pk).exists():
        raise ValidationError({"successor": NO_SUCCESSOR})
    if not ticked:
        raise ValidationError(NOTHING)
    offered = {
        name: (part.kind, record)
        for part in handover.open_work(person, by=by)
        for name, record, _ in part.ticks
    }
    if not {*ticked} <= {*offered}:
        raise ValidationError(MEANWHILE)
    for name in {*ticked}:
        kind, record = offered[name]
        kind.give(record, of=person, to=to, by=by)
    return len({*ticked})


def successors(person: User, *, by: User) -> Any:
    """Who works today in a place of this administrator, and is not the person."""
    here = StaffAssignment.objects.permitted(by, "administer").on(timezone.localdate())
    people = User.objects.filter(is_active=True, pk__in=here.values("user"))
    return people.exclude(pk=person.pk).order_by("display_name", "username")


def open_requests(person: User, *, by: User) -> Any:
    """Clearances a partner's administrator asked for and the owner has not given yet."""
    asked = Clearance.objects.filter(asked_by=person, given_at=None, ended_at=None)
    if not by.is_superuser:
        asked = asked.filter(platform__partners__in=by.municipality_ids("administer"))
    return asked.select_related("user", "layer", "platform").distinct()


def give_request(clearance: Clearance, *, of: User, to: User, by: User) -> Clearance:
    """It is shown to who asked, and to no other administrator of the partner."""
    door.hold(clearance)
    partners = {*clearance.platform.partners.values_list("pk", flat=True)}
    if not to.municipality_ids("administer") & partners:
        raise ValidationError({"successor": ONLY_ADMINISTRATORS})
    if to == clearance.user:
        raise ValidationError({"successor": NOT_FOR_ONESELF})
    if clearance.asked_by != of or clearance.given_at or clearance.ended_at:
        raise ValidationError(MEANWHILE)
    clearance.asked_by = to
    return door.save(clearance, by=by, place_checked=True)


handover.register(
    handover.Kind(
        "request",
        "守秘情報の閲覧の申し出",
        "まだ許可されていない申し出です。管理者だけが引き継げます。",
        open_requests,
        give_request,
        lambda clearance: clearance.platform,
    )
)
