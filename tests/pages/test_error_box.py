"""What is wrong stands in one box above the form, also of the rows below it, and leads to its field."""

from __future__ import annotations

from collections.abc import Callable

from webtest import TestApp

from organizations.models import Municipality, User
from tests.pages.hand import complaints, write


def test_an_error_of_a_row_alone_is_told_above_the_form(
    koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(officer).get("/organizations/new/")
    typed = {"names-0-name": "みなと", "names-0-until": "むかし"}
    page = write(page, **{"basics-name": "みなと食堂"}, **typed).follow()
    box = page.html.select_one("#errors")
    assert (box["tabindex"], box.has_attr("autofocus")) == ("-1", True)
    link = box.find("a")
    assert link.get_text() == "ほかの名称 1行目の使用終了日"
    assert page.html.find(id=link["href"].removeprefix("#"))["name"] == "names-0-until"
    assert "日付として読み取れません。例：令和6年3月5日" in box.get_text()


def test_a_name_too_long_is_told_and_not_cut(
    koto: Municipality, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = write(browser_of(officer).get("/departments/new/"), name="課" * 120)
    said = dict(complaints(page))
    assert said["名称"] == "120文字あります。100文字以内に縮めてください。"
    assert page.html.find(id="id_name")["value"] == "課" * 120


def test_times_and_months_are_taken_as_typed(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(coordinator).get("/surveys/new/")
    page = write(page, title="資源調査", starts_on="令和6年6月", grain="month").follow()
    assert "調査「資源調査」を保存しました。" in page.text
    page = page.goto(f"{page.request.path}edit/")
    assert page.html.find(id="id_starts_on")["value"] == "令和6年6月"
