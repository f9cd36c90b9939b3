"""The parts of the page on which a meeting is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.actions import carry_on, finish
from meetings.models import Action, AgendaItem, Attendance, Decision, Opinion
from meetings.recording.forms import (
    AgendaForm,
    BasicsForm,
    GuestForm,
    NextForm,
    TaskForm,
    hours_asked,
)
from meetings.recording.pasted import Minutes, read_minutes
from meetings.recording.roster import Present
from organizations.sources.models import SOURCE_FIELDS
from platform_registry.forms.as_written import Near
from platform_registry.grids.cells import Column, Problem
from platform_registry.grids.data import put_rows
from platform_registry.grids.sections import FormSection, GridSection, Section
from platform_registry.japanese import whole_number

if TYPE_CHECKING:
    from platform_registry.grids.page import Editing

COUNCILS_APART = "地域協議会の会議は、守秘の確認を受けた人だけが記録できます。"
NOT_PUT_IN = (
    "貼り付けた文章が、まだ表に入っていません。「表に入れる」を押すか、文章を消してください。"
)


class Basics(FormSection):
    key, title = "basics", "会議"
    form = BasicsForm
    fields = (
        Column("kind", 2),
        Column("layer", 2),
        Column("number", 1, number=True),
        Column("held_on", 2),
        Column("hours", 2, "例 14-1530"),
        Column("venue", 3),
        Column("title", 5, "空欄なら種類と回から付けます"),
        Column("state", 2),
        Column("mode", 2),
        Column("host", 3),
    )
    printed = (
        "fiscal_year", "date_as_printed", "weekday_as_printed", "series", "pilots",
        "summary_text", "shared", "confidential", *SOURCE_FIELDS,
    )  # fmt: skip

    @property
    def hint(self) -> str:  # type: ignore[override]  # who may record what isn't offered here
        return COUNCILS_APART if self.content.withholds_layers else ""

    @classmethod
    def do(cls, verb: str, editing: Any, data: Any) -> None:
        if verb == "layer":
            editing.page.follow_layer(editing, data)

    def initial(self) -> dict[str, Any]:
        return self.editing.page.begins_with(self.editing)  # type: ignore[attr-defined,no-any-return]  # this page's own


class Guests(GridSection):
    key, title, model, parent = "guests", "ほかの出席", Attendance, "meeting"
    hint = "名簿にない人。団体名だけでもかまいません。"
    form = GuestForm
    columns = (
        Column("who", hint="所属を入力して行を足す"),
        Column("post", 16, "役職・立場"),
        Column("rough", 6, number=True),
    )
    printed = ("name_as_printed", "side", *SOURCE_FIELDS)

    def rows(self) -> Any:
        rows = super().rows().select_related("organization", "department__parent")
        return rows.exclude(pk__in=self.editing.part(Present.key).taken)


class Agenda(GridSection):
    key, title, model, parent, position = "agenda", "議題", AgendaItem, "meeting", "number"
    form = AgendaForm
    columns = (Column("text", hint="議題を入力して行を足す"), Column("pilots", 12, "例 ①、③"))
    printed = SOURCE_FIELDS

    def rows(self) -> Any:
        return super().rows().prefetch_related("pilots")

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # there may be none before
        before = self.editing.page.previous(self.editing)  # type: ignore[attr-defined]  # this page's own
        if before is None:
            return ()
        which = f"（第{before.number}回）" if before.number else ""
        return (("last", f"前回{which}の議題を写す"),)

    @classmethod
    def do(cls, verb: str, editing: Any, data: Any) -> None:
        before = editing.page.previous(editing) if verb == "last" else None
        if before is None:
            return super().do(verb, editing, data)
        items = before.agenda.order_by("number", "id").prefetch_related("pilots")
        put_rows(data, cls.key, ({"text": item.text} for item in items))


class Opinions(GridSection):
    key, title, model, parent, position = "opinions", "意見", Opinion, "meeting", "position"
    template = "meetings/recording/_opinions.html"
    columns = (
        Column("theme", 11, "テーマ"),
        Column("speaker_kind", 10, "団体か立場"),
        Column("text", hint="意見を入力して行を足す"),
    )
    printed = ("pilot", "shared", *SOURCE_FIELDS)
    pasted_name = "opinions-pasted"

    def _stored(self) -> list[Any]:
        """As they were typed. Where each theme is counted by itself, theme by theme."""
        found = super()._stored()
        through = len({row.position for row in found}) == len(found)
        return sorted(found, key=lambda row: row.position) if through else found

    def fill(self, row: Any) -> None:
        row.platform_id = self.editing.record.platform_id

    @property
    def pasted(self) -> str:
        return str(self.data.get(self.pasted_name, "")).strip() if self.data is not None else ""

    @property
    def understood(self) -> Minutes | None:
        return read_minutes(self.pasted) if self.pasted else None

    @property
    def touched(self) -> bool:
        return super().touched or bool(self.pasted)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.pasted

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.pasted and not self.is_unread:
            yield Problem(NOT_PUT_IN, f"id_{self.pasted_name}", "議事録の文章")

    is_unread = False

    def unread(self) -> None:
        super().unread()
        self.is_unread = True

    def readings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        yield from super().readings()
        found = self.understood
        if found:
            yield self.pasted_name, ("ok", found.told)

    @classmethod
    def do(cls, verb: str, editing: Any, data: Any) -> None:
        if verb != "put":
            return super().do(verb, editing, data)
        found = read_minutes(data.get(cls.pasted_name, ""))
        rows = [
            {"theme": said.theme, "speaker_kind": said.speaker, "text": said.text}
            for said in found.opinions
        ]
        if put_rows(data, cls.key, rows) == len(rows):
            data[cls.pasted_name] = ""


class Decisions(GridSection):
    key, title, model, parent = "decisions", "決まったこと", Decision, "meeting"
    columns = (Column("text", hint="決まったことを入力して行を足す"),)
    printed = SOURCE_FIELDS


class Tasks(GridSection):
    key, title, model, parent = "tasks", "すること", Action, "meeting"
    hint = "期限が近づくとホームに出ます"
    form = TaskForm
    columns = (
        Column("text", hint="することを入力して行を足す"),
        Column("who", 10, "部署か団体", listed="departments"),
        Column("due_on", 9, "例 12/18"),
        Column("state", 7),
    )
    printed = SOURCE_FIELDS

    def rows(self) -> Any:
        return super().rows().select_related("department__parent")

    def near(self) -> Near | None:
        """What is to be done is due after the meeting."""
        near = super().near()
        return Near(near.around, onwards=True) if near else None


class Next(FormSection):
    key, title = "next", "次回"
    hint = "決まっていなければ空欄のままにします"
    form = NextForm
    fields = (
        Column("next_on", 4, "例 5/14"),
        Column("hours", 3, "例 14-1530"),
        Column("next_venue", 5),
    )

    def __init__(self, editing: Editing, data: Any) -> None:
        super().__init__(editing, data)
        self.content.is_begun = bool(self.initial())

    def initial(self) -> dict[str, Any]:
        """As the address says, of a new meeting."""
        asked = self.editing.request.GET
        if self.editing.record.pk is not None:
            return {}
        found = {name: asked[name] for name in ("next_on", "next_venue") if name in asked}
        return found | hours_asked(asked, "next_starts_at", "next_ends_at")

    def near(self) -> Near | None:
        near = super().near()
        return Near(near.around, onwards=True) if near else None


class Carried(Section):
    """What earlier meetings left to be done: done by now, or carried on."""

    key, title = "carried", "前回からの「すること」"
    template = "meetings/recording/_carried.html"

    def __init__(self, editing: Any, data: Any) -> None:
        super().__init__(editing, data)
        self.actions = editing.page.left_open(editing)
        self.faults: list[str] = []
        for action in self.actions:
            action.chosen = self._sent(action, "is")
            action.opened = self._sent(action, "opened") or str(action.version)

    def _sent(self, action: Action, name: str) -> str:
        return str(self.data.get(f"{self.key}-{action.pk}-{name}", "")) if self.data else ""

    @property
    def _chosen(self) -> list[Any]:
        return [action for action in self.actions if action.chosen in ("done", "carried")]

    @property
    def touched(self) -> bool:
        return self.is_bound and bool(self._chosen)

    @property
    def changes(self) -> int:
        return len(self._chosen)

    def is_valid(self) -> bool:
        return True

    def store(self, *, by: Any) -> bool:
        try:
            with transaction.atomic():
                for action in self._chosen:
                    opened = whole_number(action.opened) or 0
                    if action.chosen == "done":
                        finish(action, by=by, opened=opened)
                    else:
                        carry_on(action, self.editing.record, by=by, opened=opened)
        except ValidationError as error:
            self.faults = error.messages
            return False
        return True

    def unread(self) -> None:
        self.faults = []

    def problems(self) -> Iterator[Problem]:
        yield from (Problem(says, self.key, self.title) for says in self.faults)
