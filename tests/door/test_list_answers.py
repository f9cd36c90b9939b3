"""Filtered without reloading, a list page says the same as when it is opened by its address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Municipality, Platform, User
from pilots.models import Pilot, Procurement
from tests.factories.organization import OrganizationFactory
from tests.factories.survey import SurveyFactory
from tests.kit.chain import one_of_each

SignIn = Callable[[User], Client]

LISTS = (
    "organizations", "municipalities", "departments", "platforms", "members", "source-documents",
    "notes", "pilots", "meetings", "actions", "hearings", "case-sheets", "surveys", "imports",
    "surveys/{survey}/responses",
)  # fmt: skip


def lasting(page: str) -> str:
    """What stays on the screen when the page is filtered: all that the answer doesn't replace."""
    main = page[page.index("<main") : page.index("</main>")]
    buttons = re.sub(r'<div class="actions" id="page-actions">.*?</div>', "", main, flags=re.S)
    assert buttons != main, "the buttons stand in their place"
    return buttons[: buttons.index('<div id="list"')]


@pytest.mark.parametrize("name", LISTS)
def test_what_stays_on_the_screen_doesn_t_depend_on_the_conditions(
    name: str, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    one_of_each(koto)
    address = f"/{name.format(survey=SurveyFactory(municipality=koto).pk)}/"
    client = sign_in(coordinator)
    whole, narrowed = (client.get(address, q) for q in ({}, {"q": "どこにもない言葉"}))
    assert lasting(whole.content.decode()) == lasting(narrowed.content.decode())


@pytest.fixture
def pilots(koto: Municipality) -> None:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    for year, yen in ((2024, 3_700_000), (2025, 70_000)):
        pilot = Pilot.objects.create(platform=platform, fiscal_year=year, name=f"{year}年度の事業")
        Procurement.objects.create(pilot=pilot, state="stated", amount=yen)


@pytest.mark.usefixtures("pilots")
def test_the_sum_over_the_pilots_follows_the_rows_without_reloading(
    coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    assert "<b>377万円</b>" in client.get("/pilots/").content.decode()
    answer = client.get("/pilots/?year=2024", headers={"HX-Request": "true"})
    assert "<b>370万円</b>" in answer.content.decode()
    assert "377万円" not in answer.content.decode()


@pytest.mark.usefixtures("pilots")
def test_the_buttons_take_along_what_is_shown_after_filtering(
    coordinator: User, sign_in: SignIn
) -> None:
    """「CSVで出力」 carries the conditions, so it is part of the answer."""
    answer = sign_in(coordinator).get(
        "/pilots/?year=2024", headers={"HX-Request": "true"}
    ).content.decode()  # fmt: skip
    assert '<div class="actions" id="page-actions" hx-swap-oob="true">' in answer
    assert 'href="?year=2024&amp;export=csv"' in answer
