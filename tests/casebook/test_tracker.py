"""The ten stages as they stand in a year, and how a state is entered, changed and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casebook.models import Reference, StageStatus
from casebook.tracker import tracker_of
from organizations.models import Municipality, Note, Platform, User
from platform_registry import actions
from tests.kit.rendered import fill_in
from tests.pages.hand import complaints, the_form, write

SignIn = Callable[[User], Client]


@pytest.fixture
def platform(koto: Municipality) -> Platform:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF", status="preparing")
    for year, stage, state in [
        (2022, 1, "done"),
        (2022, 7, "under_way"),
        (2022, 9, "done"),
        (2023, 7, "done"),
    ]:
        StageStatus.objects.create(platform=platform, fiscal_year=year, stage=stage, state=state)
    return platform


def states(platform: Platform, year: int | None = None) -> dict[int, str]:
    steps = [step for _, steps in tracker_of(platform, year).phases for step in steps]
    return {stage.number: status.state for stage, status, _ in steps if status}


def test_what_was_reached_holds_on_but_the_last_phase_begins_anew(platform: Platform) -> None:
    assert states(platform) == {1: "done", 7: "done"}
    assert states(platform, 2022) == {1: "done", 7: "under_way", 9: "done"}


@pytest.mark.parametrize("asked", [1999, 2024, None])
def test_a_year_without_states_shows_the_latest(platform: Platform, asked: int | None) -> None:
    assert tracker_of(platform, asked).year == 2023


def test_earlier_years_are_a_click_away(platform: Platform, officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).get(f"{platform.get_absolute_url()}?stages=2022").content.decode()
    assert '<a href="?stages=2023">令和5年度</a>' in page
    assert "（取組中）" in page
    assert sign_in(officer).get(f"{platform.get_absolute_url()}?stages=abc").status_code == 200


def test_a_state_is_given_its_reason_corrected_and_removed(
    platform: Platform, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    status = platform.stage_statuses.get(fiscal_year=2023)
    Note.objects.create(record=status, kind="source", text="フォーラムを開いた。")
    client, page = sign_in(officer), status.get_absolute_url()
    assert "フォーラムを開いた。" in client.get(page).content.decode()
    kept = {"fiscal_year": "R4", "stage": "7", "state": "done", "version": "1"}
    twice = client.post(f"/stage-statuses/{status.pk}/edit/", kept).content.decode()
    assert "この年度・行程の状態はすでにあります。" in twice
    assert sign_in(other_officer).get(f"/stage-statuses/{status.pk}/edit/").status_code == 404
    client = sign_in(officer)
    fill_in(client, f"/stage-statuses/{status.pk}/delete/")
    assert states(platform) == {1: "done", 7: "under_way", 9: "done"}


def test_the_report_s_guidance_is_not_changed_from_a_stage(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    row = Reference.objects.create(kind="guidance", stage=1, text="担当を決める。")
    Note.objects.create(record=row, kind="differs", field="text", text="題が違う。", statement="題")
    page = sign_in(officer).get(f"/platforms/{platform.pk}/stages/1/").content.decode()
    assert "題が違う。" in page
    assert "この値にする" not in page.split("題が違う。")[1]
    note = Note.objects.get(text="題が違う。")
    assert sign_in(officer).post(f"/notes/{note.pk}/choose/").status_code == 403


def test_what_is_the_same_for_all_is_not_kept_by_one_municipality(
    administrator: User, sign_in: SignIn
) -> None:
    row = Reference.objects.create(kind="guidance", stage=1, text="担当を決める。")
    client = sign_in(administrator)
    start = "/admin/casebook/reference/"
    assert "担当を決める。" in client.get(start).content.decode()
    assert 'name="_save"' not in client.get(f"{start}{row.pk}/change/").content.decode()
    for address in (f"{start}{row.pk}/change/", f"{start}{row.pk}/delete/", f"{start}add/"):
        assert client.post(address, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "入力されていません。入力してください。"),
        ("六年", "年度として読み取れません。例：令和5年度、R5、2023のように入力してください。"),
    ],
)
def test_a_year_that_cannot_be_read_is_answered_under_it_and_nothing_typed_is_lost(
    typed: str, says: str, koto: Municipality, officer: User, browser_of: Any
) -> None:
    platform = Platform.objects.create(municipality=koto, name="見本の連携PF")
    page = write(
        browser_of(officer).get(f"/platforms/{platform.pk}/stages/1/?edit=1"),
        fiscal_year=typed,
        state="under_way",
    )
    assert ("年度", says) in list(complaints(page))
    form = the_form(page)
    assert (form["fiscal_year"].value, form["state"].value) == (typed, "under_way")
    page = write(page, fiscal_year="令和6年度").follow()
    assert "令和6年度の状態を「取組中」にしました。" in page.text


def test_who_sets_a_stage_second_sees_what_was_set_and_decides(
    platform: Platform, officer: User, browser_of: Any
) -> None:
    address = f"/platforms/{platform.pk}/stages/7/?edit=1"
    mine, theirs = browser_of(officer).get(address), browser_of(officer).get(address)
    write(theirs, fiscal_year="令和5年度", state="under_way")
    page = write(mine, fiscal_year="令和5年度", state="not_started")
    (name, said), *_ = list(complaints(page))
    assert name == "状態" and "ほかの人が更新しました" in said and "「取組中」" in said
    assert (the_form(page)["fiscal_year"].value, the_form(page)["state"].value) == (
        "令和5年度",
        "not_started",
    )
    assert states(platform)[7] == "under_way"
    assert write(page).status_int == 302
    assert states(platform)[7] == "not_started"


def test_who_sets_a_stage_first_is_not_overruled_where_the_page_showed_none(
    platform: Platform, officer: User, browser_of: Any
) -> None:
    address = f"/platforms/{platform.pk}/stages/8/?edit=1"
    mine, theirs = browser_of(officer).get(address), browser_of(officer).get(address)
    write(theirs, fiscal_year="令和5年度", state="done")
    page = write(mine, fiscal_year="令和5年度", state="under_way")
    assert "今の登録は「実施済」です。" in page.text
    page = write(page, fiscal_year="令和6年度")  # a year nobody else has touched
    assert page.status_int == 302
    assert states(platform, 2023)[8] == "done" and states(platform, 2024)[8] == "under_way"


def test_a_stage_taken_back_meanwhile_is_not_set_again_unseen(
    platform: Platform, officer: User, browser_of: Any
) -> None:
    mine = browser_of(officer).get(f"/platforms/{platform.pk}/stages/7/?edit=1")
    actions.remove(platform.stage_statuses.get(fiscal_year=2023, stage=7), by=None)
    page = write(mine, fiscal_year="令和5年度", state="done")
    assert "今の登録はありません。" in page.text
    assert states(platform)[7] == "under_way"
    assert write(page).status_int == 302
    assert states(platform)[7] == "done"


def test_a_year_that_cannot_be_read_leaves_the_page_as_old_as_it_was(
    platform: Platform, officer: User, browser_of: Any
) -> None:
    address = f"/platforms/{platform.pk}/stages/7/?edit=1"
    mine, theirs = browser_of(officer).get(address), browser_of(officer).get(address)
    write(theirs, fiscal_year="令和5年度", state="under_way")
    page = write(mine, fiscal_year="五年", state="not_started")
    assert "ほかの人が更新しました" in write(page, fiscal_year="令和5年度").text
