"""An officer's year: a pilot with its outcome, a meeting with what was agreed, the case sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from meetings.models import Meeting
from organizations.models import Layer, Membership, Municipality, Platform, User
from pilots.models import Pilot
from surveys.models import Answer
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.response import ResponseFactory
from tests.factories.survey import SurveyFactory

pytestmark = pytest.mark.django_db(transaction=True)
PageOf = Callable[[User], Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF", status="preparing")
    layer = Layer.objects.create(platform=platform, name="連携PF", counted=True)
    for name in ("NPO法人深川長屋", "砂町よっちゃん家"):
        organization = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=layer, organization=organization, post="代表")
    return platform


def save(page: Page) -> None:
    page.get_by_role("button", name="保存する").click()


def edit_rows(page: Page) -> None:
    """The view of the page with the way into each row's own form."""
    page.goto(f"{page.url.partition('?')[0]}?edit=1")


def test_a_pilot_with_two_indicators_and_an_event(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform
) -> None:
    page = page_of(officer)
    page.goto("/pilots/")
    page.get_by_role("link", name="試行的事業を登録").click()
    assert axe(page) == []
    page.get_by_label("年度").fill("2026")
    page.get_by_label("事業名称", exact=False).first.fill("つながりフォーラム")
    save(page)
    page.get_by_role("heading", name="つながりフォーラム").wait_for()

    edit_rows(page)
    for label, kind, value in (("参加者数", "number", "110"), ("理解が深まった", "ratio", "72")):
        page.get_by_role("link", name="KPI・結果を加える").click()
        page.get_by_label("指標").fill(label)
        page.get_by_label("区分").select_option("checked")
        page.get_by_label("型").select_option(kind)
        page.get_by_label("結果の出どころ").fill("受付簿")
        save(page)
        page.get_by_text("結果の数値を入力してください").first.wait_for()
        assert axe(page) == []
        page.get_by_label("結果の数値").fill(value)
        save(page)
        page.get_by_role("heading", name="つながりフォーラム").wait_for()
    page.get_by_role("link", name="行事を加える").click()
    page.get_by_label("名称", exact=False).first.fill("フォーラム当日")
    page.get_by_label("開始", exact=False).first.fill("R9.2.9")
    page.get_by_text("資料どおりに残す").click()
    page.get_by_label("曜日（原文）").fill("金")
    save(page)
    page.get_by_text("原文の曜日は（金）ですが").first.wait_for()
    assert axe(page) == []

    pilot = Pilot.objects.get()
    assert sorted(float(r.value) for k in pilot.kpis.all() for r in k.readings.all()) == [72, 110]
    assert pilot.events.get().weekday_differs


def test_a_wish_to_join_is_followed_to_the_answer(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform, koto: Municipality
) -> None:
    survey = SurveyFactory(municipality=koto, title="取組み調査")
    question = QuestionFactory.with_options("参加したい", "今は考えていない", survey=survey)
    organization = OrganizationFactory(municipality=koto, name="大島見守り隊")
    response = ResponseFactory(survey=survey, organization=organization)
    Answer.objects.create(
        response=response, question=question, option=question.options.get(label="参加したい")
    )
    page = page_of(officer)
    page.goto(survey.get_absolute_url())
    page.get_by_role("link", name="参画の候補を選ぶ").click()
    page.get_by_label("参加したい").check()
    page.get_by_role("button", name="団体をさがす").click()
    page.get_by_role("button", name="選んだ団体を候補にする").click()
    page.get_by_text("選ばれていません").first.wait_for()
    assert axe(page) == []
    page.get_by_label("候補にする層").select_option(index=1)
    page.get_by_role("button", name="選んだ団体を候補にする").click()
    page.get_by_label("大島見守り隊を選ぶ").check()
    page.get_by_label("この状態になった日").fill("R8.11.20")
    assert axe(page) == []
    page.get_by_role("button", name="状態を変える").click()
    page.get_by_text("1件を「打診中」にしました").wait_for()
    page.get_by_role("link", name="「参加したい」").click()
    page.get_by_role("heading", name="大島見守り隊の回答").wait_for()


