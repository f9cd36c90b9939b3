"""Who may do what, in which municipality.

A record outside a person's municipalities does not exist for them (404); a record they may
read but not change refuses the change (403). Every queryset of the site is fetched through
``visible_to`` or ``editable_by``, so that lists, exports, searches and the admin can't differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, get_args

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404

from platform_registry.records.ownership import way_to_field
from platform_registry.secrecy import note_reading

if TYPE_CHECKING:
    from organizations.models import User

# "persons": to read what people said or left of themselves (names, telephones, free text).
Permission = Literal["view", "persons", "edit", "remove", "import", "export", "merge", "administer"]


class Role(models.TextChoices):
    """What a person does for a municipality during a period."""

    VIEWER = "viewer", "閲覧者"
    STAFF = "staff", "職員"
    COORDINATOR = "coordinator", "コーディネーター"
    ADMINISTRATOR = "administrator", "管理者"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.VIEWER: frozenset({"view"}),
    Role.STAFF: frozenset({"view", "persons", "edit", "remove", "export"}),
    Role.COORDINATOR: frozenset({"view", "persons", "edit", "remove", "import", "export", "merge"}),
    Role.ADMINISTRATOR: frozenset(get_args(Permission)),
}


@cache
def roles_with(permission: Permission) -> tuple[str, ...]:
    return tuple(role for role, granted in PERMISSIONS.items() if permission in granted)


class ScopedQuerySet(models.QuerySet[Any]):
    """Records that belong to a municipality: their own, or that of what they hang on.

    Three words of a kind of record say who is let in, and nothing else does: ``own`` (whose it
    is), ``shared`` (what everybody with a municipality may read besides) and ``confided`` (what
    of it is told only to persons named for it, whatever their role).
    """

    # What an act takes here where that is more than its own right: {"remove": "administer"}.
    takes: ClassVar[Mapping[Permission, Permission]] = {}
    _reader: User | None = None

    def own(self, user: User, permission: Permission) -> Q:
        """Of the municipalities in which the user has the permission."""
        ids = user.municipality_ids(self.takes.get(permission, permission))
        place = self.way_to("municipality")
        # One municipality is the rule; "=" lets the database walk an index in list order.
        if len(ids) == 1:
            return Q(**{f"{place}_id": next(iter(ids))})
        return Q(**{f"{place}_id__in": sorted(ids)})

    def takes_of(self, record: models.Model, permission: Permission) -> Permission:
        """What the act takes at this very record: says `own` in a word, for who is refused."""
        return self.takes.get(permission, permission)

    def way_to(self, field: str) -> str:
        """``kpi__pilot__shared``: the field of the record, or of the first above that has it."""
        kind: type[models.Model] = self.model
        return way_to_field(kind, field)

    def shared(self, user: User) -> Q | None:
        """Read by everybody who works for a municipality; None where nothing is."""
        return None

    def confided(self, user: User, since: Any = None) -> Q | None:
        """What this person may know of; None where nothing of the kind is secret.

        ``since`` is when the thing asked for was made, else the record itself counts.
        """
        return None

    def inside(self, user: User, since: Any) -> Q | None:
        """Of which records this person may know what was made inside or beside them at ``since``.

        Never more than of the record itself; None where nothing inside the kind is secret.
        """
        known = self.confided(user)
        return None if known is None else known & (self.confided(user, since) or Q())

    def permitted(self, user: User, permission: Permission) -> Self:
        found = self if user.is_superuser else self.filter(self.own(user, permission))
        return found.told_to(user)

    def visible_to(self, user: User) -> Self:
        shared = self.shared(user) if user.municipality_ids("view") else None
        if user.is_superuser or shared is None:
            return self.permitted(user, "view")
        return self.filter(self.own(user, "view") | shared).told_to(user)

    def with_rights(self, user: User, **rights: Permission) -> Self:
        """Says of each row in the same query what the person may: ``may_edit="edit"``."""
        rows: Any = self.model._default_manager
        return self.annotate(
            **{
                name: models.Exists(rows.permitted(user, right).filter(pk=models.OuterRef("pk")))
                for name, right in rights.items()
            }
        )

    def editable_by(self, user: User) -> Self:
        return self.permitted(user, "edit")

    def offered_to(self, user: User, permission: Permission = "edit") -> Self:
        """What the user may choose for a relation of a record he enters or changes."""
        return self.permitted(user, permission)

    def told_to(self, user: User) -> Self:
        """Without what is confided to others; what is read of the rest is written down."""
        told = self.confided(user)
        return self if told is None else self.read_by(user, told)

    def told_of(self, record: models.Model, user: User) -> Self:
        """`told_to` for one record; a kind may know a shorter way to ask."""
        return self.filter(pk=record.pk).told_to(user)

    def read_by(self, user: User, told: Q) -> Self:
        found: Self = self.filter(told)
        found._reader = user
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # not in the stubs
        clone._reader = self._reader
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._reader is not None:
            note_reading(self.model, self._result_cache or (), self._reader)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        rows = super().iterator(chunk_size)
        if self._reader is None:
            return rows
        return _noted(self.model, rows, self._reader)


def _noted(model: type[models.Model], rows: Iterator[Any], reader: User) -> Iterator[Any]:
    while part := list(islice(rows, 1_000)):
        note_reading(model, part, reader)
        yield from part


# Models of libraries that are no records of a municipality: only the operator chooses of them.
OPERATORS_OWN = {"auth.Group", "auth.Permission", "contenttypes.ContentType"}


def offered(
    model: type[models.Model], user: User, permission: Permission = "edit"
) -> models.QuerySet[Any]:
    """What a person may choose for a relation to this model; closed where no rule says who may."""
    rows = model._default_manager.all()
    if isinstance(rows, ScopedQuerySet):
        return rows.offered_to(user, permission)
    if model._meta.label in OPERATORS_OWN:
        return rows if user.is_superuser else rows.none()
    raise ImproperlyConfigured(f"{model._meta.label} has no rule who may choose its records.")


def rows_of(model: type[models.Model]) -> Any:
    """The records of a kind, through the queryset that knows who asks."""
    return model._default_manager.all()


def may(user: User, permission: Permission, record: models.Model | None = None) -> bool:
    """Whether the user has the permission for this record, or in any municipality at all."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    if record is None:
        return bool(user.municipality_ids(permission))
    queryset = rows_of(type(record)).permitted(user, permission)
    return bool(queryset.filter(pk=record.pk).exists())


