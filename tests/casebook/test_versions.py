"""A case sheet is published as a version: corrected by the next one, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client

from casebook import actions
from casebook.models import CaseSheet, Passage, PublishedPassage, SheetVersion
from organizations.models import Municipality, User
from pilots.models import Pilot
from tests.actors import person
from tests.casebook.conftest import REASON, page_of
from tests.casebook.rendered import form_with, press, read, send

SignIn = Callable[[User], Client]
# ------------------------------------------------------------------ publishing


def test_publishing_is_asked_once_and_writes_the_first_version(
    sheet: CaseSheet, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    mine, theirs = sign_in(officer), sign_in(other_officer)
    assert "まだ公開できません" in read(mine, page_of(sheet, part="publish/"))
    press(mine, page_of(sheet), "確定する")
    question = read(mine, page_of(sheet, part="publish/"))
    assert "第1版を公開しますか" in question
    assert "すべての自治体が第1版を読みます" in question
    assert "江東 職員" in question
    assert theirs.get(page_of(sheet)).status_code == 404
    page = press(mine, page_of(sheet, part="publish/"), "第1版を公開する")
    assert "第1版を公開しました" in page
    assert "公開版 第1版" in page
    assert "江東区 江東 職員 が公開" in page
    assert "作成中に戻す" not in page
    others = read(theirs, page_of(sheet))
    assert "福祉の部署が担当" in others
    assert "江東 職員" not in others


def test_others_read_every_file_of_a_published_sheet(
    published: CaseSheet, other_officer: User, stranger: User, sign_in: SignIn
) -> None:
    addresses = [page_of(published, n, part) for n in (0, 1) for part in ("", "docx/", "xlsx/")]
    addresses.append("/case-book/2023/")
    client = sign_in(other_officer)
    assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get(page_of(published, part="draft/docx/")).status_code == 404
    assert client.post(page_of(published, part="step/reopen/")).status_code == 403
    assert client.get(page_of(published, part="publish/")).status_code == 403
    assert client.get(page_of(published, 1, "withdraw/")).status_code == 403
    assert {sign_in(stranger).get(address).status_code for address in addresses} == {404}


def test_a_confirmed_sheet_waits_as_it_is_and_can_be_taken_back(
    sheet: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    passage = sheet.passages.earliest("pk")
    press(client, page_of(sheet), "確定する")
    edit = f"/passages/{passage.pk}/edit/"
    assert "確定した事例票は変えられません" in press(client, edit, "保存する", text="変えた")
    press(client, page_of(sheet), "作成中に戻す")
    assert "変えた" in press(client, edit, "保存する", text="変えた")


# ------------------------------------------------------------------ correcting


def test_the_first_version_stays_until_the_correction_is_out(
    published: CaseSheet, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    mine, theirs = sign_in(officer), sign_in(other_officer)
    goal = published.passages.get(part="final_goal")
    press(mine, f"/passages/{goal.pk}/edit/", "保存する", text="だれも取り残さない")
    Pilot.objects.filter(fiscal_year=2023).update(period_as_printed="令和6年1月～2月")

    page = read(mine, page_of(published))
    assert "公開後に2か所変わりました" in page
    assert "最終的なゴール 誰も一人にしない だれも取り残さない" in page
    assert "試行的事業一覧 フォーラム開催 実施時期 （なし） 令和6年1月～2月" in page
    before = read(theirs, page_of(published))
    assert "誰も一人にしない" in before
    assert "だれも取り残さない" not in before
    assert "か所変わりました" not in before

    question = page_of(published, part="publish/")
    assert "第2版（訂正版）を公開しますか" in read(mine, question)
    assert "誰も一人にしない → だれも取り残さない" in read(mine, question)
    refused = press(mine, question, "第2版を公開する")
    assert "訂正の理由 ：入力されていません" in refused
    assert published.versions.count() == 1
    page = press(mine, question, "第2版を公開する", reason=REASON)
    assert "第2版（訂正版）を公開しました" in page
    assert "公開後に" not in page

    after = read(theirs, page_of(published))
    assert "だれも取り残さない" in after
    assert f"訂正のお知らせ {REASON}" in after


def test_an_earlier_version_says_that_there_is_a_correction(
    corrected: CaseSheet, other_officer: User, sign_in: SignIn
) -> None:
    client = sign_in(other_officer)
    first = read(client, page_of(corrected, 1))
    assert "訂正版があります" in first
    assert "誰も一人にしない" in first
    assert "訂正版があります" not in read(client, page_of(corrected, 2))


def test_a_change_made_while_the_question_is_open_is_asked_about_again(
    published: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    published.passages.filter(part="final_goal").update(text="一つ目の直し")
    question = form_with(client, page_of(published, part="publish/"), "第2版を公開する")
    published.passages.filter(part="plan").update(heading="見ていない直し")
    page = send(client, question, reason=REASON)
    assert "この画面を開いたあとに、事例票の内容が変わりました" in page
    assert "見ていない直し" in page
    assert REASON in page
    assert published.versions.count() == 1
    assert "公開しました" in press(
        client, page_of(published, part="publish/"), "第2版を公開する", reason=REASON
    )


def test_two_who_publish_at_once_make_one_version(
    published: CaseSheet, officer: User, koto: Municipality, sign_in: SignIn
) -> None:
    published.passages.filter(part="final_goal").update(text="直し")
    address, button = page_of(published, part="publish/"), "第2版を公開する"
    first, second = sign_in(officer), sign_in(person("koto-two", "江東 二人目", "staff", koto))
    forms = [form_with(client, address, button) for client in (first, second)]
    assert "第2版（訂正版）を公開しました" in send(first, forms[0], reason=REASON)
    late = second.post(forms[1].action, forms[1].fields | {"reason": "わたしの理由"})
    assert "から変わったところがありません" in late.content.decode()
    assert [v.number for v in published.versions.all()] == [2, 1]


def test_who_read_the_sheet_before_another_published_is_refused(
    published: CaseSheet, officer: User
) -> None:
    stale = CaseSheet.objects.get()
    published.passages.filter(part="final_goal").update(text="直し")
    actions.publish(published, by=officer, reason=REASON)
    published.passages.filter(part="final_goal").update(text="次の直し")
    with pytest.raises(ValidationError, match="ほかの人が更新しました"):
        actions.publish(stale, by=officer, reason=REASON)


def test_nothing_new_is_not_published(published: CaseSheet, officer: User) -> None:
    with pytest.raises(ValidationError, match="第1版から変わったところがありません"):
        actions.publish(published, by=officer, reason=REASON)


# ------------------------------------------------------------------ withdrawing


def test_a_withdrawn_version_stays_with_its_municipality(
    published: CaseSheet,
    administrator: User,
    officer: User,
    other_officer: User,
    sign_in: SignIn,
) -> None:
    client, theirs = sign_in(administrator), sign_in(other_officer)
    assert sign_in(officer).get(page_of(published, 1, "withdraw/")).status_code == 403
    question, button = page_of(published, 1, "withdraw/"), "第1版を取り下げる"
    assert "この事例票が見えなくなります" in read(client, question)
    assert "取り下げの理由 ：入力されていません" in press(client, question, button)
    page = press(client, question, button, reason="写真の同意がなかったため")
    assert "第1版を取り下げました" in page
    assert "公開を取り下げています" in page
    version = SheetVersion.objects.get()
    assert version.withdrawn_by == administrator
    gone = [page_of(published), page_of(published, 1), page_of(published, 1, "docx/")]
    assert {theirs.get(address).status_code for address in gone} == {404}
    assert theirs.get("/case-book/2023/").status_code == 404
    kept = read(sign_in(officer), page_of(published, 1))
    assert "写真の同意がなかったため" in kept
    assert "福祉の部署が担当" in kept


def test_without_the_correction_others_read_the_version_before_it(
    corrected: CaseSheet, administrator: User, other_officer: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    assert "第1版が見えます" in read(client, page_of(corrected, 2, "withdraw/"))
    press(client, page_of(corrected, 2, "withdraw/"), "第2版を取り下げる", reason="誤り")
    page = read(sign_in(other_officer), page_of(corrected))
    assert "誰も一人にしない" in page
    assert "訂正版があります" not in page
    assert "公開版 第1版" in read(client, page_of(corrected))


def test_after_everything_is_withdrawn_the_next_number_is_published(
    published: CaseSheet, administrator: User, officer: User, sign_in: SignIn
) -> None:
    actions.withdraw(published.versions.get(), by=administrator, reason="誤り")
    page = press(
        sign_in(officer), page_of(published, part="publish/"), "第2版を公開する", reason=REASON
    )
    assert "公開版 第2版" in page


def test_a_partner_publishes_but_the_owner_withdraws(
    published: CaseSheet, zama: Municipality, other_administrator: User, sign_in: SignIn
) -> None:
    published.platform.partners.add(zama)
    client = sign_in(other_administrator)
    Passage.objects.filter(part="final_goal").update(text="ともに直す")
    # The figure draws the municipality that joined, too.
    assert "公開後に2か所変わりました" in read(client, page_of(published))
    press(client, page_of(published, part="publish/"), "第2版を公開する", reason=REASON)
    assert published.versions.count() == 2
    assert client.get(page_of(published, 2, "withdraw/")).status_code == 403
    assert "取り下げる" not in read(client, page_of(published))


# ------------------------------------------------------------------ nothing changes a version


def test_a_version_is_changed_by_no_door(published: CaseSheet, officer: User) -> None:
    version = published.versions.get()
    version.document = {"is": "CaseDocument"}
    for attempt in (version.full_clean, version.clean):
        with pytest.raises(ValidationError, match="変えることも削除することもできません"):
            attempt()
    for attempt in (
        version.delete,
        SheetVersion.objects.all().delete,
        PublishedPassage.objects.all().delete,
        PublishedPassage.objects.earliest("pk").delete,
        published.delete,
    ):
        with pytest.raises(ProtectedError):
            attempt()
    assert version.locked()


def test_a_withdrawal_is_not_taken_back(published: CaseSheet, administrator: User) -> None:
    version = actions.withdraw(published.versions.get(), by=administrator, reason="誤り")
    with pytest.raises(ValidationError, match="すでに取り下げられています"):
        actions.withdraw(version, by=administrator, reason="もう一度")
    version.withdrawn_on, version.withdrawal_reason = None, ""
    with pytest.raises(ValidationError, match="変えることも"):
        version.full_clean()


@pytest.mark.parametrize(
    "wrong", [{"number": 1, "reason": "同じ番号"}, {"number": 2}, {"number": 3, "withdrawn_on": date(2024, 1, 1), "reason": "x"}]
)  # fmt: skip
def test_the_database_knows_the_rules(wrong: dict[str, object], published: CaseSheet) -> None:
    values = {"published_on": date(2024, 4, 1), "document": {}, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetVersion.objects.create(sheet=published, **values)


def test_the_admin_looks_at_versions_and_changes_none(
    published: CaseSheet, administrator: User, sign_in: SignIn
) -> None:
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    client = sign_in(User.objects.get(pk=administrator.pk))
    version = published.versions.get()
    place = f"/admin/casebook/sheetversion/{version.pk}/"
    assert "第1版" in read_admin(client, f"{place}change/")
    assert client.post(f"{place}change/", {"reason": "変えた"}).status_code == 403
    assert client.post(f"{place}delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": version.pk, "post": "yes"}
    client.post("/admin/casebook/sheetversion/", chosen)
    assert published.versions.get().reason == ""


def read_admin(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_published_sheet_is_known_by_stays(
    published: CaseSheet, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    page = press(client, page_of(published, part="edit/"), "保存する", fiscal_year="R8")
    assert "連携PF・年度・版を変えることもできません" in page
    delete = read(client, page_of(published, part="delete/"))
    assert "連携PF・年度・版を変えることもできません" in delete
    published.edition = "別の版"
    with pytest.raises(ValidationError, match="連携PF・年度・版を変えることも"):
        published.full_clean()
    with pytest.raises(ValidationError, match="作成中に戻せません"):
        actions.reopen(CaseSheet.objects.get(), by=officer)
