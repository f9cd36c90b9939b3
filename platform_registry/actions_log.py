"""Who acts, and what is written down of reading and taking along.

Changes are noted by the change log itself (auditlog) whenever a record is written; this module
says in whose name, and notes what leaves no trace in the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import pre_save

from platform_registry.records.ownership import load_upwards

# Whose deed a write is where no request says so: a worker, a command.
_acting: ContextVar[Any] = ContextVar("acting", default=None)


@contextmanager
def acting(by: Any) -> Iterator[None]:
    token = _acting.set(by if by is not None else _acting.get())
    try:
        yield
    finally:
        _acting.reset(token)


def actor() -> Any:
    return _acting.get()


# The mark on all entries of one act, see `one_deed`.
_deed: ContextVar[str | None] = ContextVar("deed", default=None)


@contextmanager
def one_deed() -> Iterator[None]:
    """What is written within is one act of many entries: the log tells it in one line that opens.

    The line itself is noted within by `note_deed`.
    """
    token = _deed.set(uuid4().hex)
    try:
        yield
    finally:
        _deed.reset(token)


def deed() -> str | None:
    """The mark of the act under way; never what a browser sends."""
    return _deed.get()


def note_deed(record: Model, act: str, *, changes: Any = None, **told: Any) -> None:
    """The line that stands for all entries of `one_deed`; ``told`` is what it says."""
    log = get_logentry_model()
    log.objects.log_create(
        record,
        force_log=True,
        action=log.Action.UPDATE,
        act=act,
        part=False,
        changes=changes,
        additional_data=told,
    )


def note_access(record: Model, *, by: Any, what: str = "", **more: Any) -> None:
    """Somebody read a record or took it along; ``what`` says how (ダウンロード, Word …)."""
    data = {"what": what, **more} if what or more else None
    log = get_logentry_model()
    log.objects.log_create(
        record, force_log=True, action=log.Action.ACCESS, actor=by, additional_data=data
    )


def note_readings(records: Sequence[Model], *, by: Any) -> None:
    """Secrets one person was given: as many statements for a long list as for a short one."""
    if not records:
        return
    log = get_logentry_model()
    load_upwards(records)
    entries = [log.objects.reading(record, by) for record in records]
    for entry in entries:  # the middleware adds where the request came from
        pre_save.send(sender=log, instance=entry, raw=False, using="default", update_fields=None)
    log.objects.bulk_create(entries)


def note_export(
    model: type[Model], name: str, file_format: str, rows: int, conditions: list[str], *, by: Any
) -> None:
    """A list taken along: noted in every municipality whose records may be in it."""
    log = get_logentry_model()
    for place in sorted(by.municipality_ids("export")) or [None]:
        entry = log(
            content_type=ContentType.objects.get_for_model(model),
            object_pk="",
            object_repr=f"{name}（一覧の出力）",
            action=log.Action.ACCESS,
            actor=by,
            municipality_id=place,
            additional_data={
                "export": file_format,
                "name": name,
                "rows": rows,
                "conditions": conditions,
            },
        )
        entry.save()
