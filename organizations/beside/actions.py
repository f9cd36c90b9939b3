from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.db import models

from organizations.models import (
    Attachment,
    Note,
    Statistic,
    User,
)
from platform_registry import actions as door


@door.stands_beside
def what_stands_beside(
    kind: type[models.Model], rows: list[models.Model]
) -> Iterator[models.Model]:
    """Notes, numbers and files; a file without what is in it."""
    place = {
        "record_type": ContentType.objects.get_for_model(kind),
        "record_id__in": [row.pk for row in rows],
    }
    yield from Note.objects.filter(**place)
    yield from Statistic.objects.filter(**place)
    yield from Attachment.objects.filter(**place).defer("content")


def attach(file: Attachment, content: bytes, *, by: User) -> Attachment:
    """Keep a checked file with its size and fingerprint."""
    file.content, file.size, file.sha256 = content, len(content), sha256(content).hexdigest()
    return door.save(file, by=by)
