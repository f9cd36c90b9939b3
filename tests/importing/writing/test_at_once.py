"""Imports beside each other and beside people, on both databases: nothing is lost or written twice.

A commit is stopped between looking at what is registered and writing; meanwhile others come.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connection

from organizations.models import Municipality, Organization, User
from platform_registry.actions import save
from surveys import actions
from surveys.importing.planning.plan import Differs
from surveys.importing.writing import commit as committing
from surveys.importing.writing import lists
from surveys.importing.writing.undo import undo
from surveys.models import Answer, ImportBatch, ImportRow, Option, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, promised
from tests.surveys.workers import wait_until

NUMBER = "7000012050002"
HEADER = "回答ID,団体名,Q1 活動の頻度"
Draft = Callable[..., ImportBatch]


@pytest.fixture
def answers(koto: Municipality, coordinator: User) -> Draft:
    def drafted(*rows: str, survey: Survey | None = None) -> ImportBatch:
        return actions.start_import(
            data="\n".join([HEADER, *rows]).encode(), name="回答.csv", municipality=koto,
            by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip

    return drafted


@pytest.fixture
def listing(koto: Municipality, coordinator: User) -> Draft:
    def listed(*rows: str) -> ImportBatch:
        data = "\n".join(["団体名,法人番号,電話番号", *rows]).encode()
        return actions.start_list_import(
            data=data, name="一覧.csv", municipality=koto, by=coordinator
        )

    return listed


def asked(batch: ImportBatch) -> Callable[[], None]:
    actions.request_commit(batch, seen=promised(batch), by=batch.created_by)
    return lambda: committing.commit(batch.pk, batch.request, by=batch.created_by)


class Beside(threading.Thread):
    """Somebody else's work, on a connection of its own."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:  # told in the end
            self.error = error
        finally:
            connection.close()

    def is_held_up(self) -> bool:
        """Done, or waiting for a lock. SQLite doesn't tell, and lets one write at a time anyway."""
        if connection.vendor == "sqlite" or not self.is_alive():
            return True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(cursor.fetchone()[0])

    def outcome(self) -> Exception | None:
        self.join(60)
        assert not self.is_alive()
        return self.error


@dataclass
class Stop:
    """Where the first commit waits until the others have come."""

    reached: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def again(self) -> None:
        self.reached.clear()
        self.over.clear()


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Stop:
    stop = Stop()

    def stopping(write: Callable[..., Any]) -> Callable[..., Any]:
        def writing(*args: Any) -> Any:
            first = not stop.reached.is_set()
            stop.reached.set()
            assert not first or stop.over.wait(60)
            return write(*args)

        return writing

    for kind, way in committing.WAYS.items():
        monkeypatch.setitem(committing.WAYS, kind, replace(way, write=stopping(way.write)))
    return stop


def at_once(
    stop: Stop, first: Callable[[], None], then: Callable[[], Any]
) -> list[Exception | None]:
    """What came of both; the second comes when the first has looked and not yet written."""
    one = Beside(first)
    wait_until(stop.reached.is_set)
    other = Beside(then)
    wait_until(other.is_held_up)
    stop.over.set()
    return [one.outcome(), other.outcome()]


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_register_an_organization_once(listing: Draft, stop: Stop) -> None:
    first, second = asked(listing("つむぎの家,,")), asked(listing("つむぎの家,,03-1111-1111"))
    done, refused = at_once(stop, first, second)
    assert done is None
    assert isinstance(refused, Differs)
    assert "2行目（新規 → 変更）" in str(refused)
    assert Organization.objects.get().phone == ""


