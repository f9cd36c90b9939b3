"""Which rows are one organization, and which registered one they are."""

from __future__ import annotations

import pytest

from organizations.models import (
    Municipality,
    Organization,
    OrganizationName,
    SupportActivity,
    Term,
)
from surveys.importing.lists.plan import make_list_plan
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.importing.lists.files import draft, plan, told

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "7000012050002", "8000020130001"
HEADER = ["名称", "法人番号", "住所", "電話番号"]
Row = tuple[str, str, str, str]
HERE, THERE = "東京都江東区亀戸1-1", "東京都江東区大島2-2"


@pytest.mark.parametrize(
    ("one", "other", "states"),
    [
        # one body, two places
        (("みなと園", NUMBER, HERE, ""), ("うみの園", NUMBER, THERE, ""), ["new", "new"]),
        (("みなと園", NUMBER, HERE, ""), ("みなと園", NUMBER, THERE, ""), ["new", "new"]),
        # one name, two places
        (("子ども食堂", "", HERE, ""), ("子ども食堂", "", THERE, ""), ["new", "new"]),
        # the same place, written in another way
        (("子ども食堂", "", HERE, ""), ("子ども食堂", "", "江東区亀戸一丁目1番", ""), ["new", "excluded"]),
        (("子ども食堂", "", HERE, ""), ("子ども食堂", "", "", "03-1111-1111"), ["new", "excluded"]),
    ],
)  # fmt: skip
def test_rows_are_one_organization_by_name_and_place(
    koto: Municipality, one: Row, other: Row, states: list[str]
) -> None:
    found = plan(koto, HEADER, one, other)
    assert [row.state for row in found.rows] == states
    assert not found.problems


def test_a_number_stays_with_the_first_place_and_is_told_of_the_others(koto: Municipality) -> None:
    rows = [("みなと園", NUMBER, HERE, ""), ("うみの園", NUMBER, THERE, "")]
    batch = draft(koto, HEADER, *rows)
    commit(batch.pk, by=None)
    first, second = Organization.objects.order_by("pk")
    assert (first.corporate_number, second.corporate_number) == (NUMBER, "")
    assert second.note == f"法人番号：{NUMBER}"

    again = plan(koto, HEADER, *rows)
    assert [row.state for row in again.rows] == ["unchanged", "unchanged"]
    assert told(again.rows[1]) == [
        ("法人番号", "登録済みの「みなと園」の番号です。備考に残しました。")
    ]


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (("みなと園", "", HERE, ""), "unchanged"),
        (("みなと園", "", "", ""), "unchanged"),
        (("みなと園", "", THERE, ""), "new"),  # another place of the name
        (("みなと園", "", THERE, "03-1111-1111"), "changed"),  # moved: the telephone is the same
        (("みなと園", NUMBER, THERE, ""), "changed"),  # moved: the number is the same
        (("みなと園", OTHER, HERE, ""), "new"),
        (("うみの園", NUMBER, HERE, ""), "changed"),  # renamed: a name beside
        (("うみの園", NUMBER, THERE, ""), "new"),  # another place of the body
    ],
)
def test_a_registered_organization_is_found(koto: Municipality, row: Row, state: str) -> None:
    OrganizationFactory(
        municipality=koto, name="みなと園", corporate_number=NUMBER, prefecture="東京都",
        city="江東区", town="亀戸1-1", phone="03-1111-1111",
    )  # fmt: skip
    [found, _] = plan(koto, HEADER, row, ("ほかの会", "", "", "03-9999-9999")).rows
    assert found.state == state
    assert not found.problems


def test_another_name_is_kept_beside_and_found_by_the_next_list(koto: Municipality) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと園", corporate_number=NUMBER)
    rows = (("うみの園", NUMBER, "", ""), ("ほかの会", "", "", "03-9999-9999"))
    batch = draft(koto, HEADER, *rows)
    first = make_list_plan(batch).rows[0]
    assert first.changes == {"names": ("", "うみの園")}
    assert told(first) == [
        ("団体名", "登録の名称は「みなと園」です。この名称は、ほかの名称として登録します。")
    ]
    commit(batch.pk, by=None)
    assert Organization.objects.matching("うみの園").get() == known
    for number in (NUMBER, ""):
        row = plan(koto, HEADER, ("うみの園", number, "", ""), rows[1]).rows[0]
        assert (row.record, row.state, told(row)) == (known.pk, "unchanged", [])
    undo(batch.pk, by=None)
    assert not known.names.exists()


