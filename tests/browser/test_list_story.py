"""The list of organizations in an officer's hands: narrowed in words, kept, taken along."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from organizations.models import Layer, Membership, Municipality, Organization, User
from surveys.models import Answer, Response
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.factories.vocabulary import TargetFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked_bodies(koto: Municipality, circle: Layer) -> None:
    """Bodies that answered whether they would join; some have been asked, some help others."""
    young, old = TargetFactory(label="若者"), TargetFactory(code="old", label="高齢者")
    survey = SurveyFactory(municipality=koto, title="取組み調査")
    question = QuestionFactory.with_options(
        "参加したい", "今は考えていない", survey=survey, number="Q9", text="PF参画"
    )
    for name, target, label in (
        ("若者のへや みほん", young, "参加したい"),
        ("打診した会", young, "参加したい"),
        ("断りの会", young, "今は考えていない"),
        ("長生会みほん", old, "参加したい"),
    ):
        body = OrganizationFactory(municipality=koto, name=name)
        SupportActivityFactory(organization=body).targets.add(target)
        response = Response.objects.create(survey=survey, organization=body, respondent_key=name)
        option = question.options.get(label=label)
        Answer.objects.create(response=response, question=question, option=option)
        if name == "打診した会":
            Membership.objects.create(layer=circle, organization=body, state="invited")


def test_young_would_join_never_approached_as_excel(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    asked_bodies: None,
    tmp_path: Path,
) -> None:
    """若者を支え、参加したいと答え、まだ声をかけていない団体を、ファイルで。"""
    page = page_of(coordinator)
    page.goto("/organizations/")
    page.get_by_role("checkbox", name="若者 3").check()
    page.get_by_role("link", name="「若者」を外す").wait_for()
    page.get_by_label("設問", exact=True).select_option(label="Q9 PF参画")
    page.get_by_role("checkbox", name="参加したい").check()
    page.get_by_role("link", name="「参加したい」を外す").wait_for()
    page.get_by_role("checkbox", name="声をかけていない").check()
    page.get_by_role("link", name="「声をかけていない（未接触）」を外す").wait_for()
    rows = page.get_by_role("table").get_by_role("link")
    assert [text for text in rows.all_inner_texts() if "会" in text or "へや" in text] == [
        "若者のへや みほん"
    ]
    assert axe(page) == []
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSVで出力").click()
    coming.value.save_as(tmp_path / "file.csv")
    lines = list(csv.reader((tmp_path / "file.csv").read_text("utf-8-sig").splitlines()))
    assert [line[1] for line in lines[1:]] == ["若者のへや みほん"]


def test_the_list_narrows_without_script(
    browser: object, page_of: Callable[[User], Page], coordinator: User, asked_bodies: None
) -> None:
    """The same form, sent by its button."""
    page = page_of(coordinator)
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/organizations/")
    page.get_by_role("checkbox", name="若者 3").check()
    page.get_by_label("設問", exact=True).select_option(label="Q9 PF参画")
    page.get_by_role("button", name="絞り込む").click()
    page.get_by_role("checkbox", name="今は考えていない").check()
    page.get_by_role("button", name="絞り込む").click()
    page.get_by_role("link", name="「今は考えていない」を外す").wait_for()
    assert page.get_by_role("link", name="断りの会").count() == 1
    assert page.get_by_role("status").filter(has_text="1団体").count() == 1


class Keys:
    """Somebody without a mouse: goes through the page by Tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, role: str, name: str) -> None:
        wanted = self.page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        for _ in range(120):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab doesn't lead to {name}.")

    def tick(self, name: str) -> None:
        self.tab_to("checkbox", name)
        self.page.keyboard.press("Space")

    def press(self, name: str) -> None:
        self.tab_to("button", name)
        self.page.keyboard.press("Enter")

    def type_into(self, name: str, words: str) -> None:
        self.tab_to("textbox", name)
        self.page.keyboard.type(words)


def test_many_bodies_are_changed_and_put_back_by_keyboard_alone(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    officer: User,
    koto: Municipality,
) -> None:
    """Tab, Space and Enter: tick two rows, say what and why, look, do it, take it back."""
    for name in ("あさひの会", "いずみの会", "うみの会"):
        OrganizationFactory(municipality=koto, name=name, area_served="城東")
    page = page_of(officer)
    page.goto("/organizations/")
    keys, changed = Keys(page), Organization.objects.filter(area_served="深川")
    keys.tick("あさひの会を選ぶ")
    keys.tick("いずみの会を選ぶ")
    page.get_by_text("2団体を選んでいます").wait_for()
    assert axe(page) == []
    keys.press("項目をまとめて直す")
    page.get_by_text("まだ何も変えていません").wait_for()
    assert axe(page) == []
    keys.tick("活動地域")
    keys.type_into("活動地域", "深川")
    keys.type_into("理由", "圏域の見直し")
    keys.press("変わる内容を見る")
    page.get_by_role("heading", name="変わる内容").wait_for()
    assert axe(page) == [] and not changed.exists()
    keys.press("2団体に実行する")
    page.get_by_role("button", name="元に戻す").wait_for()
    assert axe(page) == [] and changed.count() == 2
    keys.press("元に戻す")
    page.get_by_text("元に戻しました。").first.wait_for()
    assert not changed.exists()


def test_a_view_is_kept_and_opened(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    officer: User,
    koto: Municipality,
) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みなとの灯", legal_form="npo")
    OrganizationFactory(municipality=koto, name="こもれび食堂")
    page = page_of(officer)
    page.goto("/organizations/?legal_form=npo")
    page.get_by_role("link", name="条件を保存").click()
    assert axe(page) == []
    page.get_by_label("名前").fill("NPOの一覧")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("link", name="NPOの一覧 1").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="すべて 2").click()
    page.get_by_role("link", name="こもれび食堂").wait_for()
    page.get_by_text("列をえらぶ").click()
    page.get_by_role("checkbox", name="電話番号", exact=True).check()
    assert axe(page) == []
    page.get_by_role("button", name="この列で見る").click()
    page.get_by_role("columnheader", name="電話番号").wait_for()