@pytest.mark.django_db(transaction=True)
def test_two_files_of_one_survey_at_once_tell_what_differs(answers: Draft, stop: Stop) -> None:
    stop.over.set()
    survey = commit(answers("A1,みなと食堂,毎週").pk, by=None).survey
    stop.again()
    files = [
        answers("A1,みなと食堂,毎週", f"A2,つむぎの家,{q1}", survey=survey)
        for q1 in ("毎月", "毎年")
    ]
    done, refused = at_once(stop, *[asked(batch) for batch in files])
    assert done is None
    assert isinstance(refused, Differs)
    assert Response.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_link_made_by_hand_meanwhile_is_not_written_over(
    koto: Municipality, coordinator: User, answers: Draft, stop: Stop
) -> None:
    minato = OrganizationFactory(municipality=koto, name="みなと町食堂")
    stop.over.set()
    survey = commit(answers("A1,みなと食堂,毎週").pk, by=None).survey
    again = asked(answers("A1,みなと食堂,毎月", survey=survey))
    response = Response.objects.get()
    stop.again()

    outcomes = at_once(
        stop, again,
        lambda: actions.link_response(response, organization=minato, by=coordinator, opened=""),
    )  # fmt: skip

    assert outcomes == [None, None]
    response.refresh_from_db()
    assert response.organization == minato
    assert response.raw["Q1 活動の頻度"] == "毎月"


@pytest.mark.django_db(transaction=True)
def test_an_undo_beside_a_commit_sees_what_it_changed(
    coordinator: User, answers: Draft, stop: Stop
) -> None:
    """The second file corrects the answer of the first, which somebody takes back meanwhile."""
    stop.over.set()
    first = commit(answers("A1,みなと食堂,毎週", "A2,つむぎの家,毎月").pk, by=None)
    again = asked(answers("A1,みなと食堂,毎月", survey=first.survey))
    actions.request_undo(first, by=coordinator)
    stop.again()

    outcomes = at_once(stop, again, lambda: undo(first.pk, first.request, by=coordinator))

    assert outcomes == [None, None]
    assert dict(first.rows.values_list("number", "undone")) == {2: "kept", 3: "reversed"}
    assert Answer.objects.get().option.label == "毎月"


@pytest.mark.django_db(transaction=True)
def test_an_option_renamed_by_hand_meanwhile_is_not_doubled(
    coordinator: User, answers: Draft, stop: Stop
) -> None:
    rows = ["A1,,毎週", "A2,,毎月", "A3,,毎週", "A4,,毎月"]
    stop.over.set()
    survey = commit(answers(*rows).pk, by=None).survey
    more = asked(answers(*rows, "A5,,毎月", survey=survey))
    monthly = Option.objects.get(label="毎月")
    stop.again()
    monthly.label = "月に一度"
    assert at_once(stop, more, lambda: save(monthly, by=coordinator)) == [None, None]
    assert sorted(Option.objects.values_list("label", flat=True)) == ["月に一度", "毎週"]


@pytest.mark.django_db(transaction=True)
def test_an_organization_removed_meanwhile_is_told(
    koto: Municipality, coordinator: User, answers: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing holds it before the commit has seen which one it needs."""
    minato = OrganizationFactory(municipality=koto, name="みなと食堂")
    batch = asked(answers("A1,みなと食堂,毎週"))
    way = committing.WAYS[ImportBatch.Kind.RESPONSES]

    def settled(*args: Any) -> Any:
        plan = way.settle(*args)
        Organization.objects.filter(pk=minato.pk).delete()
        return plan

    changed = replace(way, settle=settled)
    monkeypatch.setitem(committing.WAYS, ImportBatch.Kind.RESPONSES, changed)
    with pytest.raises(Differs, match="結び付ける団体が、登録から削除されました"):
        batch()
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_only_the_database_sees_is_told_and_can_be_looked_at_again(
    koto: Municipality, listing: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody registers the 法人番号 of a new row by hand while the list is written."""
    batch = asked(listing(f"つむぎの家,{NUMBER},"))
    create = lists._create

    def slow(*args: Any) -> None:
        OrganizationFactory(municipality=koto, name="つむぎ", corporate_number=NUMBER)
        create(*args)

    monkeypatch.setattr(lists, "_create", slow)
    with pytest.raises(Differs, match="ほかの人の登録と重なった"):
        batch()
    assert not ImportRow.objects.exists()
