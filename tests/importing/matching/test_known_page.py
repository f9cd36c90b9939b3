"""The one page of a known form: what it shows is what is stored, and what it teaches is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.importing.writing.commit import commit as carry_out
from surveys.models import ImportBatch, NameDecision, Question, Response, RowDecision, Survey
from surveys.views import known_form, wizard
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo
from tests.pages.hand import complaints, the_form, write

pytestmark = pytest.mark.django_db

HEADER = "回答ID,団体名,電話番号,Q1 活動の頻度"
ALIKE, UNLIKE = 2, 3  # rows of the second file
SECOND = ("B1,みなと食堂,03-5555-0100,毎週", "B2,まつかぜ文庫,,毎月")
REFLECTED = "決めたことを反映しました。"


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def registered(koto: Municipality) -> Organization:
    organization: Organization = OrganizationFactory(
        municipality=koto, name="みなと食堂ネット", phone="03-5555-0199"
    )
    return organization


@pytest.fixture
def harbours(koto: Municipality) -> list[Organization]:
    return [OrganizationFactory(municipality=koto, name=name) for name in ("港の家", "港の家第二")]


@pytest.fixture
def survey(koto: Municipality, coordinator: User) -> Survey:
    first = drafted(koto, coordinator, "A1,,,毎週", "A2,,,毎月")
    survey: Survey = commit(first.pk, by=coordinator).survey
    return survey


def drafted(koto: Municipality, by: User, *rows: str, survey: Survey | None = None) -> ImportBatch:
    return actions.start_import(
        data="\n".join((HEADER, *rows)).encode(), name="回答.csv", municipality=koto, by=by,
        survey=survey, new_survey={} if survey else {"title": "居場所調査", "key": "places"},
    )  # fmt: skip


@pytest.fixture
def batch(
    koto: Municipality, coordinator: User, survey: Survey, registered: Organization
) -> ImportBatch:
    return drafted(koto, coordinator, *SECOND, survey=survey)


def known(browser: TestApp, batch: ImportBatch) -> TestResponse:
    return browser.get(f"/imports/{batch.pk}/known/")


def respondents(batch: ImportBatch) -> dict[int, object]:
    """Row → what will be done."""
    rows = make_plan(ImportBatch.objects.get(pk=batch.pk)).rows
    return {row.number: row.respondent.choice for row in rows}


def carried_out(batch: ImportBatch, by: User) -> ImportBatch:
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.RUNNING
    carry_out(batch.pk, batch.request, by=by)
    return ImportBatch.objects.get(pk=batch.pk)


# ------------------------------------------------------------------ what is shown is what is stored


def test_nobody_is_proposed_as_the_same_on_weak_proof(browser: TestApp, batch: ImportBatch) -> None:
    page = known(browser, batch)
    assert "電話番号が違う" in page.text
    form = the_form(page)
    assert (form[f"row_{ALIKE}"].value, form[f"row_{UNLIKE}"].value) == (None, "new")


def test_a_question_that_is_not_in_the_file_is_told(browser: TestApp, batch: ImportBatch) -> None:
    assert "見当たらない" not in known(browser, batch).text
    Question.objects.create(
        survey=batch.survey, number="問7", text="困っていること", kind="text", position=7
    )
    [told] = known(browser, batch).html.select("main details.group")
    assert told.summary.text.strip() == "この表に見当たらない設問 1件"
    assert told.has_attr("open") and "問7　困っていること" in told.text
    for number in range(8, 13):
        Question.objects.create(
            survey=batch.survey, text=f"困っていること{number}", kind="text", position=number
        )
    [told] = known(browser, batch).html.select("main details.group")
    assert not told.has_attr("open") and "困っていること12" in told.text


def test_a_page_left_as_it_is_shown_goes_in_at_once(
    browser: TestApp, batch: ImportBatch, coordinator: User
) -> None:
    write(known(browser, batch), button="commit")
    done = carried_out(batch, coordinator)
    assert done.state == ImportBatch.State.COMMITTED
    assert Organization.objects.filter(name="まつかぜ文庫").exists()
    assert Response.objects.get(respondent_key="B1").organization is None


def test_what_was_chosen_beside_the_button_is_shown_again_before_it_goes_in(
    browser: TestApp, batch: ImportBatch, registered: Organization, coordinator: User
) -> None:
    page = known(browser, batch)
    page = write(page, button="commit", **{f"row_{ALIKE}": f"same:{registered.pk}"}).follow()
    assert REFLECTED in page.text
    assert respondents(batch) == {ALIKE: "same", UNLIKE: "new"}
    write(page, button="commit")
    carried_out(batch, coordinator)
    assert Response.objects.get(respondent_key="B1").organization == registered


def test_a_colleague_s_decision_of_meanwhile_is_shown_before_it_goes_in(
    browser: TestApp, batch: ImportBatch, coordinator: User
) -> None:
    page = known(browser, batch)
    actions.decide_organization(
        batch, number=UNLIKE, choice="later", organization=None, rejected=[], by=coordinator
    )
    assert REFLECTED in write(page, button="commit").follow().text
    assert respondents(batch)[UNLIKE] == "later"


def test_what_cannot_be_understood_holds_up_the_import(
    browser: TestApp, batch: ImportBatch
) -> None:
    form = the_form(known(browser, batch))
    form[f"row_{ALIKE}"] = "found"
    form[f"name_{ALIKE}"] = "どこにもない会"
    page = form.submit("commit", value="1")
    assert "当たる団体は登録されていません" in page.text
    assert not RowDecision.objects.exists()


# ------------------------------------------------------------------ searching


@pytest.mark.parametrize("step", ["known", "organizations"])
def test_enter_in_the_search_box_searches_and_decides_nothing(
    step: str, browser: TestApp, batch: ImportBatch, harbours: list[Organization]
) -> None:
    form = the_form(browser.get(f"/imports/{batch.pk}/{step}/"))
    first = form.html.find("button")
    assert first["name"] == "search"  # which the key presses
    row, form[f"name_{ALIKE}"] = f"row_{ALIKE}", "港の"
    page = form.submit("search", value="1")
    assert not RowDecision.objects.exists()
    for harbour in harbours:
        assert page.html.find("input", attrs={"name": row, "value": f"same:{harbour.pk}"})
    assert the_form(page)[f"name_{ALIKE}"].value == "港の"


def test_what_is_typed_decides_only_where_that_is_chosen(
    browser: TestApp, batch: ImportBatch, harbours: list[Organization]
) -> None:
    write(known(browser, batch), **{f"name_{ALIKE}": "港の家", f"row_{ALIKE}": "later"})
    assert respondents(batch)[ALIKE] == "later"


@pytest.mark.parametrize("step", ["known", "organizations"])
def test_several_hits_are_told_on_top_and_offered_beside_the_field(
    step: str, browser: TestApp, batch: ImportBatch, harbours: list[Organization]
) -> None:
    page = browser.get(f"/imports/{batch.pk}/{step}/")
    page = write(page, **{f"name_{ALIKE}": "港の", f"row_{ALIKE}": "found"})
    assert "「みなと食堂」は、ほかのどの団体ですか" in {name for name, _ in complaints(page)}
    form = the_form(page)
    form[f"row_{ALIKE}"] = f"same:{harbours[1].pk}"
    form.submit("decide", value="1")
    assert respondents(batch)[ALIKE] == "same"


# ------------------------------------------------------------------ two people


@pytest.mark.parametrize("step", ["known", "organizations"])
def test_who_decides_second_is_told_of_the_first(
    step: str, browser: TestApp, browser_of: Callable[[User], TestApp], administrator: User,
    batch: ImportBatch,
) -> None:  # fmt: skip
    address, row = f"/imports/{batch.pk}/{step}/", f"row_{ALIKE}"
    mine, hers = browser.get(address), browser_of(administrator).get(address)
    write(mine, **{row: "new"})
    told = write(hers, **{row: "later"})
    assert "ほかの人が先に「新しい団体として登録」と決めました" in told.text
    assert respondents(batch)[ALIKE] == "new"
    write(told, **{row: "later"})  # having read it
    assert respondents(batch)[ALIKE] == "later"


# ------------------------------------------------------------------ what is learned


def decided(batch: ImportBatch, by: User, choice: str, organization: Organization) -> None:
    same = choice == "same"
    actions.decide_organization(
        batch, number=ALIKE, choice=choice, organization=organization if same else None,
        rejected=[organization.pk] if choice == "new" else [], by=by,
    )  # fmt: skip


def learned() -> list[str]:
    return [str(decision) for decision in NameDecision.objects.order_by("pk")]


def test_a_draft_that_is_thrown_away_teaches_nothing(
    batch: ImportBatch, registered: Organization, coordinator: User
) -> None:
    decided(batch, coordinator, "new", registered)
    assert make_plan(batch).rows[0].respondent.match.suggestions == []  # in the draft it counts
    actions.discard(batch, by=coordinator)
    assert learned() == []


@pytest.mark.parametrize(("choice", "lesson"), [("same", "＝"), ("new", "≠")])
def test_an_import_teaches_and_takes_back(
    choice: str, lesson: str, batch: ImportBatch, registered: Organization, coordinator: User
) -> None:
    decided(batch, coordinator, choice, registered)
    commit(batch.pk, by=coordinator)
    assert learned() == [f"みなと食堂 {lesson} みなと食堂ネット"]
    undo(batch.pk, by=coordinator)
    assert learned() == []


def test_only_the_last_decision_of_a_draft_is_learned(
    batch: ImportBatch, registered: Organization, coordinator: User
) -> None:
    decided(batch, coordinator, "same", registered)
    decided(batch, coordinator, "later", registered)
    commit(batch.pk, by=coordinator)
    assert learned() == []


@pytest.mark.parametrize("first_back", [True, False])
def test_what_was_decided_again_since_stays_and_what_was_before_comes_back(
    first_back: bool, koto: Municipality, batch: ImportBatch, registered: Organization, coordinator: User,
    survey: Survey,
) -> None:  # fmt: skip
    decided(batch, coordinator, "new", registered)
    commit(batch.pk, by=coordinator)
    again = drafted(koto, coordinator, "C1,みなと食堂,,毎週", survey=survey)
    decided(again, coordinator, "same", registered)
    commit(again.pk, by=coordinator)
    if first_back:
        undo(batch.pk, by=coordinator)
        assert learned() == ["みなと食堂 ＝ みなと食堂ネット"]
    else:
        undo(again.pk, by=coordinator)
        assert learned() == ["みなと食堂 ≠ みなと食堂ネット"]
        undo(batch.pk, by=coordinator)
        assert learned() == []


# ------------------------------------------------------------------ what is told


def test_the_number_told_is_that_of_the_file(
    koto: Municipality, survey: Survey, registered: Organization, coordinator: User,
    browser: TestApp, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for module in (wizard, known_form):
        monkeypatch.setattr(module, "SHOWN_ROWS", 1)
    rows = (*SECOND, "B3,みなと食堂部,,毎週", "B4,みなと食堂課,,毎週")
    batch = drafted(koto, coordinator, *rows, survey=survey)
    step = browser.get(f"/imports/{batch.pk}/organizations/")
    assert "似た団体が登録されている行（3件）" in step.text
    page = known(browser, batch).text
    assert "決めるものが4件" in page and "先頭の1件を示しています" in page
