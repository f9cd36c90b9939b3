"""Beside the week: what others changed, who takes part, how fresh it is; and the first steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from casebook import actions as sheets
from casebook.models import CaseSheet, StageNote, StageStatus
from organizations.home import furthest
from organizations.members import actions as members
from organizations.models import (
    Department,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Organization,
    Platform,
    User,
)
from pilots.models import Pilot, Procurement
from platform_registry import actions as door
from tests.factories.organization import ContactFactory, OrganizationFactory
from tests.factories.survey import SurveyFactory

SignIn = Callable[[User], Client]


def home(client: Client) -> str:
    return client.get("/").content.decode()


def changes(client: Client) -> list[str]:
    page = home(client)
    if '<ul class="changes">' not in page:
        return []
    part = page.split('<ul class="changes">')[1].split("</ul>")[0]
    return [row.split("</time>")[1] for row in part.split("<li>")[1:]]


def visited(user: User, *days: int) -> None:
    """Signed in so many days ago, the last time today."""
    for ago in (*days, 0):
        LogEntry.objects.create(
            content_type=ContentType.objects.get_for_model(User),
            object_pk=str(user.pk),
            object_id=user.pk,
            object_repr=str(user),
            action=LogEntry.Action.ACCESS,
            act="sign_in",
            actor=user,
            municipality=user.assignments.get().municipality,
            timestamp=timezone.now() - timedelta(days=ago),
        )


# ------------------------------------------------------------------ what others changed


def test_what_others_did_since_the_last_visit(
    platform: Platform, circle: Layer, officer: User, coordinator: User, sign_in: SignIn
) -> None:
    visited(coordinator, 3)
    body = OrganizationFactory(municipality=platform.municipality, name="見本配食")
    member = members.add_member(circle, body, "applied", members.Step(), by=officer)
    members.move_member(member, "joined", members.Step(on=timezone.localdate()), by=officer)
    member.refresh_from_db()
    for number in range(3):
        found = OrganizationFactory(municipality=platform.municipality)
        found.phone = f"03-0000-000{number}"
        door.save(found, by=officer)
    body.phone = "03-9999-9999"
    door.save(body, by=coordinator)  # one's own doing is no news
    told = changes(sign_in(coordinator))
    assert any("見本配食" in row and "申込" in row and "参加" in row for row in told)
    assert any("団体 " in row and "3件" in row for row in told)
    assert not any("江東 調整" in row for row in told)


def test_only_what_one_may_open_is_told(
    platform: Platform, circle: Layer, officer: User, viewer: User, sign_in: SignIn
) -> None:
    visited(viewer, 3)
    body = OrganizationFactory(municipality=platform.municipality, name="候補の会")
    members.add_member(circle, body, "interested", members.Step(), by=officer)
    body.note = "庁内だけの備考"
    door.save(body, by=officer)
    door.save(ContactFactory.build(organization=body, name="見本 花子"), by=officer)
    page = home(sign_in(viewer))
    assert "構成員" not in "".join(changes(sign_in(viewer)))
    assert "庁内だけの備考" not in page and "見本 花子" not in page


def test_the_first_visit_tells_of_a_week(
    officer: User, koto: Municipality, sign_in: SignIn
) -> None:
    assert "この1週間に" in home(sign_in(officer))
    visited(officer, 3)
    assert "に入ってから" in home(sign_in(officer))


# ------------------------------------------------------------------ who takes part


def test_a_body_counts_once_where_it_has_come_furthest(
    platform: Platform, circle: Layer, koto: Municipality
) -> None:
    other = Layer.objects.create(platform=platform, name="部会", kind="subcommittee")
    everywhere, asked, gone = (OrganizationFactory(municipality=koto) for _ in range(3))
    yesterday = timezone.localdate() - timedelta(days=1)
    for layer, body, state, more in [
        (circle, everywhere, "joined", {}),
        (other, everywhere, "invited", {}),
        (circle, asked, "invited", {}),
        (other, asked, "declined", {}),
        (circle, gone, "joined", {"ends_on": yesterday}),
    ]:
        Membership.objects.create(layer=layer, organization=body, state=state, **more)
    assert {k: n for k, n in furthest(Membership.objects.order_by()).items() if n} == {
        "joined": 1, "invited": 1, "left": 1,
    }  # fmt: skip


def test_the_bar_says_its_numbers_in_words(
    platform: Platform, circle: Layer, officer: User, viewer: User, sign_in: SignIn
) -> None:
    koto = platform.municipality
    for state in ("joined", "joined", "interested"):
        Membership.objects.create(
            layer=circle, organization=OrganizationFactory(municipality=koto), state=state
        )
    section = Department.objects.create(municipality=koto, name="福祉課")
    Membership.objects.create(layer=circle, department=section, state="joined")
    page = home(sign_in(officer))
    assert "3団体" in page and "意向あり" in page and "1課" in page
    assert "申込" not in page  # nothing stands there
    assert "2団体" in home(sign_in(viewer)) and "意向あり" not in home(sign_in(viewer))


def test_orders_without_a_sum_are_told(platform: Platform, viewer: User, sign_in: SignIn) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2023, name="フォーラム")
    Procurement.objects.create(pilot=pilot, vendor_name="見本社", amount=3_700_000)
    Procurement.objects.create(pilot=pilot, vendor_name="手本社", state="not_stated")
    page = home(sign_in(viewer))
    assert "1件　370万円" in page and "金額のない発注1件を除く" in page


# ------------------------------------------------------------------ how fresh


def test_the_share_of_what_was_made_sure_of_within_a_year(
    koto: Municipality, zama: Municipality, viewer: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    for days in (10, 200, 300, 400):
        day = today - timedelta(days=days)
        OrganizationFactory(municipality=koto, verified_on=day)
    OrganizationFactory(municipality=zama, verified_on=today)
    OrganizationFactory(municipality=koto, state="unreachable", verified_on=None)
    page = home(sign_in(viewer))
    assert "<b>3</b>／5団体　60.0%" in page
    assert "2団体" in page and "連絡がつかない団体" in page


def test_nothing_recorded_is_no_row_of_zeros(viewer: User, sign_in: SignIn) -> None:
    page = home(sign_in(viewer))
    for words in ("情報の新しさ", "連携PFの参画", "0件", "0団体", "日付と曜日"):
        assert words not in page


# ------------------------------------------------------------------ first steps, and others


def test_a_new_municipality_is_led_step_by_step(
    koto: Municipality, officer: User, administrator: User, viewer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    page = home(client)
    assert "江東区の始め方" in page and "5つのうち1つ済み" in page  # several people are there
    assert page.index('aria-current="step"') < page.index("部署を登録")
    assert page.count("コーディネーターに頼めます。") >= 2
    assert "団体の一覧を取込" not in page and "団体の一覧を取込" in home(sign_in(administrator))
    assert "始め方" not in home(sign_in(viewer))
    Department.objects.create(municipality=koto, name="福祉課")
    assert "連携PFを登録</a>" in home(client)
    Platform.objects.create(municipality=koto, name="連携PF")
    OrganizationFactory(municipality=koto)
    assert "始め方" in home(client)
    SurveyFactory(municipality=koto)
    assert "始め方" not in home(client)


@pytest.fixture
def published(zama: Municipality, other_administrator: User) -> CaseSheet:
    theirs = Platform.objects.create(municipality=zama, name="座間市 連携PF")
    sheet = CaseSheet.objects.create(platform=theirs, fiscal_year=2023)
    for stage, heading in ((1, "担当を決めた"), (7, "アートから始める情報発信")):
        StageNote.objects.create(sheet=sheet, stage=stage, heading=heading, text="本文")
    for step in (sheets.confirm, sheets.publish):
        step(sheet, by=other_administrator)
    return sheet


def test_others_are_shown_at_the_stage_one_stands_at(
    published: CaseSheet, platform: Platform, viewer: User, sign_in: SignIn
) -> None:
    StageStatus.objects.create(platform=platform, fiscal_year=2026, stage=1, state="done")
    StageStatus.objects.create(platform=platform, fiscal_year=2026, stage=7, state="under_way")
    page = home(sign_in(viewer))
    assert "アートから始める情報発信" in page and "担当を決めた" not in page
    assert "江東区のいまの行程（⑦ 住民等への情報発信）に近いもの" in page
    StageStatus.objects.all().delete()
    assert "担当を決めた" in home(sign_in(viewer))


def test_one_s_own_sheet_is_not_from_others(
    published: CaseSheet, other_officer: User, sign_in: SignIn
) -> None:
    assert "ほかの自治体から" not in home(sign_in(other_officer))


def test_without_a_municipality_the_page_says_what_to_do(stranger: User, sign_in: SignIn) -> None:
    page = home(sign_in(stranger))
    assert "今、担当している自治体がありません" in page and "しらべる" not in page
    assert Organization.objects.count() == 0
