"""Sign-ins that failed are written down with the account they were tried on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from organizations.actions_people import note_failed_login


@receiver(user_login_failed, dispatch_uid="note failed sign-ins")
def failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    note_failed_login(str(credentials.get("username") or "")[:150])
