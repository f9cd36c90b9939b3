"""Own fields in lists as any other: a column to choose, a filter, a heading in the file, a field to
set for many; for those who work for their municipality and nobody else."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from organizations.models import Membership, Organization, OwnField, Platform
from organizations.own.filters import MOST
from organizations.own.models import key_of
from pilots.models import Pilot
from platform_registry import actions as door
from platform_registry.access import Role
from platform_registry.bulk.models import BulkChange
from platform_registry.lists.models import SavedView
from tests.confidence.test_secrecy import cleared
from tests.factories.user import StaffAssignmentFactory
from tests.own.test_own_fields import MEMBERSHIP, ORGANIZATION, PILOT, name, own_field
from tests.pages.hand import push, write

DAY, COUNT, TEXT = "date", "number", "text"
UNREAD = "読み取れない条件があった"


@pytest.fixture
def lift(koto) -> OwnField:
    return own_field(koto)


@pytest.fixture
def area(koto) -> OwnField:
    return own_field(koto, "圏域担当", "choice", ORGANIZATION, "東圏域", "西圏域")


@pytest.fixture
def more(koto) -> dict[str, OwnField]:
    return {kind: own_field(koto, f"{kind}の項目", kind) for kind in (DAY, COUNT, TEXT)}


@pytest.fixture
def bodies(koto, lift, area, more) -> list[Organization]:
    """Of 江東区: one with every answer, one with few, one with none."""
    east, west = area.choices.values_list("pk", flat=True)
    typed = {more[DAY]: "2024-03-05", more[COUNT]: 12.5, more[TEXT]: "山の会"}
    full = {lift: True, area: east, **typed}
    few = {lift: False, area: west, more[COUNT]: 1460}
    return [
        Organization.objects.create(municipality=koto, name=title, sort_key=title, own=answers)
        for title, answers in (
            ("あの会", {key_of(field.pk): value for field, value in full.items()}),
            ("いの会", {key_of(field.pk): value for field, value in few.items()}),
            ("うの会", {}),
        )
    ]


def found(desk, query: str, of: str = "organizations") -> list[str]:
    page = listed(desk, query, of)
    assert UNREAD not in page
    return [row.find("a").get_text() for row in page.html.select("table tbody tr")]


def listed(desk, query: str, of: str = "organizations"):
    return desk.get(f"/{of}/", params=parse_qsl(query))


def file(desk, query: str, of: str = "organizations") -> list[dict[str, str]]:
    answer = listed(desk, f"{query}&export=csv", of)
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def box(page, label: str) -> str:
    legend = page.html.select_one(".filters").find("legend", string=label)
    return " ".join(legend.parent.get_text(" ").split())


def cells(page) -> list[list[str]]:
    rows = page.html.select("table tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in rows]


def form_with(page, field: str):
    return next(form for form in page.forms.values() if field in form.fields)


def test_a_column_is_chosen_and_taken_along(bodies, lift, area, more, officer, browser_of):
    desk = browser_of(officer)
    page = desk.get("/organizations/")
    assert "送迎" not in page.html.find("thead").get_text()
    form = form_with(page, "columns")
    for box in form.fields["columns"]:
        box.checked = box._value in (name(lift), name(area), name(more[DAY]))
    page = form.submit()
    heads = [head.get_text(strip=True) for head in page.html.select("thead th")]
    assert heads[-3:] == ["送迎", "圏域担当", "dateの項目"]
    assert [row[-3:] for row in cells(page)] == [
        ["はい", "東圏域", "令和6年3月5日（火）"], ["いいえ", "西圏域", ""], ["", "", ""]
    ]  # fmt: skip
    text = page.click("CSVで出力").body.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["記録番号", "団体名", "送迎", "圏域担当", "dateの項目"]
    assert [row["送迎"] for row in rows] == ["はい", "いいえ", ""]
    ticked = desk.get(f"/bulk/organizations/csv/?picked={bodies[1].pk}&columns={name(lift)}")
    assert "いの会,いいえ" in ticked.text


def test_a_workbook_holds_numbers_and_days_as_such(bodies, more, officer, browser_of):
    answer = browser_of(officer).get("/organizations/?export=xlsx")
    sheet = load_workbook(io.BytesIO(answer.body)).active
    head, *rows = sheet.iter_rows(values_only=True)
    columns = {title: [row[n] for row in rows] for n, title in enumerate(head)}
    assert columns["numberの項目"] == [12.5, 1460, None]
    assert columns["dateの項目"] == [datetime(2024, 3, 5), None, None]
    assert columns["圏域担当"] == ["東圏域", "西圏域", None]


# what is asked, who is found, how the list says it
ASKED = [
    ("{lift}=true", "あ", "送迎が はい の"),
    ("{lift}=true&{lift}=none", "あう", "送迎が はい または 記入なし の"),
    ("{lift}=false", "い", "送迎が いいえ の"),
    ("{area}={west}", "い", "圏域担当が 西圏域 の"),
    ("{area}={west}&{area}=none", "いう", "圏域担当が 西圏域 または 記入なし の"),
    ("{number}_from=12.5&{number}_to=100", "あ", "numberの項目が 12.5から100まで の"),
    ("{number}_from=１,０００", "い", "numberの項目が 1,000から の"),
    ("{date}_from=令和6年3月5日&{date}_to=R6.3.5", "あ", "dateの項目が"),
    ("{number}_none=none", "う", "numberの項目が 記入なし の"),
    ("{number}_to=20&{number}_none=none", "あう", "numberの項目が 20まで、または記入なし の"),
    ("{date}_to=2024/3/4", "", "dateの項目が 令和6年3月4日（月）まで の"),
    ("text_field={text}&text_how=contains&text_words=山", "あ", "textの項目に 「山」 を含む"),
    ("text_field={text}&text_how=not&text_words=山", "いう", "textの項目に 「山」 を含まない"),
    ("text_field={text}&text_how=empty", "いう", "textの項目が 空欄 の"),
    ("text_field={text}&text_how=filled", "あ", "textの項目が 入っている"),
]


@pytest.fixture
def names(lift, area, more) -> dict[str, object]:
    west = area.choices.get(label="西圏域").pk
    own = {kind: name(field) for kind, field in more.items()}
    return {"lift": name(lift), "area": name(area), "west": west, **own}


def test_a_list_is_narrowed_and_says_by_what(bodies, names, officer, browser_of):
    desk = browser_of(officer)
    for query, letters, says in ASKED:
        asked = query.format(**names)
        assert found(desk, asked) == [f"{letter}の会" for letter in letters], query
        sentence = listed(desk, asked).html.find(class_="sentence")
        said = " ".join(sentence.get_text(" ").replace("×", "").split())
        assert said.startswith(says), said
        taken = file(desk, asked)
        assert [row["団体名"] for row in taken] == [f"{letter}の会" for letter in letters], query


def test_boxes_carry_numbers(bodies, names, officer, browser_of):
    page = browser_of(officer).get("/organizations/")
    assert box(page, "送迎") == "送迎 はい 1 いいえ 1 記入なし 1"
    assert box(page, "圏域担当") == "圏域担当 東圏域 1 西圏域 1 記入なし 1"


@pytest.mark.parametrize(
    "query",
    [
        "{lift}=perhaps", "{area}=99999", "{area}=\x00", "{number}_from=十二", "{number}_from=NaN",
        "{number}_from=9&{number}_to=1", "{date}_from=あした", "{date}_to=令和6年2月30日",
        "{date}_none=perhaps", "own_99999=true", "own_99999_from=1", "own_=1", "columns=own_99999",
        "text_field=own_99999&text_how=empty", "text_field={lift}&text_how=empty",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(query, bodies, names, officer, browser_of):
    page = listed(browser_of(officer), query.format(**names))
    assert UNREAD in page
    assert "CSVで出力" not in page


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([query for query, _, _ in ASKED]), max_size=4, unique=True))
def test_the_rows_of_a_view_are_those_of_its_file(bodies, names, officer, browser_of, queries):
    desk, asked = browser_of(officer), "&".join(queries).format(**names)
    page = listed(desk, f"{asked}&columns={names['lift']}")
    if UNREAD in page:  # bounds of two questions may contradict each other
        assert "CSVで出力" not in page
        return
    taken = file(desk, f"{asked}&columns={names['lift']}")
    assert [row["送迎"] for row in taken] == [row[-1] for row in cells(page)]


def test_a_view_is_kept_and_says_when_its_field_is_gone(bodies, lift, officer, browser_of):
    desk = browser_of(officer)
    query = f"{name(lift)}=true&columns={name(lift)}"
    write(listed(desk, query).click("条件を保存"), name="送迎あり")
    view = SavedView.objects.get()
    tabs = listed(desk, "view=all").html.find(class_="view-tabs").get_text(" ")
    assert "送迎あり 1" in " ".join(tabs.split())
    lift.active = False
    lift.save()
    page = desk.get(f"/organizations/{view.address}")
    assert f"「{name(lift)}」（この一覧にない条件）" in page
    assert f"列「{name(lift)}」" in page
    assert "送迎" not in file(desk, "")[0]


def test_lists_ask_no_more_where_there_are_many(
    koto, lift, area, names, officer, browser_of, assert_same_queries
):
    desk = browser_of(officer)
    columns = f"columns={name(lift)}&columns={name(area)}&{name(lift)}=true"

    def make(number: int) -> None:
        start = Organization.objects.count()
        Organization.objects.bulk_create(
            Organization(municipality=koto, name=f"{start + n}", own={key_of(lift.pk): True})
            for n in range(number)
        )

    assert_same_queries(make, lambda: desk.get(f"/organizations/?{columns}"))
    assert len(file(desk, columns)) == 1000


def test_another_municipality_sees_neither_column_nor_filter_nor_value(
    koto, zama, platform, circle, nagaya, officer, other_officer, browser_of
):
    turn = own_field(koto, "当番", "text", MEMBERSHIP)
    budget = own_field(koto, "予算区分", "yes_no", PILOT)
    theirs = own_field(zama, "座間の項目", "yes_no", PILOT)
    own = {key_of(turn.pk): "第2火曜"}
    Membership.objects.create(layer=circle, organization=nagaya, own=own)
    Platform.objects.update(shared=True)
    Pilot.objects.create(
        platform=platform, fiscal_year=2026, name="出張相談", shared=True, own={key_of(budget.pk): True}
    )  # fmt: skip
    for of, field, words in (("members", turn, "第2火曜"), ("pilots", budget, "はい")):
        query = f"scope=all&columns={name(field)}"
        assert cells(listed(browser_of(officer), query, of))[0][-1] == words
        assert file(browser_of(officer), "", of)[0][field.label] == words
        page = listed(browser_of(other_officer), query, of)
        assert field.label not in page
        assert words not in str(cells(page))
        assert UNREAD in page
    nothing = found(browser_of(other_officer), f"scope=all&{name(theirs)}=none", "pilots")
    assert nothing == []


def test_a_member_of_a_council_is_found_by_its_values_by_the_cleared_alone(
    koto, platform, council, nagaya, administrator, coordinator, browser_of
):
    cleared(coordinator, platform, council)
    turn = own_field(koto, "当番", "yes_no", MEMBERSHIP)
    Membership.objects.create(layer=council, organization=nagaya, own={key_of(turn.pk): True})
    query = f"{name(turn)}=true"
    assert len(found(browser_of(coordinator), query, "members")) == 1
    assert found(browser_of(administrator), query, "members") == []
    shown = browser_of(administrator).get(f"/members/?columns={name(turn)}")
    assert [row[-1] for row in cells(shown)] == [""]


def test_who_works_in_two_places_has_one_column_of_a_name(
    koto, zama, officer, bodies, lift, browser_of
):
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.STAFF)
    there = own_field(zama, "送迎", "text")
    Organization.objects.create(
        municipality=zama, name="えの会", sort_key="え", own={key_of(there.pk): "要予約"}
    )
    desk = browser_of(officer)
    for field in (lift, there):
        rows = file(desk, f"columns={name(field)}")
        assert [row["送迎"] for row in rows] == ["はい", "いいえ", "", "要予約"]
    assert box(desk.get("/organizations/"), f"送迎（{koto.name}）").startswith("送迎")


def test_of_very_many_fields_those_asked_for_stand_beside_the_list(koto, officer, browser_of):
    fields = [own_field(koto, f"項目{n}", "yes_no") for n in range(MOST + 5)]
    desk, last = browser_of(officer), fields[-1]
    Organization.objects.create(municipality=koto, name="あの会", own={key_of(last.pk): True})
    assert last.label not in listed(desk, "").html.select_one(".filters").get_text()
    assert found(desk, f"{name(last)}=true") == ["あの会"]
    assert box(listed(desk, f"{name(last)}=true"), last.label) == f"{last.label} はい 1"
    assert last.label in file(desk, "")[0]


def test_many_are_set_at_once_and_put_back(bodies, lift, area, names, officer, browser_of):
    desk = browser_of(officer)
    ticked = "&".join(f"picked={body.pk}" for body in bodies)
    page = write(
        desk.get(f"/bulk/organizations/fields/?{ticked}"),
        **{
            "fields_to_set": [name(lift), name(area)], name(lift): "no",
            name(area): str(names["west"]), "reason": "聞き取り",
        },
    )  # fmt: skip
    lines = text_of(page)
    assert "送迎：はい、圏域担当：東圏域" in lines
    assert "送迎：いいえ、圏域担当：西圏域" in lines
    assert "1団体は変わりません" in lines
    done = write(page, button="carry_out").follow()
    assert "項目をまとめて直す：送迎・圏域担当" in done
    assert [body.own.get(key_of(lift.pk)) for body in _fresh(bodies)] == [False, False, False]
    since = _fresh(bodies)[2]
    since.own = since.own | {key_of(lift.pk): True}
    door.save(since, by=officer)
    change = BulkChange.objects.get()
    push(desk, change.get_absolute_url(), "元に戻す")
    before = [body.own for body in bodies[:2]]
    assert [body.own for body in _fresh(bodies)[:2]] == before
    assert _fresh(bodies)[2].own[key_of(lift.pk)] is True
    assert "編集されているため、戻していません" in desk.get(change.get_absolute_url())


def _fresh(bodies: list[Organization]) -> list[Organization]:
    return list(Organization.objects.filter(pk__in=[body.pk for body in bodies]).order_by("pk"))


def text_of(page) -> str:
    return " ".join(page.html.get_text(" ").split())
