"""Organizations of other municipalities: told by what the row says, never guessed."""

from __future__ import annotations

import pytest

from organizations.models import Municipality
from surveys.importing.matching.elsewhere import ADDRESS, PLACE, other_places
from tests.factories.municipality import MunicipalityFactory, PrefectureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(koto: Municipality) -> Municipality:
    """江東区 in 東京都, with some others of the master."""
    tokyo = koto.prefecture
    chiba = PrefectureFactory(code="120006", name="千葉県")
    hiroshima = PrefectureFactory(code="340006", name="広島県")
    for code, name, kind, prefecture in (
        ("122033", "市川市", "city", chiba),
        ("133612", "大島町", "town", tokyo),
        ("132063", "府中市", "city", tokyo),
        ("342084", "府中市", "city", hiroshima),
        ("131024", "中央区", "special_ward", tokyo),
    ):
        MunicipalityFactory(code=code, name=name, kind=kind, prefecture=prefecture)
    return koto


@pytest.mark.parametrize(
    ("role", "text", "place"),
    [
        (PLACE, "江東区", ""),
        (PLACE, "東京都江東区", ""),
        (PLACE, "131083", ""),
        (PLACE, "13108", ""),
        (PLACE, "市川市", "市川市"),
        (PLACE, "千葉県 市川市", "市川市"),
        (PLACE, "122033", "市川市"),
        (PLACE, "浦安市", "浦安市"),  # which the master here lacks
        (PLACE, "四日市市", "四日市市"),
        (PLACE, "千葉県市原市", "市原市"),
        (PLACE, "広島県府中市", "府中市"),
        (PLACE, "区内", ""),
        (PLACE, "当区", ""),
        (PLACE, "奈良県大和郡山市", "大和郡山市"),
        (PLACE, "", ""),
        (ADDRESS, "江東区東陽4-11-28", ""),
        (ADDRESS, "〒135-0016 東京都江東区東陽4-11-28", ""),
        (ADDRESS, "東陽4-11-28", ""),
        (ADDRESS, "大島1-2-3", ""),
        (ADDRESS, "大島町1番", ""),  # a part of the own town may be called so
        (ADDRESS, "東京都大島町元町1-1-14", "大島町"),
        (ADDRESS, "市川市八幡1-1", "市川市"),
        (ADDRESS, "千葉県浦安市猫実1-1-1", "浦安市"),
        (ADDRESS, "神奈川県三浦郡葉山町堀内2135", "葉山町"),
        (ADDRESS, "石狩郡当別町白樺町58", "当別町"),
        (ADDRESS, "中央区築地1-1-1", "中央区"),
        (ADDRESS, "千葉県", "千葉県"),
        (ADDRESS, "東京都", ""),
        (ADDRESS, "市場前駅そば", ""),
    ],
)
def test_a_row_says_where_its_organization_is(
    places: Municipality, role: str, text: str, place: str
) -> None:
    assert other_places(places, {5: {role: text}}) == ({5: place} if place else {})


def test_the_column_counts_before_the_address(places: Municipality) -> None:
    facts = {PLACE: "江東区", ADDRESS: "市川市八幡1-1"}
    assert other_places(places, {2: facts}) == {}


def test_the_wards_of_a_designated_city_are_the_city() -> None:
    city = MunicipalityFactory(code="141003", name="横浜市", kind="designated_city")
    aoba = MunicipalityFactory(code="141178", name="青葉区", kind="city_ward", city=city)
    MunicipalityFactory(code="141135", name="緑区", kind="city_ward", city=city)

    rows = {2: {ADDRESS: "横浜市緑区寺山町118"}, 3: {ADDRESS: "緑区寺山町118"}}
    assert other_places(city, rows) == {}
    assert other_places(aoba, rows) == {2: "横浜市"}


def test_a_prefecture_holds_all_its_municipalities(places: Municipality) -> None:
    tokyo = Municipality.objects.get(code="130001")
    rows = {2: {PLACE: "江東区"}, 3: {ADDRESS: "千葉県市川市八幡1-1"}}
    assert other_places(tokyo, rows) == {3: "市川市"}
