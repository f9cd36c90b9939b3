"""Where two persons are needed, two accounts must not be one person's.

Who added an account or set its password may know the password. That stands in the change log,
which nobody changes; the operator, who sets up a municipality's first accounts, doesn't count.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q

from organizations.log.models import PASSWORD_SET
from organizations.models import LogEntry, User

ONE_HAND = (
    "「{}」と「{}」は、一方が他方のアカウントを登録したかパスワードを設定した、"
    "または同じ人がそうした間柄です。2人で確かめたことになりません。"
    "ほかの管理者か、サイトの運用者に依頼してください。"
)
NOT_ONE_S_OWN = (
    "「{}」のパスワードは、ほかの人が設定したままです。"
    "本人が「パスワードの変更」で変えてから、もう一度許可してください。"
)
SETS_PASSWORD = Q(action=LogEntry.Action.CREATE) | Q(additional_data__what=PASSWORD_SET)


def must_own_password(user: User) -> None:
    """ValidationError where the last to set it is another person, who could sign in instead."""
    kind = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(SETS_PASSWORD, content_type=kind, object_id=user.pk)
    last = entries.select_related("actor").order_by("-timestamp", "-id").first()
    actor = last.actor if last else None
    if actor and actor != user and not actor.is_superuser:
        raise ValidationError({"user": NOT_ONE_S_OWN.format(user)})


def must_be_two(first: User, second: User) -> None:
    """ValidationError where one person may have had both accounts in hand."""
    if first.is_superuser or second.is_superuser:
        return
    if _hands(first) & _hands(second):
        raise ValidationError(ONE_HAND.format(first, second))


def _hands(user: User) -> set[int]:
    """The account itself, those who may know its password, those who may know theirs, and so on."""
    known: set[int] = set()
    found = {user.pk}
    kind = ContentType.objects.get_for_model(User)
    while found:
        known |= found
        entries = LogEntry.objects.filter(SETS_PASSWORD, content_type=kind, object_id__in=found)
        by = entries.filter(actor__is_superuser=False).values_list("actor", flat=True)
        found = set(by) - known
    return known
