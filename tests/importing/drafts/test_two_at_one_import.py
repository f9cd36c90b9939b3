"""Two colleagues at one import: what the first decides is told to the second, and both stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.models import ImportBatch, Survey
from tests.importing.carried import commit
from tests.pages.hand import complaints, the_form, write

pytestmark = pytest.mark.django_db

HEADER = "回答ID,Q1 活動の頻度,Q2 場所,Q3 困りごと"
FIRST = ("A1,毎週,公民館,会場が遠い", "A2,毎月,寺,担い手がいない", "A3,毎週,公民館,とくになし",
         "A4,毎月,寺,ありません")  # fmt: skip
SECOND = ("B1,月に一度,公民館,会場が遠い", "B2,毎月,お寺,担い手", "B3,ときどき,寺,ひま")
LATE = "ほかの人が先に決めたものがあります"


@pytest.fixture
def mine(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def hers(administrator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    """Of a colleague, who is faster."""
    return browser_of(administrator)


def drafted(koto: Municipality, by: User, *rows: str, survey: Survey | None = None) -> ImportBatch:
    return actions.start_import(
        data="\n".join((HEADER, *rows)).encode(), name="回答.csv", municipality=koto, by=by,
        survey=survey, new_survey={} if survey else {"title": "居場所調査", "key": "places"},
    )  # fmt: skip


@pytest.fixture
def batch(koto: Municipality, coordinator: User) -> ImportBatch:
    survey = commit(drafted(koto, coordinator, *FIRST).pk, by=coordinator).survey
    return drafted(koto, coordinator, *SECOND, survey=survey)


def control(page: TestResponse, words: str) -> str:
    """The name of the control that is labelled so."""
    found = page.html.find(attrs={"aria-label": words})
    return str(found["name"])


def meaning(page: TestResponse, word: str, label: str) -> dict[str, str]:
    name = control(page, f"「{word}」の取り込み方")
    [value] = [value for value, _, shown in the_form(page)[name].options if shown == label]
    return {name: value}


def stored(batch: ImportBatch) -> dict[str, str]:
    """Word → option it is read as, of what people decided."""
    batch.refresh_from_db()
    fields = [field for field in batch.fields if field["role"] == "question"]
    return {word: c["label"] for f in fields for c in f["choices"] for word in c["aliases"]}


@pytest.mark.parametrize("step", ["values", "known"])
def test_a_word_a_colleague_decided_first_is_told_and_mine_goes_to_no_other_word(
    step: str, batch: ImportBatch, mine: TestApp, hers: TestApp
) -> None:
    address = f"/imports/{batch.pk}/{step}/"
    page, before = mine.get(address), hers.get(address)
    write(before, **meaning(before, "月に一度", "毎月"))

    again = write(page, **meaning(page, "月に一度", "毎週"), **meaning(page, "お寺", "寺"))
    assert LATE in again.text and "「月に一度」は「毎月」" in again.text
    assert stored(batch) == {"月に一度": "毎月"}

    assert the_form(again)[control(again, "「お寺」の取り込み方")].value == next(
        iter(meaning(again, "お寺", "寺").values())
    )
    write(again)
    assert stored(batch) == {"月に一度": "毎月", "お寺": "寺"}


def test_a_column_a_colleague_mapped_first_is_told_and_stays(
    batch: ImportBatch, mine: TestApp, hers: TestApp
) -> None:
    address = f"/imports/{batch.pk}/columns/"
    page, before = mine.get(address), hers.get(address)
    write(before, target_3="ignore")

    again = write(page, kind_0="text")
    assert LATE in again.text and "4番目の列の対応先は「取り込まない」" in again.text
    assert the_form(again)["target_3"].value == "ignore"
    assert write(again).status_int == 302
    batch.refresh_from_db()
    assert [field["role"] for field in batch.fields][3] == "ignore"


def test_a_column_both_have_mapped_is_asked_again(
    batch: ImportBatch, mine: TestApp, hers: TestApp
) -> None:
    address = f"/imports/{batch.pk}/columns/"
    page, before = mine.get(address), hers.get(address)
    write(before, target_3="ignore")

    again = write(page, target_3="question")
    said = dict(complaints(again))["4番目の列の対応先"]
    assert "ほかの人が先に「取り込まない」と決めました" in said
    assert the_form(again)["target_3"].value == "question"
    assert write(again).status_int == 302
    batch.refresh_from_db()
    assert [field["role"] for field in batch.fields][3] == "question"


def test_a_reading_a_colleague_changed_is_not_changed_back_by_an_old_page(
    batch: ImportBatch, mine: TestApp, hers: TestApp
) -> None:
    address = f"/imports/{batch.pk}/reading/"
    page, before = mine.get(address), hers.get(address)
    write(before, last_data_row="3")

    again = write(page)
    assert LATE in again.text and "回答の最後の行は「3」" in again.text
    assert the_form(again)["last_data_row"].value == "3"
    write(again)
    batch.refresh_from_db()
    assert batch.settings["last_data_row"] == 3


@pytest.mark.parametrize("step", ["check", "known"])
def test_a_row_a_colleague_left_out_is_told_on_the_page_of_before(
    step: str, batch: ImportBatch, mine: TestApp, administrator: User
) -> None:
    page = mine.get(f"/imports/{batch.pk}/{step}/")
    actions.leave_out(batch, out=[3], by=administrator)
    again = write(page, button="update" if step == "check" else "decide").maybe_follow()
    assert "ほかの人の判断か登録の内容が変わりました" in again.text
    assert "3行目（新規 → 取込まない）" in again.text
    assert [row.number for row in batch.row_decisions.filter(excluded=True)] == [3]


def test_my_own_ticks_are_not_told_as_a_colleagues(batch: ImportBatch, mine: TestApp) -> None:
    actions.leave_out(batch, out=[3], by=None)
    page = mine.get(f"/imports/{batch.pk}/check/")
    again = write(page, button="update", exclude=[]).maybe_follow()
    assert "ほかの人" not in again.text
    assert not batch.row_decisions.filter(excluded=True).exists()


def test_two_who_store_a_mapping_at_the_same_moment_lose_none(
    batch: ImportBatch, mine: TestApp, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = mine.get(f"/imports/{batch.pk}/values/")
    set_fields = actions.set_fields

    def after_her(slow: ImportBatch, **how: object) -> None:
        quick = ImportBatch.objects.get(pk=batch.pk)
        set_fields(quick, fields=make_plan(quick).fields, by=administrator)
        set_fields(slow, **how)

    monkeypatch.setattr(actions, "set_fields", after_her)
    again = write(page).follow()
    assert "ほかの人が先に列と値の対応を変えたため、まだ保存していません" in again.text


def test_a_row_a_colleague_left_out_is_told_to_who_decides_whose_it_is(
    koto: Municipality, coordinator: User, mine: TestApp, hers: TestApp
) -> None:
    data = "回答ID,団体名,Q1 活動の頻度\nA1,みなと食堂,毎週\nA2,つむぎの家,毎月"
    batch = actions.start_import(
        data=data.encode(), name="回答.csv", municipality=koto, by=coordinator,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    page, before = (who.get(f"/imports/{batch.pk}/organizations/") for who in (mine, hers))
    write(before, row_2="exclude", row_3="later")

    again = write(page, row_2="new", row_3="exclude")
    assert "先に決めたものがあります（2行目）" in again.text
    assert "ほかの人が先に「あとで決める」と決めました" in again.text
    write(again)
    decided = batch.row_decisions.values_list("number", "choice", "excluded")
    assert [*decided] == [(2, "", True), (3, "later", True)]


def test_a_column_of_a_list_a_colleague_mapped_first_is_told(
    koto: Municipality, coordinator: User, mine: TestApp, hers: TestApp
) -> None:
    data = "団体名,合言葉,電話\nみなと食堂,やま,03-5555-0100\nあおぞら会,かわ,03-5555-0101"
    batch = actions.start_list_import(
        data=data.encode(), name="団体.csv", municipality=koto, by=coordinator
    )
    page, before = (who.get(f"/imports/{batch.pk}/list/columns/") for who in (mine, hers))
    write(before, column_2="note")

    again = write(page, column_3="")
    assert LATE in again.text and the_form(again)["column_2"].value == "note"
    write(again)
    batch.refresh_from_db()
    assert [field["field"] for field in batch.fields] == ["name", "note", ""]
