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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import ProtectedError, RestrictedError

from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.actions_log import acting
from platform_registry.models import STAMPS, EditedMeanwhile, Stamped, Versioned
from platform_registry.records.going import Going, by_kind, is_kept
from platform_registry.records.ownership import owner_key, refuse_new_owner
from platform_registry.secrecy import kept_secret, refuse_moving

NOT_THEIRS = "この内容で保存する権限がありません。担当の自治体の記録だけを登録・変更できます。"
NOT_THEIRS_TO_REMOVE = "この記録を削除する権限がありません。"
NOT_CLEARED = (
    "守秘の記録は、閲覧を許可された人だけが登録・変更・削除できます。"
    "必要なときは、連携PFの自治体の管理者に許可を求めてください。"
)
STILL_USED = "ほかの記録が使っているため、削除できません。"
GONE_MEANWHILE = (
    "選んだ記録が、保存するまでの間に削除されました。画面を読み込み直して、選び直してください。"
)
FOREIGN_KEY_VIOLATION = "23503"  # as PostgreSQL calls it

Record = TypeVar("Record", bound=models.Model)
Follower = Callable[..., None]
_after_saving: dict[type[models.Model], list[Follower]] = defaultdict(list)
_after_removing: dict[type[models.Model], list[Follower]] = defaultdict(list)
_before_removing: list[Callable[[type[models.Model], list[models.Model]], None]] = []
_forgetters: list[Callable[[type[models.Model], list[Any]], None]] = []
_finders_beside: list[Callable[[type[models.Model], list[Any]], Iterable[models.Model]]] = []


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
    """What must be known of a record before it goes."""
    _before_removing.append(remover)
    return remover


def forgets(
    forgetter: Callable[[type[models.Model], list[Any]], None],
) -> Callable[[type[models.Model], list[Any]], None]:
    """What else is known of records by their numbers, and isn't any more."""
    _forgetters.append(forgetter)
    return forgetter


def stands_beside(
    finder: Callable[[type[models.Model], list[Any]], Iterable[models.Model]],
) -> Callable[[type[models.Model], list[Any]], Iterable[models.Model]]:
    """What has no foreign key to records of a kind but goes with them."""
    _finders_beside.append(finder)
    return finder


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
    person may write, as it is stored or as it would be; then nothing is written, and the record in
    hand is as new, or of the version, it was. A verb that has made sure of whose record it is in
    its own way says ``place_checked``.
    """
    new = record._state.adding
    checked_for = None if place_checked else by
    with _speaking_of(record), _all_or_nothing(record), acting(by):
        if not new:
            _refuse_what_is_not_theirs(record, checked_for)
            _refuse_locked(record, despite_lock)
            refuse_new_owner(record)
        _one_at_a_time(record)
        if not new and isinstance(record, Versioned):
            claim(record, record.version if opened is None else opened)
        stamps: tuple[str, ...] = ()
        if isinstance(record, Stamped):
            record.stamp(by)
            stamps = STAMPS  # who asks is here: not asked for again with each of many rows
        refuse_moving(record)
        record.full_clean(exclude=stamps)
        with kept_secret(record):
            record.save()
        for name, rows in (many or {}).items():
            getattr(record, name).set(rows)
        _refuse_what_is_not_theirs(record, checked_for, raised=not new)
        for follower in _after_saving[type(record)]:
            follower(record, by=by, new=new, **why)
    return record


@contextmanager
def _all_or_nothing(record: Any) -> Iterator[None]:
    """After a refusal nothing is stored and the record can be mended and saved again.

    Where another was faster the database refuses what the rules had allowed; by then the other's
    record is there to be seen, and the rules say what is wrong.
    """
    pk, new, version = record.pk, record._state.adding, getattr(record, "version", None)
    try:
        with transaction.atomic():
            yield
            _settle()
    except Exception as refusal:
        record.pk, record._state.adding = pk, new
        if version is not None:
            record.version = version
        if isinstance(refusal, IntegrityError):
            record.full_clean()
            if _names_what_is_gone(refusal):
                raise ValidationError(GONE_MEANWHILE) from refusal
        raise


def _names_what_is_gone(refusal: IntegrityError) -> bool:
    return getattr(refusal.__cause__, "sqlstate", "") == FOREIGN_KEY_VIOLATION


def _settle() -> None:
    """A database that looks at the foreign keys when the transaction ends looks now: whoever is
    refused is here to be told."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


@contextmanager
def unless_refused(record: models.Model, *names: str) -> Iterator[None]:
    """For a verb that changes these fields: after a refusal the record in hand shows the stored."""
    before = {name: getattr(record, name) for name in names}
    try:
        yield
    except ValidationError:
        for name, value in before.items():
            setattr(record, name, value)
        raise


@contextmanager
def _speaking_of(record: models.Model) -> Iterator[None]:
    """A refusal knows whose fields it speaks of: of the record, or of one a follower saves."""
    try:
        yield
    except ValidationError as refusal:
        refusal.__dict__.setdefault("kind", type(record))
        raise


def _one_at_a_time(record: models.Model) -> None:
    """Rules that look at what stands beside a record hold while nobody writes there, too.

    A database with one writer at a time needs no lock.
    """
    owner = owner_key(record)
    if owner and connection.features.has_select_for_update:
        kind, number = owner
        rows = kind._base_manager.select_for_update(no_key=True).filter(pk=number)
        list(rows.values_list("pk"))


