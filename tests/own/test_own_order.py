"""A list stands in the order of an own field, either way round, what isn't filled in last."""

from __future__ import annotations

import pytest

from organizations.models import Membership, Organization, OwnField
from organizations.own.models import key_of
from tests.confidence.test_secrecy import cleared
from tests.own.test_own_fields import MEMBERSHIP, ORGANIZATION, name, own_field
from tests.own.test_own_lists import UNREAD, cells, file, listed

# the type, what あ to え answer, their order by it
ORDERS = [
    ("number", [9, 10.5, None, -3], "えあい"),
    ("date", ["2024-03-05", "2023-12-31", None, "2024-03-04"], "いえあ"),
    ("text", ["川", "10階", None, "あさ"], "いえあ"),
    ("yes_no", [False, True, None, True], "いえあ"),
    ("choice", ["西", "東", None, "中"], "いえあ"),
]


def body(place, letter: str, field: OwnField, value: object) -> Organization:
    own = {} if value is None else {key_of(field.pk): value}
    return Organization.objects.create(
        municipality=place, name=f"{letter}の会", sort_key=letter, own=own
    )


def order(desk, sort: str, of: str = "organizations") -> str:
    page = listed(desk, f"sort={sort}", of)
    assert UNREAD not in page
    return "".join(row[1][0] for row in cells(page))


@pytest.mark.parametrize(("kind", "answers", "letters"), ORDERS)
def test_a_list_is_sorted_by_an_own_field(kind, answers, letters, koto, officer, browser_of):
    field = own_field(koto, "項目", kind, ORGANIZATION, *(["東", "中", "西"] * (kind == "choice")))
    numbers = dict(field.choices.values_list("label", "pk"))
    for letter, value in zip("あいうえ", answers, strict=True):
        body(koto, letter, field, numbers.get(value, value))
    desk, backward = browser_of(officer), letters[::-1]
    if kind == "yes_no":
        backward = "あえい"  # of equal answers the later entered first
    for sort, expected in ((name(field), letters), (f"-{name(field)}", backward)):
        assert order(desk, sort) == f"{expected}う", sort
        taken = file(desk, f"sort={sort}")
        assert "".join(row["団体名"][0] for row in taken) == f"{expected}う"
        labels = desk.get(f"/bulk/organizations/labels/?every=1&sort={sort}").text
        assert sorted("あいうえ", key=lambda a: labels.index(f"{a}の会")) == [*expected, "う"]


def test_the_order_is_chosen_and_shown_and_goes_on_over_pages(koto, officer, browser_of):
    count = own_field(koto, "定員", "number")
    for n in range(120):
        body(koto, f"{n:03}", count, 119 - n if n < 110 else None)
    desk = browser_of(officer)
    page = desk.get(f"/organizations/?columns={name(count)}")
    offered = [option.text for option in page.html.select("select[name=sort] option")]
    assert {"定員の小さい順", "定員の大きい順"} <= {text.strip() for text in offered}
    page = page.click("^定員")
    shown = []
    while True:
        shown += [row[-1] for row in cells(page)]
        head = page.html.find("th", attrs={"aria-sort": "ascending"})
        assert "定員" in head.get_text()
        if not (further := page.html.find("a", string=lambda text: text and "次" in text)):
            break
        page = page.goto(further["href"])
    assert shown == [*(str(n) for n in range(10, 120)), *[""] * 10]


def test_a_page_is_turned_though_all_choices_have_gone_meanwhile(koto, officer, browser_of):
    field = own_field(koto, "圏域", "choice", ORGANIZATION, "東")
    for n in range(60):
        body(koto, f"{n:03}", field, field.choices.get().pk)
    desk = browser_of(officer)
    further = desk.get(f"/organizations/?sort={name(field)}").html.find("a", rel="next")
    Organization.objects.update(own={})
    field.choices.all().delete()
    assert "会" in desk.get(f"/organizations/{further['href']}")


def test_an_order_that_is_not_there_is_told(koto, zama, officer, other_officer, browser_of):
    count = own_field(koto, "定員", "number")
    body(koto, "あ", count, 3)
    for desk, sort in (
        (browser_of(other_officer), name(count)),
        (browser_of(officer), "own_99999"),
    ):
        assert f"並び順「{sort}」" in listed(desk, f"sort={sort}")
    count.active = False
    count.save()
    assert f"並び順「{name(count)}」" in listed(browser_of(officer), f"sort={name(count)}")


def test_what_is_left_of_another_type_stands_last(koto, officer, browser_of):
    count = own_field(koto, "定員", "number")
    for letter, value in (("あ", "10名"), ("い", 5), ("う", 4)):
        body(koto, letter, count, value)
    assert order(browser_of(officer), name(count)) == "ういあ"


def test_the_order_of_a_council_s_members_says_nothing_to_the_uncleared(
    koto, platform, council, administrator, coordinator, browser_of
):
    cleared(coordinator, platform, council)
    turn = own_field(koto, "当番", "number", MEMBERSHIP)
    for letter, value in (("あ", 2), ("い", 1)):
        member = Organization.objects.create(municipality=koto, name=f"{letter}の会")
        Membership.objects.create(layer=council, organization=member, own={key_of(turn.pk): value})
    assert order(browser_of(coordinator), name(turn), "members") == "いあ"
    assert order(browser_of(administrator), name(turn), "members") == "あい"


def test_sorting_asks_no_more_where_there_are_many(koto, officer, browser_of, assert_same_queries):
    count, desk = own_field(koto, "定員", "number"), browser_of(officer)

    def make(number: int) -> None:
        Organization.objects.bulk_create(
            Organization(municipality=koto, name=f"会{n}", own={key_of(count.pk): n})
            for n in range(number)
        )

    assert_same_queries(make, lambda: desk.get(f"/organizations/?sort=-{name(count)}"), few=60)
