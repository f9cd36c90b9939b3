"""「参加日不明」: whoever is a member today has not been one since 平成2年 for that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from casebook.composition import compose
from casebook.composition.material import Material
from casebook.models import CaseSheet
from organizations.models import (
    Layer,
    Membership,
    MembershipStep,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from tests.factories.organization import OrganizationFactory
from tests.filled import filled

SignIn = Callable[[User], Client]


@pytest.fixture
def undated(circle: Layer, nagaya: Organization) -> Membership:
    return Membership.objects.create(layer=circle, organization=nagaya)


@pytest.fixture
def dated(circle: Layer) -> Membership:
    body = OrganizationFactory(municipality=circle.platform.municipality, name="みなみ会")
    return Membership.objects.create(layer=circle, organization=body, starts_on=date(2024, 4, 1))


def members(page: str) -> str:
    table = page[page.index("<h2>構成員") :]
    return table[: table.find("</table>")] if "<tbody>" in table else table


def test_of_a_past_day_the_undated_are_listed_apart(
    circle: Layer, undated: Membership, dated: Membership, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    address = f"/layers/{circle.pk}/"
    page = client.get(address, {"on": "R6.4.1"}).content.decode()
    assert "令和6年4月1日（月）</time>時点）" in page
    assert "みなみ会" in members(page) and "深川長屋" not in members(page)
    assert "参加日不明 1件：NPO法人深川長屋" in page
    page = client.get(address, {"on": "平成2年1月1日"}).content.decode()
    assert "この日の構成員はいません" in page and "参加日不明 1件" in page


def test_the_switch_takes_them_in(
    circle: Layer, undated: Membership, dated: Membership, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(f"/layers/{circle.pk}/", {"on": "R6.4.1", "unknown": "1"})
    words = page.content.decode()
    assert "令和6年4月1日（月）</time>時点、うち参加日不明 1件）" in words
    assert "深川長屋" in members(words)
    assert 'name="unknown" value="1" checked' in words


def test_today_and_without_a_day_they_are_members(
    circle: Layer, undated: Membership, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    for query in ({}, {"on": timezone.localdate().isoformat().replace("-", "/")}):
        page = client.get(f"/layers/{circle.pk}/", query).content.decode()
        assert "深川長屋" in members(page) and "参加日不明 1件" not in page


@pytest.mark.parametrize(
    ("entered", "known"), [(date(2024, 3, 31), True), (date(2024, 4, 2), False)]
)
def test_whoever_was_entered_before_that_day_was_there(
    entered: date, known: bool, undated: Membership
) -> None:
    moment = datetime(entered.year, entered.month, entered.day, 3, tzinfo=UTC)
    Membership.objects.update(created_at=moment)
    found = Membership.objects.on(date(2024, 4, 1))
    assert found.since_unknown(date(2024, 4, 1)).exists() is not known


def test_a_candidate_who_joined_later_was_no_member_before(
    circle: Layer, undated: Membership
) -> None:
    """Entered as a candidate in 令和6年, a member since a day nobody wrote down in 令和7年."""
    Membership.objects.update(created_at=datetime(2024, 1, 10, tzinfo=UTC))
    for state, year in (("interested", 2024), ("joined", 2025)):
        step = MembershipStep.objects.create(membership=undated, state=state)
        MembershipStep.objects.filter(pk=step.pk).update(made_at=datetime(year, 1, 10, tzinfo=UTC))
    for day, unknown in ((date(2024, 6, 1), True), (date(2025, 6, 1), False)):
        assert Membership.objects.on(day).since_unknown(day).exists() is unknown


def test_a_member_from_the_beginning_is_there_since_the_layer_is(undated: Membership) -> None:
    Membership.objects.update(founding=True)
    Layer.objects.update(starts_on=date(2024, 4, 1))
    for day, unknown in ((date(2024, 3, 31), True), (date(2024, 4, 1), False)):
        assert Membership.objects.on(day).since_unknown(day).exists() is unknown


def test_a_case_sheet_says_of_whom_it_is_not_known(undated: Membership, dated: Membership) -> None:
    sheet = CaseSheet.objects.create(platform=Platform.objects.get(), fiscal_year=2024)
    words = str(compose(sheet))
    assert "連携PF（2、うち参加日不明1）" in words
    assert words.count("参加（参加日不明）") == 1


def test_who_stands_in_the_document_belongs_to_its_year(undated: Membership) -> None:
    source = SourceDocument.objects.create(title="報告書", edition="報告書版")
    Membership.objects.update(source=source)
    platform = Platform.objects.get()
    sheets = {
        year: CaseSheet.objects.create(
            platform=platform, fiscal_year=year, source=source if year == 2023 else None
        )
        for year in (2022, 2023, 2024)
    }
    undated_in = {year: Material(sheet).undated for year, sheet in sheets.items()}
    assert undated_in == {2022: {undated.pk}, 2023: set(), 2024: set()}


# ------------------------------------------------------------------ 主担当


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, True),
        ({"starts_on": date(2020, 4, 1)}, True),
        ({"state": "left", "ends_on": date(2024, 3, 31)}, False),
        ({"ends_on": date(2024, 3, 31)}, False),
        ({"starts_on": date(2099, 4, 1)}, False),
        ({"state": "invited"}, False),
        ({"state": "declined"}, False),
        ({"state": "expected"}, False),
    ],
)
def test_the_chip_names_who_leads_today(
    values: dict[str, object],
    shown: bool,
    circle: Layer,
    nagaya: Organization,
    officer: User,
    sign_in: SignIn,
) -> None:
    Membership.objects.create(layer=circle, organization=nagaya, role="lead", **values)
    page = sign_in(officer).get(circle.platform.get_absolute_url()).content.decode()
    assert ("主担当　NPO法人深川長屋" in page) is shown


def test_two_layers_name_the_lead_once(
    circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    inside = Layer.objects.create(platform=circle.platform, name="庁内連携", kind="internal")
    for layer in (circle, inside):
        filled(
            sign_in(officer), f"/memberships/new/{layer.pk}/", organization="深川長屋", role="lead"
        )
    page = sign_in(officer).get(circle.platform.get_absolute_url()).content.decode()
    assert page.count("主担当　NPO法人深川長屋") == 1
