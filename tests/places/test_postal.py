"""An officer types a postal code and gets the address, without a way out of the network."""

from __future__ import annotations

import pytest

from organizations.places.postal import Place, lookup


@pytest.mark.parametrize("written", ["135-0016", "1350016", "〒135-0016", "１３５－００１６"])
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    assert lookup(written) == [Place("東京都", "江東区", "東陽")]


@pytest.mark.parametrize("written", ["", "135", "東陽", "999-9999", "1350016; DROP TABLE", "\0"])
def test_a_code_that_is_none_finds_nothing(written: str) -> None:
    assert lookup(written) == []


def test_several_places_share_a_code() -> None:
    assert lookup("498-0000") == [
        Place("愛知県", "弥富市", ""),
        Place("三重県", "桑名郡木曽岬町", ""),
    ]


def test_a_large_office_has_a_code_of_its_own() -> None:
    (place,) = lookup("135-8383")
    assert (place.prefecture, place.city) == ("東京都", "江東区")
    assert place.town.startswith("東陽")
