"""What the check page showed is what is written; else it says what differs, and asks again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, User
from platform_registry.actions import save
from surveys import actions
from surveys.importing.planning import drafts
from surveys.importing.planning.plan import Differs, check_promise, promise_of
from surveys.importing.writing import lists
from surveys.models import FileReading, ImportBatch, ImportRow, Option, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, planned
from tests.pages.hand import the_form, write
from tests.surveys.test_worker import carry_out

pytestmark = pytest.mark.django_db

NUMBER = "7000012050002"
CHANGED = "確認のあとで、登録の内容か判断が変わったため、まだ取り込んでいません。"


@pytest.fixture
def client(coordinator: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def answers(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    def drafted(*rows: str, survey: Survey | None = None, name: str = "回答.csv") -> ImportBatch:
        lines = ["回答ID,団体名,法人番号,Q1 活動の頻度", *rows]
        return actions.start_import(
            data="\n".join(lines).encode(), name=name, municipality=koto, by=coordinator,
            survey=survey, new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip

    return drafted


@pytest.fixture
def listing(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    def listed(*rows: str) -> ImportBatch:
        data = "\n".join(["団体名,法人番号,電話番号", *rows]).encode()
        return actions.start_list_import(
            data=data, name="一覧.csv", municipality=koto, by=coordinator
        )

    return listed


def check(browser: TestApp, batch: ImportBatch) -> TestResponse:
    page = "list" if batch.is_list else "check"
    return browser.get(f"/imports/{batch.pk}/{page}/")


def commit_seen(browser: TestApp, page: TestResponse, batch: ImportBatch) -> str:
    """Press the button of a page opened before, let the worker work, and look at what comes."""
    write(page, button="" if batch.is_list else "commit")
    carry_out()
    return browser.get(f"/imports/{batch.pk}/").maybe_follow().text


# ------------------------------------------------------------------ lists


def test_a_list_never_writes_over_what_somebody_changed_since(
    browser: TestApp, koto: Municipality, coordinator: User, listing: Callable[..., ImportBatch]
) -> None:
    """Row 2 was 変更なし on the page; then a colleague corrected the phone number by hand."""
    same = OrganizationFactory(municipality=koto, name="みなと食堂", phone="03-1111-1111")
    batch = listing("みなと食堂,,03-1111-1111", "つむぎの家,,03-2222-2222")
    page = check(browser, batch)
    same.phone = "03-9999-9999"
    save(same, by=coordinator)

    text = commit_seen(browser, page, batch)

    assert CHANGED in text
    assert "2行目（変更なし → 変更）" in text
    same.refresh_from_db()
    assert (same.phone, same.version) == ("03-9999-9999", 2)
    assert Organization.objects.count() == 1
    assert "取り込みました" in commit_seen(browser, check(browser, batch), batch)
    assert Organization.objects.count() == 2


def test_a_list_says_that_a_value_it_replaces_is_another_by_now(
    browser: TestApp, koto: Municipality, coordinator: User, listing: Callable[..., ImportBatch]
) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと食堂", phone="03-1111-1111")
    batch = listing("みなと食堂,,03-2222-2222")
    page = check(browser, batch)
    known.phone = "03-9999-9999"
    save(known, by=coordinator)
    assert "2行目（書き込む内容）" in commit_seen(browser, page, batch)


def test_an_organization_registered_meanwhile_is_not_registered_twice(
    browser: TestApp, koto: Municipality, listing: Callable[..., ImportBatch]
) -> None:
    batch = listing("つむぎの家,,")
    page = check(browser, batch)
    OrganizationFactory(municipality=koto, name="つむぎの家")
    assert "2行目（新規 → 変更なし）" in commit_seen(browser, page, batch)
    assert Organization.objects.count() == 1


def test_the_writer_itself_looks_at_the_value_it_replaces(
    koto: Municipality, listing: Callable[..., ImportBatch]
) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと食堂", phone="")
    plan = planned(listing("みなと食堂,,03-2222-2222"))
    Organization.objects.filter(pk=known.pk).update(phone="03-9999-9999")
    with pytest.raises(Differs, match="確認のあとで変更された"):
        lists.write_list(plan, None)


def test_nothing_is_written_for_a_page_nobody_saw(
    client: Client, listing: Callable[..., ImportBatch]
) -> None:
    batch = listing("つむぎの家,,")
    client.post(f"/imports/{batch.pk}/list/", {"seen": "x" * 6_000})
    carry_out()
    text = client.get(f"/imports/{batch.pk}/", follow=True).content.decode()
    assert "確認の画面で内容を確かめてから、取り込んでください。" in text
    assert not Organization.objects.exists()


# ------------------------------------------------------------------ answers


def test_answers_say_which_rows_differ(
    browser: TestApp, koto: Municipality, answers: Callable[..., ImportBatch]
) -> None:
    """A row that would have stayed untied would now be tied to an organization."""
    batch = answers("A1,つむぎの家,,毎週", "A2,あさひ町会,,毎月")
    page = check(browser, batch)
    OrganizationFactory(municipality=koto, name="あさひ町会")
    text = commit_seen(browser, page, batch)
    assert "違いのある行：3行目（書き込む内容）。" in text
    assert not Response.objects.exists()
    commit_seen(browser, check(browser, batch), batch)
    assert Response.objects.get(respondent_key="A2").organization is not None


def test_an_option_renamed_meanwhile_is_told(
    browser: TestApp, answers: Callable[..., ImportBatch]
) -> None:
    survey = commit(answers("A1,,,毎週", "A2,,,毎月", "A3,,,毎週", "A4,,,毎月").pk, by=None).survey
    batch = answers("A5,,,毎週", "A6,,,毎月", "A7,,,毎週", survey=survey, name="追加.csv")
    page = check(browser, batch)
    Option.objects.filter(label="毎月").update(label="月に一度")
    text = commit_seen(browser, page, batch)
    assert "調査の設問か、列の対応が変わりました。" in text
    assert Response.objects.count() == 4


def test_an_answer_changed_by_another_import_meanwhile_is_told(
    browser: TestApp, answers: Callable[..., ImportBatch]
) -> None:
    survey = commit(answers("A1,,,毎週", "A2,,,毎月", "A3,,,毎週").pk, by=None).survey
    mine = answers("A1,,,毎月", "A2,,,毎月", "A3,,,毎週", survey=survey, name="訂正.csv")
    page = check(browser, mine)
    commit(answers("A1,,,毎月", survey=survey, name="先の訂正.csv").pk, by=None)
    assert "2行目（変更 → 変更なし）" in commit_seen(browser, page, mine)


def test_a_decision_taken_meanwhile_is_told(
    browser: TestApp, coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    batch = answers("A1,つむぎの家,,毎週", "A2,,,毎月")
    page = check(browser, batch)
    actions.leave_out(batch, out=[3], by=coordinator)
    assert "3行目（新規 → 取込まない）" in commit_seen(browser, page, batch)


def test_the_promise_holds_every_row_and_the_mapping(answers: Callable[..., ImportBatch]) -> None:
    batch = answers("A1,つむぎの家,,毎週", "A2,,,毎月")
    seen = promise_of(planned(batch))
    check_promise(planned(batch), seen)
    for broken in ("", seen[:-1], "0" * 64 + seen[64:]):
        with pytest.raises(Differs):
            check_promise(planned(batch), broken)


def test_a_long_file_is_promised_in_two_kilobytes_and_every_row_counts(
    browser: TestApp, coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    batch = answers(*(f"A{n},,,毎週" for n in range(1, 1202)))
    page = check(browser, batch)
    assert len(the_form(page)["seen"].value) < 2_100
    for number in (2, 1202):
        actions.leave_out(batch, out=[number], by=coordinator)
    text = commit_seen(browser, page, batch)
    assert "違いのある行：2～5行目のどれか、1202行目（新規 → 取込まない）。" in text
    assert not Response.objects.exists()


def test_the_same_file_again_is_unchanged_row_by_row(answers: Callable[..., ImportBatch]) -> None:
    rows = ["A1,つむぎの家,,毎週", "A2,あさひ町会,,毎月"]
    survey = commit(answers(*rows).pk, by=None).survey
    plan = planned(answers(*rows, survey=survey, name="もう一度.csv"))
    assert [row.state for row in plan.rows] == [ImportRow.State.UNCHANGED] * 2


def test_a_fingerprint_of_an_older_reading_alone_changes_nothing(
    answers: Callable[..., ImportBatch],
) -> None:
    """The rows say the same; that their fingerprints differ is no change."""
    survey = commit(answers("A1,つむぎの家,,毎週").pk, by=None).survey
    Response.objects.update(row_hash="of an older version")
    plan = planned(answers("A1,つむぎの家,,毎週", survey=survey, name="もう一度.csv"))
    assert plan.counts()["unchanged"] == 1


def test_two_new_names_with_one_number_do_not_clash(
    coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    batch = answers(f"A1,つむぎの家,{NUMBER},毎週", f"A2,つむぎ作業所,{NUMBER},毎月")
    for number in (2, 3):
        actions.decide_organization(
            batch, number=number, choice="new", organization=None, rejected=[],
            by=coordinator,
        )  # fmt: skip
    commit(batch.pk, by=coordinator)
    stored = Organization.objects.values_list("name", "corporate_number")
    assert dict(stored) == {"つむぎの家": NUMBER, "つむぎ作業所": ""}
    assert Response.objects.get(respondent_key="A2").stated["organization:corporate_number"]


# ------------------------------------------------------------------ looking writes nothing


def test_no_page_writes_by_being_looked_at(
    client: Client, answers: Callable[..., ImportBatch], listing: Callable[..., ImportBatch]
) -> None:
    batch, of_list = answers("A1,つむぎの家,,毎週"), listing("つむぎの家,,")
    steps = ("reading", "columns", "values", "organizations", "check", "problems", "")
    addresses = [f"/imports/{batch.pk}/{step}/".replace("//", "/") for step in steps]
    with CaptureQueriesContext(connection) as queries:
        for address in [*addresses, f"/imports/{of_list.pk}/list/", "/imports/"]:
            assert client.get(address).status_code in (200, 302)
    writing = ("INSERT", "UPDATE", "DELETE")
    assert [query["sql"] for query in queries if query["sql"].startswith(writing)] == []


def test_the_child_reads_a_file_once_for_all_pages(
    client: Client, answers: Callable[..., ImportBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = answers("A1,つむぎの家,,毎週")

    def reads_again(*args: object, **kwargs: object) -> None:
        pytest.fail("The file was read once more.")

    monkeypatch.setattr(drafts, "read_packed", reads_again)
    for step in ("reading", "columns", "values", "organizations", "check"):
        assert client.get(f"/imports/{batch.pk}/{step}/").status_code == 200
    commit(batch.pk, by=None)
    assert not FileReading.objects.exists()  # the file is imported; its bytes are kept


def test_the_reading_stays_while_another_import_of_the_file_is_open(
    coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    first, second = answers("A1,つむぎの家,,毎週"), answers("A1,つむぎの家,,毎週")
    assert first.file == second.file
    actions.discard(first, by=coordinator)
    assert FileReading.objects.count() == 1
    actions.discard(second, by=coordinator)
    assert not FileReading.objects.exists()


def test_another_municipality_s_copy_of_a_file_is_its_own(
    zama: Municipality, answers: Callable[..., ImportBatch]
) -> None:
    batch = answers("A1,つむぎの家,,毎週")
    other = actions.start_import(
        data=bytes(batch.file.content), name=batch.file.name, municipality=zama, by=None,
        new_survey={"title": "座間の調査", "key": "zama"},
    )  # fmt: skip
    assert other.file != batch.file
    assert (other.file.municipality, batch.file.municipality) == (zama, batch.municipality)


# ------------------------------------------------------------------ two people at once


def test_two_people_leaving_out_rows_at_once_lose_nothing(
    browser: TestApp,
    administrator: User,
    browser_of: Callable[[User], TestApp],
    answers: Callable[..., ImportBatch],
) -> None:
    rows = [f"A{n},,,毎週" for n in (1, 1, 2, 2, *range(3, 13))]  # 3 and 5 are doubled respondents
    batch = answers(*rows)
    colleague = browser_of(administrator)
    mine, hers = check(browser, batch), check(colleague, batch)
    write(mine, button="update", exclude=[3])
    write(hers, button="update", exclude=[5])
    out = batch.row_decisions.filter(excluded=True).values_list("number", "decided_by__username")
    assert list(out) == [(3, "koto-coordinator"), (5, "koto-administrator")]

    page = check(browser, batch)
    assert "取り込まない行" in page.text
    write(page, button="update", exclude=[3])  # 5 is unticked: it comes back
    assert list(batch.row_decisions.filter(excluded=True).values_list("number", flat=True)) == [3]


def test_two_people_deciding_at_once_lose_nothing(
    browser: TestApp,
    koto: Municipality,
    administrator: User,
    browser_of: Callable[[User], TestApp],
    answers: Callable[..., ImportBatch],
) -> None:
    """Both opened the page before either saved; each decided one row and left the other."""
    known = OrganizationFactory(municipality=koto, name="みなと食堂ネット")
    batch = answers("A1,みなと食堂,,毎週", "A2,あさひ町会,,毎月", "A3,うみべの会,,毎週")
    colleague = browser_of(administrator)
    address = f"/imports/{batch.pk}/organizations/"
    mine, hers = browser.get(address), colleague.get(address)
    write(mine, row_2=f"same:{known.pk}", row_3="later", row_4="exclude")
    write(hers)  # the proposals as they stood

    decided = {decision.number: decision for decision in batch.row_decisions.all()}
    assert (decided[2].choice, decided[2].organization) == ("same", known)
    assert decided[3].choice == "later"
    assert decided[4].excluded


def test_leaving_a_row_out_keeps_whose_answer_it_is(
    koto: Municipality, coordinator: User, answers: Callable[..., ImportBatch]
) -> None:
    known = OrganizationFactory(municipality=koto, name="みなと食堂ネット")
    batch = answers("A1,みなと食堂,,毎週")
    actions.decide_organization(
        batch, number=2, choice="same", organization=known, rejected=[],
        by=coordinator,
    )  # fmt: skip
    actions.leave_out(batch, out=[2], by=coordinator)
    actions.leave_out(batch, back=[2], by=coordinator)
    assert planned(batch).rows[0].respondent.organization == known.pk


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "１２", "0", "99999999999999999999", "x"])
def test_a_row_number_that_is_none_does_no_harm(
    number: str, client: Client, answers: Callable[..., ImportBatch]
) -> None:
    batch = answers("A1,つむぎの家,,毎週")
    for name in ("exclude", "excluded"):
        assert client.post(f"/imports/{batch.pk}/check/", {name: number}).status_code == 302
    assert client.get(f"/imports/{batch.pk}/check/").status_code == 200