def test_a_meeting_with_what_was_agreed(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform
) -> None:
    page = page_of(officer)
    page.goto("/meetings/new/")  # as it was bookmarked
    assert axe(page) == []
    page.get_by_label("種類").select_option("platform")
    page.get_by_label("層").select_option(label="連携PF")
    page.get_by_label("No.・回次").fill("1")
    page.get_by_label("会議名").fill("第1回 連携PF会合")
    page.get_by_label("開催日").fill("令和8年5月15日")
    page.get_by_role("button", name="保存して終わる").click()
    page.get_by_role("heading", name="第1回 連携PF会合").wait_for()
    edit_rows(page)
    page.get_by_role("link", name="議題を加える").click()
    page.get_by_label("議題").fill("今年度の計画について")
    save(page)
    page.get_by_role("link", name="名簿から出席をとる").click()
    page.get_by_label("NPO法人深川長屋").check()
    assert axe(page) == []
    save(page)
    page.get_by_role("link", name="することを加える").click()
    page.get_by_label("すること").fill("医師会への参画の打診")
    page.get_by_label("期限").fill("R8.5.31")
    save(page)
    page.get_by_text("期限を過ぎています").wait_for()
    assert axe(page) == []
    page.goto("/")
    page.get_by_text("医師会への参画の打診").first.wait_for()
    page.goto(Meeting.objects.get().get_absolute_url())
    page.get_by_role("button", name="次回を作成").click()
    page.get_by_label("会議名").wait_for()
    assert page.get_by_label("会議名").input_value() == "第2回 連携PF会合"
    assert [m.agenda.count() for m in Meeting.objects.all()] == [1, 1]


def test_a_case_sheet_is_written_confirmed_and_published(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform
) -> None:
    page = page_of(officer)
    page.goto("/case-sheets/new/")
    page.get_by_label("年度").fill("2026")
    save(page)
    edit_rows(page)
    page.get_by_role("link", name="記述を加える").click()
    page.get_by_label("章・欄").select_option("final_goal")
    page.get_by_label("本文").fill("誰も一人にしない地域をつくる")
    assert axe(page) == []
    save(page)
    page.get_by_text("誰も一人にしない地域をつくる").first.wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="確定する").click()
    page.get_by_role("link", name="公開する").click()
    page.get_by_role("heading", name="第1版を公開しますか").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="第1版を公開する").click()
    page.get_by_text("第1版を公開しました").wait_for()
    assert axe(page) == []
    _correct(page, axe)
    for name in ("Word", "Excel"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.path().stat().st_size > 5_000


def _correct(page: Page, axe: Axe) -> None:
    edit_rows(page)
    page.get_by_role("link", name="誰も一人にしない地域をつくる").click()
    page.get_by_label("本文").fill("だれも取り残さない地域をつくる")
    save(page)
    page.get_by_text("公開後に1か所変わりました").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="訂正版を公開する").click()
    page.get_by_role("button", name="第2版を公開する").click()
    assert axe(page) == []
    page.get_by_label("訂正の理由").last.fill("要綱のとおりに直しました。")
    page.get_by_role("button", name="第2版を公開する").click()
    page.get_by_text("第2版（訂正版）を公開しました").wait_for()
    page.get_by_role("link", name="読む").last.click()
    page.get_by_role("heading", name="訂正版があります").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="第2版（訂正版）").click()
    page.get_by_role("heading", name="訂正のお知らせ").wait_for()
    assert axe(page) == []


def test_the_pages_of_the_platform_put_up_no_barrier(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform
) -> None:
    layer = platform.layers.get()
    page = page_of(officer)
    for address in (
        "/platforms/",
        f"/platforms/{platform.pk}/",
        f"/platforms/{platform.pk}/coverage/",
        f"/platforms/{platform.pk}/edit/",
        f"/platforms/{platform.pk}/stages/6/",
        f"/platforms/{platform.pk}/delete/",
        f"/layers/{layer.pk}/",
        f"/layers/{layer.pk}/notice/",
        f"/memberships/new/{layer.pk}/",
        "/pilots/new/",
        "/hearings/",
        "/hearings/new/",
        "/actions/",
        "/notes/",
        "/compare/",
        "/references/",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366, address
