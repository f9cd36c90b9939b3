"""Corners of an import: pages that get shorter, one organization listed twice, what is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.planning.answers import make_plan
from surveys.importing.reading import workbook
from surveys.importing.reading.reader import read
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, ImportFile, ImportRow, Response, Survey
from surveys.views import wizard
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit
from tests.importing.files import saved
from tests.pages.hand import enter, the_form, write

pytestmark = pytest.mark.django_db

Draft = Callable[..., ImportBatch]
CODES = "番号,選択肢\n1,はい\n2,いいえ\n".encode()


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def start(koto: Municipality, coordinator: User) -> Draft:
    """A draft of any bytes."""

    def started(data: bytes, name: str, codebook: tuple[str, bytes] | None = None) -> ImportBatch:
        return actions.start_import(
            data=data, name=name, codebook=codebook, municipality=koto, by=coordinator,
            new_survey={"title": "居場所調査", "key": "places"},
        )  # fmt: skip

    return started


@pytest.fixture
def draft(start: Draft) -> Draft:
    """A draft of answers, one row per organization name; the first stands in row 2."""

    def drafted(*names: str, file: str = "回答.csv", codes: bytes | None = None) -> ImportBatch:
        rows = [f"A{n},{name},毎週" for n, name in enumerate(names, 1)]
        data = "\n".join(["回答ID,団体名,Q1 活動の頻度", *rows]).encode()
        return start(data, file, codes and ("コード表.csv", codes))

    return drafted


def is_check(page: TestResponse) -> bool:
    return page.request.path.endswith("/check/")


def undecided(check: TestResponse) -> list[str]:
    """The page tells how many; which ones these are the plan behind it knows."""
    rows = make_plan(ImportBatch.objects.get()).rows
    names = [row.respondent.name for row in rows if row.to_write and row.respondent.undecided]
    assert (f"団体が決まっていない行が{len(names)}行あります" in check.text) == bool(names)
    return names


# ------------------------------------------------------------------ step 5, page by page

SIMILAR = ["みなと食堂", "こもれび食堂", "つむぎ食堂", "ひだまり食堂", "うみべ食堂", "あおぞら食堂"]


@pytest.fixture
def two_rows_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wizard, "SHOWN_ROWS", 2)


@pytest.fixture
def first(
    browser: TestApp, koto: Municipality, draft: Draft, two_rows_a_page: None
) -> TestResponse:
    """Step 5 of six rows, each much like a registered organization."""
    for name in SIMILAR:
        OrganizationFactory(municipality=koto, name=f"{name}ネット")
    return step_five(browser, draft(*SIMILAR))


def step_five(browser: TestApp, batch: ImportBatch) -> TestResponse:
    return browser.get(f"/imports/{batch.pk}/organizations/")


def asked(page: TestResponse) -> list[str]:
    """The names step 5 asks about; none on the page after it."""
    legends = [] if is_check(page) else page.html.select("fieldset.choices legend")
    return [legend.text.partition("「")[2].rpartition("」")[0] for legend in legends]


def offered(page: TestResponse) -> dict[str, str]:
    """The first offer for each row."""
    fields = the_form(page).fields
    return {n: fields[n][0].options[0][0] for n in fields if n and n.startswith("row_")}


def answer(page: TestResponse, **answers: str) -> TestResponse:
    """Tick the first offer of each row, or what ``answers`` says for it, and go on."""
    ticked = {name: value for name, value in (offered(page) | answers).items() if value}
    return write(page, **ticked).maybe_follow()


def test_rows_decided_as_same_take_no_others_along(first: TestResponse) -> None:
    second = answer(first)
    third = answer(second)
    check = answer(third)

    seen = [asked(page) for page in (first, second, third)]
    assert seen == [SIMILAR[:2], SIMILAR[2:4], SIMILAR[4:]]
    assert undecided(check) == []


def test_rows_decided_as_new_take_no_others_along(first: TestResponse) -> None:
    page = first
    for _ in range(3):
        page = answer(page, **dict.fromkeys(offered(page), "new"))
    assert undecided(page) == []


def test_a_row_left_open_keeps_nobody_from_going_on(browser: TestApp, first: TestResponse) -> None:
    page, seen = first, set()
    while not is_check(page):
        seen.update(asked(page))
        page = answer(page, row_2="")
    assert seen == set(SIMILAR)
    assert undecided(page) == ["みなと食堂"]
    assert asked(step_five(browser, ImportBatch.objects.get()))[0] == "みなと食堂"


def test_the_rest_become_new_organizations_at_once(
    browser: TestApp, koto: Municipality, two_rows_a_page: None, draft: Draft
) -> None:
    """Over all pages; what resembles a registered one is still asked."""
    OrganizationFactory(municipality=koto, name="みなと食堂ネット")
    page = step_five(browser, draft("みなと食堂", "つむぎの家", "あさひ町会", "うみべの会"))
    assert "似た団体がないもの 3件を新規に" in page.text
    after = write(page, button="rest").maybe_follow()
    assert "みなと食堂" in asked(after)
    rows = make_plan(ImportBatch.objects.get()).rows
    assert [row.respondent.choice for row in rows] == [None, "new", "new", "new"]


def test_another_organization_is_asked_again_at_once(first: TestResponse) -> None:
    second = answer(first)
    assert "つむぎ食堂" in asked(answer(second, row_4="not_same"))


@pytest.mark.usefixtures("two_rows_a_page")
def test_decided_pages_can_be_leafed_through(browser: TestApp, draft: Draft) -> None:
    batch = draft("みなと食堂", "あさひ町会", "NPO法人つむぎの家")
    answer(answer(step_five(browser, batch)))  # all three are new

    again = step_five(browser, batch)
    second = answer(again)
    assert asked(again) == ["みなと食堂", "あさひ町会"]
    assert asked(second) == ["NPO法人つむぎの家"]
    assert is_check(answer(second))


# ------------------------------------------------------------------ one organization listed twice

TSUMUGI, KODOMO, OTHER = "7000012050002", "6000020131083", "8000020130001"


@pytest.fixture
def listing(koto: Municipality, coordinator: User) -> Draft:
    """A draft of a list of organizations: name, 法人番号, phone."""

    def listed(*rows: str) -> ImportBatch:
        data = "\n".join(["団体名,法人番号,電話番号", *rows]).encode()
        return actions.start_list_import(
            data=data, name="一覧.csv", municipality=koto, by=coordinator
        )

    return listed


def refused(plan: ListPlan) -> dict[int, str]:
    return {problem.row: problem.message for problem in plan.problems}


def combined(plan: ListPlan) -> dict[int, str]:
    return {note.row: note.message for note in plan.notes}


def same_as(row: int) -> str:
    return f"{row}行目と同じ団体のため、1つにまとめました。"


def test_a_registered_organization_is_changed_by_one_row(
    koto: Municipality, listing: Draft
) -> None:
    known = OrganizationFactory(municipality=koto, name="つむぎの家", corporate_number=TSUMUGI)
    batch = listing(f"つむぎの家,{TSUMUGI},03-1111-1111", "つむぎの家,,03-2222-2222")
    plan = make_list_plan(batch)
    assert plan.counts() == {"new": 0, "changed": 1, "unchanged": 0, "error": 0, "excluded": 1}
    assert combined(plan) == {3: same_as(2)}

    commit(batch.pk, by=batch.created_by)
    known.refresh_from_db()
    assert (known.phone, known.version) == ("03-1111-1111", 2)
    assert known.note == "電話番号：03-2222-2222（3行目）"


def test_one_new_organization_is_registered_once(listing: Draft) -> None:
    with_number = [f"つむぎの家,{TSUMUGI},03-1111-1111", "つむぎの家,,03-2222-2222"]
    in_widths = ["ＮＰＯ法人みなと,,", "NPO法人みなと,,", f"NPO法人 みなと,{KODOMO},"]
    batch = listing(*with_number, *in_widths)
    assert combined(make_list_plan(batch)) == {3: same_as(2), 5: same_as(4), 6: same_as(4)}

    commit(batch.pk, by=batch.created_by)
    stored = Organization.objects.values_list("name", "phone")
    assert sorted(stored) == [("つむぎの家", "03-1111-1111"), ("ＮＰＯ法人みなと", "")]


def test_a_renamed_organization_is_listed_once(koto: Municipality, listing: Draft) -> None:
    OrganizationFactory(municipality=koto, name="つむぎ作業所", corporate_number=TSUMUGI)
    batch = listing(f"つむぎの家,{TSUMUGI},", "つむぎの家,,", "つむぎ作業所,,")
    other = "登録の名称は「つむぎ作業所」です。この名称は、ほかの名称として登録します。"
    assert combined(make_list_plan(batch)) == {2: other, 3: same_as(2), 4: same_as(2)}


def test_namesakes_are_told_apart_by_their_numbers(koto: Municipality, listing: Draft) -> None:
    known = OrganizationFactory(municipality=koto, name="こども食堂", corporate_number=TSUMUGI)
    batch = listing(*(f"こども食堂,{number}," for number in (KODOMO, TSUMUGI, OTHER)))
    counts = commit(batch.pk, by=batch.created_by).counts
    assert (counts["new"], counts["unchanged"], counts["error"]) == (2, 1, 0)
    known.refresh_from_db()
    assert known.corporate_number == TSUMUGI
    assert Organization.objects.filter(name="こども食堂").count() == 3


def test_two_numbers_for_one_name_are_left_to_a_person(koto: Municipality, listing: Draft) -> None:
    OrganizationFactory(municipality=koto, name="こども食堂")
    plan = make_list_plan(listing(f"こども食堂,{KODOMO},", f"こども食堂,{OTHER},"))
    assert refused(plan) == {
        3: "法人番号は2行目と違いますが、どちらも登録済みの1つの団体に当たります。"
        "登録済みの団体に法人番号を入れてから、取り込んでください。"
    }


def test_names_registered_twice_can_both_be_listed(koto: Municipality, listing: Draft) -> None:
    names = ["ＮＰＯ法人みなと", "NPO法人みなと"]
    for name in names:
        OrganizationFactory(municipality=koto, name=name)
    assert make_list_plan(listing(*names)).counts()["unchanged"] == 2


# ------------------------------------------------------------------ discarding a draft


def kept() -> set[str]:
    return set(ImportFile.objects.values_list("name", flat=True))


def test_the_code_table_of_another_draft_stays(
    browser: TestApp, start: Draft, draft: Draft
) -> None:
    draft("あさひ町会", codes=CODES)
    mistaken = start(CODES, "コード表.csv")
    page = enter(browser, f"/imports/{mistaken.pk}/discard/")
    assert "作成中の取込を破棄しました。" in page.text
    assert ImportBatch.objects.get().codebook.name == "コード表.csv"
    assert kept() == {"回答.csv", "コード表.csv"}


def test_a_draft_takes_its_code_table_with_it(coordinator: User, draft: Draft) -> None:
    actions.discard(draft("あさひ町会", codes=CODES), by=coordinator)
    assert kept() == set()


def test_a_code_table_goes_with_the_last_draft_that_uses_it(
    coordinator: User, start: Draft, draft: Draft
) -> None:
    answers = draft("あさひ町会", codes=CODES)
    more = draft("つむぎの家", file="追加.csv", codes=CODES)
    both = start(CODES, "コード表.csv", ("コード表.csv", CODES))
    actions.discard(answers, by=coordinator)
    assert kept() == {"追加.csv", "コード表.csv"}
    actions.discard(more, by=coordinator)
    assert kept() == {"コード表.csv"}
    actions.discard(both, by=coordinator)
    assert kept() == set()


# ------------------------------------------------------------------ codes no database can hold

AS_WRITTEN = ["よい_xD800_会", "よい_x0000_会", "よい_xdfff_会"]


def with_codes() -> bytes:
    book = Workbook()
    book.active.append(["回答ID", "団体名", "Q1 感想"])
    for n, text in enumerate([*AS_WRITTEN, "一行目_x000D_二行目"], 1):
        book.active.append([f"A{n}", f"あさひ{n}丁目町会", text])
    return saved(book)


@pytest.mark.parametrize("cells_read_with_care", [300_000, 0])
def test_codes_of_no_letter_stay_as_they_are_written(
    cells_read_with_care: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "OPENPYXL_VALUES", cells_read_with_care)
    [sheet] = read(with_codes()).sheets
    assert [row[2] for row in sheet.rows[1:]] == [*AS_WRITTEN, "一行目\r二行目"]


def test_a_workbook_with_such_codes_can_be_imported(browser: TestApp, start: Draft) -> None:
    batch = start(with_codes(), "回答.xlsx")
    for step in ("reading", "columns", "values", "organizations", "check"):
        assert browser.get(f"/imports/{batch.pk}/{step}/").status_int == 200
    commit(batch.pk, by=batch.created_by)
    assert Response.objects.get(respondent_key="A1").raw["Q1 感想"] == "よい_xD800_会"


# ------------------------------------------------------------------ an organization that is gone

GONE = "団体の照合で選んだ団体が、登録から削除されています。"


@pytest.fixture
def minato(koto: Municipality) -> Organization:
    return OrganizationFactory(municipality=koto, name="みなと食堂ネット")


@pytest.fixture
def decided(coordinator: User, minato: Organization, draft: Draft) -> ImportBatch:
    """Row 2 was decided to be みなと食堂ネット."""
    batch = draft("みなと食堂", "あさひ町会")
    actions.decide_organization(
        batch, number=2, choice="same",
        organization=minato, rejected=[], by=coordinator,
    )  # fmt: skip
    return batch


def look(browser: TestApp, batch: ImportBatch) -> TestResponse:
    return browser.get(f"/imports/{batch.pk}/check/")


def test_the_check_page_tells_that_a_chosen_organization_is_gone(
    browser: TestApp, minato: Organization, decided: ImportBatch
) -> None:
    minato.delete()
    check = look(browser, decided)
    assert undecided(check) == ["みなと食堂", "あさひ町会"]
    assert GONE in check.text


def test_what_is_gone_can_be_decided_again(
    koto: Municipality, browser: TestApp, minato: Organization, decided: ImportBatch
) -> None:
    minato.delete()
    again = OrganizationFactory(municipality=koto, name="みなと食堂ネット東陽")
    page = step_five(browser, decided)
    assert asked(page) == ["みなと食堂", "あさひ町会"]
    assert GONE not in answer(page, row_2=f"same:{again.pk}").text

    commit(decided.pk, by=decided.created_by)
    assert Response.objects.get(respondent_key="A1").organization == again


def test_a_commit_without_the_organization_says_why_and_stores_nothing(
    browser: TestApp, minato: Organization, decided: ImportBatch
) -> None:
    minato.delete()
    with pytest.raises(Refused, match="2行目と結び付ける団体が、登録から削除されています。"):
        commit(decided.pk, by=decided.created_by)
    decided.refresh_from_db()
    assert decided.state == ImportBatch.State.FAILED
    assert not Survey.objects.exists()
    assert GONE in look(browser, decided).text


def test_a_row_that_is_left_out_stops_nobody(
    coordinator: User, minato: Organization, decided: ImportBatch
) -> None:
    actions.leave_out(decided, out=[2], by=coordinator)
    minato.delete()
    commit(decided.pk, by=decided.created_by)
    row = ImportRow.objects.get(batch=decided, number=2)
    assert (row.state, row.organization) == (ImportRow.State.EXCLUDED, None)
