"""Every list of the administration, as the administrator of 江東区 and as the operator have it.

Its columns, its search, each of its filters and days, the page that adds and the one that changes,
by the links and forms of the page. What those forms save is told in test_every_admin_form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from webtest import TestApp, TestResponse

from casebook.models import PublishedPassage, Reference, SheetVersion
from meetings.models import HearingVoice
from organizations.models import Membership, MembershipStep, Municipality, Term, User, Wording
from platform_registry.admin.columns import municipality_of
from platform_registry.admin.narrowing import place_path
from surveys.models import FileReading, ImportBatch, KeptWork, NameDecision, RowDecision
from tests.factories.user import UserFactory
from tests.kit.copies import Copies
from tests.pages.world import furnish, hears_voices

Browser = Callable[[User], TestApp]
# The largest in two, so that no test takes long.
PARTS = ("organizations/0/2", "organizations/1/2", "surveys", "pilots", "meetings", "casebook")
PEOPLE = ("administrator", "operator")
NAMED_IN_LATIN = {"KPI", "SHA-256"}


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", display_name="運営", is_superuser=True, is_staff=True)


@pytest.fixture
def reader(
    request: pytest.FixtureRequest, koto: Municipality, administrator: User, operator: User
) -> User:
    """Who looks; the registry holds a record of every kind."""
    furnish(koto, administrator)
    hears_voices(administrator)
    MembershipStep.objects.create(membership=Membership.objects.earliest("pk"), state="joined")
    batch = ImportBatch.objects.earliest("pk")
    RowDecision.objects.create(batch=batch, number=1, choice="new", decided_by=administrator)
    FileReading.objects.create(file=batch.file, encoding="utf-8", delimiter=",")
    KeptWork.objects.create(batch=batch, basis="0" * 64)
    NameDecision.objects.update(key="みなとしょくどう")
    Reference.objects.create(kind="law", heading="見本の法律")
    Wording.objects.create(words="見守り、みまもり", municipality=koto)
    version = SheetVersion.objects.earliest("pk")
    PublishedPassage.objects.bulk_create(
        [PublishedPassage(version=version, part="plan", number=1, text="見本の公開した記述")]
    )
    return {"administrator": administrator, "operator": operator}[request.param]


def lists_of(part: str, reader: User) -> Iterator[tuple[type[models.Model], Any, str]]:
    """(kind, its administration, address) of all this person is shown."""
    request = RequestFactory().get("/admin/")
    request.user = reader
    app, *of = part.split("/")
    first, step = map(int, of or (0, 1))
    own = apps.get_app_config(app).get_models()
    every = [(model, admin.site._registry[model]) for model in own if model in admin.site._registry]
    for model, desk in every[first::step]:
        if desk.has_view_permission(request):
            label = f"admin:{app}_{model._meta.model_name}_changelist"
            yield model, desk, reverse(label)


def is_list(page: TestResponse) -> bool:
    """Django leads from a condition it can't read to ``?e=1``."""
    return page.status_int == 200 and 'id="changelist"' in page.text


def headings(page: TestResponse) -> list[str]:
    cells = page.html.select("#result_list thead th:not(.action-checkbox-column) .text")
    return [cell.get_text(strip=True) for cell in cells]


def links(page: TestResponse) -> Iterator[str]:
    """Of every filter and of the days the last that can be chosen."""
    for choices in page.html.select("#changelist-filter ul, .change-list .toplinks"):
        yield from (link["href"] for link in choices.select("a[href^='?']")[-1:])


def words_in(page: TestResponse) -> list[str]:
    """What stands in the first row, as somebody would type it."""
    row = page.html.select_one("#result_list tbody tr")
    cells = row.select("th, [class*=field-]")
    return [cell.get_text(strip=True).split("（")[0] for cell in cells]


def faults_of(page: TestResponse, model: type[models.Model], reader: User) -> Iterator[str]:
    shown = headings(page)
    if not shown:
        yield "shows no rows"
        return
    latin = [name for name in shown if re.fullmatch(r"[ -~]*", name) and name not in NAMED_IN_LATIN]
    if latin:
        yield f"has columns without a Japanese name: {latin}"
    if len(shown) < 3:
        yield f"shows little more than a name: {shown}"
    tells = municipality_of.short_description in shown
    if tells != bool((reader.is_superuser and place_path(model)) or model in (Term, Wording)):
        yield f"{'tells' if tells else 'does not tell'} whose a record is"
    for link in links(page):
        if not is_list(page.goto(link, status="*")):
            yield f"{link} leads nowhere"


def faults_of_search(page: TestResponse) -> Iterator[str]:
    """One of the words of the first row finds it again."""
    form = page.forms["changelist-search"]
    for words in words_in(page):
        form["q"] = words
        found = form.submit(status="*")
        if not is_list(found):
            yield f"cannot be searched for {words}"
        elif found.html.select("#result_list tbody tr"):
            return
    yield f"finds none of {words_in(page)}"


def faults_of_pages(page: TestResponse, desk: Any, reader: User) -> Iterator[str]:
    """What may be added has a link that leads to a form; the first row opens."""
    request = RequestFactory().get("/admin/")
    request.user = reader
    may_add = desk.has_add_permission(request)
    link = page.html.select_one(".object-tools .addlink")
    if bool(link) != may_add:
        yield "offers to add what may not be added, or the other way round"
    if page.goto("add/", status="*").status_int != (200 if may_add else 403):
        yield "add/ answers otherwise"
    row = page.html.select_one("#result_list tbody th a")
    opened = page.goto(row["href"], status="*")
    if opened.status_int != 200 or not opened.html.select_one("#content fieldset"):
        yield f"{row['href']} doesn't open"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("reader", PEOPLE, indirect=True)
def test_a_list_can_be_read_narrowed_searched_and_opened(
    part: str, reader: User, browser_of: Browser
) -> None:
    browser, faults, seen = browser_of(reader), [], 0
    for model, desk, address in lists_of(part, reader):
        page, seen = browser.get(address), seen + 1
        if reader.is_superuser and model is HearingVoice:
            continue  # told to those named for them alone
        found = [*faults_of(page, model, reader)]
        if headings(page):
            found += [*faults_of_search(page), *faults_of_pages(page, desk, reader)]
        faults += [f"{address} {fault}" for fault in found]
    assert seen and "\n".join(faults) == ""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("reader", ["operator"], indirect=True)
def test_thirty_rows_ask_no_more_than_three(
    part: str, reader: User, administrator: User, browser_of: Browser
) -> None:
    copies, more = Copies(), []
    browsers = [browser_of(reader), browser_of(administrator)]
    for model, _, address in lists_of(part, reader):
        first = model._base_manager.order_by("pk").first()
        assert first is not None, model
        asked = []
        copies.of(first, 3)
        for browser in browsers:
            browser.get(address, status="*")  # fills caches that live as long as the process
        for rows in (0, 27):
            copies.of(first, rows)
            asked.append([asked_by(browser, address) for browser in browsers])
        if asked[0] != asked[1]:
            more.append(f"{address} asks {asked[0]}, then {asked[1]} times")
    assert "\n".join(more) == ""


def asked_by(browser: TestApp, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(address, status="*")
    return len(queries)
