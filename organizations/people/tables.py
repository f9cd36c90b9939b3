"""The list of people as an administrator sees it: table and filters."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import StaffAssignment, Standing, User
from platform_registry.access import Role
from platform_registry.japanese import era_date
from platform_registry.lists import columns
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import chip, colours
from platform_registry.pages.days import day_shown

colours(StaffAssignment, "standing", now="green")
STATES = {
    "closed": ("停止中", lambda: Q(is_active=False)),
    "locked": ("ロック中", lambda: Q(is_active=True, is_locked=True)),
    "temporary": (
        "仮のパスワード",
        lambda: Q(is_active=True, is_locked=False, must_change_password=True),
    ),
}


def _known(of: Any, qs: Any) -> Any:
    """The rows with what the filters ask for; the counts beside the options come without it."""
    known = "standing" in qs.query.annotations
    return qs if known else qs.with_standing(of.parent.request.user)


class StandingFilter(OptionsFilter):
    of_record = False

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        return super().tally(name, _known(self, qs))


class StateFilter(ConditionsFilter):
    of_record = False

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        return super().tally(name, _known(self, qs))


class RoleFilter(RelatedOptionsFilter):
    """By today's roles in the places of who asks; what somebody is elsewhere isn't told."""

    def __init__(self) -> None:
        nothing = StaffAssignment.objects.none()
        super().__init__("今の役割", Role.choices, rows=nothing, owner="user", at="role")

    def _here(self) -> Any:
        here = StaffAssignment.objects.permitted(self.parent.request.user, "administer")
        return here.on(timezone.localdate())

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        self.rows = self._here()
        return super().narrow(qs, value)

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        self.rows = self._here()
        return super().tally(name, qs)


class PersonFilters(ListFilters):
    q = SearchFilter("氏名・ユーザー名", paths=["display_name", "username"])
    standing = StandingFilter("担当", Standing.choices)
    role = RoleFilter()
    state = StateFilter("アカウント", STATES)


def period(role: StaffAssignment) -> str:
    """令和6年4月1日（月）〜; 期限なし where neither day is known."""
    if role.starts_on is None and role.ends_on is None:
        return "期限なし"
    first, last = (era_date(day) if day else "" for day in (role.starts_on, role.ends_on))
    return f"{first}〜{last}"


def states_of(person: Any) -> list[tuple[str, str]]:
    """Chips (colour, word) of a person asked for with_standing."""
    chips = [("red", "停止中")] if not person.is_active else []
    chips += [("orange", "ロック中")] if person.is_locked else []
    chips += [("yellow", "仮のパスワード")] if person.must_change_password else []
    return chips


class PersonTable(ListTable):
    name = tables.Column("氏名", accessor="display_name", order_by="display_name", empty_values=())
    username = tables.Column("ユーザー名", visible=False)
    roles = columns.Short("役割", accessor="pk")
    department = tables.Column("部署", accessor="pk")
    period = tables.Column("期間", accessor="pk")
    last_login = columns.Day("最終ログイン", order_by="last_login", empty_values=())
    state = tables.Column("アカウント", accessor="pk")
    cleared = columns.Number("守秘の閲覧")

    def _shown(self, person: Any) -> list[StaffAssignment]:
        """What the person is or will be here; of who has left, what he was last."""
        roles: list[StaffAssignment] = person.roles_here
        return [r for r in roles if r.standing != Standing.OVER] or roles[:1]

    def _one_place(self) -> bool:
        user: Any = self.request.user
        return not user.is_superuser and len(user.municipality_ids("administer")) == 1

    def render_name(self, record: User) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            record.get_absolute_url(), record, record.username,
        )  # fmt: skip

    def value_name(self, record: User) -> str:
        return str(record)

    def render_roles(self, record: User) -> SafeString:
        word = _alone if self._one_place() else _in_place
        lines = [(word(role), _aside(role)) for role in self._shown(record)]
        return format_html_join(SafeString("<br>"), "{}{}", lines)

    def value_roles(self, record: User) -> str:
        return "、".join(_in_place(role) for role in self._shown(record))

    def render_department(self, record: User) -> SafeString:
        lines = ((role.department or "",) for role in self._shown(record))
        return format_html_join(SafeString("<br>"), "{}", lines)

    def value_department(self, record: User) -> str:
        return "、".join(str(role.department or "") for role in self._shown(record))

    def render_period(self, record: User) -> SafeString:
        lines = ((_in_days(role),) for role in self._shown(record))
        return format_html_join(SafeString("<br>"), "{}", lines)

    def value_period(self, record: User) -> str:
        return "、".join(period(role) for role in self._shown(record))

    def render_last_login(self, record: User) -> str | SafeString:
        if record.last_login is None:
            return SafeString('<span class="muted">まだありません</span>')
        return era_date(timezone.localdate(record.last_login))

    def value_last_login(self, record: User) -> Any:
        return record.last_login and timezone.localdate(record.last_login)

    def render_state(self, record: User) -> SafeString:
        chips = ((chip(word, colour),) for colour, word in states_of(record))
        return format_html_join(" ", "{}", chips)

    def value_state(self, record: User) -> str:
        return "、".join(word for _, word in states_of(record))

    def render_cleared(self, value: int) -> str:
        return f"{value}件" if value else ""


def _in_days(role: StaffAssignment) -> SafeString | str:
    """The period, broken between its days where the column is narrow."""
    if role.starts_on is None and role.ends_on is None:
        return period(role)
    return format_html("{}〜{}", day_shown(role.starts_on), day_shown(role.ends_on))


def _aside(role: StaffAssignment) -> SafeString:
    if role.standing == Standing.NOW:
        return SafeString("")
    return format_html(" {}", chip(role.standing.label))


def _alone(role: StaffAssignment) -> str:
    return str(role.get_role_display())


def _in_place(role: StaffAssignment) -> str:
    return f"{role.municipality.name}　{role.get_role_display()}"
