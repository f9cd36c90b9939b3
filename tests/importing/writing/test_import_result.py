"""The page of an import that is over: what came of it, of which file, by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.models import ImportBatch, Survey
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db

HEADER = "回答ID,団体名,Q1 活動の頻度"
FIRST = [f"A{n},{n}番目の会,毎週" for n in range(1, 13)]


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def imported(koto: Municipality, coordinator: User) -> Callable[..., ImportBatch]:
    """Answers of organizations that are all new in the first file."""

    def carried_out(*rows: str, survey: Survey | None = None) -> ImportBatch:
        batch = actions.start_import(
            data="\n".join([HEADER, *rows]).encode(), name="回答.csv", municipality=koto,
            by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip
        numbers = [] if survey else range(2, len(rows) + 2)
        actions.register_the_rest(batch, numbers=numbers, by=coordinator)
        return commit(batch.pk, by=coordinator)

    return carried_out


def facts(page: TestResponse) -> dict[str, str]:
    return {
        f.dt.get_text(strip=True): " ".join(f.dd.get_text().split())
        for f in page.html.select("dl.facts div")
    }


def links_to_organizations(page: TestResponse) -> list[str]:
    return [a.get_text(strip=True) for a in page.html.select("main a[href^='/organizations/']")]


def test_a_first_file_names_what_it_made(
    browser: TestApp, imported: Callable[..., ImportBatch], coordinator: User
) -> None:
    batch = imported(*FIRST)
    page = browser.get(f"/imports/{batch.pk}/")
    assert page.html.h1.get_text(strip=True) == "取込の結果　回答.csv"
    about = page.html.find(id="about-batch").get_text()
    for told in ("居場所調査", "回答.csv", batch.file.sha256, f"取り込んだ人：{coordinator}"):
        assert told in about
    assert (facts(page)["新規"], facts(page)["新しい団体"]) == ("12 行", "12 団体")
    names = Organization.objects.order_by("sort_key", "pk").values_list("name", flat=True)
    assert links_to_organizations(page) == list(names)


def test_a_second_file_of_two_rows_counts_nothing_below_zero(
    browser: TestApp, imported: Callable[..., ImportBatch]
) -> None:
    """One changed, one as before, ten that the file no longer has."""
    survey = imported(*FIRST).survey
    batch = imported(FIRST[0].replace("毎週", "毎月"), FIRST[1], survey=survey)
    page = browser.get(f"/imports/{batch.pk}/")
    assert facts(page).items() >= {
        "新規": "0 行", "変更": "1 行", "変更なし": "1 行", "対象外": "0 行",
        "取込めない": "0 行", "新しい団体": "0 団体",
    }.items()  # fmt: skip
    assert batch.counts["absent"] == 10
    assert min(batch.counts.values()) >= 0
    assert "-" not in " ".join(facts(page).values())
    assert "新規0・変更1" in browser.get("/imports/").text


def test_an_undone_import_says_who_took_it_back(
    browser: TestApp, imported: Callable[..., ImportBatch], coordinator: User
) -> None:
    batch = imported(*FIRST[:2])
    undo(batch.pk, by=coordinator)
    page = browser.get(f"/imports/{batch.pk}/")
    assert f"取り消した人：{coordinator}" in page.text
    assert (facts(page)["取り消した"], facts(page)["削除した団体"]) == ("2 行", "2 団体")
    assert links_to_organizations(page) == []


def test_a_list_names_the_organizations_it_made(
    browser: TestApp, koto: Municipality, coordinator: User
) -> None:
    batch = actions.start_list_import(
        data=xlsx_bytes([("団体名",), ("甲の会",), ("乙の会",)]), name="一覧.xlsx",
        municipality=koto, by=coordinator,
    )  # fmt: skip
    commit(batch.pk, by=coordinator)
    page = browser.get(f"/imports/{batch.pk}/")
    assert "団体の一覧" in page.html.find(id="about-batch").get_text()
    assert sorted(links_to_organizations(page)) == ["乙の会", "甲の会"]
