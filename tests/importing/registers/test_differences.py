"""Which entry is which organization, and what of it differs."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Municipality, Organization
from surveys.importing.registers.comparing import Comparison, compare
from surveys.importing.registers.streaming import RegisterFile
from tests.factories.organization import (
    OrganizationFactory,
    OrganizationIdentifierFactory,
    OrganizationNameFactory,
)
from tests.importing.registers.files import nta_row, number, written

pytestmark = pytest.mark.django_db
PLACE = {
    "prefecture": "東京都", "city": "江東区", "town": "本町2-16-32", "postal_code": "135-0016",
}  # fmt: skip


def compared(koto: Municipality, *rows: list[str]) -> Comparison:
    with TemporaryFile() as file:
        file.write(written(rows))
        file.flush()
        return compare(RegisterFile(file), koto)


def told(comparison: Comparison) -> list[tuple[str, str, dict[str, str]]]:
    return [(found.kind, found.matched.how, found.after) for found in comparison.differences]


LIGHT = "特定非営利活動法人みなとの灯"
MOVED = {"town": "海辺一丁目１番１号"}


@pytest.mark.parametrize(
    ("ours", "theirs", "differences"),
    [
        ({}, {}, []),
        ({"name": "NPO法人 みなとの灯"}, {}, []),
        ({"name": "認定NPO法人みなとの灯"}, {}, []),
        ({"town": "本町二丁目16番32号 みなとビル3階"}, {}, []),
        ({"town": "", "postal_code": ""}, {}, [("address", {"town": "本町二丁目１６番３２号", "postal_code": "135-0016"})]),
        ({}, {"street": "海辺一丁目１番１号"}, [("address", MOVED)]),
        ({"building": "みなとビル", "latitude": "35.6"}, {"street": "海辺一丁目１番１号"}, [("address", {**MOVED, "building": "", "latitude": ""})]),
        ({"town": "", "building": "みなとビル", "latitude": "35.6", "longitude": "139.8"}, {}, [("address", {"town": "本町二丁目１６番３２号"})]),
        ({"city": "墨田区", "town": "", "latitude": "35.6"}, {}, [("address", {"city": "江東区", "town": "本町二丁目１６番３２号", "latitude": ""})]),
        ({}, {"postal_code": "1350099"}, [("address", {"postal_code": "135-0099"})]),
        ({}, {"city": "墨田区"}, [("address", {"city": "墨田区", "town": "本町二丁目１６番３２号"})]),
        ({"name": "NPO法人うみの灯"}, {}, [("name", {"name": LIGHT})]),
        ({"name": "NPO法人うみの灯", "kana": "うみのひ"}, {"kana": "ミナトノヒ"}, [("name", {"name": LIGHT, "kana": "ミナトノヒ"})]),
        ({"name": "有限会社みなとの灯", "legal_form": "limited_company"}, {}, [("name", {"name": LIGHT, "legal_form": "npo"})]),
        ({}, {"name_image": "1"}, []),
        ({}, {"closed": "2024-03-05", "cause": "01"}, [("closed", {"state": "closed"})]),
        ({"state": "closed"}, {"closed": "2024-03-05"}, []),
        ({}, {"successor": number(9)}, [("successor", {"value": number(9)})]),
        ({"name": "みなと食堂", "operator": "NPO法人みなとの灯", "town": "浜1-1"}, {}, []),
    ],
)  # fmt: skip
def test_what_differs_of_a_body_known_by_its_number(
    koto: Municipality, ours: Any, theirs: Any, differences: Any
) -> None:
    OrganizationFactory(**({"name": LIGHT, "corporate_number": number(1)} | PLACE | ours))
    found = compared(koto, nta_row(1, LIGHT, **theirs))
    assert told(found) == [(kind, "number", after) for kind, after in differences]
    assert found.matched == 1


def test_another_name_that_is_known_is_no_change(koto: Municipality) -> None:
    organization = OrganizationFactory(name="みなと食堂", corporate_number=number(1), **PLACE)
    OrganizationNameFactory(organization=organization, name="NPO法人みなとの灯")
    OrganizationIdentifierFactory(organization=organization, value=number(9))
    assert told(compared(koto, nta_row(1, LIGHT, successor=number(9)))) == []


@pytest.mark.parametrize(
    ("ours", "rows", "how"),
    [
        ({"name": "NPO法人みなとの灯", "city": "江東区"}, [nta_row(1, LIGHT)], "name"),
        ({"name": "みなとの灯", "legal_form": "npo", "city": ""}, [nta_row(1, LIGHT)], "name_only"),
        ({"name": "みなとの灯", **PLACE}, [nta_row(1, LIGHT)], "address"),
        ({"name": "みなとの灯"}, [nta_row(1, LIGHT)], None),
        ({"name": "みなとの灯", "legal_form": "neighborhood", **PLACE}, [nta_row(1, LIGHT)], None),
        ({"name": "株式会社みなとの灯", **PLACE}, [nta_row(1, LIGHT)], None),
        ({"name": "NPO法人みなとの灯"}, [nta_row(1, LIGHT, city="墨田区")], None),
        ({"name": "NPO法人みなとの灯"}, [nta_row(1, LIGHT, prefecture="広島県")], None),
        ({"name": "NPO法人みなとの灯"}, [nta_row(1, LIGHT, closed="2020-01-01")], None),
        ({"name": "NPO法人みなとの灯"}, [nta_row(1, LIGHT), nta_row(2, LIGHT)], None),
        (
            {"name": "NPO法人みなとの灯", **PLACE},
            [nta_row(1, LIGHT), nta_row(2, LIGHT, street="海辺１")],
            "address",
        ),
    ],
)
def test_a_body_without_a_number_is_found_by_its_name(
    koto: Municipality, ours: Any, rows: list[list[str]], how: str | None
) -> None:
    OrganizationFactory(**ours)
    expected = [] if how is None else [("number", how, {"corporate_number": number(1)})]
    assert told(compared(koto, *rows)) == expected


def test_two_of_one_name_are_not_decided(koto: Municipality) -> None:
    OrganizationFactory(name="NPO法人みなとの灯")
    OrganizationFactory(name="特定非営利活動法人みなとの灯")
    found = compared(koto, nta_row(1, LIGHT))
    assert (found.matched, found.undecided, found.differences) == (0, 2, [])


def test_the_last_of_several_rows_holds(koto: Municipality) -> None:
    OrganizationFactory(name=LIGHT, corporate_number=number(1), **PLACE)
    found = compared(koto, nta_row(1, LIGHT, street="海辺１"), nta_row(1, LIGHT))
    assert told(found) == []


def test_organizations_of_other_municipalities_are_left_alone(
    koto: Municipality, zama: Municipality
) -> None:
    OrganizationFactory(municipality=zama, name="NPO法人うみの灯", corporate_number=number(1))
    merged = OrganizationFactory(name="NPO法人うみの灯")
    OrganizationFactory(name="うみの会", corporate_number=number(1), merged_into=merged)
    found = compared(koto, nta_row(1, LIGHT, closed="2024-03-05"))
    assert (found.organizations, found.differences) == (1, [])


def test_a_thousand_organizations_take_as_many_questions_as_ten(
    koto: Municipality, assert_same_queries: Callable[..., None]
) -> None:
    def make(n: int) -> None:
        begun = Organization.objects.count()
        Organization.objects.bulk_create(
            OrganizationFactory.build(
                municipality=koto, name=f"会{k}", corporate_number=number(k), match_key=f"会{k}"
            )
            for k in range(begun, begun + n)
        )

    rows = [nta_row(k, f"新しい会{k}") for k in range(1_000)]
    assert_same_queries(make, lambda: compared(koto, *rows))
    with CaptureQueriesContext(connection) as asked:
        assert len(compared(koto, *rows).differences) == 2_000
    assert len(asked) < 10