def may_open(user: User, record: Any) -> bool:
    """Whether a record that only its own municipality sees has a page for this person; no query."""
    return user.is_superuser or record.municipality_id in user.municipality_ids("view")


def fetch(
    rows: ScopedQuerySet | models.Manager[Any],
    user: User,
    permission: Permission,
    **lookup: Any,
) -> Any:
    """The one record, or 404 where the user may not see it, or 403 where they may only read it."""
    queryset: Any = rows.all()
    record = queryset.visible_to(user).filter(**lookup).first()
    if record is None:
        raise Http404("この記録は見つかりません。")
    if permission != "view" and not queryset.permitted(user, permission).filter(pk=record.pk):
        raise PermissionDenied("この操作をする権限がありません。")
    return record


def only_visible(user: User, **relations: type[models.Model]) -> list[models.Prefetch[Any]]:
    """Prefetches of related records that leave out what the person may not see.

    The names are paths (``agenda__pilots``); a hidden record behind a foreign key becomes None.
    """
    return [
        models.Prefetch(path, rows_of(model).visible_to(user)) for path, model in relations.items()
    ]


def require(user: User, permission: Permission) -> None:
    """Refuse (403) where the user has the permission in no municipality."""
    if not may(user, permission):
        raise PermissionDenied("この操作をする権限がありません。")
