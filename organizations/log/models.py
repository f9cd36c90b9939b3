"""変更・閲覧の記録: every entry knows whose record it speaks of, and which layer keeps it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from auditlog.cid import get_cid
from auditlog.models import AbstractLogEntry, LogEntryManager
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from organizations.confidence.models import Clearance, Lowering
from organizations.layers.models import Layer, layer_told
from organizations.partners.models import Invitation
from organizations.people.assignments import StaffAssignment
from organizations.people.models import User
from organizations.places.models import Municipality
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.actions_log import actor, deed
from platform_registry.records.ownership import above, upwards
from platform_registry.secrecy import Uncleared, guarded, is_guarded, may_know_inside, untold

FAILED_LOGIN = "ログインの失敗"
PASSWORD_SET = "パスワードの変更"
SIGNED_IN, SIGNED_OUT = "ログイン", "ログアウト"
GIVES_RIGHTS = {"staffassignment", "clearance", "lowering"}
ADMINISTRATORS_OWN = (Clearance, Invitation, Lowering, StaffAssignment, User)


class Act(models.TextChoices):
    """What was done, as the page names it."""

    CREATE = "create", "登録"
    UPDATE = "update", "変更"
    DELETE = "delete", "削除"
    READ = "read", "閲覧"
    EXPORT = "export", "出力"
    IMPORT = "import", "取込"
    UNDO = "undo", "取消"
    RIGHTS = "rights", "権限"
    SIGN_IN = "sign_in", "ログイン"
    SIGN_OUT = "sign_out", "ログアウト"
    LOGIN = "login", "ログイン失敗"


OF_WHAT = {
    FAILED_LOGIN: Act.LOGIN,
    SIGNED_IN: Act.SIGN_IN,
    SIGNED_OUT: Act.SIGN_OUT,
    PASSWORD_SET: Act.RIGHTS,
}


class LogEntryQuerySet(ScopedQuerySet):
    """Of the record's municipality, whoever acted; of a secret layer for those cleared for it."""

    def confided(self, user: Any, since: Any = None) -> Q:
        return self._confided(user)

    def told_within(self, kinds: Collection[type[models.Model]], user: Any) -> LogEntryQuerySet:
        """`told_to` for entries of what is within records of these kinds; with few, or none, much
        less to ask."""
        return self.read_by(user, self._confided(user, among=kinds, there=True))

    def permitted_by_kind(self, user: Any, permission: Permission) -> LogEntryQuerySet:
        """`permitted`, asking of the kinds alone that entries are within: these are asked for first.

        An entry names the outermost of the records it is within, so they are few.
        """
        mine = self if user.is_superuser else self.filter(self.own(user, permission))
        numbers = [kind.pk for kind in ContentType.objects.get_for_models(*guarded()).values()]
        named = Exists(LogEntry.objects.filter(within_type=OuterRef("pk")).order_by())
        kinds = {k.model_class() for k in ContentType.objects.filter(named, pk__in=numbers)}
        return mine.read_by(user, self._confided(user, among=kinds))

    def _confided(
        self, user: Any, among: Collection[Any] | None = None, *, there: bool = False
    ) -> Q:
        layer = Layer._base_manager.filter(pk=OuterRef("layer_number"))
        told = Exists(layer.filter(layer_told(user, "", OuterRef("timestamp"))))
        # Of a layer that is gone only what was never secret is told.
        gone = ~Exists(layer) & Q(confided=False)
        of_layer = Q(layer_number=None) | Q(told) | gone
        at = ("within_type", "within_id", "timestamp")
        within = Q(confided=False) & ~untold(user, *at, among, there=there)
        cleared = Q(layer_number__in=user.cleared_layers())
        voices = Q(voices_of=None) | Q(voices_of__in=user.cleared_for_voices())
        return (of_layer & (Q(within_id=None) | within) | cleared) & voices

    def own(self, user: Any, permission: Permission) -> Q:
        """Removed by nobody; of what only administrators read only they are told."""
        if permission == "remove":
            return Q(pk__in=[])
        kinds = ContentType.objects.get_for_models(*ADMINISTRATORS_OWN).values()
        for_all = ~Q(content_type__in=[kind.pk for kind in kinds])
        return super().own(user, permission) & (for_all | super().own(user, "administer"))

    def shared(self, user: Any) -> None:
        return None

    def inside(self, user: Any, since: Any) -> None:
        """Nothing stands beside an entry."""
        return None


class LogManager(LogEntryManager.from_queryset(LogEntryQuerySet)):  # type: ignore[misc]  # a base made at run time
    def log_create(self, instance: Any, force_log: bool = False, **kwargs: Any) -> Any:
        return super().log_create(instance, force_log, **(_known(instance) | kwargs))

    def reading(self, secret: Any, by: Any) -> Any:
        """An entry, not written yet, that this person read this secret."""
        known = _where(secret, secret=True) | {"actor": by}
        return self.model(
            content_type=ContentType.objects.get_for_model(secret),
            object_pk=secret.pk,
            object_id=secret.pk,
            object_repr=str(secret),
            action=self.model.Action.ACCESS,
            act=Act.READ,
            cid=get_cid(),
            **known,
        )

    def log_m2m_changes(
        self, changed_queryset: Any, instance: Any, operation: str, field_name: str, **kwargs: Any
    ) -> Any:
        known = _known(instance) | kwargs
        return super().log_m2m_changes(changed_queryset, instance, operation, field_name, **known)


