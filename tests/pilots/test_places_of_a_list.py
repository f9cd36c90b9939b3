"""配布先一覧 as offices keep them: what is a heading of the rows below, and what is a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from organizations.models import Municipality, Platform
from pilots.models import Distribution, Pilot, Publication
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
HEADER = ["配布先", "部数"]


@pytest.fixture
def leaflet(platform: Platform) -> Publication:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, number=1, name="周知")
    return Publication.objects.create(pilot=pilot, name="寄り添いサポートリスト")


def draft(leaflet: Publication, rows: Sequence[Any], **how: Any) -> ImportBatch:
    return actions.start_list_import(
        data=xlsx_bytes(rows, **how), name="一覧.xlsx",
        municipality=leaflet.pilot.platform.municipality, kind="deliveries", parent=leaflet, by=None,
    )  # fmt: skip


def read(plan: ListPlan) -> list[tuple[str, str, str]]:
    """区分, 配布先 and 部数 of the rows that are taken."""
    assert not plan.problems, plan.problems
    named = [row.values for row in plan.rows if row.state != "excluded"]
    return [(v.get("group", ""), v["place"], v.get("copies", "")) for v in named]


TABLES: dict[str, tuple[list[Any], dict[str, Any], list[tuple[str, str, str]]]] = {
    "a place whose copies aren't known yet": (
        [HEADER, ["福祉会館", 10], ["図書館", None], ["区役所", 20], ["公民館", 5]],
        {},
        [("", "福祉会館", "10"), ("", "図書館", ""), ("", "区役所", "20"), ("", "公民館", "5")],
    ),
    "the first place, and the last": (
        [HEADER, ["図書館", None], ["福祉会館", 10], ["区役所", 20], ["公民館", None]],
        {},
        [("", "図書館", ""), ("", "福祉会館", "10"), ("", "区役所", "20"), ("", "公民館", "")],
    ),
    "a mark": (
        [HEADER, ["■区内各所", None], ["福祉会館", 10], ["図書館", None], ["【区役所内】", None],
         ["福祉課", 3]],
        {},
        [("区内各所", "福祉会館", "10"), ("区内各所", "図書館", ""), ("区役所内", "福祉課", "3")],
    ),
    "a mark that every place has": (
        [HEADER, ["●福祉会館", 10], ["●図書館", None], ["●区役所", 3]],
        {},
        [("", "●福祉会館", "10"), ("", "●図書館", ""), ("", "●区役所", "3")],
    ),
    "a merged cell": (
        [HEADER, ["区内各所", None], ["福祉会館", 10], ["図書館", None], ["公民館", 3]],
        {"merges": ["A2:B2"]},
        [("区内各所", "福祉会館", "10"), ("区内各所", "図書館", ""), ("区内各所", "公民館", "3")],
    ),
    "places with numbers, headings without": (
        [HEADER, ["区内各所", None], ["1 福祉会館", 10], ["2 図書館", None], ["区役所内", None],
         ["3 福祉課", 3]],
        {},
        [("区内各所", "福祉会館", "10"), ("区内各所", "図書館", ""), ("区役所内", "福祉課", "3")],
    ),
    "the same with a column of numbers": (
        [["No.", *HEADER], [None, "区内各所", None], [1, "福祉会館", 10], [2, "図書館", None],
         [3, "公民館", 3]],
        {},
        [("区内各所", "福祉会館", "10"), ("区内各所", "図書館", ""), ("区内各所", "公民館", "3")],
    ),
    "a heading in the column of numbers": (
        [["No.", *HEADER], ["区内各所", None, None], [1, "福祉会館", 10], [2, "図書館", None],
         [3, "公民館", 3]],
        {},
        [("区内各所", "福祉会館", "10"), ("区内各所", "図書館", ""), ("区内各所", "公民館", "3")],
    ),
    "a column of groups, merged down": (
        [["区分", *HEADER], ["区内", "福祉会館", 10], [None, "図書館", 5], ["庁内", "福祉課", 3],
         [None, "総務課", 2]],
        {"merges": ["A2:A3", "A4:A5"]},
        [("区内", "福祉会館", "10"), ("区内", "図書館", "5"), ("庁内", "福祉課", "3"),
         ("庁内", "総務課", "2")],
    ),
    "names that begin with a number": (
        [HEADER, ["福祉会館", 10], ["3 丁目会館", 5], ["2 番街集会所", 4], ["1 の丸広場", 3]],
        {},
        [("", "福祉会館", "10"), ("", "3 丁目会館", "5"), ("", "2 番街集会所", "4"),
         ("", "1 の丸広場", "3")],
    ),
    "one of them among numbered ones": (
        [HEADER, ["1 福祉会館", 10], ["2 図書館", 5], ["3 丁目会館", 4]],
        {},
        [("", "福祉会館", "10"), ("", "図書館", "5"), ("", "3 丁目会館", "4")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_heading_looks_like_one_and_every_place_is_taken(leaflet: Publication, name: str) -> None:
    rows, how, taken = TABLES[name]
    assert read(make_list_plan(draft(leaflet, rows, **how))) == taken


def test_a_row_that_could_be_either_is_told(leaflet: Publication) -> None:
    plan = make_list_plan(
        draft(leaflet, [HEADER, ["福祉会館", 10], ["図書館", None], ["区役所", 2]])
    )
    [told] = plan.told()
    assert (told.rows, told.examples) == ([3], ["図書館"])
    assert "行の先頭に■を付けて" in told.message


def test_a_list_without_numbers_leaves_those_of_the_registered_ones(leaflet: Publication) -> None:
    Distribution.objects.create(publication=leaflet, number=10, place="福祉会館", copies=5)
    batch = draft(leaflet, [HEADER, ["公民館", 3], ["福祉会館", 5], ["図書館", 7]])
    assert [row.state for row in make_list_plan(batch).rows] == ["new", "unchanged", "new"]
    commit(batch.pk, by=None)
    numbers = leaflet.distributions.order_by("number").values_list("number", "place")
    assert list(numbers) == [(10, "福祉会館"), (11, "公民館"), (12, "図書館")]


def test_numbers_of_the_file_are_those_of_the_file(leaflet: Publication) -> None:
    rows = [["No.", *HEADER], [5, "公民館", 3], [None, "福祉会館", 5], [7, "図書館", 7]]
    commit(draft(leaflet, rows).pk, by=None)
    numbers = leaflet.distributions.order_by("number").values_list("number", "place")
    assert list(numbers) == [(5, "公民館"), (7, "図書館"), (8, "福祉会館")]


def test_a_group_too_long_for_its_column_is_kept_and_told(
    koto: Municipality, leaflet: Publication
) -> None:
    long = "区内の公共施設のうち指定管理者が運営するもの" * 3
    plan = make_list_plan(
        draft(leaflet, [["区分", *HEADER], [long, "公民館", 3], ["庁内", "福祉課", 5]])
    )
    first = plan.rows[0]
    assert first.values["note"] == f"区分：{long}"
    assert [note.message for note in first.notes] == ["区分は50文字までのため、備考に残しました。"]
