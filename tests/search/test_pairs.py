"""What is typed finds what is meant and nothing else, in the list and in the search over all."""

from __future__ import annotations

import pytest

from organizations.models import Municipality, Organization, User
from platform_registry.search.excerpts import excerpt
from platform_registry.search.key import key_of
from platform_registry.search.query import Query
from platform_registry.search.results import search
from tests.factories.organization import OrganizationFactory
from tests.search.pairs import SHOULD, SHOULD_NOT

pytestmark = pytest.mark.django_db
PLACE = "東京都江東区"


@pytest.fixture
def bodies(koto: Municipality) -> dict[str, int]:
    written = dict.fromkeys(name for _, name in [*SHOULD, *SHOULD_NOT])
    return {name: OrganizationFactory(municipality=koto, name=name, kana="").pk for name in written}


def test_pairs_are_many_enough() -> None:
    assert len(set(SHOULD)) >= 120
    assert len(set(SHOULD_NOT)) >= 60
    assert not set(SHOULD) & set(SHOULD_NOT)


def test_what_should_match_does_and_nothing_else(bodies: dict[str, int]) -> None:
    """In the database, whichever it is."""
    missed = [pair for pair in SHOULD if bodies[pair[1]] not in found(pair[0])]
    wrong = [pair for pair in SHOULD_NOT if bodies[pair[1]] in found(pair[0])]
    assert f"{missed} {wrong}" == "[] []"


def found(typed: str) -> set[int]:
    return set(Organization.objects.matching(typed).values_list("pk", flat=True))


def test_both_databases_compare_the_same_letters(bodies: dict[str, int]) -> None:
    """The database says of every pair what the key itself says."""
    keys = dict(Organization.objects.values_list("pk", "search_text"))
    for typed, _ in [*SHOULD, *SHOULD_NOT]:
        query = Query.of(typed)
        said = {pk for pk, key in keys.items() if query.words and query.found_in(key)}
        assert found(typed) == said, typed


def test_the_search_over_everything_finds_what_the_list_finds(
    bodies: dict[str, int], viewer: User
) -> None:
    for typed, written in SHOULD[::7]:
        groups = search(viewer, Query.of(typed, viewer))
        numbers = {pk for g in groups if g.kind.model is Organization for pk in g.numbers}
        assert bodies[written] in numbers, typed
        assert numbers == found(typed), typed


def test_a_key_is_never_longer_than_what_is_kept() -> None:
    assert len(key_of(["あ" * 20_000])) <= 8_000


@pytest.mark.parametrize(
    ("typed", "written", "is_found"),
    [
        ("居場所づくり", "地域の居場\n所づくりを進める", True),
        ("居場所づくり", "地域の居場所\r\n　づくりを進める", True),
        ("ネットワーク", "見守りネット\nワーク", True),
        ("展示講演", "・展示\n・講演", False),
        ("展示講演", "展示\n\n講演", False),
        ("展示講演", "展示。\n講演", False),
        ("ヴィ", "ビラ配り", True),
        ("ヴィ", "あそびば", True),  # one syllable is one letter, as び is
        ("ヴィラ", "あそびば", False),
    ],
)
def test_lines_and_kana_as_they_are_pasted(typed: str, written: str, is_found: bool) -> None:
    query = Query.of(typed, literally=True)
    assert query.found_in(key_of([written])) == is_found
    shown = excerpt(written, query.words[0])
    assert (shown is not None and "<mark>" in shown) == is_found
