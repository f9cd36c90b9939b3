"""The one door: every record of the site is written and removed through these verbs.

Form, admin, roster, loader and command all come here, so a rule that holds in one way in holds in
all: who acts, a lock, the lost-update guard, the rules of the model (``clean`` and constraints),
what else the write entails, all in one transaction. Only the bulk writer of the import goes past
it, and checks the same rules on its rows.

An app says what a write of a record entails:

    @follows(Membership)
    def leave_a_step(membership, *, by, new, step=None): ...
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.deletion import Collector

from platform_registry.actions_log import acting
from platform_registry.models import EditedMeanwhile, Stamped, Versioned
from platform_registry.secrecy import kept_secret, refuse_moving

NOT_THEIRS = "この内容で保存する権限がありません。担当の自治体の記録だけを登録・変更できます。"
NOT_CLEARED = (
    "守秘の記録は、閲覧を許可された人だけが登録・変更・削除できます。"
    "必要なときは、連携PFの自治体の管理者に許可を求めてください。"
)

Record = TypeVar("Record", bound=models.Model)
Follower = Callable[..., None]
_after_saving: dict[type[models.Model], list[Follower]] = defaultdict(list)
_after_removing: dict[type[models.Model], list[Follower]] = defaultdict(list)
_before_removing: list[Callable[[type[models.Model], list[models.Model]], None]] = []


def follows(*kinds: type[models.Model]) -> Callable[[Follower], Follower]:
    """What else is done when such a record is saved; gets ``by``, ``new`` and the saver's words."""
    return _register(_after_saving, kinds)


def follows_removal(*kinds: type[models.Model]) -> Callable[[Follower], Follower]:
    return _register(_after_removing, kinds)


def _register(
    register: dict[type[models.Model], list[Follower]], kinds: tuple[type[models.Model], ...]
) -> Callable[[Follower], Follower]:
    def add(follower: Follower) -> Follower:
        for kind in kinds:
            register[kind].append(follower)
        return follower

    return add


def goes_with(
    remover: Callable[[type[models.Model], list[models.Model]], None],
) -> Callable[[type[models.Model], list[models.Model]], None]:
    """What has no foreign key to a record but goes with it: gets the kind and the records."""
    _before_removing.append(remover)
    return remover


@transaction.atomic
def save(
    record: Record,
    *,
    by: Any,
    opened: int | None = None,
    many: Mapping[str, Iterable[Any]] | None = None,
    despite_lock: bool = False,
    place_checked: bool = False,
    **why: Any,
) -> Record:
    """Write one record with its many-to-many relations (``many``).

    ``opened`` is the version the person had before them. Raises EditedMeanwhile where somebody
    was faster, ValidationError where a rule of the model is broken or the record is not one this
    person may write; then nothing is written. A verb that has made sure of the latter in its own
    way says ``place_checked``.
    """
    new = record._state.adding
    if not new:
        _refuse_locked(record, despite_lock)
        if not place_checked:
            _refuse_what_is_not_theirs(record, by)
        if isinstance(record, Versioned):
            claim(record, record.version if opened is None else opened)
    if isinstance(record, Stamped):
        record.stamp(by)
    refuse_moving(record)
    record.full_clean()
    with acting(by):
        with kept_secret(record):
            record.save()
        for name, rows in (many or {}).items():
            getattr(record, name).set(rows)
        if not place_checked:
            _refuse_what_is_not_theirs(record, by, raised=not new)
        for follower in _after_saving[type(record)]:
            follower(record, by=by, new=new, **why)
    return record


def _refuse_what_is_not_theirs(record: models.Model, by: Any, raised: bool = False) -> None:
    """The last word on whose record it is, for every way in; without a person it is a command's.

    What a person may not read he doesn't write; but he may make secret (``raised``) what he reads.
    """
    if by is None:
        return
    rows: Any = type(record)._default_manager.filter(pk=record.pk)
    if not by.is_superuser and not rows.filter(rows.own(by, "edit")).exists():
        raise ValidationError(NOT_THEIRS)
    if not raised and not rows.told_to(by).exists():
        raise ValidationError(NOT_CLEARED)


def save_form(form: Any, *, by: Any, opened: int | None = None, **why: Any) -> Any:
    """What a valid model form holds. ``form.with_it()`` gives records that are made together."""
    record = form.instance
    chosen = {f.name: form.cleaned_data[f.name] for f in _many_of(form)}
    with transaction.atomic():
        save(record, by=by, opened=opened, many=chosen, **why)
        for other in getattr(form, "with_it", list)():
            save(other, by=by)
    return record


def _many_of(form: Any) -> list[Any]:
    return [f for f in form._meta.model._meta.many_to_many if f.name in form.cleaned_data]


@transaction.atomic
def save_rows(formset: Any, *, by: Any) -> None:
    """The rows of a valid inline formset: new, changed and ticked for deletion."""
    formset.save(commit=False)
    for row in formset.deleted_objects:
        remove(row, by=by)
    for form in formset.forms:
        if form.has_changed() and form not in formset.deleted_forms:
            setattr(form.instance, formset.fk.name, formset.instance)
            save_form(form, by=by)


@transaction.atomic
def remove(record: models.Model, *, by: Any) -> None:
    """Delete with all that stands beside it. ProtectedError where others rest on it."""
    _refuse_locked(record, False)
    _refuse_what_is_not_theirs(record, by)
    everything = by_kind([record, *going_with(record)])
    for kind, rows in everything.items():
        for remover in _before_removing:
            remover(kind, rows)
    with acting(by):
        record.delete()
        for kind, rows in everything.items():
            for follower in _after_removing[kind]:
                for row in rows:
                    follower(row, by=by)


def hold(record: models.Model) -> None:
    """Lock the stored row until the transaction ends, and take over what it says now.

    For verbs that ask what state a record is in: the one in hand may be long out of date.
    EditedMeanwhile where that shows in its version.
    """
    in_hand = getattr(record, "version", None)
    stored: Any = type(record)._base_manager.select_for_update()
    record.refresh_from_db(from_queryset=stored)
    if getattr(record, "version", None) != in_hand:
        raise EditedMeanwhile


def claim(record: Versioned, opened: int) -> None:
    """Raise the version in one statement, or refuse when someone saved in between."""
    stored = type(record)._default_manager.filter(pk=record.pk, version=opened)
    if not stored.update(version=opened + 1):
        raise EditedMeanwhile
    record.version = opened + 1


def _refuse_locked(record: models.Model, despite_lock: bool) -> None:
    """What is stored says whether it may change; the record in hand may be unlocking itself."""
    locked: Any = getattr(type(record), "locked", Versioned.locked)
    if despite_lock or locked is Versioned.locked:
        return
    stored = type(record)._base_manager.filter(pk=record.pk).first()
    if stored is not None and (reason := locked(stored)):
        raise ValidationError(reason)


def going_with(record: models.Model) -> list[models.Model]:
    """Everything deleted with the record; ProtectedError, RestrictedError where that is forbidden."""
    collector = Collector(using=record._state.db or "default")
    collector.collect([record])
    others = [o for rows in collector.data.values() for o in rows if o != record]
    others += [o for query in collector.fast_deletes for o in query]
    return [other for other in others if not other._meta.auto_created]


def by_kind(records: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    return kinds
