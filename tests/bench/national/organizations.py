"""Organizations with their activities: as many as the country has, with plausible names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from organizations.bodies.keys import found_by, organization_keys
from organizations.models import Municipality, Organization, SupportActivity, Term
from tests.bench.files import FORMS, KINDS, PLACES, THINGS
from tests.bench.national.rows import follow_up, write, write_table

READINGS = {
    "青空": "あおぞら", "若葉": "わかば", "川辺": "かわべ", "丘の上": "おかのうえ", "港": "みなと",
    "桜": "さくら", "松原": "まつばら", "白鳥": "しらとり", "朝日": "あさひ", "星野": "ほしの",
    "の会": "のかい", "食堂": "しょくどう", "工房": "こうぼう", "の家": "のいえ",
}  # fmt: skip
CODES = {"NPO法人": "npo", "社会福祉法人": "social_welfare", "一般社団法人": "general_association"}
CITY = "市区町村"
RARE = "たんぽぽ"  # 1 of 2,500
RARE_EVERY = 2_500
NUMBER = "7777777"  # stands in a pattern's keys where the number of each organization comes


PATTERNS = len(PLACES) * len(THINGS) * len(KINDS) * len(FORMS)


@cache
def rare() -> tuple[dict[str, str], dict[str, str]]:
    return _pattern("", PLACES[0], RARE, KINDS[0], reading=True)


@cache
def patterns() -> list[tuple[dict[str, str], dict[str, str]]]:
    """Names without their number, each with its columns and its keys, worked out once."""
    found = []
    for n in range(PATTERNS):
        place, thing = PLACES[n % 10], THINGS[n // 10 % 8]
        kind, form = KINDS[n // 80 % 8], FORMS[n // 640 % 5]
        found.append(_pattern(form, place, thing, kind, reading=n % 3 != 0))
    return found


def _pattern(
    form: str, place: str, thing: str, kind: str, *, reading: bool
) -> tuple[dict[str, str], dict[str, str]]:
    kana = "".join(READINGS.get(word, word) for word in (place, thing, kind)) if reading else ""
    name = f"{form}{place}{thing}{kind}{NUMBER}号"
    said = {"name": name, "kana": kana, "legal_form": CODES.get(form, "voluntary")}
    found = found_by([name, kana], [form, CITY], [])
    return said, organization_keys(name, kana) | {"search_text": found}


def register(town: Municipality, first: int, last: int) -> None:
    """The organizations with these numbers: every fifth in the town, the others all over the country."""
    elsewhere = Municipality.objects.filter(city=None).exclude(pk=town.pk).order_by("code")
    others = list(elsewhere.values_list("pk", flat=True))
    numbers = range(first, last + 1)
    write(
        Organization,
        (_organization(n, others[n % len(others)] if n % 5 else town.pk) for n in numbers),
    )
    functions, targets = _words(Term.Kind.FUNCTION), _words(Term.Kind.TARGET)
    write(SupportActivity, (row for n in numbers for row in _activities(n, functions)))
    columns = ["supportactivity_id", "term_id"]
    table = SupportActivity.targets.through._meta.db_table
    write_table(table, columns, (row for n in numbers for row in _targets(n, targets)))
    follow_up(Organization, SupportActivity)


def _words(kind: str) -> list[int]:
    return list(Term.objects.filter(kind=kind, municipality=None).values_list("pk", flat=True))


def _organization(n: int, place: int) -> dict[str, Any]:
    # A step without a common factor: neighbours in number are none in the alphabet.
    said, keys = rare() if n % RARE_EVERY == 0 else patterns()[n * 1_237 % PATTERNS]
    numbered = {key: text.replace(NUMBER, str(n)) for key, text in (said | keys).items()}
    verified = timezone.localdate() - timedelta(days=9 * (n * 7 % 120))
    return numbered | {
        "id": n, "municipality_id": place, "city": CITY, "state": _state(n),
        "phone": f"03-{n // 10_000:04}-{n % 10_000:04}", "verified_on": verified if n % 3 else None,
    }  # fmt: skip


def _state(n: int) -> str:
    return {3: "closed", 7: "unreachable", 11: "declined"}.get(n % 101, "active")


def _activities(n: int, functions: list[int]) -> Iterator[dict[str, Any]]:
    """One for each organization, a second for every other; two numbers are each one's own."""
    for k in range(1 + n % 2):
        function = functions[(n // 2 + k) % len(functions)]
        yield {"id": 2 * n + k, "organization_id": n, "function_id": function, "public": True}


def _targets(n: int, targets: list[int]) -> Iterator[list[Any]]:
    """One for the first activity, a second for every third."""
    yield [2 * n, targets[n // 3 % len(targets)]]
    if n % 3 == 0:
        yield [2 * n, targets[(n // 3 + 1) % len(targets)]]
