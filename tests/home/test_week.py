"""「今週すること」: what waits, for whom, and what is done about it on the page itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from webtest import TestApp

from casebook.models import CaseSheet
from meetings.models import Action, AgendaItem, Decision, Meeting
from organizations.members import actions as members
from organizations.models import Layer, LogEntry, Membership, Municipality, Platform, User
from platform_registry.japanese import fiscal_year
from surveys.models import ImportBatch
from tests.confidence.secrets import clear
from tests.factories.activity import SupportActivityFactory
from tests.factories.import_batch import ImportBatchFactory
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def meeting(platform: Platform, title: str, days: int, **more: Any) -> Meeting:
    day = in_days(days)
    return Meeting.objects.create(
        platform=platform, title=title, held_on=day, fiscal_year=fiscal_year(day), **more
    )


def home(client: Client) -> str:
    return client.get("/").content.decode()


def test_what_is_due_within_a_week_comes_in_order_of_its_day(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    last = meeting(platform, "第2回 連携PF会合", -20, summary_text="開いた")
    for text, days, state in [
        ("残部を確かめる", -18, "not_started"),
        ("連絡先を聞く", 3, "under_way"),
        ("来月の準備", 20, "not_started"),
        ("もう済んだこと", 1, "done"),
    ]:
        Action.objects.create(meeting=last, text=text, due_on=in_days(days), state=state)
    page = home(sign_in(officer))
    assert page.index("18日経過") < page.index("残部を確かめる") < page.index("連絡先を聞く")
    assert "来月の準備" not in page and "もう済んだこと" not in page
    assert '<span class="count">2件</span>' in page


def test_done_is_said_in_place(
    platform: Platform, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    Action.objects.create(
        meeting=meeting(platform, "会合", -20), text="残部を確かめる", due_on=in_days(-1)
    )
    page = browser_of(officer).get("/")
    [form] = [form for form in page.forms.values() if "/done/" in form.action]
    after = form.submit().follow()
    assert after.request.path == "/" and "「残部を確かめる」を済みにしました。" in after
    assert Action.objects.get().state == "done"
    assert LogEntry.objects.filter(actor=officer, act="update").exists()
    again = form.submit().follow()  # from a page that is out of date
    assert "ほかの人が先に変えていました" in again


def test_who_would_join_waits_for_a_call(
    platform: Platform, circle: Layer, officer: User, viewer: User, browser_of: Any, sign_in: SignIn
) -> None:
    for name, state in (("みほん診療所", "interested"), ("声をかけた会", "invited")):
        body = OrganizationFactory(municipality=platform.municipality, name=name)
        SupportActivityFactory(organization=body)
        members.add_member(
            circle, body, state, members.Step(on=in_days(-40), source_kind="survey"), by=officer
        )
    page = browser_of(officer).get("/")
    assert "打診を待つ候補" in page and "みほん診療所" in page and "声をかけた会" not in page
    asked = page.click("打診を記録")
    [ticked] = asked.html.select("input[name=members][checked]")
    assert ticked["value"] == str(Membership.objects.get(state="interested").pk)
    assert "みほん診療所" not in home(sign_in(viewer))


def test_what_is_unfinished_can_be_gone_on_with(
    platform: Platform, coordinator: User, officer: User, viewer: User, sign_in: SignIn
) -> None:
    CaseSheet.objects.create(platform=platform, fiscal_year=2026)
    meeting(platform, "書いていない会合", -3)
    written = meeting(platform, "書いた会合", -4)
    Decision.objects.create(meeting=written, text="続ける")
    ImportBatchFactory(municipality=platform.municipality, state=ImportBatch.State.DRAFT)
    page = home(sign_in(coordinator))
    assert "書きかけの事例票" in page and "判断を待つ取込" in page
    assert "書いていない会合" in page and "書いた会合" not in page
    staff = home(sign_in(officer))
    assert "判断を待つ取込" not in staff and "取込はコーディネーターに依頼してください。" in staff
    reader = home(sign_in(viewer))
    assert "書きかけの事例票" not in reader and "会議を記録する" not in reader
    assert "登録・変更・出力は職員、取込はコーディネーターに" in reader


def test_meetings_of_the_week_say_what_isn_t_prepared(
    platform: Platform, officer: User, viewer: User, sign_in: SignIn
) -> None:
    ready = meeting(platform, "庁内の打合せ", 1, starts_at=time(14), venue="区役所")
    AgendaItem.objects.create(meeting=ready, text="今年度の計画")
    meeting(platform, "来月の会合", 30)
    page = home(sign_in(officer))
    assert "準備 3／4　資料がまだ" in page and "準備する" in page and "来月の会合" not in page
    reader = home(sign_in(viewer))
    assert "庁内の打合せ" in reader and "準備する" not in reader


def test_what_a_council_keeps_is_told_to_the_cleared_alone(
    platform: Platform, council: Layer, coordinator: User, officer: User, sign_in: SignIn
) -> None:
    secret = meeting(platform, "ひみつの協議会", 1, layer=council, kind="council")
    past = meeting(platform, "きのうの協議会", -1, layer=council, kind="council")
    Action.objects.create(meeting=past, text="ひみつのすること", due_on=in_days(-2))
    member = OrganizationFactory(municipality=platform.municipality, name="協議会に入りたい会")
    Membership.objects.create(layer=council, organization=member, state="interested")
    clear(officer, council)
    page = home(sign_in(coordinator))
    for words in ("ひみつ", "きのうの協議会", "打診を記録"):
        assert words not in page
    assert '<span class="count">' not in page.split('id="this-week"')[1].split("</div>")[0]
    known = home(sign_in(officer))
    assert secret.title in known and "ひみつのすること" in known
    assert LogEntry.objects.filter(actor=officer, act="read", object_id=secret.pk).exists()


def test_elsewhere_nothing_of_it_waits(
    platform: Platform, circle: Layer, zama: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    Platform.objects.filter(pk=platform.pk).update(shared=True)
    held = meeting(platform, "江東区の会合", 1, shared=True)
    Action.objects.create(meeting=held, text="江東区のすること", due_on=in_days(1))
    page = home(sign_in(other_officer))
    assert "江東区の" not in page


@pytest.mark.parametrize("person", ["officer", "viewer", "coordinator"])
def test_more_rows_do_not_ask_more(
    person: str,
    request: pytest.FixtureRequest,
    platform: Platform,
    circle: Layer,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client, by = sign_in(request.getfixturevalue(person)), request.getfixturevalue("administrator")

    def make(n: int) -> None:
        for _ in range(n):
            koto = platform.municipality
            body = OrganizationFactory(municipality=koto)
            SupportActivityFactory(organization=body)
            members.add_member(circle, body, "interested", members.Step(on=in_days(-9)), by=by)
            held = meeting(platform, "会合", 1)
            meeting(platform, "前の会合", -3)
            Action.objects.create(meeting=held, text="すること", due_on=in_days(1))
            ImportBatchFactory(municipality=koto, state=ImportBatch.State.DRAFT)
            year = 2000 + CaseSheet.objects.count()
            CaseSheet.objects.create(platform=platform, fiscal_year=year)

    assert_same_queries(make, lambda: client.get("/"), few=20, many=40)
