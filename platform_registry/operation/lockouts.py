"""Sign-ins that are shut after too many wrong passwords (django-axes), and how they look here."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, Sum
from django.utils import timezone


def locked_out(username: Any) -> Exists:
    """Condition: from one address at least, this name is not let in now, whatever the password."""
    since = timezone.now() - get_cool_off()
    of_name = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    by_address = of_name.order_by().values("ip_address")
    failures = by_address.annotate(failures=Sum("failures_since_start"))
    return Exists(failures.filter(failures__gte=settings.AXES_FAILURE_LIMIT))
