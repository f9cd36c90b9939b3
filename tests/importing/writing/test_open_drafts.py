"""Only a draft is changed. What a colleague has committed or thrown away meanwhile stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from webtest import TestApp

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, ImportRow, RowDecision
from tests.importing.carried import commit, undo
from tests.pages.hand import own_forms, press, write

pytestmark = pytest.mark.django_db

State = ImportBatch.State
ROWS = ["回答ID,団体名,Q1 活動の頻度", "A1,みなと食堂,毎週", "A2,つむぎの家,毎月"]

VERBS: dict[str, Callable[[ImportBatch, User], object]] = {
    "read another way": lambda b, by: actions.set_reading(b, settings={"first_data_row": 3}, by=by),
    "settings of a profile": lambda b, by: actions.use_settings(b, settings={"sheet": "1"}, by=by),
    "columns": lambda b, by: actions.set_fields(b, fields=[], by=by),
    "the next step": lambda b, by: actions.reach(b, step="values", by=by),
    "a row left out": lambda b, by: actions.leave_out(b, out=[2], by=by),
    "a row decided": lambda b, by: actions.decide_organization(
        b, number=2, choice="new", organization=None, rejected=[], by=by
    ),
    "thrown away": lambda b, by: actions.discard(b, by=by),
}


@pytest.fixture
def batch(koto: Municipality, coordinator: User) -> ImportBatch:
    return actions.start_import(
        data="\n".join(ROWS).encode(), name="回答.csv", municipality=koto, by=coordinator,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip


def as_stored(batch: ImportBatch) -> tuple[object, ...]:
    stored = ImportBatch.objects.values_list("state", "step", "settings", "fields", "changed_by")
    return (*stored.get(pk=batch.pk), RowDecision.objects.count(), ImportRow.objects.count())


@pytest.mark.parametrize("state", [State.RUNNING, State.COMMITTED, State.UNDOING, State.UNDONE])
@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_what_is_no_draft_any_more_is_not_changed(
    verb: Callable[[ImportBatch, User], object],
    state: str,
    batch: ImportBatch,
    coordinator: User,
    administrator: User,
) -> None:
    """The colleague's page was opened while it was a draft: her copy still says so."""
    hers = ImportBatch.objects.get(pk=batch.pk)
    commit(batch.pk, by=coordinator)
    if state == State.UNDONE:
        undo(batch.pk, by=coordinator)
    ImportBatch.objects.update(state=state)
    before = as_stored(batch)
    with pytest.raises(Refused, match=f"「{State(state).label}」"):
        verb(hers, administrator)
    assert as_stored(batch) == before


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_what_is_thrown_away_is_told(
    verb: Callable[[ImportBatch, User], object],
    batch: ImportBatch,
    coordinator: User,
    administrator: User,
) -> None:
    hers = ImportBatch.objects.select_related("file").get(pk=batch.pk)
    actions.start_import(  # another draft of the same file, which stays
        data=bytes(batch.file.content), name=batch.file.name, municipality=batch.municipality,
        by=coordinator, new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip
    actions.discard(batch, by=coordinator)
    with pytest.raises(Refused, match="ほかの人が破棄しました"):
        verb(hers, administrator)


def test_settings_join_those_stored_meanwhile(batch: ImportBatch, coordinator: User) -> None:
    hers = ImportBatch.objects.get(pk=batch.pk)
    actions.use_settings(batch, settings={"sheet": "1"}, by=coordinator)
    actions.use_settings(hers, settings={"profile": 7}, by=coordinator)
    batch.refresh_from_db()
    assert batch.settings == {"sheet": "1", "profile": 7}


def test_a_failed_commit_leaves_a_draft_that_can_be_thrown_away(
    batch: ImportBatch, coordinator: User
) -> None:
    ImportBatch.objects.update(state=State.FAILED)
    actions.discard(batch, by=coordinator)
    assert not ImportBatch.objects.exists()


def test_a_page_opened_before_the_commit_shows_where_the_import_stands(
    batch: ImportBatch, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    page = browser_of(coordinator).get(f"/imports/{batch.pk}/columns/")
    commit(batch.pk, by=coordinator)
    answer = write(page).maybe_follow()
    assert "取り込みました" in answer.text


def test_the_button_of_an_old_page_throws_no_import_away(
    batch: ImportBatch, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    page = browser.get(f"/imports/{batch.pk}/reading/").click("この取込をやめる")
    commit(batch.pk, by=coordinator)
    assert "いま「取込済」のため" in write(page).maybe_follow().text
    assert ImportRow.objects.count() == 2
    there = browser.get(f"/imports/{batch.pk}/discard/").maybe_follow()
    assert "取り込みました" in there.text and not own_forms(there)[0].action.endswith("discard/")


def test_what_goes_is_said_before_an_import_is_thrown_away(
    batch: ImportBatch, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    asked = browser_of(coordinator).get(f"/imports/{batch.pk}/reading/").click("この取込をやめる")
    assert (
        "「回答.csv」（調査の回答）の取込を破棄しますか" in asked.text
        and "元に戻せません" in asked.text
    )
    back = asked.click("破棄しない").maybe_follow()
    assert "読み取りの結果" in back.text and ImportBatch.objects.exists()
    assert "破棄しました" in write(asked).maybe_follow().text
    assert not ImportBatch.objects.exists()


STEPS = ("columns", "values", "organizations")


@pytest.mark.parametrize(
    ("step", "meanwhile", "says"),
    [(step, "committed", "いま「取込済」のため") for step in ("reading", *STEPS)]
    + [(step, "thrown away", "ほかの人が破棄しました") for step in STEPS],
)
def test_a_colleague_who_is_faster_by_a_moment_is_told(
    step: str,
    meanwhile: str,
    says: str,
    batch: ImportBatch,
    coordinator: User,
    browser_of: Callable[[User], TestApp],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The colleague comes after the page has looked at the state, and before it is saved."""
    page = browser_of(coordinator).get(f"/imports/{batch.pk}/{step}/")
    hers = ImportBatch.objects.get(pk=batch.pk)
    is_valid = forms.Form.is_valid

    def slow(form: forms.Form) -> bool:
        if meanwhile == "committed" and hers.is_open:
            hers.state = commit(hers.pk, by=coordinator).state
        elif hers.is_open:
            hers.state = State.UNDONE
            actions.discard(ImportBatch.objects.get(pk=hers.pk), by=coordinator)
        return is_valid(form)

    monkeypatch.setattr(forms.Form, "is_valid", slow)
    form = own_forms(page)[0]
    assert says in press(form).maybe_follow().text
    assert not RowDecision.objects.exists()
