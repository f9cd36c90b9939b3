"""What the check page says is what the database holds afterwards: every number, every value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.models import Answer, ImportBatch, ImportRow, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit
from tests.importing.files import Row, xlsx_bytes

pytestmark = pytest.mark.django_db

HEADER = ("団体名", "電話番号", "メールアドレス", "Q1 活動の頻度", "Q2 設立年月日")
Drafted = Callable[..., ImportBatch]


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def drafted(koto: Municipality, coordinator: User) -> Drafted:
    def draft(
        *rows: Row, survey: Survey | None = None, hidden: tuple[int, ...] = ()
    ) -> ImportBatch:
        return actions.start_import(
            data=xlsx_bytes([HEADER, *rows], hidden_rows=hidden), name="回答.xlsx",
            municipality=koto, by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip

    return draft


def row(name: str, phone: str = "03-1111-2222", often: str = "毎週", day: str = "") -> Row:
    return (name, phone, "mihon@example.jp", often, day)


def check(browser: TestApp, batch: ImportBatch) -> TestResponse:
    return browser.get(f"/imports/{batch.pk}/check/")


def numbers(page: TestResponse) -> dict[str, int]:
    facts = page.html.select("dl.facts div")
    return {f.dt.get_text(): int(f.dd.get_text().split()[0]) for f in facts}


def decide(batch: ImportBatch, number: int, choice: str, by: User) -> None:
    if choice == "exclude":
        actions.leave_out(batch, out=[number], by=by)
    elif choice:
        actions.decide_organization(
            batch, number=number, choice=choice, organization=None,
            rejected=[], by=by,
        )  # fmt: skip


def chips(page: TestResponse) -> dict[str, str]:
    """Sentence → what happens to the value."""
    return {
        summary.get_text(" ", strip=True): summary.select_one(".chip").get_text()
        for summary in page.html.select("details.group summary")
        if summary.select_one(".chip")
    }


# ------------------------------------------------------------------ values that are left out


def test_a_phone_number_that_is_left_out_is_not_registered(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted(row("みなと食堂", "1234-56"), row("つむぎの家"))
    decide(batch, 2, "new", coordinator)
    [(sentence, chip)] = chips(check(browser, batch)).items()
    assert "電話番号の桁数に合いません" in sentence
    assert chip == "値だけ除く"
    commit(batch.pk, by=coordinator)
    assert Organization.objects.get().phone == ""
    first = Response.objects.order_by("row_number")[0]
    assert first.stated["organization:phone"] == "1234-56"


def test_no_telephone_is_no_number(browser: TestApp, drafted: Drafted, coordinator: User) -> None:
    batch = drafted(row("みなと食堂", "なし"), row("つむぎの家"))
    decide(batch, 2, "new", coordinator)
    assert chips(check(browser, batch)) == {}
    commit(batch.pk, by=coordinator)
    assert Organization.objects.get().phone == ""


def test_an_address_that_is_none_is_told_before_it_is_left_out(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted(("みなと食堂", "03-1111-2222", "mihon@", "毎週", ""), row("つむぎの家"))
    for number in (2, 3):
        decide(batch, number, "new", coordinator)
    [(sentence, chip)] = chips(check(browser, batch)).items()
    assert "メールアドレスの形ではありません" in sentence
    assert chip == "値だけ除く"
    commit(batch.pk, by=coordinator)
    assert Organization.objects.get(name="みなと食堂").email == ""


def test_a_date_that_is_taken_all_the_same_is_not_called_left_out(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    days = ("昭和99年1月1日", "昭和50年1月1日", "平成元年", "平成32年2月30日")
    batch = drafted(*(row(f"{n}号の会", day=day) for n, day in enumerate(days)))
    found = chips(check(browser, batch))
    assert sorted(found.values()) == ["値だけ除く", "確かめてください", "確かめてください"]
    [none] = [sentence for sentence, chip in found.items() if chip == "値だけ除く"]
    assert "暦にない日付" in none
    commit(batch.pk, by=coordinator)
    answers = Answer.objects.filter(question__text="Q2 設立年月日").order_by("response")
    told = [(str(a.day or a.text), a.missing) for a in answers]
    assert told == [("2024-01-01", ""), ("1975-01-01", ""), ("1989", ""), ("", "invalid")]


# ------------------------------------------------------------------ rows


def test_a_hidden_row_is_counted_among_those_left_out(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted(*(row(f"{n}号の会") for n in range(1, 9)), hidden=(9,))
    page = check(browser, batch)
    assert numbers(page)["取り込まない"] == 1
    assert "9行目（非表示の行です）" in page.text
    commit(batch.pk, by=coordinator)
    assert numbers(browser.get(f"/imports/{batch.pk}/"))["対象外"] == 1


def test_a_list_counts_the_rows_it_leaves_out(
    browser: TestApp, koto: Municipality, coordinator: User
) -> None:
    rows = [("団体名", "電話番号"), ("甲の会", "03-1111-2222"), ("乙の会", "03-1111-3333")]
    batch = actions.start_list_import(
        data=xlsx_bytes(rows, hidden_rows=(3,)), name="一覧.xlsx", municipality=koto,
        by=coordinator,
    )  # fmt: skip
    page = browser.get(f"/imports/{batch.pk}/list/")
    assert numbers(page)["取り込まない"] == 1
    commit(batch.pk, by=coordinator)
    assert numbers(browser.get(f"/imports/{batch.pk}/"))["対象外"] == 1


def test_what_was_put_off_is_still_to_be_decided(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    batch = drafted(row("みなと食堂"), row("つむぎの家"))
    decide(batch, 2, "later", coordinator)
    decide(batch, 3, "new", coordinator)
    page = check(browser, batch)
    assert numbers(page)["判断が必要"] == 1
    assert "団体が決まっていない行が1行あります" in page.text
    commit(batch.pk, by=coordinator)
    assert Response.objects.filter(organization=None).count() == 1


def test_an_answer_without_a_name_is_told(browser: TestApp, drafted: Drafted) -> None:
    page = check(browser, drafted(row("みなと食堂"), row("", often="毎月")))
    assert "団体名が空欄です。団体と結び付けずに取り込みます。" in page.text


def test_the_organizations_that_will_be_made_are_counted(
    browser: TestApp, drafted: Drafted, coordinator: User
) -> None:
    names = ("みなと食堂", "つむぎの家", "あさひ町会", "ＮＰＯ法人みなとの灯")
    batch = drafted(*(row(name) for name in names))
    for number in (2, 3, 4):
        decide(batch, number, "new", coordinator)
    assert numbers(check(browser, batch))["新しい団体"] == 3
    commit(batch.pk, by=coordinator)
    assert Organization.objects.count() == 3


# ------------------------------------------------------------------ any file, any decision

NAMES = [
    "みなと食堂",
    "（株）みなと食堂",
    "つむぎの家",
    "つむぎのいえ",
    "こもれび会",
    "NPO法人灯",
    "",
]
LINE = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["03-1111-2222", "なし", "12", ""]),
    st.sampled_from(["毎週", "毎月", ""]),
    st.sampled_from(["昭和50年1月1日", "昭和99年1月1日", "平成32年2月30日", "2020", ""]),
    st.sampled_from(["", "new", "later", "exclude"]),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making it smaller takes minutes
)
@given(
    st.lists(LINE, min_size=1, max_size=7),
    st.lists(LINE, min_size=1, max_size=7),
    st.sets(st.integers(2, 8), max_size=2),
)
def test_the_numbers_on_the_check_page_are_those_in_the_database(
    browser: TestApp, koto: Municipality, drafted: Drafted, coordinator: User,
    first: list[tuple[str, ...]], second: list[tuple[str, ...]], hidden: set[int],
) -> None:  # fmt: skip
    with transaction.atomic():
        OrganizationFactory(municipality=koto, name="みなと食堂", phone="")
        survey = None
        for lines in (first, second):
            rows = [row(name, phone, often, day) for name, phone, often, day, _ in lines]
            unseen = tuple(hidden) if len(rows) > len(hidden) else ()
            batch = drafted(*rows, survey=survey, hidden=unseen)
            known = {found.number for found in make_plan(batch).rows}
            for number, line in enumerate(lines, start=2):
                if number in known:
                    decide(batch, number, line[-1], coordinator)
            survey = told_is_done(browser, batch, coordinator) or survey
        transaction.set_rollback(True)


def told_is_done(browser: TestApp, batch: ImportBatch, by: User) -> Survey | None:
    said = numbers(check(browser, batch))
    before = Organization.objects.count(), Response.objects.count()
    if not said["新規"] + said["前回から変更"]:
        return None
    plan = make_plan(batch)
    nameless = sum(p.code == "nameless" for r in plan.rows for p in r.row.problems)
    commit(batch.pk, by=by)
    rows = ImportRow.objects.filter(batch=batch)
    written = Response.objects.filter(batch=batch)
    assert Organization.objects.count() - before[0] == said["新しい団体"]
    assert Response.objects.count() - before[1] == said["新規"]
    assert written.count() == said["新規"] + said["前回から変更"]
    assert written.filter(organization=None).count() == said["判断が必要"] + nameless
    for state, word in (("unchanged", "変更なし"), ("error", "取込めない")):
        assert rows.filter(state=state).count() == said[word]
    assert rows.filter(state="excluded").count() <= said["取り込まない"]
    corrected = rows.filter(state__in=["new", "changed"]).exclude(corrections=[])
    assert corrected.count() == said["自動で直した"]
    result = numbers(browser.get(f"/imports/{batch.pk}/"))
    assert [result[w] for w in ("新規", "変更", "変更なし", "対象外", "新しい団体")] == [
        said[w] for w in ("新規", "前回から変更", "変更なし", "取り込まない", "新しい団体")
    ]
    assert not Organization.objects.exclude(phone__in=["", "03-1111-2222"]).exists()
    batch.refresh_from_db()
    return batch.survey


def test_nothing_is_said_to_be_taken_of_a_row_that_is_not(
    browser: TestApp, drafted: Drafted
) -> None:
    """Row 3 repeats row 2 and is stopped: only that is told of it."""
    others = [row(f"{n}号の会", day="2020/1/1") for n in range(3)]
    batch = drafted(row("みなと食堂", day="2020"), row("みなと食堂", day="2021"), *others)
    found = chips(check(browser, batch))
    [dates] = [sentence for sentence in found if "わかる範囲" in sentence]
    assert "（2020）で取り込みます。（1行）" in dates