def test_a_name_that_is_not_taken_is_told(koto: Municipality) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと園", corporate_number=NUMBER)
    OrganizationName.objects.create(organization=known, name="みなとさん")
    batch = draft(koto, HEADER, ("うみの園", NUMBER, "", ""), ("ほかの会", "", "", ""))
    batch.settings = {"fill_blanks": True}
    first = make_list_plan(batch).rows[0]
    assert first.state == "unchanged"
    assert "この名称は取り込みません。" in told(first)[0][1]


def test_a_second_row_of_one_body_leaves_its_name(koto: Municipality) -> None:
    OrganizationFactory(municipality=koto, name="みなと園", corporate_number=NUMBER)
    rows = (("みなと園", "", "", ""), ("うみの園", NUMBER, "", ""))
    found = plan(koto, HEADER, *rows)
    assert [row.state for row in found.rows] == ["changed", "excluded"]
    assert found.rows[0].changes == {"names": ("", "うみの園")}


def test_targets_of_an_activity_that_stands_are_told(koto: Municipality) -> None:
    learning = Term.objects.create(kind="function", label="学習")
    children = Term.objects.create(kind="target", label="子ども")
    Term.objects.create(kind="target", label="高齢者")
    known = OrganizationFactory(municipality=koto, name="みなと園")
    SupportActivity.objects.create(organization=known, function=learning).targets.add(children)
    header = ("団体名", "活動", "対象")
    [row, other] = plan(
        koto, header, ("みなと園", "学習", "子ども、高齢者"), ("うみの園", "学習", "高齢者")
    ).rows
    assert (row.state, [(n.value, n.column) for n in row.notes]) == (
        "unchanged", [("高齢者", "支援の対象")],
    )  # fmt: skip
    assert "「学習」には、支援の対象を加えません。" in row.notes[0].message
    assert not other.notes


def test_blanks_are_filled_and_nothing_is_written_over(koto: Municipality) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと園", phone="03-1111-1111")
    batch = draft(
        koto, HEADER, ("みなと園", NUMBER, HERE, "03-2222-2222"), ("つむぎの家", "", "", "")
    )
    batch.settings = {"fill_blanks": True}
    batch.save()
    commit(batch.pk, by=None)
    known.refresh_from_db()
    assert (known.phone, known.corporate_number, known.town) == ("03-1111-1111", NUMBER, "亀戸1-1")


def test_places_of_one_name_are_not_taken_for_one_of_no_address(koto: Municipality) -> None:
    OrganizationFactory(municipality=koto, name="子ども食堂")
    rows = [("子ども食堂", "", HERE, ""), ("子ども食堂", "", THERE, "")]
    assert [row.state for row in plan(koto, HEADER, *rows).rows] == ["new", "new"]
    commit(draft(koto, HEADER, *rows).pk, by=None)
    assert [row.state for row in plan(koto, HEADER, *rows).rows] == ["unchanged", "unchanged"]


def test_two_places_with_the_number_of_a_registered_body_are_two(koto: Municipality) -> None:
    OrganizationFactory(municipality=koto, name="みなと園", corporate_number=NUMBER)
    rows = [("みなと園", NUMBER, HERE, ""), ("みなと園", NUMBER, THERE, "")]
    found = plan(koto, HEADER, *rows)
    assert [row.state for row in found.rows] == ["changed", "new"]
    commit(draft(koto, HEADER, *rows).pk, by=None)
    assert Organization.objects.get(corporate_number=NUMBER).town == "亀戸1-1"


@pytest.mark.parametrize(
    ("place", "phone", "organizations"),
    [("北砂区民館", "03-3640-9999", 2), ("大島区民館", "03-3640-9999", 1), ("北砂区民館", "03-3640-1751", 1)],
)  # fmt: skip
def test_namesakes_at_other_places_with_other_telephones_are_two(
    koto: Municipality, place: str, phone: str, organizations: int
) -> None:
    found = plan(
        koto,
        ["団体名", "活動場所", "電話番号"],
        ["俳句会", "大島区民館", "03-3640-1751"],
        ["俳句会", place, phone],
    )
    assert found.counts()["new"] == organizations


def test_a_thousand_parks_of_one_name_are_told_apart_at_once(koto: Municipality) -> None:
    """Each is held against those nearby, not against every other."""
    rows = [("児童遊園", "", f"{chr(0x4E00 + n % 400)}町{n + 1}-2-3", "") for n in range(1_500)]
    found = plan(koto, HEADER, *rows, rows[7])
    assert [row.state for row in found.rows[-2:]] == ["new", "excluded"]
    assert found.counts()["new"] == 1_500