def _refuse_what_is_not_theirs(
    record: models.Model, by: Any, permission: Permission = "edit", raised: bool = False
) -> None:
    """The last word on whose record it is, for every way in; without a person it is a command's.

    What a person may not read he doesn't write; but he may make secret (``raised``) what he reads.
    """
    if by is None:
        return
    rows: Any = type(record)._default_manager.filter(pk=record.pk)
    if not by.is_superuser and not rows.filter(rows.own(by, permission)).exists():
        raise ValidationError(NOT_THEIRS_TO_REMOVE if permission == "remove" else NOT_THEIRS)
    if not raised and not rows.told_of(record, by).exists():
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
    for form in formset.deleted_forms:
        if form.instance in formset.deleted_objects:
            remove(form.instance, by=by, opened=_opened(form))
    for form in formset.forms:
        if form.has_changed() and form not in formset.deleted_forms:
            setattr(form.instance, formset.fk.name, formset.instance)
            save_form(form, by=by, opened=_opened(form))


def _opened(form: Any) -> int | None:
    """The version a row was opened with; 0, which is none's, where the page lost it."""
    return form.cleaned_data.get("opened") or 0 if "opened" in form.fields else None


def remove(
    record: models.Model, *, by: Any, opened: int | None = None, despite_lock: bool = False
) -> None:
    """Delete with all that stands beside it. ValidationError where others rest on it.

    ``opened`` is the version the person had before them; EditedMeanwhile where it is another now.
    A verb that takes back what it wrote itself may do so ``despite_lock``.
    """
    pk = record.pk
    try:
        with transaction.atomic():
            _remove(record, by, opened, despite_lock)
            _settle()
    except IntegrityError:  # somebody has named it meanwhile
        record.pk = pk
        raise ValidationError(STILL_USED) from None


def _remove(record: models.Model, by: Any, opened: int | None, despite_lock: bool) -> None:
    _refuse_what_is_not_theirs(record, by, "remove")
    _refuse_locked(record, despite_lock)
    if opened is not None:
        _refuse_other_version(record, opened)
    _refuse_irremovable(record)
    try:
        found = Going(record)
    except (ProtectedError, RestrictedError):
        raise ValidationError(STILL_USED) from None
    going = [record, *found.others]
    beside = beside_of(going)
    if is_kept(record):
        raise ValidationError(STILL_USED)
    _refuse_what_is_not_told([*going, *beside], by)
    _refuse_untying(found.untied, by)
    followed = _followed(going)
    with acting(by):
        for kind, rows in by_kind(going).items():
            for remover in _before_removing:
                remover(kind, rows)
        for kind, rows in by_kind(beside).items():
            kind._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        _rewrite(found.untied)
        for kind, rows in by_kind([*going, *beside]).items():
            for forgetter in _forgetters:
                forgetter(kind, [row.pk for row in rows])
        found.collector.delete()
        for row in followed:
            for follower in _after_removing[type(row)]:
                follower(row, by=by)


def beside_of(records: list[models.Model]) -> list[models.Model]:
    kinds = by_kind(records).items()
    return [row for kind, rows in kinds for find in _finders_beside for row in find(kind, rows)]


def _refuse_what_is_not_told(going: list[models.Model], by: Any) -> None:
    """What one may not know isn't deleted with something else, and it isn't said what it is."""
    if by is None:
        return
    for kind, rows in by_kind(going).items():
        found = kind._default_manager.filter(pk__in=[row.pk for row in rows])
        if isinstance(found, ScopedQuerySet) and found.told_to(by).count() < found.count():
            raise ValidationError(STILL_USED)


def _refuse_untying(untied: list[models.Model], by: Any) -> None:
    """What one may not write doesn't lose what it says by a deletion either."""
    if by is None:
        return
    for kind, rows in by_kind(untied).items():
        found = kind._default_manager.filter(pk__in=[row.pk for row in rows])
        if isinstance(found, ScopedQuerySet) and found.editable_by(by).count() < len(rows):
            raise ValidationError(STILL_USED)


def _rewrite(untied: list[models.Model]) -> None:
    """Who has one of them open notices that it has lost what it named."""
    for kind, rows in by_kind(untied).items():
        if issubclass(kind, Versioned):
            stored = kind._base_manager.filter(pk__in=[row.pk for row in rows])
            stored.update(version=models.F("version") + 1)


def _refuse_irremovable(record: models.Model) -> None:
    """Asked while the row is locked: nothing comes to rest on it meanwhile."""
    reason: Any = getattr(type(record), "irremovable", Versioned.irremovable)
    if reason is Versioned.irremovable:
        return
    list(type(record)._base_manager.select_for_update().filter(pk=record.pk).values_list("pk"))
    if says := reason(record):
        raise ValidationError(says)


def _followed(going: list[models.Model]) -> list[models.Model]:
    """Those whose owner stays: where it goes with them there is nothing to keep in order."""
    gone = {(type(row), row.pk) for row in going}
    return [row for row in going if type(row) in _after_removing and owner_key(row) not in gone]


def hold(record: models.Model) -> None:
    """Lock the stored row until the transaction ends, and take over what it says now.

    For verbs that ask what state a record is in: the one in hand may be long out of date.
    EditedMeanwhile where that shows in its version.
    """
    _one_at_a_time(record)  # every lock goes from the owner to the record
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


def _refuse_other_version(record: models.Model, opened: int) -> None:
    """What somebody else has changed isn't deleted by who hasn't seen it."""
    stored: Any = type(record)._base_manager.select_for_update().filter(pk=record.pk)
    if isinstance(record, Versioned) and opened not in stored.values_list("version", flat=True):
        raise EditedMeanwhile


def _refuse_locked(record: models.Model, despite_lock: bool) -> None:
    """What is stored says whether it may change; the record in hand may be unlocking itself."""
    locked: Any = getattr(type(record), "locked", Versioned.locked)
    if despite_lock or locked is Versioned.locked:
        return
    stored = type(record)._base_manager.filter(pk=record.pk).first()
    if stored is not None and (reason := locked(stored)):
        raise ValidationError(reason)
