from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.log.models import FAILED_LOGIN, PASSWORD_SET, SIGNED_IN, SIGNED_OUT
from organizations.models import (
    Clearance,
    LogEntry,
    Municipality,
    StaffAssignment,
    User,
)
from platform_registry import actions as door
from platform_registry.access import Role
from platform_registry.actions_log import acting
from platform_registry.japanese import era_date

NOT_THEIR_PASSWORD = (
    "守秘情報の閲覧を許可された人、ほかの管理者、ほかの自治体でも働く人のパスワードは、"
    "本人かサイトの運用者だけが変えられます。"
)
NOT_OF_HERE = "担当の自治体で今働いている人のロックだけを解けます。"
OVER_ALREADY = "この役割は、すでに終わっています。"
WITHDRAWN_ALREADY = "この役割は、すでに取り消されています。"
DAY_IS_PAST = "今日より前の日付では終えられません。「今すぐ終える」を選んでください。"
ENDS_SOONER = "この役割は{}に終わります。終了日を延ばすときは、「編集」で終了日を変えてください。"


# Read out over a telephone or from a slip of paper: nothing that looks like another.
LETTERS = "abcdefghjkmnpqrstuxyz23456789"


def temporary_password() -> str:
    """Four groups of four letters, 77 bits: ``k3pq-w7rt-…``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def add_with_role(user: User, role: StaffAssignment, *, by: User) -> User:
    user.first_place = role.municipality
    user.must_change_password = True
    door.save(user, by=by, place_checked=True)
    role.user = user
    door.save(role, by=by)
    return user


@transaction.atomic
def admit(user: User, role: StaffAssignment, *, by: User) -> str:
    """`add_with_role`; gives the password, which is kept nowhere."""
    password = temporary_password()
    user.set_password(password)
    add_with_role(user, role, by=by)
    return password


@transaction.atomic
def give_temporary_password(user: User, *, by: User) -> str:
    """A password to be told to the person, who changes it at the next sign-in."""
    password = temporary_password()
    set_password(user, password, by=by)
    return password


@transaction.atomic
def save_account(user: User, *, opened: int, by: User) -> User:
    """An account is closed while nobody ends a role beside it: somebody must be left."""
    places = user.assignments.values("municipality")
    list(Municipality.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk"))
    return door.save(user, by=by, opened=opened)


@transaction.atomic
def set_password(user: User, password: str, *, by: User) -> User:
    """By the person, or by who keeps the account; who did so is written down."""
    refuse_foreign_password(user, by=by)
    user.set_password(password)
    user.must_change_password = by != user
    door.save(user, by=by, place_checked=by == user)
    _note_at_account(user, PASSWORD_SET, LogEntry.Action.UPDATE, by=by)
    return user


def refuse_foreign_password(user: User, *, by: User) -> None:
    """ValidationError where who knew the password would read or decide what is another's alone."""
    if by == user or by.is_superuser:
        return
    today = timezone.localdate()
    held = Clearance.objects.filter(user=user, ended_at=None)
    trusted = held.exclude(ends_on__lt=today).exists()
    roles = StaffAssignment.objects.not_over(today).filter(user=user)
    administers = roles.filter(role=Role.ADMINISTRATOR).exists()
    if trusted or administers or not User.objects.kept_by(by).filter(pk=user.pk).exists():
        raise ValidationError(NOT_THEIR_PASSWORD)


def end_role(role: StaffAssignment, *, last: date | None, opened: int, by: User) -> StaffAssignment:
    """``last`` is the last day on which it holds; None ends it at once.

    At once means: yesterday was its last day. Where it had not begun by then it is withdrawn.
    """
    today = timezone.localdate()
    refuse_end(role, last)
    with door.unless_refused(role, "ends_on", "withdrawn"):
        if last is None and role.begins_after(today - timedelta(days=1)):
            role.withdrawn = True
        else:
            role.ends_on = last or today - timedelta(days=1)
        return door.save(role, by=by, opened=opened)


def refuse_end(role: StaffAssignment, last: date | None) -> None:
    today = timezone.localdate()
    if role.withdrawn:
        raise ValidationError(WITHDRAWN_ALREADY)
    if role.ends_on and role.ends_on < today:
        raise ValidationError(OVER_ALREADY)
    if last and last < today:
        raise ValidationError({"ends_on": DAY_IS_PAST})
    if last and role.ends_on and last > role.ends_on:
        raise ValidationError({"ends_on": ENDS_SOONER.format(era_date(role.ends_on))})


@transaction.atomic
def lift_lockout(user: User, *, by: User) -> None:
    """By who gives the person work here, whoever else does."""
    places = by.municipality_ids("administer")
    works_here = StaffAssignment.objects.on(timezone.localdate()).filter(
        user=user, municipality__in=places
    )
    if not by.is_superuser and not works_here.exists():
        raise ValidationError(NOT_OF_HERE)
    reset(username=user.username)
    _note_at_account(user, "ロックの解除", LogEntry.Action.UPDATE, by=by)


def note_failed_login(username: str) -> None:
    """With the account that was tried, where its person works; never with the words typed."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        _note_at_account(user, FAILED_LOGIN, LogEntry.Action.ACCESS)


def note_sign_in(user: User) -> None:
    _note_at_account(user, SIGNED_IN, LogEntry.Action.ACCESS, by=user)


def note_sign_out(user: User) -> None:
    _note_at_account(user, SIGNED_OUT, LogEntry.Action.ACCESS, by=user)


def _note_at_account(user: User, what: str, action: int, *, by: User | None = None) -> None:
    """In every place where the person works."""
    with acting(by):
        places: set[Any] = {a.municipality for a in user.current_assignments()}
        for place in places or {None}:
            LogEntry.objects.log_create(
                user,
                force_log=True,
                action=action,
                municipality=place,
                additional_data={"what": what},
            )
