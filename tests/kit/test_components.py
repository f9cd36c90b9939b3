"""What every page is built of: frame, menu, panels, form fields, error pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client, override_settings

import platform_registry.urls  # noqa: F401 – read while DEBUG is on, as makers have it
from organizations.models import User
from platform_registry import navigation, panels
from platform_registry.forms.dates import parse_date, parse_fiscal_year
from platform_registry.forms.fields import DateField, DecimalField, IntegerField
from platform_registry.pages.gallery import gallery_context
from tests.factories.user import PASSWORD, UserFactory
from tests.kit.walk import patterns

SignIn = Callable[[User], Client]


# ------------------------------------------------------------------ dates as they are typed


@pytest.mark.parametrize(
    "text",
    [
        "令和6年3月5日",
        "令和６年３月５日（火）",
        "令和6年 3月 5日",
        "R6.3.5",
        "r6/3/5",
        "2024/3/5",
        "2024-03-05",
        "2024年3月5日（火曜日）",
        "20240305",
        "平成36年3月5日",
    ],
)
def test_a_date_may_be_typed_in_any_usual_way(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 5)


def test_the_first_year_of_an_era_has_a_name() -> None:
    assert parse_date("令和元年5月1日") == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("3月5日", "令和6年3月5日、R6.3.5、2024/3/5のように"),
        ("6年3月5日", "年号か西暦の4桁で"),
        ("令和6年2月30日", "という日はありません"),
        ("令和6年3月5日（水）", "3月5日は火曜日です"),
        ("あした", "読み取れません"),
        ("令和9999年1月1日", "という日はありません"),
    ],
)
def test_what_is_no_date_is_explained(text: str, advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        parse_date(text)


def test_a_stored_date_is_shown_with_its_era_and_typed_text_is_kept() -> None:
    class Visit(forms.Form):
        day = DateField(label="訪問日")

    assert 'value="令和6年3月5日"' in str(Visit(initial={"day": date(2024, 3, 5)})["day"])
    assert 'value="3月5日"' in str(Visit({"day": "3月5日"})["day"])
    assert not Visit({"day": "R6.3.5"}, initial={"day": date(2024, 3, 5)}).has_changed()


# ------------------------------------------------------------------ form fields


def test_fields_say_whether_they_are_needed_and_errors_stand_at_the_field() -> None:
    html = gallery_context()["form_with_errors"].as_div()
    field = html[html.index('<label for="wrong_name"') :]
    label, error = field.split("<input", 1)
    assert "※必須" in label and "正式な名称を入力してください" in label
    assert 'aria-invalid="true"' in error
    assert 'aria-describedby="wrong_name_helptext wrong_name_error"' in error
    assert re.search(
        r'<ul class="errorlist" id="wrong_name_error">\s*<li>入力されていません。', error
    )
    assert '<a href="#wrong_name">団体名</a>：入力されていません。' in html  # the summary on top
    assert "※任意" in html and "編集不可" in html
    assert "<legend>確認の方法" in html


# ------------------------------------------------------------------ frame


def test_the_gallery_shows_every_component_to_its_makers(db: None, sign_in: SignIn) -> None:
    maker = UserFactory(username="maker", is_staff=True, is_superuser=True)
    html = sign_in(maker).get("/gallery/").content.decode()
    for css_class in ("chip", "banner warn", "facts", "bar", "steps", "errorlist", "empty", "drop"):
        assert f'class="{css_class}' in html, css_class


def test_the_gallery_is_not_for_officers(officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).get("/gallery/").status_code == 403


@pytest.mark.parametrize("path", ["/", "/gallery/", "/help/", "/search/?q=見本", "/account/"])
def test_no_page_carries_style_or_script_in_its_text(db: None, sign_in: SignIn, path: str) -> None:
    maker = UserFactory(username="maker", is_staff=True, is_superuser=True)
    html = sign_in(maker).get(path).content.decode()
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style|javascript:', html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(src|href|action)="(https?:)?//', html)
    assert '<html lang="ja">' in html and html.count("<h1>") == 1


def test_the_menu_shows_what_one_may_use(
    viewer: User, coordinator: User, stranger: User, sign_in: SignIn
) -> None:
    def labels(user: User) -> list[str]:
        groups = sign_in(user).get("/help/").context["menu"]()
        return [link.label for group in groups for link in group.links]

    assert "取込履歴" not in labels(viewer) and "調査" in labels(viewer)
    assert "取込履歴" in labels(coordinator)
    assert labels(stranger) == []


def test_the_page_one_is_on_is_marked_in_the_menu(viewer: User, sign_in: SignIn) -> None:
    groups = sign_in(viewer).get("/surveys/").context["menu"]()
    assert [link.label for g in groups for link in g.links if link.current] == ["調査"]


def test_the_header_says_for_whom_one_is_at_work(
    viewer: User, stranger: User, sign_in: SignIn
) -> None:
    assert "<span>江東区</span>" in sign_in(viewer).get("/help/").content.decode()
    assert "担当の自治体がありません" in sign_in(stranger).get("/help/").content.decode()


def test_the_home_page_greets_with_the_municipality(viewer: User, sign_in: SignIn) -> None:
    assert "<h1>江東区のきょう</h1>" in sign_in(viewer).get("/").content.decode()


# ------------------------------------------------------------------ registration


@pytest.fixture
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(panels, "_panels", panels.defaultdict(list))
    yield


def test_panels_come_in_order_and_by_column(empty_registries: None, viewer: User) -> None:
    def panel(order: int, column: panels.Column, text: str | None) -> None:
        @panels.register(User, order=order, template="components/banner.html", column=column)
        def context(request: HttpRequest, record: object) -> dict[str, object] | None:
            return {"text": f"{text}{record}"} if text else None

    panel(20, "main", "後")
    panel(10, "main", "先")
    panel(10, "side", "横")
    panel(5, "side", None)
    request = HttpRequest()
    request.user = viewer
    shown = panels.panels_of(User, request, "の票")
    assert ["先の票" in str(html) for html in shown["main"]] == [True, False]
    assert len(shown["side"]) == 1 and "横の票" in str(shown["side"][0])


def test_menu_entries_are_grouped(monkeypatch: pytest.MonkeyPatch, viewer: User) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register("ヘルプ", "help", order=2, group="記録")
    navigation.register("ホーム", "home", order=1)
    request = HttpRequest()
    request.user, request.path = viewer, "/help/"
    groups = navigation.menu(request)
    assert [(g.label, [(i.label, i.current) for i in g.links]) for g in groups] == [
        ("", [("ホーム", False)]),
        ("記録", [("ヘルプ", True)]),
    ]


# Pages that belong to no place of the menu: of the person, of every kind of record.
NOWHERE = {
    "account", "attachments", "bulk", "healthz", "help", "login", "logout", "notes", "password",
    "readyz", "search", "statistics", "views",
}  # fmt: skip


@pytest.mark.django_db
def test_every_page_stands_in_one_place_of_the_menu() -> None:
    everywhere = UserFactory(is_superuser=True)
    found: dict[str, set[str]] = {}
    for _name, address, _view in patterns():
        path = re.sub(r"<[^>]+>", "1", address)
        request = HttpRequest()
        request.user, request.path = everywhere, path
        links = [link for group in navigation.menu(request) for link in group.links]
        places = [link.label for link in links if link.current]
        assert len(places) <= 1, f"{path}: {places}"
        found.setdefault(path.split("/")[1], set()).update(places)
    nowhere = {word for word, places in found.items() if not places}
    assert nowhere - {"gallery"} == NOWHERE  # the gallery is there for makers only
    assert found["imports"] == {"調査", "取込履歴"}
    assert found["questions"] == {"調査"}


# ------------------------------------------------------------------ signing in, and errors


def test_the_wrong_password_is_explained_and_ten_of_them_lock(viewer: User) -> None:
    client = Client()
    for _ in range(9):
        page = client.post("/login/", {"username": viewer.username, "password": "wrong"})
    assert page.status_code == 200 and "パスワード" in page.content.decode()
    locked = client.post("/login/", {"username": viewer.username, "password": "wrong"})
    assert "しばらくログインできません" in locked.content.decode()
    right = client.post("/login/", {"username": viewer.username, "password": PASSWORD})
    assert "しばらくログインできません" in right.content.decode()


def test_signing_in_leads_home_and_out_leads_to_the_door(viewer: User) -> None:
    client = Client()
    door = client.get("/", follow=True)
    assert door.redirect_chain == [("/login/?next=/", 302)]
    home = client.post("/login/", {"username": viewer.username, "password": PASSWORD})
    assert home.headers["Location"] == "/"
    assert client.post("/logout/").headers["Location"] == "/login/"


@override_settings(DEBUG=False)
@pytest.mark.urls("tests.kit.sample")
def test_error_pages_speak_japanese(viewer: User, sign_in: SignIn) -> None:
    client = sign_in(viewer)
    client.raise_request_exception = False
    assert "ページが見つかりません" in client.get("/nowhere/").content.decode()
    assert "ページが見つかりません" in Client().get("/nowhere/").content.decode()
    broken = client.get("/broken/")
    assert broken.status_code == 500 and "思わぬ理由で" in broken.content.decode()
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/login/", {"username": "x", "password": "y"})
    assert refused.status_code == 403 and "もう一度送信してください" in refused.content.decode()


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2023", 2023),
        ("２０２３年度", 2023),
        ("令和5年度", 2023),
        ("R5", 2023),
        ("令和元年度", 2019),
        ("平成30年度", 2018),
    ],
)
def test_fiscal_years_are_typed_as_offices_write_them(typed: str, year: int) -> None:
    assert parse_fiscal_year(typed) == year


@pytest.mark.parametrize(
    "typed", ["5年度", "来年度", "令和", "9999", "令和200年度", "2023-24", "元"]
)
def test_an_unclear_fiscal_year_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="年度"):
        parse_fiscal_year(typed)


@pytest.mark.parametrize(
    ("typed", "value"), [("1,460", 1460), ("１，４６０", 1460), (" 28.70 ", Decimal("28.70"))]
)
def test_numbers_are_typed_with_commas_and_in_full_width(typed: str, value: object) -> None:
    assert DecimalField().clean(typed) == value


def test_a_word_is_no_number_and_a_number_comes_back_plainly() -> None:
    with pytest.raises(ValidationError, match="数として読み取れません"):
        IntegerField().clean("多数")
    assert DecimalField().prepare_value(Decimal("1460.00")) == "1460"
    assert DecimalField().prepare_value(Decimal("28.70")) == "28.7"
    assert DecimalField().prepare_value("約400") == "約400"
