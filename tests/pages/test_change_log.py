"""変更・閲覧記録 as an administrator reads it: sentences, filters, pages, a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from meetings.models import Meeting
from organizations.models import (
    Contact,
    Department,
    LogEntry,
    Municipality,
    Organization,
    Platform,
    StaffAssignment,
    User,
)
from organizations.people.actions import lift_lockout
from pilots.models import Pilot
from platform_registry.actions_log import acting, note_access
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.factories.vocabulary import TargetFactory

PHONE, MOVED = {"basics-phone": "03-9999-9999"}, {"basics-phone": "", "basics-city": "江東区"}
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def organization(koto: Municipality) -> Organization:
    return OrganizationFactory(municipality=koto, name="みなと食堂", phone="03-1111-1111")


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    return Platform.objects.create(municipality=koto, name="つながりPF")


def page_of(client: Client, query: str = "") -> BeautifulSoup:
    answer = client.get(f"/records/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html.parser")


def told(client: Client, query: str = "") -> list[str]:
    """The sentences of the page, the newest first."""
    return [words(line) for line in page_of(client, query).select(".log .told")]


def words(node: Any) -> str:
    return " ".join(node.get_text().split())


def forget() -> None:
    """What was set up for the story is no part of it."""
    LogEntry.objects.all().delete()


# ------------------------------------------------------------------ sentences


def test_a_change_says_who_did_what_from_what_to_what(
    organization: Organization, officer: User, administrator: User, fill: Fill, sign_in: SignIn
) -> None:
    forget()
    fill(officer, f"/organizations/{organization.pk}/edit/", **PHONE)
    assert told(sign_in(administrator)) == [
        "江東 職員が 団体 みなと食堂 の電話番号を 03-1111-1111 から 03-9999-9999 に変えました。"
    ]


def test_a_change_of_several_fields_is_one_entry(
    organization: Organization, officer: User, administrator: User, fill: Fill, sign_in: SignIn
) -> None:
    forget()
    fill(officer, f"/organizations/{organization.pk}/edit/", **MOVED)
    (sentence,) = told(sign_in(administrator))
    assert sentence.startswith("江東 職員が 団体 みなと食堂 の2項目を変えました。")
    assert "電話番号 03-1111-1111 → （空欄）" in sentence


def test_dates_are_told_in_era_years_and_choices_by_their_labels(
    platform: Platform, officer: User, administrator: User, sign_in: SignIn
) -> None:
    with acting(officer):
        meeting = Meeting.objects.create(
            platform=platform, fiscal_year=2023, title="第3回PF会合", held_on=date(2024, 2, 6)
        )
        forget()
        meeting.held_on = date(2024, 2, 9)
        meeting.save()
        platform.status = "trial"
        platform.save()
    sentences = told(sign_in(administrator))
    assert any("令和6年2月6日（火） から 令和6年2月9日（金） に変えました" in s for s in sentences)
    assert any("状況" in s or "状態" in s for s in sentences)
    assert not any("trial" in s for s in sentences)


def test_what_was_added_to_a_choice_of_many_is_told(
    organization: Organization, officer: User, administrator: User, sign_in: SignIn
) -> None:
    activity = SupportActivityFactory(organization=organization)
    target = TargetFactory()
    forget()
    with acting(officer):
        activity.targets.add(target)
    (sentence,) = told(sign_in(administrator))
    assert f"の支援の対象に {target} を加えました。" in sentence
    assert "みなと食堂" in sentence


def test_pilots_of_a_meeting_are_told(
    platform: Platform, officer: User, administrator: User, sign_in: SignIn
) -> None:
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2023, title="第3回PF会合")
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2023, name="フォーラム開催")
    forget()
    with acting(officer):
        meeting.pilots.add(pilot)
    (sentence,) = told(sign_in(administrator))
    assert sentence.endswith(f"の関係する試行的事業に {pilot} を加えました。")


def test_a_long_text_is_shortened_and_can_be_opened(
    organization: Organization, officer: User, administrator: User, fill: Fill, sign_in: SignIn
) -> None:
    forget()
    long = "夜の居場所をひらいています。" * 20
    fill(officer, f"/organizations/{organization.pk}/edit/", **{"basics-note": long})
    (line,) = page_of(sign_in(administrator)).select(".log .told")
    assert words(line.select_one(".value.new")) == long[:60] + "…"
    assert long in words(line.select_one("details.rest"))


def test_registering_and_deleting_are_told_with_their_content(
    organization: Organization, officer: User, administrator: User, sign_in: SignIn
) -> None:
    forget()
    with acting(officer):
        contact = Contact.objects.create(organization=organization, name="見本 花子")
        contact.delete()
    deleted, registered = told(sign_in(administrator))
    assert "を削除しました。" in deleted
    assert "見本 花子" in registered
    assert "（みなと食堂）" not in registered  # it is gone; nobody can tell whose it was


def test_no_sentence_has_numbers_or_names_of_the_database(
    organization: Organization, officer: User, administrator: User, fill: Fill, sign_in: SignIn
) -> None:
    fill(officer, f"/organizations/{organization.pk}/edit/", **PHONE)
    text = words(page_of(sign_in(administrator)).select_one("main"))
    for word in ("phone", "municipality", "search_text", f" {organization.pk} ", "version"):
        assert word not in text, word


def test_readings_exports_and_failed_logins_are_told(
    organization: Organization, officer: User, administrator: User, sign_in: SignIn, client: Client
) -> None:
    forget()
    note_access(organization, by=officer, what="ダウンロード")
    sign_in(officer)
    client.post("/login/", {"username": officer.username, "password": "falsch"})
    administrator_client = sign_in(administrator)
    administrator_client.get("/organizations/?export=xlsx&q=みなと").getvalue()
    exported, failed, taken = told(administrator_client)
    assert exported == "江東 管理が 団体 の一覧 1件をExcelで出力しました。 条件 「みなと」を含む"
    assert failed == "江東 職員 としてログインしようとした人がいましたが、入れませんでした。"
    assert taken == "江東 職員が 団体 みなと食堂 をダウンロードしました。"


def test_the_way_to_a_record_is_shown_where_it_is_still_there(
    organization: Organization, koto: Municipality, administrator: User, sign_in: SignIn
) -> None:
    gone = OrganizationFactory(municipality=koto, name="なくなった会")
    gone.delete()
    links = {a.get_text(): a["href"] for a in page_of(sign_in(administrator)).select(".told a")}
    assert links["みなと食堂"] == organization.get_absolute_url()
    assert "なくなった会" not in links


# ------------------------------------------------------------------ filters


@pytest.fixture
def three(koto: Municipality, officer: User, coordinator: User, administrator: User) -> None:
    """2月5日: 職員 registers; 2月7日: 調整 changes; 2月9日: 職員 reads."""
    forget()
    with acting(officer):
        organization = OrganizationFactory(municipality=koto, name="みなと食堂", phone="")
    with acting(coordinator):
        organization.phone = "03-1111-1111"
        organization.save()
    note_access(organization, by=officer)
    for entry, day in zip(LogEntry.objects.order_by("pk"), (5, 7, 9), strict=True):
        LogEntry.objects.filter(pk=entry.pk).update(
            timestamp=datetime(2024, 2, day, 14, 59, tzinfo=UTC)  # 23:59 in Japan
        )


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("", ["閲覧", "変更", "登録"]),
        ("?act=update", ["変更"]),
        ("?since=令和6年2月7日", ["閲覧", "変更"]),
        ("?until=R6.2.7", ["変更", "登録"]),
        ("?since=2024/2/6&until=2024-02-08", ["変更"]),
        ("?q=みなと", ["閲覧", "変更", "登録"]),
        ("?q=ほかの会", []),
        ("?act=delete", []),
    ],
)
def test_filters_narrow_and_stand_in_the_address(
    three: None, query: str, acts: list[str], administrator: User, sign_in: SignIn
) -> None:
    page = page_of(sign_in(administrator), query)
    assert [words(chip) for chip in page.select(".log .chip")] == acts
    assert words(page.select_one(".total")) == f"{len(acts)}件"
    if not acts:
        assert "条件に合う記録がありません" in words(page)


def test_one_person_s_acts_of_one_kind(three: None, administrator: User, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    form = page_of(client).select_one("form.log-filter")
    people = {words(o): o["value"] for o in form.select("[name=who] option")}
    kinds = {words(o): o["value"] for o in form.select("[name=kind] option")}
    assert [*people] == ["すべての人", "江東 職員", "江東 調整"]
    assert {"すべて", "団体", "会議・打合せ"} <= {*kinds}
    assert len(told(client, f"?who={people['江東 職員']}&kind={kinds['団体']}")) == 2
    narrowed = page_of(client, f"?who={people['江東 調整']}")
    assert "だれが：江東 調整" in words(narrowed)
    assert narrowed.select_one("[name=who] option[selected]")["value"] == people["江東 調整"]


def test_a_day_that_is_none_is_told_and_kept(
    three: None, administrator: User, sign_in: SignIn
) -> None:
    page = page_of(sign_in(administrator), "?since=令和6年2月31日&act=update")
    assert "という日はありません" in words(page.select_one("form.log-filter"))
    assert page.select_one("[name=since]")["value"] == "令和6年2月31日"
    assert len(page.select(".log .told")) == 1


def test_pages_lead_back_in_time(koto: Municipality, administrator: User, sign_in: SignIn) -> None:
    forget()
    for number in range(60):
        OrganizationFactory(municipality=koto, name=f"見本の会{number:02}")
    client = sign_in(administrator)
    first = page_of(client, "?act=create")
    older = first.select_one("a[rel=next]")
    assert words(older) == "もっと前の記録"
    second = page_of(client, older["href"])
    assert len(second.select(".told")) == 10
    assert "操作：登録" in words(second)


def test_an_empty_log_says_so(administrator: User, sign_in: SignIn) -> None:
    forget()
    assert "まだ記録がありません" in words(page_of(sign_in(administrator)))


def test_days_stand_over_their_entries(three: None, administrator: User, sign_in: SignIn) -> None:
    days = [words(day) for day in page_of(sign_in(administrator)).select("h2.day")]
    assert days == ["令和6年2月9日（金）", "令和6年2月7日（水）", "令和6年2月5日（月）"]


# ------------------------------------------------------------------ file, amount


def test_the_file_says_what_the_page_says(
    three: None, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    text = client.get("/records/?export=csv&act=update").getvalue().decode("utf-8-sig")
    header, line = text.splitlines()
    assert header == "日時,だれが,操作,記録の種類,記録,内容,くわしく"
    assert "江東 調整が 団体 みなと食堂 の電話番号を （空欄） から 03-1111-1111" in line
    assert (
        told(client)[0]
        == "江東 管理が 変更・閲覧記録 の一覧 1件をCSVで出力しました。 条件 操作：変更"
    )


def test_the_page_asks_no_more_for_many(
    koto: Municipality,
    officer: User,
    administrator: User,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(administrator)
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")

    def make(number: int) -> None:
        template = LogEntry.objects.filter(act="create").latest("pk")
        now = timezone.now()
        template.actor = officer
        entries = []
        for minute in range(number):
            entry = LogEntry(**{
                f.attname: getattr(template, f.attname)
                for f in LogEntry._meta.concrete_fields if not f.primary_key
            })  # fmt: skip
            entry.timestamp = now - timedelta(minutes=minute)
            entries.append(entry)
        LogEntry.objects.bulk_create(entries)

    Contact.objects.create(organization=organization, name="見本 花子")
    assert_same_queries(make, lambda: page_of(client), few=10, many=1000)


def test_who_may_not_import_may_not_read_the_log(
    officer: User, viewer: User, sign_in: SignIn
) -> None:
    assert sign_in(officer).get("/records/").status_code == 403
    assert sign_in(viewer).get("/records/").status_code == 403


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "1000-01-01", "2200-12-31", "1868-01-01"])
def test_no_day_is_too_far_away_for_an_answer(
    name: str, day: str, administrator: User, sign_in: SignIn
) -> None:
    assert sign_in(administrator).get(f"/records/?{name}={day}").status_code == 200


def test_names_of_many_sections_are_asked_for_at_once(
    koto: Municipality,
    administrator: User,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(administrator)
    field = Department.objects.create(municipality=koto, name="福祉部")

    def make(number: int) -> None:
        for _ in range(number):
            section = Department.objects.create(municipality=koto, name="課", parent=field)
            with acting(administrator):
                section.name = f"{section.pk}課"
                section.save()
            person = UserFactory(username=f"person-{section.pk}")
            StaffAssignment.objects.create(
                user=person, municipality=koto, role="staff", department=section
            )

    assert_same_queries(make, lambda: page_of(client), few=2, many=12)


def test_what_a_person_is_elsewhere_is_not_told(
    koto: Municipality, zama: Municipality, officer: User, administrator: User, fill: Fill,
    sign_in: SignIn, organization: Organization,
) -> None:  # fmt: skip
    section = Department.objects.create(municipality=zama, name="生活援護課")
    StaffAssignment.objects.create(
        user=officer, municipality=zama, role="staff", department=section
    )
    forget()
    fill(officer, f"/organizations/{organization.pk}/edit/", **PHONE)
    (line,) = told(sign_in(administrator))
    assert line.startswith("江東 職員が 団体")


def test_a_section_is_named_for_the_days_one_worked_there(
    koto: Municipality, officer: User, administrator: User, fill: Fill, sign_in: SignIn,
    organization: Organization,
) -> None:  # fmt: skip
    before = Department.objects.create(municipality=koto, name="税務課")
    today = Department.objects.create(municipality=koto, name="福祉課")
    StaffAssignment.objects.filter(user=officer).update(department=today)
    StaffAssignment.objects.create(
        user=officer, municipality=koto, role="viewer", department=before, ends_on="2024-03-31"
    )
    forget()
    fill(officer, f"/organizations/{organization.pk}/edit/", **PHONE)
    (line,) = told(sign_in(administrator))
    assert line.startswith("江東 職員（福祉課）が 団体")


def test_a_lifted_lock_says_so(
    koto: Municipality, officer: User, administrator: User, sign_in: SignIn
) -> None:
    forget()
    lift_lockout(officer, by=administrator)
    assert told(sign_in(administrator)) == [
        "江東 管理が 利用者 江東 職員 のロックの解除をしました。"
    ]
