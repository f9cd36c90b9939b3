"""Step 5 by name: decided once, searched for, all at once, and by municipality."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, OrganizationName, User
from surveys import actions
from surveys.importing.planning.answers import Plan, make_plan
from surveys.importing.writing.lessons import learn_names
from surveys.models import ImportBatch, MappingProfile, NameDecision, Response, RowDecision
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit
from tests.pages.hand import complaints, push, the_form, write

pytestmark = pytest.mark.django_db

ROWS = (
    "回答ID,団体名,所在地,Q1 活動の頻度",
    "A1,みなと食堂,江東区東陽4-11-28,毎週",
    "A2,つむぎの家,千葉県市川市八幡1-1,毎月",
    "A3,みなと　食堂,江東区東陽4-11-28,毎月",
    "A4,あさひ町会,千葉県浦安市猫実1-1-1,毎週",
    "A5,うみべの会,千葉県市川市八幡2-2,毎週",
)
ELSEWHERE = "江東区以外の団体 3件：市川市 2、浦安市 1"


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def registered(koto: Municipality) -> Organization:
    organization: Organization = OrganizationFactory(municipality=koto, name="みなと食堂ネット")
    return organization


@pytest.fixture
def batch(koto: Municipality, coordinator: User, registered: Organization) -> ImportBatch:
    return drafted(koto, coordinator)


def drafted(koto: Municipality, by: User, rows: tuple[str, ...] = ROWS) -> ImportBatch:
    return actions.start_import(
        data="\n".join(rows).encode(), name="回答.csv", municipality=koto, by=by,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip


def step_five(browser: TestApp, batch: ImportBatch) -> TestResponse:
    return browser.get(f"/imports/{batch.pk}/organizations/")


def plan_of(batch: ImportBatch) -> Plan:
    return make_plan(ImportBatch.objects.get(pk=batch.pk))


def choices(batch: ImportBatch) -> list[str | None]:
    return [row.respondent.choice for row in plan_of(batch).rows]


# ------------------------------------------------------------------ one name, one decision


def test_one_name_is_one_line_and_one_decision_for_all_its_rows(
    browser: TestApp, batch: ImportBatch, registered: Organization
) -> None:
    page = step_five(browser, batch)
    assert "似た団体が登録されている行（1件）" in page.text
    assert "2・4行目「みなと食堂」をどうしますか" in page.text

    write(page, row_2=f"same:{registered.pk}")
    rows = {row.number: row.respondent.organization for row in plan_of(batch).rows}
    assert (rows[2], rows[4]) == (registered.pk, registered.pk)


def test_the_decision_is_remembered_for_the_next_file(
    browser: TestApp, batch: ImportBatch, registered: Organization, koto: Municipality
) -> None:
    write(step_five(browser, batch), row_2=f"same:{registered.pk}")
    commit(batch.pk, by=None)

    rows = (ROWS[0], "B1,みなと食堂,,毎週")
    again = actions.start_import(
        data="\n".join(rows).encode(), name="次の回答.csv", municipality=koto, by=None,
        new_survey={"title": "次の調査", "key": "next"},
    )  # fmt: skip
    respondent = plan_of(again).rows[0].respondent
    assert (respondent.outcome, respondent.organization) == ("linked", registered.pk)


def test_leaving_a_name_out_leaves_all_its_rows_out(browser: TestApp, batch: ImportBatch) -> None:
    write(step_five(browser, batch), row_2="exclude")
    assert [row.number for row in plan_of(batch).left_by_hand()] == [2, 4]


# ------------------------------------------------------------------ all at once


def test_what_nothing_resembles_becomes_new_at_once(browser: TestApp, batch: ImportBatch) -> None:
    page = step_five(browser, batch)
    assert "似た団体がないもの 3件を新規に" in page.text
    push(browser, page.request.path, "似た団体がないもの 3件を新規に")
    assert choices(batch) == [None, "new", None, "new", "new"]


def test_all_that_is_left_becomes_new_at_once(browser: TestApp, batch: ImportBatch) -> None:
    page = push(browser, step_five(browser, batch).request.path, "残りの 4件はすべて新しい団体")
    assert page.request.path.endswith("/check/")
    assert choices(batch) == ["new"] * 5
    assert plan_of(batch).counts()["new_organizations"] == 4


# ------------------------------------------------------------------ searching


@pytest.fixture
def harbour(koto: Municipality) -> Organization:
    organization: Organization = OrganizationFactory(
        municipality=koto, name="港の家", kana="ミナトノイエ", phone="03-5555-0199"
    )
    OrganizationName.objects.create(organization=organization, name="旧波止場の会", kind="former")
    organization.save()
    return organization


@pytest.mark.parametrize("typed", ["港の家", "港の", "みなとのいえ", "03(5555)0199", "波止場の会"])
def test_another_organization_is_found_while_typing_and_without_a_script(
    typed: str, browser: TestApp, batch: ImportBatch, harbour: Organization
) -> None:
    address = f"/imports/{batch.pk}/organizations/search/"
    found = browser.get(address, {"row": "3", "name_3": typed})
    assert f'name="row_3" value="same:{harbour.pk}"' in found.text

    write(step_five(browser, batch), name_3=typed, row_3="found")
    respondent = plan_of(batch).rows[1].respondent
    assert (respondent.choice, respondent.organization) == ("same", harbour.pk)


def test_who_only_writes_of_a_name_is_not_meant_by_it(
    browser: TestApp, batch: ImportBatch, koto: Municipality
) -> None:
    friend = OrganizationFactory(
        municipality=koto, name="海辺の会", description="灯台の家と食事会を開いています。"
    )
    address = f"/imports/{batch.pk}/organizations/search/"
    # It may be picked by name where it is shown; it isn't taken for the one that was typed.
    assert f'value="same:{friend.pk}"' in browser.get(address, {"row": "3", "name_3": "灯台の家"})
    page = write(step_five(browser, batch), name_3="灯台の家", row_3="found")
    assert "「灯台の家」に当たる団体は登録されていません。" in page.text
    assert not RowDecision.objects.exists()


def test_one_of_several_that_were_found_is_picked(
    browser: TestApp, batch: ImportBatch, koto: Municipality, harbour: Organization
) -> None:
    OrganizationFactory(municipality=koto, name="港の家第二")
    form = the_form(step_five(browser, batch))
    form["name_3"] = "港の"
    form["row_3"].force_value(f"same:{harbour.pk}")  # which the script put beside the box
    form.submit()
    assert plan_of(batch).rows[1].respondent.organization == harbour.pk
    # Whoever comes back sees it chosen.
    again = the_form(step_five(browser, batch))
    assert again["row_3"].value == f"same:{harbour.pk}"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("どこにもない会", "「どこにもない会」に当たる団体は登録されていません。"),
        ("港の", "「港の」に当たる団体が2件あります。"),
    ],
)
def test_what_means_none_or_several_is_said_and_nothing_is_lost(
    typed: str, says: str, browser: TestApp, batch: ImportBatch, koto: Municipality,
    harbour: Organization,
) -> None:  # fmt: skip
    OrganizationFactory(municipality=koto, name="港の家第二")
    page = write(step_five(browser, batch), name_3=typed, row_3="found", row_2="later")
    told = [text for _, text in complaints(page) if says in text]
    assert len(told) == 2  # on top and under the field
    form = the_form(page)
    assert (form["name_3"].value, form["row_2"].value) == (typed, "later")
    assert not RowDecision.objects.exists()


def test_nobody_finds_or_picks_what_belongs_to_others(browser: TestApp, batch: ImportBatch) -> None:
    theirs = OrganizationFactory(
        municipality=MunicipalityFactory(code="131091", name="品川区"), name="品川の会"
    )
    address = f"/imports/{batch.pk}/organizations/search/"
    assert "品川の会」と同じ" not in browser.get(address, {"row": "3", "name_3": "品川の会"}).text

    form = the_form(step_five(browser, batch))
    form["row_3"].force_value(f"same:{theirs.pk}")
    assert list(complaints(form.submit()))
    assert not RowDecision.objects.exists()


@pytest.mark.parametrize("query", [{}, {"row": "x"}, {"row": "3"}, {"row": "9" * 30}])
def test_a_search_for_nothing_finds_nothing(
    query: dict[str, str], browser: TestApp, batch: ImportBatch
) -> None:
    answer = browser.get(f"/imports/{batch.pk}/organizations/search/", query)
    assert answer.text.strip() == ""


# ------------------------------------------------------------------ other municipalities


def test_organizations_of_other_municipalities_are_told_and_taken(
    browser: TestApp, batch: ImportBatch, koto: Municipality, coordinator: User
) -> None:
    page = step_five(browser, batch)
    assert ELSEWHERE in page.text
    check = push(browser, page.request.path, "残りの 4件はすべて新しい団体")
    assert "江東区以外の団体：市川市 2件、 浦安市 1件" in " ".join(check.html.text.split())

    counts = commit(batch.pk, by=coordinator).counts
    assert (counts["elsewhere"], counts["left_elsewhere"], counts["new"]) == (3, 0, 5)
    assert Organization.objects.filter(name="つむぎの家", municipality=koto).exists()


def test_those_of_one_municipality_are_left_out_and_counted(
    browser: TestApp, batch: ImportBatch, coordinator: User
) -> None:
    page = step_five(browser, batch)
    check = write(page, left_places=["市川市"], button="all").maybe_follow()
    assert "市川市 2件（取り込まない）、 浦安市 1件" in " ".join(check.html.text.split())
    assert check.html.find("input", {"name": "exclude", "checked": True}) is None

    done = commit(batch.pk, by=coordinator)
    assert [done.counts[n] for n in ("new", "excluded", "elsewhere", "left_elsewhere")] == [
        3, 2, 1, 2,
    ]  # fmt: skip
    assert not Organization.objects.filter(name__in=["つむぎの家", "うみべの会"]).exists()
    assert Response.objects.count() == 3
    assert MappingProfile.objects.get().settings == {}  # the next file is asked about again
    assert "除いた、ほかの自治体の団体" in browser.get(f"/imports/{batch.pk}/").text


def test_they_can_be_taken_back(browser: TestApp, batch: ImportBatch) -> None:
    write(step_five(browser, batch), left_places=["市川市", "浦安市"])
    assert [row.number for row in plan_of(batch).rows if row.to_write] == [2, 4]
    page = step_five(browser, batch)
    assert {box.checked for box in the_form(page).fields["left_places"]} == {True}
    write(page, left_places=[])
    assert len([row for row in plan_of(batch).rows if row.to_write]) == 5


def test_a_decision_against_a_name_keeps_its_words(browser: TestApp, batch: ImportBatch) -> None:
    write(step_five(browser, batch), row_2="new")
    commit(batch.pk, by=None)
    assert [str(d) for d in NameDecision.objects.all()] == ["みなと食堂 ≠ みなと食堂ネット"]


def test_names_ask_no_more_than_rows_did(
    koto: Municipality, coordinator: User, sign_in: Callable[[User], Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client = sign_in(coordinator)
    asked = []
    for size in (10, 400):
        rows = (ROWS[0], *(f"C{n},第{n}みなと会,市川市{n},毎週" for n in range(size)))
        batch = drafted(koto, coordinator, rows)
        with django_assert_max_num_queries(60) as queries:  # type: ignore[attr-defined]
            assert client.get(f"/imports/{batch.pk}/organizations/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_one_page_of_a_known_form_asks_the_same(
    browser: TestApp, batch: ImportBatch, koto: Municipality, coordinator: User,
    harbour: Organization,
) -> None:  # fmt: skip
    push(browser, step_five(browser, batch).request.path, "残りの 4件はすべて新しい団体")
    survey = commit(batch.pk, by=coordinator).survey
    rows = (
        ROWS[0],
        "B1,ふじみの会,千葉県市川市八幡3-3,毎週",
        "B2,まつかぜ文庫,江東区東陽1-1,毎月",
        "B3,いずみ会,江東区東陽2-2,毎月",
    )
    second = actions.start_import(
        data="\n".join(rows).encode(), name="第2回.csv", municipality=koto, by=coordinator,
        survey=survey,
    )  # fmt: skip
    page = browser.get(f"/imports/{second.pk}/known/")
    assert "江東区以外の団体 1件：市川市 1" in page.text
    assert "似た団体がないもの 3件を新規に" in page.text

    write(page, left_places=["市川市"], name_3="みなとのいえ", row_3="found", row_4="later",
          button="unlike")  # fmt: skip
    planned = {row.number: row for row in plan_of(second).rows}
    assert [row.state for row in planned.values()] == ["excluded", "new", "new"]
    assert planned[3].respondent.organization == harbour.pk
    assert planned[4].respondent.choice == "later"


def test_many_decisions_are_learned_at_once(koto: Municipality, coordinator: User) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと会")
    asked = []
    for size in (10, 100):
        rows = (ROWS[0], *(f"D{n},第{n}{size}の会,江東区,毎週" for n in range(size)))
        batch = drafted(koto, coordinator, rows)
        for number in range(2, size + 2):
            RowDecision.objects.create(
                batch=batch,
                number=number,
                choice="new",
                rejected=[known.pk],
                decided_by=coordinator,
            )
        plan = plan_of(batch)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            made = learn_names(plan)["made"]
        assert len(made) == size
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert NameDecision.objects.filter(decided_by=coordinator, same=False).count() == 110
