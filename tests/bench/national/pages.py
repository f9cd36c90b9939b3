"""The pages that are measured, each beside what a plain Django admin has for the same."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from organizations.models import Municipality, Organization, Term, User
from platform_registry.lists.paging import PAGE_SIZE, Order, cursor_after
from tests.bench.national.organizations import RARE

ADMIN = "/plain/organizations/organization/"
LIST = "/organizations/"


@dataclass(frozen=True, slots=True)
class Page:
    """``plain`` is the admin's address for it; goals in ms (p50, p95), ``most`` questions."""

    name: str
    person: str
    address: str
    plain: str
    goals: tuple[int, int]
    most: int = 0


def pages_for(person: User, who: str, town: Municipality) -> list[Page]:
    place = town.pk if who == "自治体" else None
    there = f"municipality__id__exact={place}" if place else ""
    if who == "都道府県":
        there = f"municipality__in={','.join(map(str, sorted(person.municipality_ids('view'))))}"
    word = Term.objects.functions().values_list("pk", flat=True)[0]
    fast, listed = (15, 30), "団体の一覧"

    def page(name: str, address: str, plain: str, goals: tuple[int, int], most: int = 0) -> Page:
        return Page(f"{who}：{name}", person.username, address, plain, goals, most)

    def of_list(name: str, query: str, plain: str, goals: tuple[int, int], most: int = 0) -> Page:
        plain = "&".join(filter(None, (there, plain)))
        return page(f"{listed}：{name}", f"{LIST}?{query}", f"{ADMIN}?{plain}", goals, most)

    deep = _deep(person)
    member = _member(person)
    return [
        of_list("最初のページ", "", "", fast, 8),
        of_list(f"{deep:,}ページ目", _cursor(person, deep), f"p={deep}", fast, 8),
        of_list("最終確認の新しい順", "sort=-verified", "o=-6", fast, 8),
        of_list("検索、多い語", f"q={quote('ひだまり')}", f"q={quote('ひだまり')}", (40, 80)),
        of_list("検索、まれな語", f"q={quote(RARE)}", f"q={quote(RARE)}", (20, 40)),
        of_list("検索、ない語", f"q={quote('ありえない名前')}", f"q={quote('ありえない名前')}", (20, 40)),
        of_list("支援の種類での絞り込み", f"function={word}", f"activities__function__id__exact={word}", (60, 100)),
        of_list("解散した団体、件数つき", "state=closed", "state__exact=closed", (60, 100)),
        page("構成員の団体", f"{LIST}{member}/", f"{ADMIN}{member}/change/", fast, 12),
        page("ホーム", "/", "/plain/", (60, 100)),
        page("試行的事業の一覧", "/pilots/", "/plain/pilots/pilot/", (60, 100)),
        page("会議の検索", f"/meetings/?q={quote('見守り')}", f"/plain/meetings/meeting/?q={quote('見守り')}", (60, 100)),
        page("変更・閲覧記録", "/records/", "/plain/organizations/logentry/", (60, 100)),
        page("全体の検索", f"/search/?q={quote('ひだまり')}", f"{ADMIN}?q={quote('ひだまり')}", (80, 150)),
    ]  # fmt: skip


def _seen(person: User) -> Organization:
    rows: Organization = Organization.objects.visible_to(person).listed()
    return rows


def _deep(person: User) -> int:
    """Page 5,000, or the last but one where there are fewer."""
    return min(5_000, _seen(person).count() // PAGE_SIZE - 1)


def _cursor(person: User, number: int) -> str:
    start = (number - 1) * PAGE_SIZE
    rows = _seen(person).order_by("sort_key", "pk")
    return f"cursor={cursor_after(rows[start - 1], Order('sort_key'), start)}"


def _member(person: User) -> int:
    number: int = _seen(person).exclude(memberships=None).values_list("pk", flat=True)[100]
    return number
