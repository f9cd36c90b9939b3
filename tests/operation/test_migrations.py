"""A database of the version before comes over: nothing is lost, nothing changed unsaid.

Here are the migrations that move what is stored; `test_setup` goes all the way from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from casebook.models import CaseSheet
from meetings.models import Meeting, MeetingSeries
from organizations.models import Clearance, Invitation, LogEntry, Note, Organization, Term
from platform_registry.secrecy import NOBODY
from surveys.models import ImportBatch, ImportRow, NameDecision, RowDecision
from tests.operation.earlier import Earlier, used

TODAY = timezone.localdate()
CREATE, UPDATE, DELETE = 0, 1, 2
SECRET = "協議会の話"


@pytest.fixture(scope="module")
def earlier(empty_database: str, django_db_blocker: Any) -> Iterator[Earlier]:
    with django_db_blocker.unblock():
        there = Earlier(empty_database)
        with used(there.database):
            fill(there)
            there.upgrade()
        yield there
        there.database.close()


@pytest.fixture
def upgraded(earlier: Earlier, django_db_blocker: Any) -> Iterator[Earlier]:
    with django_db_blocker.unblock(), used(earlier.database):
        yield earlier


def fill(old: Earlier) -> None:
    koto = old.rows("organizations.Municipality").create(
        code="131083", name="江東区", kind="special_ward"
    )
    zama = old.rows("organizations.Municipality").create(code="142166", name="座間市", kind="city")
    officer = old.rows("organizations.User").create(username="koto-staff", display_name="江東 職員")
    old.rows("organizations.StaffAssignment").create(user=officer, municipality=koto, role="staff")
    platform = old.rows("organizations.Platform").create(municipality=koto, name="江東区 連携PF")
    platform.partners.add(zama, koto)
    for code in ("watching", "watching-2"):
        old.rows("organizations.Term").create(kind="function", code=code, label="見守り")
    fill_councils(old, platform, officer)
    fill_clearances(old, platform, officer)
    fill_sheets(old, platform, officer)
    fill_imports(old, koto, officer)
    fill_names(old, koto)


class Writer:
    """Writes rows of a council and what the log of the version before kept of them."""

    def __init__(self, old: Earlier, platform: Any, officer: Any) -> None:
        self.old, self.platform, self.officer = old, platform, officer

    def logged(self, label: str, number: int, action: int = CREATE, **values: Any) -> None:
        pair = (lambda v: [str(v), "None"]) if action == DELETE else (lambda v: ["None", str(v)])
        self.old.rows("auditlog.LogEntry").create(
            content_type=self.old.kind(label), object_pk=str(number), object_id=number,
            object_repr=SECRET, action=action, actor=self.officer,
            changes={name: pair(value) for name, value in values.items()},
        )  # fmt: skip

    def entered(self, label: str, **values: Any) -> Any:
        record = self.old.rows(label).create(**values)
        self.logged(label, record.pk, **{n: getattr(v, "pk", v) for n, v in values.items()})
        return record

    def deleted(self, label: str, **values: Any) -> None:
        """Entered, deleted; the log is all that is left."""
        record = self.entered(label, **values)
        self.logged(label, record.pk, DELETE, **{n: getattr(v, "pk", v) for n, v in values.items()})
        self.old.rows(label).filter(pk=record.pk).delete()

    def meeting(self, layer: Any, *, gone: bool = False, **more: Any) -> None:
        """With its series, an item of its agenda that was deleted, and a note beside it."""
        series = self.entered("meetings.MeetingSeries", platform=self.platform, name=SECRET)
        given = {"platform": self.platform, "fiscal_year": 2024, "title": SECRET, "series": series}
        meeting = self.entered("meetings.Meeting", layer=layer, **given, **more)
        self.deleted("meetings.AgendaItem", meeting=meeting, text=SECRET)
        beside = {"record_type": self.old.kind("meetings.Meeting"), "record_id": meeting.pk}
        note = self.entered("organizations.Note", text=SECRET, **beside)
        if gone:
            layer_number = layer.pk if layer else None
            self.logged("meetings.Meeting", meeting.pk, DELETE, layer=layer_number, **more)
            note.delete()
            meeting.delete()


def fill_councils(old: Earlier, platform: Any, officer: Any) -> None:
    """A council that was open, one that was not, and a circle that has nothing to hide."""
    writer = Writer(old, platform, officer)
    layers = old.rows("organizations.Layer")
    open_council = layers.create(platform=platform, name="開いた協議会", kind="council")
    council = layers.create(
        platform=platform, name="閉じた協議会", kind="council", personal_data=True
    )
    for layer, more in (
        (open_council, {"kind": "platform"}),
        (council, {"kind": "platform", "confidential": True}),
        (None, {"kind": "council"}),
    ):
        writer.meeting(layer, **more)
        writer.meeting(layer, gone=True, **more)
    circle = layers.create(platform=platform, name="連携PFの層", kind="platform")
    meeting = writer.entered(
        "meetings.Meeting", platform=platform, layer=circle, fiscal_year=2024, title="全体会"
    )
    beside = {"record_type": old.kind("meetings.Meeting"), "record_id": meeting.pk}
    writer.entered("organizations.Note", text="会場を確かめる", **beside)
    lowered = layers.create(platform=platform, name="前は個人情報のあった層")
    old.rows("auditlog.LogEntry").create(
        content_type=old.kind("organizations.Membership"), object_pk="99", object_id=99,
        object_repr=SECRET, action=DELETE, actor=officer,
        additional_data={"council": lowered.pk},
    )  # fmt: skip


def fill_clearances(old: Earlier, platform: Any, officer: Any) -> None:
    for note, ends_on in (
        ("終わりがない", None),
        ("終わった", TODAY - timedelta(days=1)),
        ("まだ続く", TODAY + timedelta(days=30)),
    ):
        old.rows("organizations.Clearance").create(
            user=officer, platform=platform, pledged_on=date(2024, 4, 1), ends_on=ends_on, note=note
        )


def fill_sheets(old: Earlier, platform: Any, officer: Any) -> None:
    sheet = old.rows("casebook.CaseSheet").create(
        platform=platform, fiscal_year=2024, state="published", published_on=date(2025, 3, 31),
        frozen={"is": "CaseDocument", "title": "江東区"}, updated_by=officer,
    )  # fmt: skip
    source = old.rows("organizations.SourceDocument").create(code="report", title="報告書")
    old.rows("casebook.Passage").create(
        sheet=sheet, part="plan", text="来年度の案", source=source, source_lines="3–4"
    )
    old.rows("casebook.Passage").create(sheet=sheet, part="", text="どの欄にも出ない記述")
    old.rows("casebook.StageNote").create(sheet=sheet, stage=3, heading="絵姿を描く")


def fill_imports(old: Earlier, koto: Any, officer: Any) -> None:
    organizations = old.rows("organizations.Organization")
    chosen = organizations.create(
        municipality=koto, name="選んだ会", version=2, phone="03-9999-0001"
    )
    file = old.rows("surveys.ImportFile").create(
        municipality=koto, name="回答.csv", size=1, sha256="0" * 64, content=b"x"
    )
    batches = old.rows("surveys.ImportBatch")
    made = {"municipality": koto, "file": file, "created_by": officer}
    choices = {
        "2": {"choice": "same", "organization": chosen.pk},
        "3": {"choice": "same", "organization": 999},
        "4": {"choice": "later", "organization": None},
    }
    decided = {"organizations": choices, "excluded": [0, 4, 5], "linked": {"6": chosen.pk}}
    batches.create(**made, state="draft", decisions=decided)
    batches.create(**made, state="running", progress=5)
    batches.create(**made, state="undoing", progress=5)
    for state in ("committed", "undoing"):
        listed = batches.create(**made, state=state, kind="organizations")
        source = f"一覧.csv 7行目（取込{listed.pk}）"
        organizations.create(municipality=koto, name="新しい会", source=source)
        listed.created = {"before": [[chosen.pk, 2, {"phone": "03-0000-0001"}]]}
        listed.save()


# ------------------------------------------------------------------ what has become of it


def test_meetings_of_councils_are_secret_and_others_are_not(upgraded: Earlier) -> None:
    assert Meeting.objects.count() == 4
    assert [m.title for m in Meeting.objects.told_to(NOBODY)] == ["全体会"]
    assert [n.text for n in Note.objects.told_to(NOBODY)] == ["会場を確かめる"]
    assert MeetingSeries.objects.count() == 6
    assert not MeetingSeries.objects.told_to(NOBODY).exists()


def test_the_log_tells_no_more_of_councils_than_they_do_themselves(upgraded: Earlier) -> None:
    told = LogEntry.objects.told_to(NOBODY)
    assert sorted((e.content_type.model, e.object_pk) for e in told) == [
        ("meeting", str(Meeting.objects.told_to(NOBODY).get().pk)),
        ("note", str(Note.objects.told_to(NOBODY).get().pk)),
    ]
    of_council = LogEntry.objects.filter(confided=True, within_type__model="meeting")
    assert {entry.content_type.model for entry in of_council} == {"meeting", "agendaitem", "note"}


def test_the_log_is_moved_whole(upgraded: Earlier) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM auditlog_logentry")
        assert cursor.fetchone() == (0,)
    assert LogEntry.objects.count() == 6 * 5 + 3 + 2 + 1  # meetings, those gone, circle, member
    assert {entry.municipality.name for entry in LogEntry.objects.all()} == {"江東区"}


def test_clearances_are_to_be_given_again_unless_they_are_over(upgraded: Earlier) -> None:
    assert {clearance.note: clearance.state for clearance in Clearance.objects.all()} == {
        "終わりがない": "取消済", "終わった": "取消済", "まだ続く": "許可待ち",
    }  # fmt: skip
    assert not Clearance.objects.exclude(given_at=None).exists()


def test_partners_are_taken_at_their_word(upgraded: Earlier) -> None:
    [invitation] = Invitation.objects.all()
    assert (invitation.municipality.name, invitation.state) == ("座間市", "accepted")
    assert [place.name for place in invitation.platform.partners.all()] == ["座間市"]


def test_published_sheets_that_may_tell_of_a_council_are_named(earlier: Earlier) -> None:
    assert "公開中の事例票のうち、番号 1 には" in earlier.said


def test_a_published_sheet_is_its_first_version(upgraded: Earlier) -> None:
    sheet = CaseSheet.objects.get()
    [version] = sheet.versions.all()
    assert sheet.state == CaseSheet.State.CONFIRMED
    assert (version.number, version.published_on) == (1, date(2025, 3, 31))
    assert (version.publisher, version.document["title"]) == ("江東 職員", "江東区")
    assert {(p.stage, p.part, p.text or p.heading, p.source_text) for p in version.passages.all()} == {
        (3, "", "絵姿を描く", ""), (None, "plan", "来年度の案", "報告書 3–4行"),
    }  # fmt: skip


def test_decisions_of_a_draft_are_kept(upgraded: Earlier) -> None:
    draft, *_ = ImportBatch.objects.order_by("pk")
    rows = RowDecision.objects.filter(batch=draft)
    assert [(r.number, r.choice, str(r.organization or ""), r.excluded, r.lost) for r in rows] == [
        (2, "same", "選んだ会", False, False),
        (3, "same", "", False, True),
        (4, "later", "", True, False),
        (5, "", "", True, False),
    ]


def test_a_word_that_stood_twice_is_told_apart(upgraded: Earlier) -> None:
    words = Term.objects.order_by("pk").values_list("code", "label", "municipality")
    assert [*words] == [("watching", "見守り", None), ("watching-2", "見守り（2）", None)]


def test_what_was_asked_and_not_done_is_asked_again(upgraded: Earlier) -> None:
    _, running, undoing, _, list_undoing = ImportBatch.objects.order_by("pk")
    assert (running.state, running.step) == ("draft", "check")
    assert "もう一度取り込んでください" in running.message
    for batch in (undoing, list_undoing):
        assert batch.state == "committed"
        assert "もう一度取り消してください" in batch.message


def test_an_imported_list_can_still_be_undone(upgraded: Earlier) -> None:
    for batch in ImportBatch.objects.filter(kind="organizations"):
        new, changed = batch.rows.all()
        check_rows_of_a_list(new, changed)


def check_rows_of_a_list(new: ImportRow, changed: ImportRow) -> None:
    assert (new.number, new.state, new.organization.name) == (7, "new", "新しい会")
    assert new.organization_created
    assert (changed.state, changed.organization.name) == ("changed", "選んだ会")
    assert changed.before == {"version": 2, "values": {"phone": "03-0000-0001"}}
    assert changed.changes == [["phone", "03-0000-0001", "03-9999-0001"]]


def fill_names(old: Earlier, koto: Any) -> None:
    """Keys as the version before made them; two spellings of one name were two decisions."""
    body, other = (
        old.rows("organizations.Organization").create(
            municipality=koto, name=name, bare_name=name, match_key=key
        )
        for name, key in (
            ("社會福祉法人みどり会", "社会福祉法人ミドリ会"),
            ("みどり会", "ミドリ会"),
        )
    )
    for written, key, organization in (
        ("公財みどり会", ":公財ミドリ会", other),
        ("公財 みどり会", "public_foundation:ミドリ会", body),
        ("社會福祉法人みどり", ":社会福祉法人ミドリ", body),
    ):
        old.rows("surveys.NameDecision").create(
            municipality=koto, written=written, key=key, organization=organization, same=True
        )


def test_the_keys_of_names_are_made_again_and_the_names_stay(upgraded: Earlier) -> None:
    stored = Organization.objects.filter(name__contains="みどり会").order_by("pk")
    assert [*stored.values_list("name", "bare_name", "match_key")] == [
        ("社會福祉法人みどり会", "みどり会", "ミドリ会"),
        ("みどり会", "みどり会", "ミドリ会"),
    ]
    decisions = NameDecision.objects.order_by("pk").values_list("written", "key")
    assert [*decisions] == [  # of two about one name, the later
        ("公財 みどり会", "public_foundation:ミドリ会"),
        ("社會福祉法人みどり", "social_welfare:ミドリ"),
    ]
