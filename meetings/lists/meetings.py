"""A meeting log: one row, one meeting with who came, its agenda, decisions and what is to be done.

Under a platform the meetings are open ones (打合せ); under a 会議体 they are of its layer, and as
secret as its meetings are. What stands at a meeting already is never taken away by a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Model

from meetings.lists.bodies import Came
from meetings.lists.log_cells import PRINTED
from meetings.lists.log_fields import FIELDS, refine
from meetings.lists.log_rows import LogRows
from meetings.lists.registered import Bodies
from meetings.lists.rest import KEPT
from meetings.models import Action, AgendaItem, Attendance, Decision, Meeting, MeetingSeries
from organizations.models import Platform
from platform_registry.japanese import search_key
from platform_registry.records.in_hand import clean_in_hand
from platform_registry.secrecy import NOBODY
from surveys.importing.lists.kinds import numbered
from surveys.importing.lists.organization_changes import with_lines
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import Desk, RecordList, under
from surveys.importing.lists.rows import Cell, ListRow
from surveys.models import ImportBatch

SIDES = {
    "counterparts": Attendance.Side.COUNTERPART,
    "others": Attendance.Side.OTHER,
    "consultants": Attendance.Side.CONSULTANT,
}
NOT_KEPT = "概要がすでにあるので、取り込みません。"
NOT_PRINTED = "日時（原文の表記）がすでにあるので、原文は取り込みません。"
OTHER_NUMBER = "登録では{}です。人数は変えません。違うときは、会議の画面で直してください。"
NAMED_TWICE = "「{}」と同じ団体なので、1件にまとめて人数を足します。"
# Columns of the list of meetings that a log has otherwise, or not at all.
SHOWN = (
    "自治体", "時間", "連携PF", "層", "会議体", "予定・実施", "開き方", "関係する試行的事業",
    "次回の開始", "次回の終了", "次回の会場", "守秘", "ほかの自治体に見せる",
)  # fmt: skip
HINT = (
    "Excel・CSV。1行に1回で、「日時」「開催日」などの列が必要です。"
    "相手・出席者、会場、議題、内容、決定事項、今後の対応などの列も取り込みます。"
    "報告書の「打合せ記録一覧」は、そのまま読めます。出席者の氏名は登録せず、人数だけを取り込みます。"
)


class MeetingDesk(Desk):
    renames = True

    def __init__(self, batch: ImportBatch, parent: Any, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.series = parent if isinstance(parent, MeetingSeries) else None
        self.platform: Platform = self.series.platform if self.series else parent
        self.bodies = Bodies(self.platform)
        stood = self._stood().prefetch_related(
            "attendances__organization",
            "attendances__department__parent",
            "agenda",
            "decisions",
            "actions",
        )
        self.meetings: list[Meeting] = list(stood.select_related("platform", "layer"))
        self.numbered = {meeting.pk: meeting for meeting in self.meetings}
        self.like = max(self.meetings, key=_newest, default=None) if self.series else None

    def _stood(self) -> Any:
        """Those a row may mean: of a platform's log only what is no secret."""
        if self.series:
            return Meeting.objects.filter(series=self.series)
        open_ones = Meeting.objects.all().confided(NOBODY)
        return Meeting.objects.filter(open_ones, platform=self.platform)

    def key(self, row: ListRow) -> Any:
        given = row.given
        day = given.get("held_on") or given["fiscal_year"]
        return day, given.get("starts_at"), given.get("number"), search_key(row.values["title"])

    def find(self, row: ListRow) -> list[Meeting]:
        found = [meeting for meeting in self.meetings if self._is(meeting, row)]
        exact = [m for m in found if m.starts_at == row.given.get("starts_at")]
        return exact if len(exact) == 1 else found

    def _is(self, meeting: Meeting, row: ListRow) -> bool:
        """Of one day, and of one name, number or hour; where no day is known, of one year."""
        given = row.given
        same_number = meeting.number is not None and meeting.number == given.get("number")
        if self.series and same_number and meeting.fiscal_year == given["fiscal_year"]:
            return True
        if meeting.held_on != given.get("held_on"):
            return False
        if meeting.held_on is None and meeting.fiscal_year != given["fiscal_year"]:
            return False
        hour = given.get("starts_at")
        same_hour = hour is not None and meeting.starts_at == hour
        if meeting.held_on is not None and (same_number or same_hour):
            return True
        return search_key(meeting.title) == search_key(row.values["title"])

    def new(self, row: ListRow) -> Meeting:
        made = Meeting(platform=self.platform, series=self.series, title=row.values["title"])
        if self.like:
            made.kind, made.layer = self.like.kind, self.like.layer
            made.confidential = self.like.confidential
        return made

    def fill(self, record: Meeting, row: ListRow, *, blanks_only: bool) -> None:
        stood, printed = record.summary_text, record.date_as_printed
        if numbered.KEY in row.given:  # our own file is no source that printed a date
            row.given.pop("date_as_printed", None)
        super().fill(record, row, blanks_only=blanks_only)
        kept = "\n".join(row.given.get("kept", []))
        if blanks_only and printed and printed != row.given.get("date_as_printed"):
            _say_instead(row, PRINTED, NOT_PRINTED)
        if blanks_only and stood:
            _say_instead(row, KEPT, NOT_KEPT)
        elif kept:
            record.summary_text = with_lines(record.summary_text, kept)

    def check(self, row: ListRow) -> None:
        """A list moves no meeting and makes none less secret, so what is stored isn't asked."""
        clean_in_hand(row.instance, row.instance.clean_alone)

    def added(self, row: ListRow) -> list[Model]:
        """What the row names and the meeting doesn't have yet."""
        meeting = row.instance
        stood = meeting if meeting.pk else None
        return [
            *self._came(stood, meeting, row),
            *_items(stood, meeting, row),
            *_texts(Decision, stood and stood.decisions, meeting, row.given.get("decisions", [])),
            *_texts(Action, stood and stood.actions, meeting, row.given.get("actions", [])),
        ]

    def _came(self, stood: Meeting | None, meeting: Meeting, row: ListRow) -> list[Attendance]:
        """A body is there once: one that stands already, or is named twice, only counts."""
        registered = {
            name: other
            for other in (stood.attendances.all() if stood else ())
            for name in (other.name_as_printed, str(other.organization or other.department or ""))
            if name
        }
        made: dict[str, Attendance] = {}
        for side, came in self._parties(row):
            if other := self._named(came.name, registered):
                _tell_other_number(row, came, other)
            elif twice := self._named(came.name, made):
                twice.heads = (twice.heads or 0) + (came.heads or 0) or None
                row.tell("出席", str(came), NAMED_TWICE.format(twice.name_as_printed))
            else:
                made[came.name] = Attendance(
                    meeting=meeting, side=side, name_as_printed=came.name, heads=came.heads,
                    **self.bodies.of(came.name),
                )  # fmt: skip
        return list(made.values())

    def _parties(self, row: ListRow) -> Iterator[tuple[Attendance.Side, Came]]:
        """Bodies in one word are parted where their number isn't of all of them."""
        for name, side in SIDES.items():
            for came in row.given.get(name, []):
                whole = came.heads is not None
                names = [came.name] if whole else self.bodies.parts(came.name)
                yield from ((side, Came(part, came.heads)) for part in names)

    def _named(self, name: str, others: dict[str, Attendance]) -> Attendance | None:
        return next((o for other, o in others.items() if self.bodies.same(name, other)), None)


