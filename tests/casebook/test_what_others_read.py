"""Outside its municipality a case sheet is its last version, wherever it is met."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from itertools import count

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from casebook import actions
from casebook.models import CaseSheet, Passage, SheetVersion
from organizations.models import Municipality, Platform, User
from pilots.models import Pilot
from tests.casebook.conftest import REASON, page_of
from tests.casebook.rendered import read

SignIn = Callable[[User], Client]

# ------------------------------------------------------------------ files


def test_every_version_is_taken_along_as_it_was(
    corrected: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    corrected.passages.filter(part="final_goal").update(text="まだ出していない直し")

    def word(part: str) -> list[str]:
        file = Document(io.BytesIO(client.get(page_of(corrected, part=part)).content))
        return [paragraph.text for paragraph in file.paragraphs]

    first, second, draft = (word(p) for p in ("versions/1/docx/", "docx/", "draft/docx/"))
    assert "公開版 第1版　令和6年3月29日（金）公開" in first
    assert "訂正版があります：第2版（訂正版）　令和6年4月20日（土）公開" in first
    assert "誰も一人にしない" in first
    assert f"訂正のお知らせ：{REASON}" in second
    assert "だれも取り残さない" in second
    assert "下書き（まだ公開していない内容です）" in draft
    assert "まだ出していない直し" in draft
    book = client.get("/case-book/2023/").content
    in_book = [p.text for p in Document(io.BytesIO(book)).paragraphs]
    assert "だれも取り残さない" in in_book
    excel = load_workbook(io.BytesIO(client.get(page_of(corrected, 1, "xlsx/")).content))
    head = [row[1] for row in excel["概要"].iter_rows(values_only=True)]
    assert "公開版 第1版　令和6年3月29日（金）公開" in head


# ------------------------------------------------------------------ what others read elsewhere


def test_others_never_meet_the_working_copy(
    published: CaseSheet, zama: Municipality, other_officer: User, officer: User, sign_in: SignIn
) -> None:
    theirs = Platform.objects.create(municipality=zama, name="座間市 連携PF")
    for prose in (*published.stage_notes.all(), *published.passages.all()):
        prose.heading, prose.text = "まだ出していない見出し", "途中の文"
        prose.save()
    Platform.objects.filter(pk=published.platform_id).update(shared=True)
    client = sign_in(other_officer)
    for address in (
        "/",
        f"/platforms/{theirs.pk}/stages/1/",
        f"/platforms/{published.platform_id}/stages/1/",
        f"/platforms/{published.platform_id}/",
        f"/compare/?sheet={published.pk}&chapter=stages",
        "/search/?q=福祉の部署",
        "/search/?q=途中の文",
        page_of(published),
        "/case-sheets/",
    ):
        page = read(client, address).replace("「途中の文」", "")
        assert "まだ出していない見出し" not in page, address
        assert "途中の文" not in page, address
    assert "福祉の部署が担当" in read(client, "/")
    assert "福祉の部署が担当" in read(client, f"/platforms/{theirs.pk}/stages/1/")
    assert "福祉の部署が担当" in read(client, "/search/?q=担当 部署が").replace(" ", "")
    assert "誰も一人にしない" in read(client, f"/platforms/{published.platform_id}/")
    found = read(sign_in(officer), "/search/?q=まだ出していない")
    assert "まだ出していない見出し" in found.replace(" ", "")
    assert "部署が担当" not in read(sign_in(officer), "/search/?q=福祉の部署").replace(" ", "")


def test_the_list_says_which_version_is_out(
    corrected: CaseSheet, officer: User, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    assert "公開中 第2版 令和6年4月20日" in read(client, "/case-sheets/")
    assert "公開中 第2版" in read(client, "/case-sheets/?state=published")
    assert "公開中 第2版" not in read(client, "/case-sheets/?state=confirmed&state=draft")
    assert "公開中 第2版" in read(client, f"/platforms/{corrected.platform_id}/")
    for version in corrected.versions.all():
        actions.withdraw(version, by=administrator, reason="誤り")
    assert "取下げ" in read(client, "/case-sheets/?state=withdrawn&sort=public_on")


def test_a_new_year_does_not_empty_the_goals(
    published: CaseSheet, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    platform = published.platform
    Platform.objects.filter(pk=platform.pk).update(shared=True)
    fresh = CaseSheet.objects.create(platform=platform, fiscal_year=2024)
    for user in (officer, other_officer):
        page = read(sign_in(user), f"/platforms/{platform.pk}/")
        assert "最終的なゴール 令和5年度の事例票から 誰も一人にしない" in page
    Passage.objects.create(sheet=fresh, part="year_goal", text="部会を三つ開く")
    page = read(sign_in(officer), f"/platforms/{platform.pk}/")
    assert "最終的なゴール 令和5年度の事例票から 誰も一人にしない" in page
    assert "今年度のゴール 令和6年度の事例票から 部会を三つ開く" in page
    assert "部会を三つ開く" not in read(sign_in(other_officer), f"/platforms/{platform.pk}/")


def test_the_list_reads_no_document_and_asks_as_often_for_many_sheets(
    officer: User,
    koto: Municipality,
    sign_in: SignIn,
    assert_same_queries: Callable[..., None],
) -> None:
    client = sign_in(officer)
    numbers = count(2)

    def publish(rows: int) -> None:
        platforms = [
            Platform(municipality=koto, name=f"連携PF{next(numbers)}") for _ in range(rows)
        ]
        for platform in Platform.objects.bulk_create(platforms):
            sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2023)
            values = {"sheet": sheet, "document": {}, "published_on": date(2024, 3, 29)}
            SheetVersion.objects.create(number=1, **values)
            SheetVersion.objects.create(number=2, reason="訂正", **values)

    assert_same_queries(publish, lambda: read(client, "/case-sheets/"), few=3, many=40)
    with CaptureQueriesContext(connection) as asked:
        assert "公開中 第2版" in read(client, "/case-sheets/")
    assert not [query["sql"] for query in asked if '"document"' in query["sql"]]


def test_a_version_leads_only_where_its_reader_may_go(
    published: CaseSheet, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    pilot = Pilot.objects.get(fiscal_year=2023)
    link = f'href="{pilot.get_absolute_url()}"'
    pages = [page_of(published, 1), f"/compare/?sheet={published.pk}&chapter=pilots"]
    for address in pages:
        assert link in sign_in(officer).get(address).content.decode(), address
        theirs = sign_in(other_officer).get(address).content.decode()
        assert "フォーラム開催" in theirs, address
        assert link not in theirs, address
    Pilot.objects.update(shared=True)
    assert link in sign_in(other_officer).get(pages[0]).content.decode()
