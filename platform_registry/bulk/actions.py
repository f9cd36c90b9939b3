"""Carrying a bulk act out, and taking it back: one transaction each, through the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from platform_registry import actions as door
from platform_registry.actions_log import note_deed, one_deed
from platform_registry.bulk import images
from platform_registry.bulk.acts import Act, Line
from platform_registry.bulk.models import BulkChange, BulkStep
from platform_registry.records.ownership import municipality_id_of
from platform_registry.search.actions import indexed_together

CHANGED_SINCE = "確かめたあとで、ほかの人が変えました。"
EDITED_SINCE = "まとめての変更のあとで編集されているため、戻していません。"
GONE_SINCE = "まとめての変更のあとで削除されています。"
UNDONE_ALREADY = "このまとめての変更は、すでに元に戻されています。"
NOTHING = "変えるものがありません。"


class _TakenBack(Exception):
    """Of what was only tried: nothing stays stored, nothing is indexed."""


def foreseen(act: Act, records: Sequence[Any]) -> list[Line]:
    """What would become of each record, found out by doing it and taking it all back.

    So the rules say what they will say: also those that look at other records, which are changed
    by then. Takes as long as carrying it out.
    """
    lines = [act.line(record) for record in records]
    tried: list[Line] = []
    with suppress(_TakenBack), transaction.atomic(), indexed_together():
        tried += [_tried(act, line) for line in lines]
        raise _TakenBack
    return tried


def _tried(act: Act, line: Line) -> Line:
    if line.left:
        return line
    try:
        with transaction.atomic():
            act.carry_out(line.record)
    except ValidationError as refusal:
        return replace(line, left=" ".join(refusal.messages))
    return line


@transaction.atomic
def carry_out(
    act: Act, records: Iterable[Any], seen: dict[int, int], *, by: Any
) -> list[BulkChange]:
    """One change for each municipality whose records are among them.

    ``seen`` says which version of each record the person had before them. What can't be done is
    left out with its reason; ValidationError where nothing is left.
    """
    places: dict[int, list[Any]] = {}
    for record in records:
        places.setdefault(municipality_id_of(record), []).append(record)
    with one_deed(), indexed_together():
        done = [_carry_out(act, rows, seen, by, place) for place, rows in places.items()]
    steps = [step for change in done for step in change.steps.all()]
    if not any(step.image for step in steps):
        raise ValidationError([NOTHING, *dict.fromkeys(step.left for step in steps)][:5])
    return done


def _carry_out(
    act: Act, records: list[Any], seen: dict[int, int], by: Any, place: int
) -> BulkChange:
    kind = ContentType.objects.get_for_model(type(records[0]))
    change = BulkChange(
        municipality_id=place,
        kind=kind,
        label=act.said_at(place)[:300],
        reason=act.reason[:300],
        by=by,
    )
    door.save(change, by=by)
    for record in records:
        door.save(_step(act, change, record, seen), by=by)
    number = change.steps.exclude(image={}).count()
    note_deed(change, "update", what=f"{act.said_at(place)}（{number}件）", name=str(change))
    return change


def _step(act: Act, change: BulkChange, record: Any, seen: dict[int, int]) -> BulkStep:
    line = act.line(record)
    step = BulkStep(change=change, record_id=record.pk, name=str(record))
    step.before, step.after, step.left = line.before, line.after, line.left
    if record.version != seen.get(record.pk, record.version):
        step.left = CHANGED_SINCE
    if not step.left:
        try:
            with transaction.atomic():
                step.image = act.carry_out(record)
        except ValidationError as refusal:
            step.left = " ".join(refusal.messages)
    return step


@transaction.atomic
def undo(change: BulkChange, *, by: Any) -> BulkChange:
    """Puts back what nobody has touched since, and says of the rest why it stays."""
    door.hold(change)
    if change.undone_at:
        raise ValidationError(UNDONE_ALREADY)
    model = change.kind.model_class()
    assert model is not None
    with one_deed(), indexed_together():
        for step in change.steps.exclude(image={}):
            try:
                with transaction.atomic():
                    _put_back(model, step, by)
            except ValidationError as refusal:
                step.kept = " ".join(refusal.messages)
                door.save(step, by=by, place_checked=True)
        change.undone_at, change.undone_by = timezone.now(), by
        door.save(change, by=by, place_checked=True)
        note_deed(change, "update", what=f"{change}を元に戻すこと", name=str(change))
    return change


def _put_back(model: Any, step: BulkStep, by: Any) -> None:
    image = step.image
    for label, pk, version in image.get("made", ()):
        _remove(apps.get_model(label), pk, version, by)
    for label, columns, links in image.get("gone", ()):
        kind: Any = apps.get_model(label)
        many = {name: kind._meta.get_field(name).related_model._default_manager.filter(pk__in=pks)
                for name, pks in links.items()}  # fmt: skip
        door.save(kind(**columns), by=by, many=many)
    if "fields" in image:
        _reset(model, step, by)


def _remove(kind: Any, pk: int, version: int, by: Any) -> None:
    record = kind._default_manager.filter(pk=pk).first()
    if record is None:
        raise ValidationError(GONE_SINCE)
    if record.version != version:
        raise ValidationError(EDITED_SINCE)
    door.remove(record, by=by, opened=version)


def _reset(model: Any, step: BulkStep, by: Any) -> None:
    record = model._default_manager.filter(pk=step.record_id).first()
    if record is None:
        raise ValidationError(GONE_SINCE)
    now = {name: after for name, (_, after) in step.image["fields"].items()}
    if any(str(images.value_at(record, name)) != str(value) for name, value in now.items()):
        raise ValidationError(EDITED_SINCE)
    for name, (before, _) in step.image["fields"].items():
        images.put_at(record, name, before)
    door.save(record, by=by)