def _tell_other_number(row: ListRow, came: Came, other: Attendance) -> None:
    if came.heads is not None and came.heads != other.heads:
        heads = "記載なし" if other.heads is None else f"{other.heads}名"
        row.tell("出席", str(came), OTHER_NUMBER.format(heads))


def _say_instead(row: ListRow, promised: str, true: str) -> None:
    row.notes = tuple(replace(n, message=n.message.replace(promised, true)) for n in row.notes)


def _items(stood: Meeting | None, meeting: Meeting, row: ListRow) -> Iterator[AgendaItem]:
    agenda = list(stood.agenda.all()) if stood else []
    known = {search_key(item.text) for item in agenda}
    number = max((item.number for item in agenda), default=0)
    for text in row.given.get("agenda", []):
        if search_key(text) not in known:
            number += 1
            yield AgendaItem(meeting=meeting, number=number, text=text)


def _texts(kind: Any, stood: Any, meeting: Meeting, texts: list[str]) -> Iterator[Any]:
    known = {search_key(other.text) for other in stood.all()} if stood is not None else set()
    return (kind(meeting=meeting, text=text) for text in texts if search_key(text) not in known)


def _newest(meeting: Meeting) -> tuple[bool, str, int]:
    """What is made in a 会議体 is as secret as anything in it."""
    return meeting.is_secret, str(meeting.held_on or ""), meeting.pk


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, dict[str, list[Cell]]], None]:
    return LogRows(batch, file).fill


def _log(key: str, title: str, parent: type[Model], label: str) -> RecordList:
    return RecordList(
        key=key,
        title=title,
        unit="件",
        model=Meeting,
        fields=FIELDS,
        needed="day",
        menu="meetings",
        desk=MeetingDesk,
        parents=under(parent),
        parent_label=label,
        hint=HINT,
        reader=rows_of,
        refine=refine,
        seen=SHOWN,
    )


LOGS = (
    _log(ImportBatch.Kind.MEETINGS, "打合せの記録", Platform, "連携PF"),
    _log(ImportBatch.Kind.SERIES, "会議体の記録", MeetingSeries, "会議体"),
)
