"""The list page: what an officer sees of it, and what no address can make it do."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from organizations.models import LogEntry, Municipality, Organization, User
from platform_registry.access import Role
from platform_registry.lists.paging import Order, capped_count, page
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.user import StaffAssignmentFactory
from tests.factories.vocabulary import FunctionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.sample")]

SignIn = Callable[[User], Client]


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"/sample/{query}")
    assert response.status_code == 200
    return response.content.decode()


def make(n: int, municipality: Municipality, **fields: object) -> None:
    before = Organization.objects.count()
    organizations = [
        Organization(municipality=municipality, name=f"見本の会{before + i:05}", **fields)
        for i in range(n)
    ]
    for organization in organizations:
        organization.fill_keys()
    Organization.objects.bulk_create(organizations)


# ------------------------------------------------------------------ pages


def walk(order: Order, size: int, *, backward: bool = False) -> list[int]:
    """The primary keys met when going through all pages in one direction."""
    queryset = Organization.objects.all()
    pages = [page(queryset, order, size=size)]
    while pages[-1].next:
        pages.append(page(queryset, order, pages[-1].next, size=size))
    if backward:
        pages = [pages[-1]]
        while pages[0].previous:
            pages.insert(0, page(queryset, order, pages[0].previous, size=size))
    assert [p.first for p in pages] == [1 + size * i for i in range(len(pages))] or backward
    return [row.pk for p in pages for row in p.rows]


days = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 5))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    verified=st.lists(days, min_size=1, max_size=12),
    size=st.integers(1, 5),
    descending=st.booleans(),
)
def test_every_row_is_on_exactly_one_page_in_either_direction(
    koto: Municipality, verified: list[date | None], size: int, descending: bool
) -> None:
    Organization.objects.all().delete()
    for day in verified:
        OrganizationFactory(municipality=koto, verified_on=day)
    order = Order("verified_on", descending)
    forward = walk(order, size)
    assert sorted(forward) == sorted(Organization.objects.values_list("pk", flat=True))
    assert walk(order, size, backward=True) == forward
    values = [Organization.objects.get(pk=pk).verified_on for pk in forward]
    dates = [day for day in values if day]
    assert values == sorted(dates, reverse=descending) + [None] * (len(values) - len(dates))


def test_next_and_previous_lead_through_the_list(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    make(51, koto)
    client = sign_in(viewer)
    first = client.get("/sample/").context
    assert first["page"].last == 50 and not first["previous_url"]
    second = client.get(f"/sample/{first['next_url']}").context
    assert [row.name for row in second["page"].rows] == ["見本の会00050"]
    assert second["page"].first == 51 and not second["next_url"]
    again = client.get(f"/sample/{second['previous_url']}").context
    assert again["page"].rows == first["page"].rows and again["page"].first == 1


def test_a_row_added_meanwhile_moves_no_row_to_another_page(koto: Municipality) -> None:
    make(4, koto)
    order, queryset = Order("sort_key"), Organization.objects.all()
    first = page(queryset, order, size=2)
    OrganizationFactory(municipality=koto, name="見本の会00000の前", kana="あ")
    assert [row.name for row in page(queryset, order, first.next or "", size=2).rows] == [
        "見本の会00002",
        "見本の会00003",
    ]


def test_counting_stops_at_the_limit(koto: Municipality) -> None:
    make(30, koto)
    assert capped_count(Organization.objects.all(), limit=20) == 21
    assert capped_count(Organization.objects.all(), limit=100) == 30


# ------------------------------------------------------------------ filters


def test_conditions_say_themselves_and_can_be_removed(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みほん", legal_form="npo")
    OrganizationFactory(municipality=koto, name="みほん町会", legal_form="voluntary")
    context = sign_in(viewer).get("/sample/?legal_form=npo&q=みほん&sort=-verified_on").context
    assert [c.words for c in context["conditions"]] == ["「みほん」を含む", "法人格：NPO法人"]
    assert context["conditions"][1].url == "?q=%E3%81%BF%E3%81%BB%E3%82%93&sort=-verified_on"
    assert [row.name for row in context["page"].rows] == ["NPO法人みほん"]


def test_options_of_one_group_widen_and_groups_narrow(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    npo = OrganizationFactory(municipality=koto, legal_form="npo")
    OrganizationFactory(municipality=koto, legal_form="voluntary")
    OrganizationFactory(municipality=koto, legal_form="stock_company")
    SupportActivityFactory(organization=npo, function=FunctionFactory())
    client = sign_in(viewer)
    either = client.get("/sample/?legal_form=npo&legal_form=voluntary")
    assert len(either.context["page"].rows) == 2
    both = client.get("/sample/?legal_form=npo&legal_form=voluntary&function=ibasho")
    assert both.context["page"].rows == [npo]


def test_options_carry_the_number_of_records_behind_them(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    npo = OrganizationFactory(municipality=koto, legal_form="npo", verified_on=date(2020, 1, 1))
    OrganizationFactory(municipality=koto, legal_form="voluntary", verified_on=date(2026, 1, 1))
    OrganizationFactory(municipality=koto, legal_form="voluntary")
    for name in ("朝", "夕"):
        SupportActivityFactory(organization=npo, function=FunctionFactory(), name=name)
    context = sign_in(viewer).get("/sample/?legal_form=npo").context
    numbers = {box.name: {o.value: o.number for o in box.options} for box in context["boxes"]}
    # The tick in 法人格 doesn't count there: ticking 任意団体 as well would add two.
    assert numbers["legal_form"] == {"npo": 1, "voluntary": 2}
    assert numbers["function"] == {"ibasho": 1}
    assert numbers["freshness"] == {"old": 1}


def test_search_compares_by_the_normalised_key(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="ＮＰＯ法人　みほん①クラブ")
    client = sign_in(viewer)
    for words in ("npo法人みほん", "ﾐﾎﾝ", "みほん クラブ", "1くらぶ"):
        assert "みほん①クラブ" in shown(client, f"?q={words}"), words
    assert "条件に合うものがありません" in shown(client, "?q=どこにもない")


def test_an_empty_list_says_what_to_do(viewer: User, sign_in: SignIn) -> None:
    assert "「団体を登録」から始めてください。" in shown(sign_in(viewer))


def test_nobody_sees_another_municipality(
    koto: Municipality, other_officer: User, stranger: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="江東だけの会")
    assert "江東だけの会" not in shown(sign_in(other_officer))
    assert sign_in(stranger).get("/sample/").status_code == 403


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    "query",
    [
        "?sort=nothing&sort=-",
        "?sort=legal_form",  # a column, but not a sortable one
        "?sort=municipality__password",
        "?cursor=rubbish",
        "?cursor=%00%ff",
        "?cursor=WyJzb3J0X2tleSJd:1abc:xyz",
        "?legal_form=zzz&function=99999999999999999999",
        "?q=%00",
        "?q=" + "長" * 500,
        "?export=pdf",
        "?freshness=old&freshness=new",
        "?page=2&unknown=1",
    ],
)
def test_no_address_breaks_the_page(
    koto: Municipality, coordinator: User, sign_in: SignIn, query: str
) -> None:
    OrganizationFactory(municipality=koto)
    assert "見本の一覧" in shown(sign_in(coordinator), query)


def test_a_cursor_of_another_order_shows_the_first_page(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    make(60, koto)
    client = sign_in(viewer)
    cursor = client.get("/sample/").context["next_url"]
    assert client.get(f"/sample/{cursor}&sort=-name").context["page"].first == 1


@pytest.mark.parametrize(
    ("query", "said", "is_taken"),
    [
        ("sort=nothing", "並び順「nothing」", True),
        ("sort=legal_form", "並び順「legal_form」", True),  # a column, but not a sortable one
        ("sort=-name", "", True),
        ("scope=zzz", "範囲「zzz」", False),
        ("scope=own", "", True),
    ],
)
def test_an_order_or_a_reach_nobody_knows_is_told(
    query: str, said: str, is_taken: bool, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    """An unknown order takes along neither more nor less; an unknown reach might."""
    make(3, koto)
    client = sign_in(coordinator)
    page = shown(client, f"?{query}")
    assert said in page and ("使わずに表示しています" in page) == bool(said)
    assert ("CSVで出力" in page) == is_taken
    kind = client.get(f"/sample/?{query}&export=csv")["Content-Type"]
    assert kind.startswith("text/csv" if is_taken else "text/html")


def test_conditions_that_cannot_be_read_are_named(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    client = sign_in(viewer)
    assert "次の条件を使わずに表示しています：法人格" in shown(client, "?legal_form=zzz")
    page = client.get("/sample/?q=" + "長" * 101).content.decode()
    assert "101文字あります。100文字以内に縮めてください。" in page


@pytest.mark.parametrize(
    "query", ["legal_form=zzz", "q=" + "長" * 101, "freshness=old&freshness=x"]
)
def test_nothing_is_taken_along_where_a_condition_cannot_be_read(
    query: str, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    make(3, koto)
    client = sign_in(coordinator)
    assert "CSVで出力" not in shown(client, f"?{query}")
    for wanted in ("csv", "xlsx"):
        answer = client.get(f"/sample/?{query}&export={wanted}")
        assert answer["Content-Type"].startswith("text/html")
        assert "次の条件を使わずに表示しています" in answer.content.decode()
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_a_search_finds_what_is_seen(koto: Municipality, viewer: User, sign_in: SignIn) -> None:
    OrganizationFactory(municipality=koto, name="みなと食堂")
    client = sign_in(viewer)
    for typed in ("みなと\u200b食堂", "\ufeffみなと", "みなと\x00"):
        page = client.get("/sample/", {"q": typed})
        assert "みなと食堂" in page.context["table"].rows[0].get_cell("name")
        assert page.context["problems"] == []


def test_column_heads_sort_and_say_how_the_list_is_sorted(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    heads = {h.label: h for h in sign_in(viewer).get("/sample/?q=見本").context["headers"]}
    assert heads["団体名"].aria_sort == "ascending"
    assert heads["団体名"].url.endswith("sort=-name")
    assert heads["最終確認"].url.endswith("sort=verified_on")
    assert not heads["法人格"].url and "電話番号" not in heads


def test_htmx_gets_the_list_alone(koto: Municipality, viewer: User, sign_in: SignIn) -> None:
    OrganizationFactory(municipality=koto)
    response = sign_in(viewer).get("/sample/", headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="list"')
    assert "HX-Request" in response.headers["Vary"]


# ------------------------------------------------------------------ cost


@pytest.mark.parametrize("query", ["", "?legal_form=npo&q=見本", "?sort=-verified_on"])
def test_more_rows_ask_no_more_questions(
    koto: Municipality,
    coordinator: User,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
    query: str,
) -> None:
    client = sign_in(coordinator)
    day = date(2024, 3, 5)
    assert_same_queries(
        lambda n: make(n, koto, legal_form="npo", verified_on=day),
        lambda: shown(client, query),
        few=60,  # more than a page, so that both are cut off
    )
    with CaptureQueriesContext(connection) as queries:
        shown(client, query)
    assert len(queries) <= (12 if "q=" in query else 11)  # what is inside is asked for apart


# ------------------------------------------------------------------ who may take a list along


def test_only_those_who_may_export_see_the_buttons_and_get_the_file(
    koto: Municipality, viewer: User, officer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    assert "Excelで出力" not in shown(sign_in(viewer))
    refusal = sign_in(viewer).get("/sample/?export=csv")
    assert refusal.status_code == 403
    assert "職員に依頼してください" in refusal.content.decode()
    assert "Excelで出力" in shown(sign_in(officer))
    taken = sign_in(officer).get("/sample/?export=csv")
    assert taken.status_code == 200 and taken.getvalue()
    assert LogEntry.objects.get(action=LogEntry.Action.ACCESS).actor == officer


def test_a_file_holds_only_the_municipalities_one_may_export(
    koto: Municipality, zama: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    StaffAssignmentFactory(user=coordinator, municipality=zama, role=Role.VIEWER)
    OrganizationFactory(municipality=koto, name="江東の会")
    OrganizationFactory(municipality=zama, name="座間の会")
    client = sign_in(coordinator)
    page = shown(client)
    assert "座間の会" in page
    says = "画面の2団体のうち、ファイルに入るのは、担当の自治体の1団体だけです。"
    assert says in page
    taken = client.get("/sample/?export=csv")
    assert quote("見本の一覧（2団体のうち1団体）") in taken["Content-Disposition"]
    file = b"".join(taken.streaming_content).decode()
    assert "江東の会" in file and "座間の会" not in file
    book = load_workbook(io.BytesIO(client.get("/sample/?export=xlsx").getvalue()))
    assert says in [row[1] for row in book["この一覧について"].iter_rows(values_only=True)]


@pytest.mark.parametrize("asked", ["per_page=-1", "per_page=x", "page=-1", "page=0", "page=x",
                                   "per_page=0", "per_page=" + "9" * 5000, "sort=-", "sort=x"])  # fmt: skip
def test_what_a_library_would_read_in_an_address_changes_nothing(
    asked: str, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    make(3, koto)
    client = sign_in(officer)
    assert shown(client, f"?{asked}").count("見本の会") == shown(client).count("見本の会")


# ------------------------------------------------------------------ by reading


@pytest.mark.urls("platform_registry.urls")
def test_a_click_leads_to_the_row_of_the_reading(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    """か leads to がくしゅう, which stands before き; what is narrowed stays narrowed."""
    for name, kana in (
        ("朝日の会", "あさひのかい"), ("学習室", "がくしゅうしつ"), ("絆", "きずな"),
        ("輪", "わ"), ("よみのない会", ""),
    ):  # fmt: skip
        OrganizationFactory(municipality=koto, name=name, kana=kana, area_served="城東")
    client = sign_in(viewer)
    page = client.get("/organizations/?kana=か&area=城東", follow=True)
    assert [row.name for row in page.context["page"].rows] == [
        "学習室", "絆", "輪", "よみのない会",
    ]  # fmt: skip
    assert page.context["page"].first == 2
    assert [row.label for row in page.context["kana_rows"] if row.current] == ["か"]
    assert "area=" in page.request["QUERY_STRING"]
    backwards = client.get("/organizations/?sort=-name")
    assert backwards.context["kana_rows"] == []
    odd = client.get("/organizations/?kana=x").content.decode()
    assert "読み取れない条件があったため" in odd
