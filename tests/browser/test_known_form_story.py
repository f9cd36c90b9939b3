"""The second wave of a survey: one page says what differs, and a few clicks take it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from organizations.models import Municipality, Organization, User
from surveys import actions
from surveys.models import Answer, Question, Response, Survey
from tests.browser.coming import Coming
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit
from tests.importing.files import csv_bytes

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("みなと食堂", "あおぞら会", "つむぎの家", "ひだまりの会")
ASKED = (
    "団体名",
    "問1 活動の頻度",
    "問2 会員数（人）",
    "問3 困っていること",
    "問4 場所",
    "問5 参加",
)
FIRST = [
    ASKED,
    (NAMES[0], "毎週", "12", "場所が足りません", "公民館", "したい"),
    (NAMES[1], "毎月", "30", "", "寺", "しない"),
    (NAMES[2], "毎週", "8", "", "公民館", "したい"),
    (NAMES[3], "毎月", "25", "担い手が足りません", "寺", "したい"),
]
# One column is called otherwise, one answer is new to the form, one has changed, one body is new.
SECOND = [
    (*ASKED[:3], "問3 困りごと", *ASKED[4:]),
    (NAMES[0], "毎週", "15", "場所が足りません", "公民館", "したい"),
    *FIRST[2:],
    ("こもれびの会", "年に数回", "5", "", "寺", "したい"),
]


@pytest.fixture
def survey(koto: Municipality, coordinator: User) -> Survey:
    for name in NAMES:
        OrganizationFactory(municipality=koto, name=name)
    survey = SurveyFactory(municipality=koto, title="居場所調査")
    batch = actions.start_import(
        data=csv_bytes(FIRST), name="1回目.csv", municipality=koto, survey=survey, by=coordinator
    )
    commit(batch.pk, by=coordinator)
    return survey


class Known(Coming):
    def brings(self, file: Path) -> None:
        self.page.goto("/imports/new/")
        self.page.get_by_label("回答のファイル").set_input_files(file)
        self.pressed = 0
        self.presses("読み取る")
        self.page.get_by_role("heading", name="「居場所調査」の様式です").wait_for()
        self.looks_well()

    def sees(self, *told: str) -> None:
        for text in told:
            assert self.page.get_by_text(text).count(), text

    def searches(self, row: int, words: str) -> None:
        """With the key that would press a button of the form."""
        line = self.page.locator(f"tr:has(#id_name_{row})")
        line.get_by_text("ほかの団体をさがす").click()
        self.page.locator(f"#id_name_{row}").press_sequentially(words)
        self.page.locator(f"#id_name_{row}").press("Enter")

    def makes_an_option_of(self, word: str) -> None:
        line = self.page.get_by_role("row").filter(has_text=word)
        line.get_by_role("combobox").select_option(label="新しい選択肢にする")


def save(rows: list[tuple[str, ...]], folder: Path) -> Path:
    file = folder / "2回目.csv"
    file.write_bytes(csv_bytes(rows))
    return file


def test_a_second_wave_is_taken_in_with_four_buttons(
    survey: Survey,
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    tmp_path: Path,
) -> None:
    coming = Known(page_of(coordinator), axe)
    coming.brings(save(SECOND, tmp_path))
    coming.sees("問3 困りごと", "年に数回", "こもれびの会", "12", "15")
    coming.makes_an_option_of("年に数回")
    coming.presses("似た団体がないもの 1件を新規に")
    coming.looks_well()
    coming.waits_for("取り込みました", button="2行を取り込む")
    assert coming.pressed <= 4
    assert (Response.objects.count(), Question.objects.count()) == (5, 5)
    assert Answer.objects.filter(option__label="年に数回").count() == 1
    assert Organization.objects.filter(name="こもれびの会").exists()


def test_an_unchanged_form_is_taken_in_with_two_buttons(
    survey: Survey,
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    tmp_path: Path,
) -> None:
    coming = Known(page_of(coordinator), axe)
    coming.brings(save([ASKED, (NAMES[1], "毎週", "31", "", "寺", "しない")], tmp_path))
    coming.sees("前回と同じ")
    coming.waits_for("取り込みました", button="1行を取り込む")
    assert coming.pressed <= 3
    assert Answer.objects.filter(number=31).exists()


def test_enter_searches_and_what_is_chosen_goes_in(
    survey: Survey,
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    tmp_path: Path,
) -> None:
    coming = Known(page_of(coordinator), axe)
    coming.brings(save([ASKED, ("こもれびの会", "毎週", "5", "", "寺", "したい")], tmp_path))
    unmoved = coming.page.evaluate("window.unmoved = true")
    coming.searches(2, "つむぎ")
    coming.page.get_by_label("「つむぎの家」と同じ").check()
    assert coming.page.evaluate("window.unmoved") is unmoved  # the page has stayed
    coming.looks_well()
    coming.presses("1行を取り込む")
    coming.sees("決めたことを反映しました。")
    coming.looks_well()
    coming.waits_for("取り込みました", button="1行を取り込む")
    assert coming.pressed <= 4
    assert not Organization.objects.filter(name="こもれびの会").exists()
