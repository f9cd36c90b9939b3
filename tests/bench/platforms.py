"""A platform with 120 members, its year's case sheet, the documents made of it."""

from __future__ import annotations

from datetime import date

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casebook import actions
from casebook.composition import compose
from casebook.documents.book import write_book
from casebook.documents.word import write_docx
from casebook.models import STAGES, CaseSheet, Passage, StageNote, StageStatus
from casebook.reading import document_of
from meetings.models import Attendance, Meeting
from organizations.models import Layer, Membership, Municipality, Organization, Platform, User
from organizations.platforms.diagram.png import to_png
from pilots.models import AttendanceCount, Kpi, KpiReading, Pilot, PilotEvent, Procurement
from tests.bench.measure import Figure, median_ms, peak_mib, seconds


def fill(town: Municipality, members: int) -> CaseSheet:
    """One platform with its members, four pilots, 14 meetings and a full sheet.

    It is published and was changed since: then its page has the most to do.
    """
    platform = Platform.objects.create(municipality=town, name="連携PF", shared=True)
    layer = Layer.objects.create(platform=platform, name="連携PF", counted=True)
    for n in range(members):
        organization = Organization.objects.create(municipality=town, name=f"団体{n}の会")
        Membership.objects.create(layer=layer, organization=organization, post="代表", row=n)
    for stage in STAGES:
        StageStatus.objects.create(platform=platform, fiscal_year=2023, stage=stage.number)
    sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2023)
    add_pilots(platform, range(1, 5))
    add_meetings(platform, range(1, 15))
    for stage in STAGES:
        for n in range(1, 4):
            StageNote.objects.create(
                sheet=sheet, stage=stage.number, number=n, heading=f"見出し{n}" * 6,
                text="\n".join(["一つの箇条の文です。" * 3] * 3),
            )  # fmt: skip
    for part in Passage.Part:
        for n in range(1, 5):
            Passage.objects.create(sheet=sheet, part=part, number=n, text="記述の文です。" * 8)
    actions.publish(actions.confirm(sheet, by=None), by=None)
    Passage.objects.filter(number=1).update(text="公開したあとに直した文です。")
    return sheet


def add_pilots(platform: Platform, numbers: range) -> None:
    for n in numbers:
        pilot = Pilot.objects.create(
            platform=platform, fiscal_year=2023, number=n, name=f"事業{n}", content="内容\n" * 4
        )
        Procurement.objects.create(pilot=pilot, vendor_name="架空の会社", amount=1_000_000)
        kpi = Kpi.objects.create(pilot=pilot, label="参加者数", type="number", origin="checked")
        KpiReading.objects.create(kpi=kpi, value=110, unit="名")
        event = PilotEvent.objects.create(pilot=pilot, name=f"行事{n}", starts_on=date(2024, 2, 6))
        for category in ("", "個人", "行政", "支援団体"):
            AttendanceCount.objects.create(event=event, category=category, value=30, unit="名")


def add_meetings(platform: Platform, numbers: range) -> None:
    for n in numbers:
        meeting = Meeting.objects.create(
            platform=platform, fiscal_year=2023, number=n, title=f"第{n}回 打合せ",
            held_on=date(2023, 11, 1),
        )  # fmt: skip
        Attendance.objects.create(meeting=meeting, name_as_printed="担当課", heads=3)


def platforms(town: Municipality, user: User) -> list[Figure]:
    sheet = fill(town, 120)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    figures = []
    for name, address, goal, most in (
        ("連携PF、構成員120", sheet.platform.get_absolute_url(), 40, 20),
        ("事例票の画面", sheet.get_absolute_url(), 150, 40),
    ):
        figures.append(
            Figure(f"{name}（p50）", median_ms(lambda a=address: client.get(a)), goal, "ms")
        )
        figures.append(Figure(name, asked(client, address), most, "SQL"))
    for name, address, add in (
        ("試行的事業の一覧", "/pilots/", lambda: add_pilots(sheet.platform, range(5, 24))),
        ("会議の一覧", "/meetings/", lambda: add_meetings(sheet.platform, range(15, 34))),
    ):
        before = asked(client, address)
        add()
        more = asked(client, address) - before
        figures.append(Figure(f"{name}：20件ふえたときに増える問い合わせ", more, 0, "SQL"))
    return [*figures, *_documents(sheet)]


def asked(client: Client, address: str) -> int:
    client.get(address)
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def _documents(sheet: CaseSheet) -> list[Figure]:
    version = sheet.versions.get()
    one, _ = seconds(lambda: write_docx(compose(sheet), to_png))
    fifty, _ = seconds(lambda: write_book("事例集", (document_of(version) for _ in range(50))))
    return [
        Figure("事例票1件のWord", one, 1, "s"),
        Figure("事例集50件のWord", fifty, 20, "s"),
        Figure("事例集50件のWord：最大のメモリ", peak_mib(), 300, "MiB"),
    ]
