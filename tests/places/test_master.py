"""The master of local governments: complete, rightly coded, and loaded once."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Municipality
from organizations.places import actions as places_actions
from organizations.places import master
from platform_registry.japanese import valid_municipality_code

Kind = Municipality.Kind

# Codes of the designated cities as the Ministry of Internal Affairs lists them.
DESIGNATED_CITIES = {
    "011002": ("札幌市", "サッポロシ"),
    "041009": ("仙台市", "センダイシ"),
    "111007": ("さいたま市", "サイタマシ"),
    "121002": ("千葉市", "チバシ"),
    "141003": ("横浜市", "ヨコハマシ"),
    "141305": ("川崎市", "カワサキシ"),
    "141500": ("相模原市", "サガミハラシ"),
    "151009": ("新潟市", "ニイガタシ"),
    "221007": ("静岡市", "シズオカシ"),
    "221309": ("浜松市", "ハママツシ"),
    "231002": ("名古屋市", "ナゴヤシ"),
    "261009": ("京都市", "キョウトシ"),
    "271004": ("大阪市", "オオサカシ"),
    "271403": ("堺市", "サカイシ"),
    "281000": ("神戸市", "コウベシ"),
    "331007": ("岡山市", "オカヤマシ"),
    "341002": ("広島市", "ヒロシマシ"),
    "401005": ("北九州市", "キタキュウシュウシ"),
    "401307": ("福岡市", "フクオカシ"),
    "431001": ("熊本市", "クマモトシ"),
}


@pytest.fixture(scope="module")
def entries() -> list[master.Entry]:
    return master.entries()


def test_every_local_government_is_there_once(entries: list[master.Entry]) -> None:
    counts = Counter(entry.kind for entry in entries)
    assert counts == {
        Kind.PREFECTURE: 47,
        Kind.DESIGNATED_CITY: 20,
        Kind.SPECIAL_WARD: 23,
        Kind.CITY: 772,
        Kind.TOWN: 743,
        Kind.VILLAGE: 183,
        Kind.CITY_WARD: 171,
    }
    assert sum(counts.values()) - counts[Kind.PREFECTURE] - counts[Kind.CITY_WARD] == 1741
    assert len({entry.code for entry in entries}) == len(entries)


def test_every_code_has_its_check_digit(entries: list[master.Entry]) -> None:
    assert [e.code for e in entries if not valid_municipality_code(e.code)] == []


def test_designated_cities_are_derived_from_their_wards(entries: list[master.Entry]) -> None:
    derived = {e.code: (e.name, e.kana) for e in entries if e.kind == Kind.DESIGNATED_CITY}
    assert derived == DESIGNATED_CITIES


@pytest.mark.parametrize(
    ("code", "name", "kana", "kind"),
    [
        ("131083", "江東区", "コウトウク", Kind.SPECIAL_WARD),
        ("142166", "座間市", "ザマシ", Kind.CITY),
        ("160008", "富山県", "トヤマケン", Kind.PREFECTURE),
        ("013030", "当別町", "トウベツチョウ", Kind.TOWN),  # 石狩郡
        ("284815", "上郡町", "カミゴオリチョウ", Kind.TOWN),  # 赤穂郡: the sign twice
        ("103446", "榛東村", "シントウムラ", Kind.VILLAGE),  # 北群馬郡: the reading twice
        ("133817", "三宅村", "ミヤケムラ", Kind.VILLAGE),  # no county, but an island
        ("134015", "八丈町", "ハチジョウマチ", Kind.TOWN),
        ("134023", "青ヶ島村", "アオガシマムラ", Kind.VILLAGE),  # the island is the name
        ("072036", "郡山市", "コオリヤマシ", Kind.CITY),
        ("041017", "青葉区", "アオバク", Kind.CITY_WARD),
    ],
)
def test_names_and_readings(
    entries: list[master.Entry], code: str, name: str, kana: str, kind: str
) -> None:
    found = next(entry for entry in entries if entry.code == code)
    assert (found.name, found.kana, found.kind) == (name, kana, kind)


def test_no_county_is_left_in_a_name(entries: list[master.Entry]) -> None:
    towns = [e for e in entries if e.kind in (Kind.TOWN, Kind.VILLAGE)]
    assert [e.name for e in towns if "郡" in e.name] == ["上郡町"]
    assert [e.name for e in towns if not e.kana.endswith(("チョウ", "マチ", "ムラ", "ソン"))] == []


def test_a_name_alone_never_identifies(entries: list[master.Entry]) -> None:
    prefectures: dict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        if entry.kind not in (Kind.PREFECTURE, Kind.CITY_WARD):
            prefectures[entry.name].add(entry.prefecture_code)
    shared = {name for name, where in prefectures.items() if len(where) > 1}
    assert len(shared) == 25
    assert {"府中市", "伊達市", "池田町"} <= shared
    assert all(len(where) == 1 for name, where in prefectures.items() if name not in shared)


@pytest.mark.django_db
def test_loading_takes_seconds_and_a_second_time_writes_nothing() -> None:
    began = time.perf_counter()
    first = places_actions.load()
    assert time.perf_counter() - began < 5
    assert first == (47 + 1741 + 171, 0, 0)

    with CaptureQueriesContext(connection) as queries:
        second = places_actions.load()
    assert second == (0, 0, 47 + 1741 + 171)
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.django_db
def test_loading_mends_what_differs_and_leaves_the_rest() -> None:
    places_actions.load()
    Municipality.objects.filter(code="142166").update(name="座間町")
    gone = Municipality.objects.create(code="221317", name="中区", kind=Kind.CITY_WARD)

    assert places_actions.load() == (0, 1, 47 + 1741 + 171 - 1)
    assert Municipality.objects.get(code="142166").full_name == "神奈川県座間市"
    assert Municipality.objects.filter(pk=gone.pk).exists()


@pytest.mark.django_db
def test_a_ward_knows_its_city_and_prefecture(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_municipalities")
    assert "登録 1959件" in capsys.readouterr().out
    assert Municipality.objects.get(code="041017").full_name == "宮城県仙台市青葉区"
