"""A questionnaire is typed into the grid by keyboard alone, and one of its options is corrected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Municipality, User
from surveys.models import Survey
from tests.factories.survey import SurveyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_grid_is_filled_by_keyboard(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    koto: Municipality,
) -> None:
    survey: Survey = SurveyFactory(municipality=koto)
    page = page_of(coordinator)
    page.goto(f"/surveys/{survey.pk}/questionnaire/")
    page.get_by_role("link", name="表で編集").click()
    page.get_by_label("1行目の番号").focus()
    for name, words in (("番号", "問1"), ("設問文", "活動はありますか"), ("まとまり", "")):
        expect(page.get_by_label(f"1行目の{name}")).to_be_focused()
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(page.get_by_label("1行目の種類")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_label("1行目の選択肢")).to_be_focused()
    page.keyboard.insert_text("1=ある\n2=ない")
    assert axe(page) == []
    page.get_by_role("button", name="変わるところを確かめる").last.click()
    page.get_by_text("設問「問1 活動はありますか」を1番目に加えます。").wait_for()
    assert page.evaluate("document.activeElement.id") == "told"
    assert axe(page) == []
    page.get_by_role("button", name="この内容で保存する").click()
    page.get_by_text("調査票を保存しました（1か所）。").wait_for()
    assert [option.label for option in survey.questions.get().options.all()] == ["ある", "ない"]
