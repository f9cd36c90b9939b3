"""A coordinator holds a register against the registry, accepts, and takes back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone
from webtest import TestApp, TestResponse, Upload

from organizations.models import (
    Municipality,
    Note,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    User,
)
from surveys import actions
from surveys.models import ImportBatch, RegisterDifference, RegisterPart
from tests.factories.organization import OrganizationFactory
from tests.importing.registers.files import nta_row, number, written, zipped
from tests.importing.registers.test_differences import LIGHT, PLACE
from tests.pages.hand import complaints, enter, push, write
from tests.surveys.workers import carry_out

pytestmark = pytest.mark.django_db
START = "/imports/registers/"
NAME = "13_tokyo_all_20240830.zip"


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def light(koto: Municipality) -> Organization:
    """Was called otherwise, and has moved."""
    return OrganizationFactory(
        name="NPO法人うみの灯", corporate_number=number(1), latitude="35.6",
        **PLACE | {"town": "浜1-1"},
    )  # fmt: skip


ROWS = [
    nta_row(1, LIGHT),
    nta_row(2, "特定非営利活動法人こもれび", closed="2024-03-05", cause="01", successor=number(1)),
    nta_row(3, "社会福祉法人あさひ会"),
]


@pytest.fixture
def others(light: Organization) -> tuple[Organization, Organization]:
    """One that was dissolved, and one whose number nobody knew."""
    return (
        OrganizationFactory(name="NPO法人こもれび", corporate_number=number(2), **PLACE),
        OrganizationFactory(name="（社福）あさひ会", **PLACE),
    )


def send(browser: TestApp, data: bytes | None = None, name: str = NAME) -> TestResponse:
    """To the page of the differences."""
    page = enter(browser, START, file=Upload(name, zipped(written(ROWS)) if data is None else data))
    carry_out()
    return browser.get(page.request.path).maybe_follow()


def again(*records: Organization) -> None:
    for record in records:
        record.refresh_from_db()


def kinds() -> dict[str, str]:
    rows = RegisterDifference.objects.all()
    return {row.kind: row.state for row in rows}


def test_from_the_list_of_organizations_to_the_differences(
    browser: TestApp, light: Organization, others: tuple[Organization, Organization]
) -> None:
    assert browser.get("/organizations/").click("法人番号などの名簿と照らす").request.path == START
    page = send(browser)
    assert (
        "法人番号公表サイト「13_tokyo_all_20240830.zip」（令和6年8月30日（金）現在）" in page.text
    )
    assert kinds() == dict.fromkeys(["closed", "successor", "name", "number", "address"], "open")
    assert page.html.find("h2", string="閉鎖・解散"), "the gravest first"
    assert "2024-03-05 登記記録の閉鎖（清算の結了等）" in page.text
    names = page.click("名称の変更")
    assert "NPO法人うみの灯" in names.text
    assert LIGHT in names.text
    assert not RegisterPart.objects.exists(), "the file is not kept"
    assert bytes(ImportBatch.objects.get().file.content) == b""
    again(light)
    assert light.name == "NPO法人うみの灯"
    assert NAME in browser.get(START).text


def test_accepting_all_of_a_kind_and_taking_it_back(
    browser: TestApp, light: Organization, others: tuple[Organization, Organization]
) -> None:
    address = send(browser).request.path
    for kind in ("閉鎖・解散", "承継先", "名称の変更", "法人番号が分かりました", "移転・郵便番号"):
        page = browser.get(address).click(kind)
        push(browser, f"{address}?{page.request.query_string}", f"「{kind}」の1件をすべて反映する")
        carry_out()
    dissolved, unnumbered = others
    again(light, dissolved, unnumbered)
    assert (light.name, light.town, light.latitude) == (LIGHT, "本町二丁目１６番３２号", "")
    assert light.updated_by is not None
    former = light.names.get()
    assert (former.name, former.kind) == ("NPO法人うみの灯", OrganizationName.Kind.FORMER)
    assert NAME in former.source
    assert Organization.objects.matching("うみの灯").get() == light
    assert dissolved.state == Organization.State.CLOSED
    assert OrganizationIdentifier.objects.get().value == number(1)
    assert unnumbered.corporate_number == number(3)
    notes = " ".join(Note.objects.values_list("text", flat=True))
    assert "令和6年8月30日" in notes
    assert "清算の結了等" in notes

    page = push(browser, address, "反映をすべて取り消す")
    carry_out()
    assert "5件の反映を取り消しました" in browser.get(address).text
    again(light, dissolved, unnumbered)
    assert (light.name, light.town, light.latitude) == ("NPO法人うみの灯", "浜1-1", "35.6")
    assert (dissolved.state, unnumbered.corporate_number) == ("active", "")
    for model in (OrganizationName, OrganizationIdentifier, Note):
        assert not model._default_manager.exists()
    assert set(kinds().values()) == {"open"}


def test_one_by_one_and_set_aside_for_good(browser: TestApp, light: Organization) -> None:
    address = send(browser).request.path
    assert "反映しました" in push(browser, f"{address}?kind=name", "accept").text
    assert "見送りました" in push(browser, f"{address}?kind=address", "set_aside").text
    assert kinds() == {"name": "accepted", "address": "aside"}
    send(browser)
    later = RegisterDifference.objects.filter(batch=ImportBatch.objects.order_by("-pk")[0])
    assert [(row.kind, row.state) for row in later] == [("address", "aside")]
    assert (
        "未決に戻しました"
        in push(browser, f"{address}?kind=address&state=aside", "bring_back").text
    )
    taken_back = push(browser, f"{address}?kind=name&state=accepted", "take_back")
    assert "反映を取り消しました" in taken_back.text
    again(light)
    assert light.name == "NPO法人うみの灯"


def test_what_was_set_aside_is_known_whatever_the_order_of_its_fields(
    browser: TestApp, light: Organization
) -> None:
    address = send(browser).request.path
    push(browser, f"{address}?kind=address", "set_aside")
    aside = RegisterDifference.objects.get(state="aside")
    assert len(aside.after) > 1
    for order in (sorted(aside.after), sorted(aside.after, reverse=True)):
        after = {name: aside.after[name] for name in order}
        RegisterDifference.objects.filter(pk=aside.pk).update(after=after)
        send(browser)
        later = ImportBatch.objects.order_by("-pk")[0].differences.get(kind="address")
        assert later.state == "aside"
        later.delete()


def test_a_decision_whose_ground_is_gone_is_not_taken(
    browser: TestApp, light: Organization
) -> None:
    address = send(browser).request.path
    light.corporate_number = ""
    light.save()
    assert "照らしたときは、法人番号が同じでした" in browser.get(f"{address}?kind=name").text
    said = push(browser, f"{address}?kind=name", "accept").text
    assert "法人番号が、名簿と照らしたあとで変わりました" in said
    again(light)
    assert light.name == "NPO法人うみの灯"


def test_who_is_known_by_the_name_alone_is_accepted_one_by_one(
    browser: TestApp, koto: Municipality
) -> None:
    weak = OrganizationFactory(name="（社福）あさひ会", city="", town="")
    sure = OrganizationFactory(name="NPO法人こもれび", **PLACE)
    rows = [nta_row(2, "特定非営利活動法人こもれび"), nta_row(3, "社会福祉法人あさひ会")]
    address = send(browser, written(rows)).request.path
    page = browser.get(address)
    assert "名称が同じ（所在地の登録なし）" in page.text
    assert "1件ずつ確かめて反映してください" in page.text
    push(browser, address, "「法人番号が分かりました」の1件をすべて反映する")
    carry_out()
    assert "1件を反映しました。" in browser.get(address).text
    assert "1件を反映しました。" not in browser.get(address).text, "said once"
    again(weak, sure)
    assert (weak.corporate_number, sure.corporate_number) == ("", number(2))
    push(browser, address, "accept")
    again(weak)
    assert weak.corporate_number == number(3)


def test_what_was_changed_meanwhile_is_not_written_over(
    browser: TestApp, light: Organization
) -> None:
    address = send(browser).request.path
    Organization.objects.filter(pk=light.pk).update(name="NPO法人そらの灯")
    assert (
        "照らしたあとで台帳の値が変わりました"
        in push(browser, f"{address}?kind=name", "accept").text
    )
    push(browser, f"{address}?kind=name", "「名称の変更」の1件をすべて反映する")
    carry_out()
    page = browser.get(f"{address}?kind=name")
    assert "0件を反映しました。1件は反映できませんでした" in page.text
    again(light)
    assert light.name == "NPO法人そらの灯"


def test_what_was_changed_after_it_was_accepted_stays(
    browser: TestApp, light: Organization
) -> None:
    address = send(browser).request.path
    push(browser, f"{address}?kind=name", "accept")
    Organization.objects.filter(pk=light.pk).update(name="NPO法人そらの灯")
    push(browser, address, "take_all_back")
    carry_out()
    assert "1件は取り消さずに残しました" in browser.get(address).text
    again(light)
    assert light.name == "NPO法人そらの灯"
    assert kinds()["name"] == "accepted"


def test_two_at_the_same_difference(browser: TestApp, light: Organization) -> None:
    address = send(browser).request.path
    page = browser.get(f"{address}?kind=name")
    push(browser, f"{address}?kind=name", "set_aside")
    form = next(f for f in page.forms.values() if "difference" in f.fields)
    late = form.submit("verb", value="accept").follow()
    assert "ほかの人がすでに判断しています" in late.text
    again(light)
    assert light.name == "NPO法人うみの灯"
    lost = browser.post(address, {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"].value})
    assert "押したボタンの行が分かりませんでした" in lost.follow().text


def test_a_number_another_organization_has_meanwhile(browser: TestApp, koto: Municipality) -> None:
    OrganizationFactory(name="（社福）あさひ会", **PLACE)
    address = send(browser).request.path
    OrganizationFactory(name="別の会", corporate_number=number(3))
    refused = push(browser, f"{address}?kind=number", "accept")
    assert "同じ法人番号の団体がすでに登録されています" in refused.text
    assert kinds() == {"number": "open"}
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (written([["団体名"], ["みなとの灯"]]), "知っている名簿の形ではありません"),
        (zipped(b"", "a.xml"), "名簿のCSVがちょうど1つ入っていません"),
    ],
)
def test_what_is_no_register_says_so_and_goes(
    browser: TestApp, light: Organization, data: bytes, says: str
) -> None:
    page = send(browser, data)
    assert says in page.text
    assert not RegisterPart.objects.exists()
    write(page.click("この照合を消す"))
    assert not ImportBatch.objects.exists()


def test_an_empty_file_and_a_day_to_come(browser: TestApp, koto: Municipality) -> None:
    assert complaints(enter(browser, START, file=Upload(NAME, b"")))
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = enter(browser, START, file=Upload(NAME, b"x"), as_of=tomorrow.isoformat())
    assert any("今日までの日付" in text for _, text in complaints(page))
    assert not ImportBatch.objects.exists()


def test_the_pages_of_an_import_know_no_register(browser: TestApp, light: Organization) -> None:
    pk = ImportBatch.objects.get(pk=int(send(browser).request.path.split("/")[2])).pk
    for page in ("file", "list", "list/columns", "reading", "check", "known", "problems"):
        assert browser.get(f"/imports/{pk}/{page}/", status="*").status_int == 404, page
    assert browser.get(f"/imports/{pk}/").location.endswith(f"/imports/{pk}/register/")
    assert NAME in browser.get("/imports/").text


def test_the_list_of_differences_asks_as_often_for_a_thousand(
    browser: TestApp,
    koto: Municipality,
    coordinator: User,
    assert_same_queries: Callable[..., None],
) -> None:
    batch = actions.start_comparison(parts=[b"x"], name=NAME, municipality=koto, by=coordinator)
    ImportBatch.objects.update(state=ImportBatch.State.COMPARED)

    def make(n: int) -> None:
        begun = Organization.objects.count()
        new = [
            OrganizationFactory.build(municipality=koto, name=f"会{k}", sort_key=f"{k}")
            for k in range(begun, begun + n)
        ]
        RegisterDifference.objects.bulk_create(
            RegisterDifference(
                batch=batch, organization=organization, kind="closed", how="number",
                before={"state": "active"}, after={"state": "closed"},
            )
            for organization in Organization.objects.bulk_create(new)
        )  # fmt: skip

    assert_same_queries(make, lambda: browser.get(f"/imports/{batch.pk}/register/"))
    assert "1–50 / 1,000件" in browser.get(f"/imports/{batch.pk}/register/").text


def run(path: Path, **options: object) -> dict[str, object]:
    out = io.StringIO()
    call_command("compare_register", path, json=True, stdout=out, **options)
    result: dict[str, object] = json.loads(out.getvalue())
    return result


def test_the_command_line(
    tmp_path: Path, koto: Municipality, others: tuple[Organization, Organization]
) -> None:
    path = tmp_path / NAME
    path.write_bytes(zipped(written(ROWS)))
    told = run(path, municipality=koto.code, dry_run=True)
    assert told["counts"] == {"rows": 3, "organizations": 3, "matched": 3, "undecided": 0}
    assert not ImportBatch.objects.exists()
    assert run(path, municipality=koto.code) == told
    assert len(kinds()) == 5
    out = io.StringIO()
    call_command("compare_register", path, municipality=koto.code, stdout=out)
    assert "名称の変更：1" in out.getvalue()
    path.write_bytes(b"x")
    assert run(path, municipality=koto.code)["refused"] is True
    with pytest.raises(CommandError, match="知っている名簿の形ではありません"):
        call_command("compare_register", path, municipality=koto.code)
    with pytest.raises(CommandError, match="団体コード"):
        call_command("compare_register", path, municipality="999999")


def test_a_former_name_somebody_wrote_on_stays(browser: TestApp, light: Organization) -> None:
    address = send(browser).request.path
    push(browser, f"{address}?kind=name", "accept")
    former = light.names.get()
    kind = ContentType.objects.get_for_model(former)
    Note.objects.create(record_type=kind, record_id=former.pk, text="総会で改めた")
    push(browser, f"{address}?kind=name&state=accepted", "take_back")
    assert light.names.get() == former
    again(light)
    assert light.name == "NPO法人うみの灯"
