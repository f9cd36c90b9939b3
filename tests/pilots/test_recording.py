"""A pilot with its orders, indicators and events, edited on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from webtest import TestApp

from organizations.models import LogEntry, Note, User
from pilots.models import (
    AttendanceCount,
    Distribution,
    Kpi,
    KpiReading,
    Pilot,
    PilotEvent,
    Procurement,
    ProgrammeItem,
    Publication,
    Speaker,
)
from platform_registry.search.models import SearchEntry
from tests.factories.organization import OrganizationFactory
from tests.grids.hand import editing, faults, press, said, type_into

Browser = Callable[[User], TestApp]


def test_all_of_a_pilot_is_saved_with_one_button(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(
        page, basics__starts_on="11/20", kpis__0__label="参加者", kpis__0__result="約110名",
        kpis__0__as_of="11/20", orders__0__vendor_name="架空印刷", orders__0__amount="30万円",
        events__0__name="フォーラム", events__0__starts_on="2/6", events__0__hours="19-2030",
        publications__0__name="チラシ", publications__0__kind="flyer",
    )  # fmt: skip
    page = press(page, save="")
    assert page.request.path == pilot.get_absolute_url(), faults(page)
    assert "基本、発注、行事、KPIと結果、広報物" in said(page)[0]
    kpi, order, event = Kpi.objects.get(), Procurement.objects.get(), PilotEvent.objects.get()
    reading = KpiReading.objects.get()
    assert (kpi.type, kpi.unit, reading.shown) == ("number", "名", "約110名")
    assert (reading.as_of, reading.created_by) == (date(2026, 11, 20), officer)
    assert (order.amount, order.state) == (300_000, "stated")
    assert (event.starts_on, f"{event.ends_at:%H:%M}") == (date(2027, 2, 6), "20:30")
    assert Publication.objects.get().kind == "flyer"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("11月", "令和8年11月"),
        ("令和8年11月", "令和8年11月"),
        ("2026年11月頃", "2026年11月頃"),
        ("2月上旬", "令和9年2月上旬"),
        ("11/20", "令和8年11月20日（金）"),
    ],
)
def test_a_day_is_as_fine_as_it_is_typed(
    typed: str, shown: str, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(page, events__0__name="講演会", events__0__starts_on=typed)
    page = press(page, save="events")
    assert faults(page) == []
    assert PilotEvent.objects.get().period_shown == shown
    press(type_into(page, events__0__starts_on="12/4"), save="events")  # settled since
    assert PilotEvent.objects.get().period_shown == "令和8年12月4日（金）"


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("events__0__starts_on", "11/20頃", "「頃」を取って日付だけ"),
        ("events__0__hours", "14時頃", "「頃」を取って時刻だけ"),
        ("kpis__0__as_of", "11月", "日まで入力してください"),
    ],
)
def test_what_cannot_be_kept_is_told(
    name: str, typed: str, says: str, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(type_into(page, **{name: typed}), save=name.partition("__")[0])
    assert any(says in sentence for _, sentence in faults(page)), faults(page)
    assert not PilotEvent.objects.exists() and not Kpi.objects.exists()


@pytest.mark.parametrize(
    ("amount", "state", "kept"),
    [
        ("", "stated", ("not_stated", None)),
        ("約77万円", "stated", ("about", 770_000)),
        ("30万円", "dash", ("stated", 300_000)),
        ("", "no_order", ("no_order", None)),
    ],
)
def test_the_state_of_a_sum_follows_the_sum(
    amount: str,
    state: str,
    kept: tuple[str, int | None],
    address: str,
    officer: User,
    browser_of: Browser,
) -> None:
    page = browser_of(officer).get(address)
    type_into(page, orders__0__use="印刷", orders__0__amount=amount, orders__0__state=state)
    page = press(page, save="orders")
    order = Procurement.objects.get()
    assert (order.state, order.amount) == kept, faults(page)


def test_counts_and_speakers_name_the_event_they_belong_to(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    other = Pilot.objects.create(platform=pilot.platform, fiscal_year=2026, name="展示", number=2)
    PilotEvent.objects.create(pilot=other, name="別の行事")
    forum = PilotEvent.objects.create(pilot=pilot, name="フォーラム")
    page = browser_of(officer).get(address)
    assert "別の行事" not in page.text
    type_into(page, counts__0__heads="約100", speakers__0__name="大久保", speakers__0__part="挨拶")
    page = press(page, save="")
    count, speaker = AttendanceCount.objects.get(), Speaker.objects.get()
    assert (count.event, count.shown, speaker.event) == (forum, "約100名", forum), faults(page)


def test_a_new_event_is_typed_with_its_heads_programme_and_speakers(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(
        page, events__0__name="フォーラム", counts__0__heads="約100",
        programme__0__event="ﾌｫｰﾗﾑ", programme__0__time_as_printed="19:00", programme__0__text="開会",
        speakers__0__event="フォーラム", speakers__0__name="大久保",
        publications__0__name="チラシ", deliveries__0__publication="チラシ",
        deliveries__0__place="図書館", deliveries__0__copies="１００",
    )  # fmt: skip
    page = press(page, save="")
    assert page.request.path == pilot.get_absolute_url(), faults(page)
    forum, flyer = PilotEvent.objects.get(), Publication.objects.get()
    hung = (AttendanceCount.objects.get(), ProgrammeItem.objects.get(), Speaker.objects.get())
    assert [row.event for row in hung] == [forum] * 3
    sent = Distribution.objects.get()
    assert (sent.publication, sent.number, sent.copies) == (flyer, 1, 100)
    page = type_into(browser_of(officer).get(address), events__0__name="つどい")
    type_into(page, programme__1__event="フォーラム", programme__1__text="閉会")
    press(page, save="")
    assert [(row.number, row.text) for row in forum.programme.all()] == [(1, "開会"), (2, "閉会")]


def test_what_is_counted_at_an_event_that_is_not_there_is_told(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    PilotEvent.objects.create(pilot=pilot, name="講座")
    PilotEvent.objects.create(pilot=pilot, name="講座")
    page = browser_of(officer).get(address)
    for typed, says in (
        ("", "行事を入力してください：講座（番号"),
        ("講演会", "行事「講演会」はこの画面にありません"),
        ("展示", "行事「展示」はまだ保存されていません"),
    ):
        type_into(page, events__2__name="展示", counts__0__event=typed, counts__0__heads="12")
        page = press(page, save="counts")
        assert any(says in sentence for _, sentence in faults(page)), typed
    press(page, save="")
    assert AttendanceCount.objects.get().event.name == "展示"


def test_a_bookmark_of_the_former_form_leads_here(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/pilots/{pilot.pk}/edit/?from=home").follow()
    assert page.request.path_qs == f"{address}?from=home"
    assert "削除する" in page.text


def test_which_of_two_statements_is_shown_is_chosen_there(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    forum = PilotEvent.objects.create(pilot=pilot, name="フォーラム", starts_on=date(2027, 2, 6))
    note = Note(
        municipality=pilot.platform.municipality, record=forum, kind="differs", field="starts_on",
        statement="令和9年2月9日", text="詳細では2月9日です。",
    )  # fmt: skip
    note.save()
    page = browser_of(officer).get(address)
    assert "表示中" in page.text
    type_into(page, events__0__venue="区民センター", **{f"statements__{note.pk}": "take"})
    page = press(page, save="")
    forum.refresh_from_db()
    note.refresh_from_db()
    assert (forum.starts_on, forum.venue) == (date(2027, 2, 9), "区民センター"), faults(page)
    assert note.statement.startswith("令和9年2月6日") and note.settled_on


def test_an_untouched_page_writes_nothing_and_more_rows_ask_no_more(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    browser, asked = browser_of(officer), []
    body = OrganizationFactory(municipality=pilot.platform.municipality)
    flyer = Publication.objects.create(pilot=pilot, name="チラシ")
    for rows in (2, 8):
        for number in range(rows):
            kpi = Kpi.objects.create(pilot=pilot, label=f"指標{number}", type="number")
            KpiReading.objects.create(kpi=kpi, value=number, as_printed=f"{number}名")
            event = PilotEvent.objects.create(pilot=pilot, name=f"行事{number}")
            AttendanceCount.objects.create(event=event, value=10, unit="名", as_printed="10名")
            ProgrammeItem.objects.create(event=event, number=1, text="開会")
            Distribution.objects.create(publication=flyer, place="図書館", organization=body)
            Procurement.objects.create(pilot=pilot, vendor_name="社", amount=2_000_000)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(address)
        asked.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            page = press(page, save="")
        wrote = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE"))]
        assert [sql for sql in wrote if "pilots_" in sql] == [], faults(page)
        assert "変わったところはありません" in said(page)[0]
    assert asked[0] == asked[1]


def test_a_list_of_more_than_200_rows_is_changed_anywhere(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    flyer = Publication.objects.create(pilot=pilot, name="チラシ")
    Distribution.objects.bulk_create(
        Distribution(publication=flyer, number=at, place=f"館{at}") for at in range(1, 205)
    )
    page = browser_of(officer).get(address)
    type_into(page, deliveries__5__copies="77", deliveries__202__copies="77")
    page = press(type_into(page, deliveries__204__place="新しい館"), save="")
    assert page.request.path == pilot.get_absolute_url(), faults(page)
    changed = Distribution.objects.filter(copies=77).values_list("number", flat=True)
    assert sorted(changed) == [6, 203] and flyer.distributions.count() == 205


def test_more_than_200_new_rows_at_once_are_refused_not_dropped(
    address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(type_into(page, orders__TOTAL_FORMS="500"), save="")
    assert any("加えられる行は200行まで" in sentence for _, sentence in faults(page))


def test_pasted_rows_are_stored_with_few_questions_each_and_found(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    """Each with its entry in the log; what they hang on is asked for once."""
    Publication.objects.create(pilot=pilot, name="チラシ")
    desk, asked = browser_of(officer), []
    for name, count in [("公民館", 5), ("図書館", 25)]:
        page = desk.get(address)
        row = {"place": name, "publication": "チラシ", "was": "new"}
        pasted = {f"deliveries-{n + 100}-{k}": v for n in range(count) for k, v in row.items()}
        sent = dict(editing(page).submit_fields()) | pasted | {"save": "deliveries"}
        sent["deliveries-TOTAL_FORMS"] = str(100 + count)
        with CaptureQueriesContext(connection) as queries:
            desk.post(address, sent, status=302)
        asked.append(len(queries))
    assert Distribution.objects.count() == 30
    assert LogEntry.objects.filter(content_type__model="distribution").count() == 30
    assert desk.get("/distributions/", {"q": "図書館"}).text.count("図書館</td>") == 25
    assert SearchEntry.objects.filter(kind__model="distribution").count() == 30
    assert (asked[1] - asked[0]) / 20 <= 23  # PostgreSQL locks what a row hangs on


def test_rows_added_without_a_script_begin_like_the_first(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    PilotEvent.objects.create(pilot=pilot, name="フォーラム")
    page = press(browser_of(officer).get(address), do="counts:more")
    form = editing(page)
    assert [form[f"counts-{at}-unit"].value for at in range(4)] == ["名"] * 4
    page = press(type_into(page, counts__2__heads="12"), save="")
    assert AttendanceCount.objects.get().shown == "12名", faults(page)


def _held(pilot: Pilot, name: str, day: int) -> PilotEvent:
    return PilotEvent.objects.create(pilot=pilot, name=name, starts_on=date(2026, 6, day))


@pytest.mark.parametrize("first_is", ["renamed", "removed by a colleague"])
def test_events_of_one_name_are_told_apart_by_their_day(
    first_is: str, pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    first, second, _ = (_held(pilot, "出張相談会", day) for day in (1, 2, 3))
    page = browser_of(officer).get(address)
    offered = [option["value"] for option in page.html.select("#named-events option")]
    assert offered[1] == "出張相談会（令和8年6月2日（火））"
    type_into(page, counts__0__event=offered[1], counts__0__heads="25")
    if first_is == "renamed":
        type_into(page, events__0__name="初回相談会")
    else:
        first.delete()
    page = press(page, save="")
    assert AttendanceCount.objects.get().event == second, faults(page)


def test_a_name_that_means_several_events_is_refused(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    numbered = _held(pilot, "講座（1）", 1)
    _held(pilot, "講座", 2), _held(pilot, "講座", 3)
    page = browser_of(officer).get(address)
    page = press(type_into(page, counts__0__event="講座", counts__0__heads="5"), save="")
    assert any(
        "講座（令和8年6月2日（火））、講座（令和8年6月3日（水））" in s for _, s in faults(page)
    )
    page = press(type_into(page, counts__0__event="講座（1）"), save="")
    assert AttendanceCount.objects.get().event == numbered, faults(page)


def test_rows_stay_with_their_events_when_names_move_on(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    _, second = _held(pilot, "第1回", 1), _held(pilot, "第2回", 2)
    count = AttendanceCount.objects.create(event=second, value=20, unit="名")
    page = browser_of(officer).get(address)
    type_into(page, events__0__name="第2回", events__1__name="第3回", counts__0__heads="21")
    page = press(page, save="")
    count.refresh_from_db()
    assert (count.event, count.value) == (second, 21), faults(page)


def test_a_new_name_of_an_event_is_saved_before_rows_name_it(
    pilot: Pilot, address: str, officer: User, browser_of: Browser
) -> None:
    event = _held(pilot, "第1回", 1)
    _held(pilot, "第2回", 2)
    page = browser_of(officer).get(address)
    type_into(page, events__0__name="改名", counts__0__event="改名", counts__0__heads="5")
    page = press(page, save="counts")
    assert any("まだ保存されていません" in sentence for _, sentence in faults(page))
    page = press(page, save="")
    assert AttendanceCount.objects.get().event == event, faults(page)