def remember(record: Any) -> None:
    """Before a deletion: afterwards nobody can tell any more whose the record was, and how secret."""
    record.__dict__["_where_it_was"] = _where(record)


def _known(record: Any) -> dict[str, Any]:
    whose = {"actor": actor(), "part": deed() is not None}
    return whose | (record.__dict__.get("_where_it_was") or _where(record))


def _where(record: Any, secret: bool | None = None) -> dict[str, Any]:
    """Whose record it is and who keeps it, as it is when the entry is written."""
    if isinstance(record, LogEntry):
        return _where_kept(record)
    chain = list(upwards(record))
    place = next((found for found in chain if isinstance(found, Municipality)), None)
    place = place or getattr(record, "log_place", None)  # an account hangs on nothing
    layer = next((found for found in chain if isinstance(found, Layer)), None)
    if isinstance(record, Layer | Clearance | Lowering):  # that they exist is no secret
        layer = None
    within = next((r for r in reversed(chain) if is_guarded(r) and not isinstance(r, Layer)), None)
    if secret is None:
        secret = within is not None and keeps_to_itself(within)
    return {
        "municipality": place,
        "layer_number": layer and layer.pk,
        "within_type": within and ContentType.objects.get_for_model(within),
        "within_id": within and within.pk,
        "voices_of": getattr(record, "voices_of", None),
        "confided": secret or bool(layer and layer.confidential),
    }


def keeps_to_itself(record: Any) -> bool:
    """Whether what is inside a record is told, now, only to those who are named for it.

    A candidate is no secret: those who may ask it know of it by their role.
    """
    place = above(record, Municipality)
    reader = Uncleared(place.pk if place else None)
    return is_guarded(record) and not may_know_inside(reader, record, timezone.now())


def _where_kept(entry: LogEntry) -> dict[str, Any]:
    """That somebody read an entry is told to those to whom the entry is, and for as long."""
    inside = entry.within_id is not None
    return {
        "municipality_id": entry.municipality_id,
        "layer_number": entry.layer_number,
        "within_type_id": entry.within_type_id
        if inside
        else ContentType.objects.get_for_model(LogEntry).pk,
        "within_id": entry.within_id if inside else entry.pk,
        "voices_of": entry.voices_of,
        "confided": entry.confided or entry.layer_number is not None,
    }


class LogEntry(AbstractLogEntry):
    """One change, reading or taking along of a record.

    The numbers outlive the records: what was deleted stays as secret as it was.
    """

    municipality = models.ForeignKey(
        Municipality, models.SET_NULL, verbose_name="自治体", null=True, related_name="+"
    )
    layer_number = models.PositiveBigIntegerField("層の番号", null=True)
    within_type = models.ForeignKey(
        ContentType, models.SET_NULL, verbose_name="どの記録の中か", null=True, related_name="+"
    )
    within_id = models.PositiveBigIntegerField("どの記録の中か（番号）", null=True)
    voices_of = models.PositiveBigIntegerField("当事者の声の連携PF", null=True)
    confided = models.BooleanField("書かれたときに守秘", default=False)
    act = models.CharField("操作", max_length=10, choices=Act)
    part = models.BooleanField("まとまりの一部", default=False)

    belongs_to = "municipality"
    objects = LogManager()

    class Meta(AbstractLogEntry.Meta):
        verbose_name = "変更・閲覧の記録"
        verbose_name_plural = "変更・閲覧の記録"
        indexes = [
            models.Index(fields=["municipality", "-timestamp"], name="log_of_municipality"),
            models.Index(fields=["content_type", "object_id"], name="log_of_record"),
            models.Index(fields=["municipality", "act", "-timestamp"], name="log_of_act"),
            models.Index(fields=["municipality", "actor", "-timestamp"], name="log_of_person"),
            models.Index(fields=["municipality", "content_type", "-timestamp"], name="log_of_kind"),
        ]

    def __str__(self) -> str:
        return str(self.object_repr)

    @property
    def kind(self) -> ContentType:
        """``content_type``, of those that every process keeps."""
        return ContentType.objects.get_for_id(self.content_type_id)

    @staticmethod
    def read_as(entries: list[LogEntry]) -> list[LogEntry]:
        """One of those that one layer keeps; what looking at the log wrote isn't read again."""
        own = ContentType.objects.get_for_model(LogEntry).pk
        kept: dict[Any, LogEntry] = {}
        for entry in entries:
            if entry.content_type_id != own:
                keeper = entry.layer_number or (entry.within_type_id, entry.within_id)
                kept.setdefault((entry.municipality_id, keeper, entry.voices_of), entry)
        return [*kept.values()]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.act = self.act or self._act()
        super().save(*args, **kwargs)

    def _act(self) -> Act:
        said = self.additional_data or {}
        if said.get("what") in OF_WHAT:
            return OF_WHAT[said["what"]]
        if self.action == self.Action.ACCESS:
            return Act.EXPORT if said else Act.READ
        if self.kind.model in GIVES_RIGHTS:
            return Act.RIGHTS
        return (Act.CREATE, Act.UPDATE, Act.DELETE)[self.action]
