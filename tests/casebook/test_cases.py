"""The founding cases answer the questions an officer asks, each on a page within three clicks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from casebook import cases
from casebook.models import CaseSheet, Reference
from meetings.models import Hearing, Meeting
from organizations.models import Layer, Membership, Municipality, Note, Platform, User
from organizations.places import actions as places_actions
from organizations.support import vocabulary
from pilots.budget import budget, groups
from pilots.models import Pilot, PilotEvent, Procurement, Publication
from surveys.models import Survey
from tests.actors import person
from tests.casebook import facts
from tests.casebook.check_cases import report

SignIn = Callable[[User], Client]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> object:
    """All cases, loaded once for the questions of this file and taken out again afterwards."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            places_actions.load()
            vocabulary.load()
            made = dict(cases.load_all())
            yield made
            transaction.set_rollback(True)


@pytest.fixture
def reader(loaded: object, db: None, sign_in: SignIn) -> Client:
    """An officer of 江東区, who reads what the other municipalities published."""
    koto = Municipality.objects.get(code="131083")
    return sign_in(person("koto-reader", "江東 職員", "staff", koto))


def text(client: Client, address: str) -> str:
    """A page's words without its marks."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def koto(name: str) -> Pilot:
    return Pilot.objects.get(platform__municipality__name="江東区", name__startswith=name)


def test_every_folder_becomes_records_once(loaded: dict[str, int], db: None) -> None:
    assert set(loaded) == {
        "kanagawa", "koto", "national", "report", "sendai", "shinagawa", "toyama", "zama",
    }  # fmt: skip
    assert all(made > 50 for made in loaded.values())
    assert dict(cases.load_all()) == dict.fromkeys(loaded, 0)
    assert CaseSheet.objects.published().count() == 7


def test_which_platforms_have_two_layers(reader: Client) -> None:
    page = text(reader, "/platforms/?layers=2&scope=all")
    assert "仙台市 官民連携" in page
    assert "富山県 官民連携" in page
    assert "江東区 孤独・孤立対策 連携" not in page


def test_the_total_of_koto_s_budgets_and_what_it_leaves_out(reader: Client) -> None:
    place = Municipality.objects.get(name="江東区").pk
    page = text(reader, f"/pilots/?place={place}")
    assert "370万円" in page
    assert "金額記載なし2件を除く" in page  # one is printed as 「ー」
    stated = Procurement.objects.filter(pilot__platform__municipality=place)
    assert budget(stated).total == 3_700_000
    assert "発注なし" in text(reader, "/pilots/?budget=no_order")


def test_the_response_rate_of_sendai_s_survey(reader: Client) -> None:
    survey = Survey.objects.get(title="支援団体調査")
    page = text(reader, survey.get_absolute_url())
    for words in ("454", "132", "29%", "67.2%"):
        assert words in page


def test_symposia_and_the_share_of_administrative_staff(reader: Client) -> None:
    page = text(reader, "/pilots/?event=symposium&scope=all")
    assert "普及啓発イベント" in page
    assert "県民向け普及啓発イベント" in page
    pilot = Pilot.objects.get(platform__municipality__name="仙台市", number=2)
    assert "行政 42名（35%）" in text(reader, pilot.get_absolute_url())


def test_a_vendor_in_several_municipalities(reader: Client) -> None:
    key = Procurement.objects.filter(vendor_name="サーベイリサーチセンター").first().vendor_key
    page = text(reader, f"/pilots/?vendor={key}&scope=all")
    assert "仙台市" in page
    assert "富山県" in page


def test_the_state_of_each_council(reader: Client) -> None:
    states = dict(
        Layer.objects.filter(kind="council").values_list("platform__municipality__name", "state")
    )
    assert (states["江東区"], states["富山県"], states["仙台市"], states["品川区"]) == (
        "considering", "undecided", "existing", "not_stated",
    )  # fmt: skip
    page = text(reader, "/platforms/?scope=all")
    assert "今後設置を検討" in page
    assert "未定" in page


def test_the_copies_of_the_leaflet_and_the_share_of_the_welfare_council(reader: Client) -> None:
    leaflet = Publication.objects.get(name="寄り添いサポートリスト")
    copies = list(leaflet.distributions.values_list("place", "copies"))
    assert sum(number for _, number in copies) == leaflet.copies_as_printed == 1000
    assert ("江東区社会福祉協議会", 350) in copies
    assert "資料の合計 1000部" in text(reader, leaflet.pilot.get_absolute_url())


def test_koto_s_members(reader: Client) -> None:
    members = Membership.objects.filter(
        layer__name="連携PF", layer__platform__municipality__name="江東区"
    )
    assert members.exclude(organization=None).count() == 12
    assert members.exclude(department=None).count() == 10
    platform = Platform.objects.get(municipality__name="江東区")
    assert "12 ＋庁内10課" in text(reader, platform.get_absolute_url())


def test_the_agenda_of_koto_s_third_meeting(reader: Client) -> None:
    meeting = Meeting.objects.get(platform__municipality__name="江東区", kind="platform", number=3)
    page = text(reader, meeting.get_absolute_url())
    assert "今年度実施した孤独・孤立対策の試行的事業について" in page
    assert "次年度以降の孤独・孤立対策について" in page
    assert "日付 未確認（原文に記載なし）" in page


def test_both_dates_of_koto_s_forum(reader: Client) -> None:
    page = text(reader, koto("PF形成").get_absolute_url())
    assert "令和6年2月6日（火）" in page
    assert "2024年2月9日（火）19:00～" in page
    assert "2月9日は金曜日" in page


def test_meetings_per_municipality_and_doubtful_weekdays(reader: Client) -> None:
    working = Meeting.objects.filter(kind="working")
    counts = {
        name: working.filter(platform__municipality__name=name).count()
        for name in ("品川区", "江東区", "仙台市", "富山県", "座間市")
    }
    assert counts == {"品川区": 9, "江東区": 5, "仙台市": 14, "富山県": 16, "座間市": 13}
    assert sum(counts.values()) == 57
    assert Meeting.objects.with_doubtful_weekday().count() == 3
    page = text(reader, "/meetings/?doubt=weekday&scope=all")
    assert all(name in page for name in ("江東区", "富山県", "座間市"))


def test_shinagawa_s_hearings_by_kind(reader: Client) -> None:
    place = Municipality.objects.get(name="品川区").pk
    page = text(reader, f"/hearings/?place={place}")
    for words in ("庁内関係課", "5箇所", "6団体", "11名"):
        assert words in page
    hidden = Hearing.objects.filter(breakdown="20代")
    assert hidden.count() == 1
    assert "20代" not in page


def test_the_visitors_of_zama_s_exhibition_are_not_added_up(reader: Client) -> None:
    event = PilotEvent.objects.get(kind="exhibition")
    page = text(reader, event.pilot.get_absolute_url())
    for words in ("1460人程度", "1070人程度"):
        assert words in page
    assert "2530" not in page
    assert "2,530" not in page
    assert len(groups(event)) >= 2


def test_the_café_that_links_two_cases(reader: Client) -> None:
    page = text(reader, "/search/?q=喫茶ランドリー")
    assert "神奈川県" in page
    assert "座間市" in page


def test_the_guidance_stands_beside_every_stage(reader: Client) -> None:
    platform = Platform.objects.get(municipality__name="江東区")
    for number in range(1, 11):
        page = text(reader, f"/platforms/{platform.pk}/stages/{number}/")
        assert "報告書の示唆 登録がありません" not in page
    others = text(reader, f"/platforms/{platform.pk}/stages/6/").split("ほかの自治体はどうしたか")[
        1
    ]
    assert all(name in others for name in ("仙台市", "富山県", "座間市", "品川区"))
    assert Reference.objects.guidance(1).count() == 6


def test_what_disagrees_is_kept(loaded: object, db: None) -> None:
    assert Note.objects.filter(kind="differs").count() >= 60
    two = CaseSheet.objects.filter(platform__municipality__name="品川区")
    assert {sheet.edition for sheet in two} == {"報告書版", "別版（スライド）"}


def test_the_pages_of_every_case_open_with_their_files(reader: Client) -> None:
    for sheet in CaseSheet.objects.all():
        for part in ("", "docx/", "xlsx/"):
            assert reader.get(f"/case-sheets/{sheet.pk}/{part}").status_code == 200
        assert reader.get(sheet.platform.get_absolute_url()).status_code == 200
    assert reader.get("/case-book/2023/").status_code == 200


def test_facts_are_found_by_value_or_by_source(
    loaded: object, db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fact(number: int, value: object, line: int, normalized: object = None) -> dict[str, object]:
        return {
            "id": f"F{number}", "municipality": "江東区", "entity": "pilot", "attribute": "値",
            "subject": "", "value": value, "normalized": normalized, "file": "004", "line": line,
        }  # fmt: skip

    rows = [
        fact(1, "200万円", 306, 2_000_000),
        fact(2, "999万円", 306, 9_990_000),
        fact(3, "原文の長い文章は要約して収めた記録の出典で見つける", 168),
        fact(4, "どこにも書かれていない長い文章の事実", 9_999),
    ]
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    verdicts = {v.fact.id: v for v in facts.check(facts.read(path))}
    assert [verdicts[f"F{n}"].how for n in (1, 2, 3, 4)] == ["value", "", "source", ""]
    assert verdicts["F1"].where == "Procurement.amount"
    assert report(path).endswith("合計 4件のうち 2件（50.0％）")
