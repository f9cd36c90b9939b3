"""An officer finds anything from one box, and nothing he may not know of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from meetings.models import Attendance, Decision, Meeting, Opinion
from organizations.models import (
    Clearance,
    Contact,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Note,
    Organization,
    OrganizationName,
    Platform,
    SupportActivity,
    Term,
    User,
    Wording,
)
from organizations.support import vocabulary
from pilots.models import Distribution, Pilot, PilotEvent, Procurement, Publication, Speaker
from platform_registry import actions as door
from platform_registry.models import SearchEntry
from platform_registry.search.query import Query
from platform_registry.search.results import search
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(
        platform=platform, fiscal_year=2023, name="アートによる社会参加", content="作品を見る"
    )


@pytest.fixture
def event(pilot: Pilot) -> PilotEvent:
    return PilotEvent.objects.create(
        pilot=pilot, name="空気の人", kind="exhibition", venue="区役所ロビー"
    )


def found(user: User, typed: str) -> dict[str, list[str]]:
    groups = search(user, Query.of(typed, user))
    return {g.kind.label: [plain(hit.title) for hit in g.hits] for g in groups}


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# ------------------------------------------------------------------ what is found


def test_every_word_is_in_the_record_or_in_what_it_hangs_on(
    event: PilotEvent, viewer: User
) -> None:
    assert found(viewer, "江東 展示")["行事"] == ["空気の人"]
    assert found(viewer, "アート ロビー")["行事"] == ["空気の人"]
    assert found(viewer, "江東 講演") == {}


def test_a_speaker_a_vendor_and_a_place_of_distribution_are_found(
    event: PilotEvent, pilot: Pilot, viewer: User
) -> None:
    Speaker.objects.create(event=event, name="見本 語", affiliation="みほん大学 教授")
    Procurement.objects.create(pilot=pilot, vendor_name="㈱みほん印刷", use="チラシ", amount=100)
    leaflet = Publication.objects.create(pilot=pilot, name="窓口のご案内")
    Distribution.objects.create(publication=leaflet, place="豊洲文化センター")
    assert found(viewer, "みほん大学")["登壇者"] == ["見本 語"]
    assert found(viewer, "株式会社みほん印刷")["発注先"] == ["㈱みほん印刷"]
    assert found(viewer, "豊洲 案内")["配布先"] == ["豊洲文化センター"]


def test_surveys_meetings_opinions_and_notes_are_found(
    platform: Platform, koto: Municipality, viewer: User
) -> None:
    question = QuestionFactory(survey=SurveyFactory(municipality=koto), text="困りごとは何ですか")
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2023, title="第1回 打合せ")
    Attendance.objects.create(meeting=meeting, name_as_printed="みほん商店会")
    Opinion.objects.create(platform=platform, meeting=meeting, text="夜に開いている場がほしい")
    Decision.objects.create(meeting=meeting, text="毎月ひらく")
    door.save(Note(record=meeting, municipality=koto, text="曜日は資料のまま"), by=None)
    assert found(viewer, "困りごと")["設問"] == [str(question)]
    assert found(viewer, "打ち合わせ 商店会")["会議・打合せ"] == ["第1回 打合せ"]
    assert found(viewer, "夜 場")["意見"] == ["夜に開いている場がほしい"]
    assert found(viewer, "毎月")["決定"] == ["毎月ひらく"]
    assert found(viewer, "曜日 打合せ")["付記"] == ["曜日は資料のまま"]


def test_an_organization_is_found_by_all_it_says(
    koto: Municipality, viewer: User, words: dict[str, object]
) -> None:
    body = OrganizationFactory(municipality=koto, name="ひだまり", phone="03-1234-5678")
    OrganizationName.objects.create(organization=body, name="日だまりの家", kind="former")
    activity = SupportActivity(organization=body, function=words["ibasho"], name="夜カフェ")
    door.save(activity, by=None, many={"targets": [words["youth"]]})
    for typed in ("日だまり", "居場所 若者", "夜カフエ", "0312345678", "5678", "江東 ひだまり"):
        assert found(viewer, typed).get("団体") == ["ひだまり"], typed
    door.remove(activity, by=None)
    assert found(viewer, "夜カフェ") == {}


@pytest.fixture
def words(db: None) -> dict[str, object]:
    vocabulary.load()
    return {term.code: term for term in Term.objects.all()}


# ------------------------------------------------------------------ who finds what


def test_contacts_are_found_by_those_who_work_with_them(
    koto: Municipality, viewer: User, officer: User
) -> None:
    body = OrganizationFactory(municipality=koto, name="ひだまり")
    Contact.objects.create(organization=body, name="見本 花子", phone="090-1111-2222")
    assert found(officer, "見本 花子")["連絡先（担当者）"] == ["見本 花子"]
    assert found(officer, "09011112222")["連絡先（担当者）"] == ["見本 花子"]
    assert found(viewer, "見本 花子") == found(viewer, "09011112222") == {}


def test_another_municipality_finds_what_is_shared(
    event: PilotEvent, pilot: Pilot, other_administrator: User
) -> None:
    assert found(other_administrator, "空気の人") == {}
    pilot.shared = True
    door.save(pilot, by=None)
    assert found(other_administrator, "空気の人")["行事"] == ["空気の人"]


def test_a_secret_is_neither_found_nor_counted_nor_marked(
    platform: Platform, council: Layer, coordinator: User, sign_in: SignIn
) -> None:
    secret = Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2023, title="ひみつの会"
    )
    Decision.objects.create(meeting=secret, text="ひみつの決定")
    assert found(coordinator, "ひみつ") == {}
    client = sign_in(coordinator)
    assert "見つかりませんでした" in page(client, "/search/?q=ひみつ")
    for kind in ("meetings.meeting", "meetings.decision"):
        assert "見つかりませんでした" in page(client, f"/search/?q=ひみつ&kind={kind}")
    assert "ひみつの会" not in page(client, "/meetings/?q=ひみつ")


def test_to_find_a_secret_is_to_read_it(
    platform: Platform, council: Layer, coordinator: User, sign_in: SignIn
) -> None:
    Clearance.objects.create(
        user=coordinator,
        platform=platform,
        layer=council,
        pledged_on=date(2026, 4, 1),
        given_at=timezone.now(),
    )
    secret = Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2023, title="ひみつの会"
    )
    assert "ひみつの会" in plain(page(sign_in(coordinator), "/search/?q=ひみつ"))
    read = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, object_id=secret.pk)
    assert read.count() == 1


# ------------------------------------------------------------------ the index follows


def test_a_new_name_is_found_in_all_that_hangs_on_it(
    event: PilotEvent, pilot: Pilot, viewer: User
) -> None:
    pilot.name = "絵の広場"
    door.save(pilot, by=None)
    assert found(viewer, "絵 ロビー")["行事"] == ["空気の人"]
    assert found(viewer, "アート") == {}


def test_a_renamed_organization_is_found_where_it_takes_part(
    circle: Layer, koto: Municipality, viewer: User
) -> None:
    body = OrganizationFactory(municipality=koto, name="ひだまり")
    Membership.objects.create(layer=circle, organization=body)
    body.name = "みなと"
    door.save(body, by=None)
    assert found(viewer, "みなと")["構成員"] == ["みなと"]
    assert "構成員" not in found(viewer, "ひだまり")


def test_what_is_removed_is_not_in_the_index(event: PilotEvent, pilot: Pilot) -> None:
    before = SearchEntry.objects.count()
    door.remove(event, by=None)
    assert SearchEntry.objects.count() == before - 1


def test_the_index_is_as_the_records_are(event: PilotEvent, koto: Municipality) -> None:
    OrganizationFactory(municipality=koto)
    assert told() == "索引は記録のとおりでした。\n"
    Organization.objects.update(search_text="")
    SearchEntry.objects.filter(record_id=event.pk).delete()
    PilotEvent.objects.filter(pk=event.pk).update(name="大型展示")
    assert "団体：索引になかったもの 0件、内容が違ったもの 1件" in told()
    assert told() == "索引は記録のとおりでした。\n"


def told() -> str:
    out = StringIO()
    call_command("reindex", stdout=out)
    return out.getvalue()


# ------------------------------------------------------------------ the words


def test_an_administrator_adds_words_of_his_own(
    koto: Municipality, viewer: User, other_administrator: User
) -> None:
    OrganizationFactory(municipality=koto, name="江東お助け隊")
    assert found(viewer, "レスキュー") == {}
    door.save(Wording(municipality=koto, words="お助け、レスキュー"), by=None)
    assert found(viewer, "レスキュー")["団体"] == ["江東お助け隊"]
    elsewhere = MunicipalityFactory(name="港区")
    OrganizationFactory(municipality=elsewhere, name="港お助け隊")
    assert Query.of("レスキュー", other_administrator).widened == []


def test_a_standard_group_is_out_of_use_when_told_so(koto: Municipality, viewer: User) -> None:
    OrganizationFactory(municipality=koto, name="江東区社会福祉協議会")
    assert found(viewer, "社協")["団体"] == ["江東区社会福祉協議会"]
    group = Wording(words="社会福祉協議会、社協", standard="社会福祉協議会", active=False)
    door.save(group, by=None)
    assert found(viewer, "社協") == {}


# ------------------------------------------------------------------ the page


def test_the_page_says_what_else_it_looked_for_and_where_it_was(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    body = OrganizationFactory(municipality=koto, name="江東区社会福祉協議会")
    OrganizationName.objects.create(organization=body, name="深川社協", kind="former")
    OrganizationFactory(municipality=koto, name="みほんの家", description="社協と月に一度ひらく")
    client = sign_in(viewer)
    html = page(client, "/search/?q=社協")
    assert "「社協」は<strong>「社会福祉協議会」</strong>としてもさがしました" in html
    assert "江東区<mark>社会福祉協議会</mark>" in html
    assert "活動の概要「<mark>社協</mark>と月に一度ひらく」で見つかりました" in html
    letters = page(client, "/search/?q=社協&letters=1")
    assert "旧名称「深川<mark>社協</mark>」で見つかりました" in letters
    assert "入力した文字だけでさがしました" in letters


def test_all_hits_of_a_kind_come_page_by_page(
    koto: Municipality, viewer: User, sign_in: SignIn
) -> None:
    for number in range(45):
        OrganizationFactory(municipality=koto, name=f"ひだまり第{number + 1}の家", kana="")
    client = sign_in(viewer)
    html = page(client, "/search/?q=ひだまり")
    assert "45件" in html and html.count('<ul class="hits">') == 1
    first, last = (
        page(client, f"/search/?q=ひだまり&kind=organizations.organization&page={n}")
        for n in (1, 3)
    )
    assert "1〜20件目" in first and "次のページ" in first
    assert "41〜45件目" in last and "次のページ" not in last
    assert len(set(re.findall(r'href="(/organizations/\d+/)"', first + last))) == 25


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("・・・★", "記号だけではさがせません"),
        ("あ" * 10_000, "見つかりませんでした"),
        (" ".join("あいうえおかきくけこさ"), "さがす言葉は10個まで"),
        ("(a+)+$ [x", "見つかりませんでした"),
        ("%_\\", "見つかりませんでした"),
        ("見本\x00", "見つかりませんでした"),
        ("'; DROP TABLE x; --", "見つかりませんでした"),
        ("|", "記号だけではさがせません"),
        ("~0312345678", "見つかりませんでした"),
        ("", "さがしたい言葉を入力してください"),
        ("999999999999999999999999", "見つかりませんでした"),
        ("R999", "見つかりませんでした"),
    ],
)
def test_odd_words_get_a_sentence(typed: str, says: str, viewer: User, sign_in: SignIn) -> None:
    client = sign_in(viewer)
    answer = client.get("/search/", {"q": typed})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    for address in ("/organizations/", "/meetings/", "/pilots/", "/surveys/", "/members/"):
        assert client.get(address, {"q": typed}).status_code == 200
    for more in ({"kind": "x"}, {"kind": "auth.user"}):
        assert client.get("/search/", {"q": "見本", **more}).status_code == 404
    odd = {"q": "見本", "kind": "organizations.organization", "page": "-1"}
    assert client.get("/search/", odd).status_code == 200


def test_lists_find_what_the_search_finds(
    event: PilotEvent, pilot: Pilot, viewer: User, sign_in: SignIn
) -> None:
    Meeting.objects.create(platform=pilot.platform, fiscal_year=2023, title="第1回 打合せ")
    client = sign_in(viewer)
    assert "アートによる社会参加" in page(client, "/pilots/?q=あーと R5")
    assert "第1回 打合せ" in page(client, "/meetings/?q=打ち合わせ 江東")
    assert "第1回 打合せ" not in page(client, "/meetings/?q=ヒアリング")


def test_more_rows_ask_no_more_questions(
    koto: Municipality,
    viewer: User,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(viewer)

    def make(number: int) -> None:
        bodies = [Organization(municipality=koto, name=f"みほん{n}の家") for n in range(number)]
        for body in bodies:
            body.fill_keys()
        Organization.objects.bulk_create(bodies)

    assert_same_queries(make, lambda: page(client, "/search/?q=みほん"))
