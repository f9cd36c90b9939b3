"""Two editions say different things: both are kept, a person chooses which one is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from organizations.models import (
    Layer,
    MemberCount,
    Membership,
    Municipality,
    Note,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from pilots.models import Pilot, PilotEvent, Procurement
from tests.kit.rendered import fill_in

SignIn = Callable[[User], Client]


def differing(record: object, field: str, statement: str) -> Note:
    platform = getattr(record, "platform", None) or getattr(record, "layer", None) or record
    municipality = getattr(platform, "municipality", None) or platform.platform.municipality
    note = Note(
        municipality=municipality, record=record, kind="differs", field=field,
        statement=statement, text="別の資料の記載",
    )  # fmt: skip
    note.save()
    return note


def choose(client: Client, note: Note) -> str:
    return client.post(f"/notes/{note.pk}/choose/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("field", "statement", "value", "kept"),
    [
        ("established_on", "2024年2月9日（金）", date(2024, 2, 9), "令和6年2月6日（火）"),
        ("established_on", "令和6年2月9日", date(2024, 2, 9), "令和6年2月6日（火）"),
        ("target", "20～30代", "20～30代", "若者"),
        ("nickname", "つながるネット", "つながるネット", "記載なし"),
        ("status", "試行", "trial", "準備会として運用中"),
    ],
)
def test_the_chosen_statement_takes_the_field_and_the_other_is_kept(
    field: str,
    statement: str,
    value: object,
    kept: str,
    platform: Platform,
    officer: User,
    sign_in: SignIn,
) -> None:
    Platform.objects.update(established_on=date(2024, 2, 6), target="若者")
    platform.refresh_from_db()
    note = differing(platform, field, statement)
    client = sign_in(officer)
    assert "この値にする" not in client.get(platform.get_absolute_url()).content.decode()
    page = client.get(f"{platform.get_absolute_url()}?edit=1").content.decode()
    assert "この値にする" in page
    assert "値を入れ替えました" in choose(client, note)
    platform.refresh_from_db()
    note.refresh_from_db()
    assert (getattr(platform, field), note.statement) == (value, kept)
    assert note.settled_on is not None


def test_a_number_is_chosen_and_each_keeps_its_source(
    circle: Layer, officer: User, sign_in: SignIn
) -> None:
    report = SourceDocument.objects.create(title="報告書", edition="報告書版")
    slides = SourceDocument.objects.create(title="資料", edition="スライド版")
    count = MemberCount.objects.create(layer=circle, label="団体", value=70, source=report)
    note = differing(count, "value", "68 団体")
    Note.objects.update(source=slides, source_lines="12")
    choose(sign_in(officer), note)
    count.refresh_from_db()
    note.refresh_from_db()
    assert (count.value, note.statement) == (Decimal(68), "70")
    assert note.source == report
    assert "「68 団体」の出典：スライド版 12行" in note.text
    choose(sign_in(officer), note)
    count.refresh_from_db()
    assert count.value == 70


@pytest.mark.parametrize(
    ("field", "statement"),
    [("established_on", "2024年2月ごろ"), ("status", "準備中らしい"), ("established_on", "68と70")],
)
def test_what_can_t_be_read_stays_and_a_sentence_says_so(
    field: str, statement: str, platform: Platform, officer: User, sign_in: SignIn
) -> None:
    note = differing(platform, field, statement)
    page = choose(sign_in(officer), note)
    assert "値を入れ替えました" not in page and 'class="banner' in page
    note.refresh_from_db()
    assert note.statement == statement


def test_a_choice_against_the_rules_is_refused(
    circle: Layer, officer: User, sign_in: SignIn
) -> None:
    Layer.objects.update(starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31))
    circle.refresh_from_db()
    note = differing(circle, "ends_on", "令和6年3月1日")
    assert "終了は開始以降の日付" in choose(sign_in(officer), note)
    circle.refresh_from_db()
    assert circle.ends_on == date(2025, 3, 31)


def test_only_officers_of_the_municipality_choose(
    platform: Platform, viewer: User, other_officer: User, sign_in: SignIn
) -> None:
    note = differing(platform, "target", "20～30代")
    assert sign_in(viewer).post(f"/notes/{note.pk}/choose/").status_code == 403
    assert sign_in(other_officer).post(f"/notes/{note.pk}/choose/").status_code == 404


def test_a_note_on_rows_names_them_and_can_t_be_chosen(
    circle: Layer, officer: User, sign_in: SignIn
) -> None:
    note = differing(circle, "memberships", "12団体")
    client = sign_in(officer)
    page = client.get(f"{circle.get_absolute_url()}?edit=1").content.decode()
    assert "<b>構成員</b>" in page and "この値にする" not in page
    assert client.post(f"/notes/{note.pk}/choose/").status_code == 404
    form = client.get(f"/notes/{note.pk}/edit/").content.decode()
    assert '<option value="memberships" selected>構成員</option>' in form
    assert '<option value="starts_on">設置日</option>' in form


def test_a_sum_a_year_and_a_count_are_read_as_what_they_are(
    platform: Platform, circle: Layer, officer: User, sign_in: SignIn
) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="事業")
    order = Procurement.objects.create(pilot=pilot, vendor_name="架空社", amount=3_000_000)
    count = MemberCount.objects.create(layer=circle, label="団体", value=70, as_printed="70団体")
    notes = [
        Note.objects.create(
            record=record, municipality=platform.municipality, kind="differs", field=field,
            statement=statement, text="別の資料の記載",
        )
        for record, field, statement in [
            (order, "amount", "約200万円"),
            (pilot, "fiscal_year", "令和5年度"),
            (count, "value", "68団体程度"),
        ]
    ]  # fmt: skip
    for note in notes:
        assert "値を入れ替えました" in choose(sign_in(officer), note)
    for record in (pilot, order, count, notes[2]):
        record.refresh_from_db()
    assert pilot.fiscal_year == 2023
    assert (order.amount, order.state, order.as_printed) == (2_000_000, "about", "約200万円")
    assert (count.value, count.shown, count.exactness) == (68, "68団体程度", "about")
    assert notes[2].statement == "70団体"


def test_a_state_is_changed_in_the_form_that_knows_the_rules(
    circle: Layer, nagaya: Organization, officer: User, sign_in: SignIn
) -> None:
    member = Membership.objects.create(layer=circle, organization=nagaya)
    note = differing(member, "state", "退会")
    assert sign_in(officer).post(f"/notes/{note.pk}/choose/").status_code == 404
    member.refresh_from_db()
    assert member.state == "joined"


@pytest.mark.parametrize("statement", ["1万人", "-5人", "▲5人", "120名（うち学生30名）"])
def test_a_number_that_could_be_misread_is_left_to_a_person(
    statement: str, circle: Layer, officer: User, sign_in: SignIn
) -> None:
    count = MemberCount.objects.create(layer=circle, label="人数", value=70)
    page = choose(sign_in(officer), differing(count, "value", statement))
    assert "自動では入れ替えられません" in page
    count.refresh_from_db()
    assert count.value == 70


def test_a_year_is_swapped_there_and_back_within_the_pilot_s_dates(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    pilot = Pilot.objects.create(
        platform=platform, fiscal_year=2023, name="事業",
        starts_on=date(2023, 10, 1), ends_on=date(2024, 9, 30),
    )  # fmt: skip
    note = differing(pilot, "fiscal_year", "令和6年度")
    choose(sign_in(officer), note)
    choose(sign_in(officer), note)
    pilot.refresh_from_db()
    assert pilot.fiscal_year == 2023
    earlier = differing(pilot, "fiscal_year", "令和4年度")
    assert "事業の年度（令和4年度）より後です" in choose(sign_in(officer), earlier)


def test_notes_of_a_municipality_are_edited_by_its_officers(
    koto: Municipality, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    note = Note.objects.create(
        record=koto, municipality=koto, kind="differs", field="population", statement="52万人",
        text="別の資料の記載",
    )  # fmt: skip
    assert sign_in(officer).get(f"/notes/{note.pk}/edit/").status_code == 200
    assert sign_in(other_officer).get(f"/notes/{note.pk}/edit/").status_code == 404


def test_what_stands_beside_goes_with_the_record_and_what_hangs_on_it(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="事業")
    event = PilotEvent.objects.create(pilot=pilot, name="行事")
    Note.objects.create(record=event, municipality=platform.municipality, text="注意")
    client = sign_in(officer)
    fill_in(client, f"/pilots/{pilot.pk}/delete/")
    assert not Note.objects.exists()
    Note.objects.create(
        record_type=ContentType.objects.get_for_model(PilotEvent), record_id=9, text="残った付記",
        municipality=platform.municipality, field="name",
    )  # fmt: skip
    assert "削除された記録" in client.get("/notes/").content.decode()
