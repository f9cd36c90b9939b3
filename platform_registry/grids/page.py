"""The page on which a record is edited with all that hangs on it, section by section.

    class PilotEditing(EditPage):
        model, name = Pilot, "pilot-grid"
        sections = (Basics, Orders, Kpis)

    urlpatterns += PilotEditing().urls()

It works without a script: rows to fill in, a button for each section and one for all. What was
typed and could not be saved, or wasn't meant to be yet, is kept as the person's draft.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from platform_registry.access import fetch, may, rows_of
from platform_registry.forms.as_written import Near
from platform_registry.grids import actions
from platform_registry.grids.drafts import drafts_of, keeps_drafts, when
from platform_registry.grids.models import EditDraft
from platform_registry.grids.sections import Section
from platform_registry.records.addresses import words_of
from platform_registry.records.removal import page_of
from platform_registry.signed_in import SignedInRequest

DRAFT_KEPT = "下書きを保存しました {}"
ELSEWHERE = (
    "この画面とは別に、{}に保存した下書きがあります（ほかの窓か、前に開いた画面）。"
    "この画面の入力は下書きに残していません。保存するか、開き直して続きから入力してください。"
)
TOO_LARGE = "入力が多すぎるため、保存も下書きもできません。分けて入力してください。"
STILL_THERE = "前の下書きのうち、ここで保存していない部分は残してあります。"
NOTHING = "変わったところはありません。"


class Editing:
    """One person at one record: what is stored, what is typed, how far the sections have come."""

    def __init__(self, page: EditPage, request: SignedInRequest, record: Any, data: Any) -> None:
        self.page, self.request, self.user = page, request, request.user
        self.record, self.data, self.model = record, data, page.model
        self.parts: list[Section] = []
        self._went_on: dict[int, int] = {}

    @cached_property
    def day(self) -> date | None:
        return self.page.day(self)

    def near(self) -> Near | None:
        return self.page.near(self)

    def part(self, key: str) -> Any:
        return next(part for part in self.parts if part.key == key)

    def typed(self, name: str) -> str:
        return str(self.data.get(name, "")) if self.data is not None else ""

    def goes_on_with(self, record: Any, opened: int) -> None:
        """A section of the record is saved: the next one begins where that left off."""
        self.record = record
        self._went_on[opened] = record.version

    def went_on_from(self, opened: int) -> int:
        while opened in self._went_on and self._went_on[opened] != opened:
            opened = self._went_on[opened]
        return opened

    @property
    def touched(self) -> list[Section]:
        return [part for part in self.parts if part.touched]

    @property
    def changes(self) -> int:
        return sum(part.changes for part in self.touched)

    def typed_in(self, parts: list[Section]) -> dict[str, list[str]]:
        """What is typed into these, by the names of the fields."""
        starts = self.starts(parts)
        return {n: self.data.getlist(n) for n in self.data if n.startswith(starts)} if parts else {}

    def starts(self, parts: list[Section]) -> tuple[str, ...]:
        """What the names of their fields begin with."""
        return tuple(f"{part.key}-" for part in parts)

    @property
    def seen(self) -> int:
        """The version of the draft this window goes on from; 0 where it goes on from none."""
        said = self.typed("seen")
        return int(said) if said.isdecimal() and len(said) < 9 else 0


class EditPage:
    model: type[models.Model]
    name: str  # of the address: pilot-grid
    word = "grid"  # the last word of the address: /pilots/3/grid/
    template = "grids/page.html"
    sections: ClassVar[tuple[type[Section], ...]] = ()
    done_label = "保存して終わる"
    removal = ""  # name of the address at which the record is removed

    def urls(self) -> list[URLPattern]:
        keeps_drafts(self)
        words = words_of(self.model)
        return [path(f"{words}/<int:pk>/{self.word}/", self.edit, name=self.name)]

    # ------------------------------------------------------------------ what a page may say otherwise

    def heading(self, editing: Editing) -> str:
        return f"{editing.record}を編集"

    def day(self, editing: Editing) -> date | None:
        """The day the record is of, as stored or as typed."""
        return None

    def near(self, editing: Editing) -> Near | None:
        """Which year is meant where only month and day are typed."""
        return Near(editing.day or timezone.localdate())

    def hangs_on(self, editing: Editing) -> models.Model | None:
        """Whose secret a draft is: of a new record what it will hang on."""
        return editing.record if editing.record.pk is not None else None

    def context(self, editing: Editing) -> dict[str, Any]:
        return {}

    def place_of(self, editing: Editing) -> str:
        """The page to which this one leads back."""
        return page_of(editing.record) if editing.record.pk is not None else self.list_address()

    def list_address(self) -> str:
        return reverse(words_of(self.model))

    def rows(self) -> Any:
        return rows_of(self.model)

    # ------------------------------------------------------------------ the page

    def edit(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.answer(request, fetch(self.rows(), request.user, "edit", pk=pk))

    def answer(self, request: SignedInRequest, record: Any) -> HttpResponse:
        data = request.POST.copy() if request.method == "POST" else None
        if data is None:
            return self._show(request, record)
        if "do" in data:
            return self._changed(request, record, data)
        if "draft" in data:
            return self._keep(request, record, data)
        return self._save(request, record, data)

    def _opened(self, request: SignedInRequest, record: Any, data: Any) -> Editing:
        editing = Editing(self, request, record, data)
        for kind in self.sections:
            editing.parts.append(kind(editing, data))
        return editing

    def _show(self, request: SignedInRequest, record: Any) -> HttpResponse:
        """As stored; with the draft (``?draft=…``) as typed, checked where it was to be saved."""
        drafts = drafts_of(request.user, self._draft_key(record, ""))
        asked = request.GET.get("draft", "")
        chosen = next((d for d in drafts if asked and self._token(d) in ("", asked)), None)
        editing = self._opened(request, record, chosen.typed if chosen else None)
        self._read_or_not(editing, request.GET.get("check"))
        return self._rendered(editing, offered=[] if chosen else drafts, draft=chosen)

    def _read_or_not(self, editing: Editing, wanted: str | None = None) -> None:
        """``wanted``: the part whose faults are told, "" for all, None for none."""
        for part in editing.parts:
            if part.is_bound:
                read = part.touched and wanted in ("", part.key)
                part.is_valid() if read else part.unread()

    def _changed(self, request: SignedInRequest, record: Any, data: Any) -> HttpResponse:
        key, _, verb = data.get("do", "").partition(":")
        editing = Editing(self, request, record, data)
        for kind in self.sections:
            if kind.key == key:
                kind.do(verb, editing, data)
        editing = self._opened(request, record, data)
        self._read_or_not(editing)
        return self._rendered(editing)

    def _rendered(
        self,
        editing: Editing,
        offered: list[EditDraft] | None = None,
        draft: EditDraft | None = None,
    ) -> HttpResponse:
        token = self._token(draft) if draft else ""
        data = editing.data if editing.request.method == "POST" else None
        problems = [problem for part in editing.parts for problem in part.problems()]
        context = {
            "page": self,
            "editing": editing,
            "record": editing.record,
            "heading": self.heading(editing),
            "problems": problems,
            "offered": [(d, when(d), self._token(d), self.draft_name(d)) for d in offered or ()],
            "draft_at": when(draft) if draft else "",
            "seen": data.get("seen", "0") if data else draft.version if draft else 0,
            "token": data.get("token", "") if data else token,
            "back_url": self.place_of(editing),
            "delete_url": self._removal(editing),
            **self.context(editing),
        }
        return render(editing.request, self.template, context)

    def _removal(self, editing: Editing) -> str:
        """Empty where the person may not remove it."""
        record = editing.record
        may_go = self.removal and record.pk is not None and may(editing.user, "remove", record)
        return reverse(self.removal, args=[record.pk]) if may_go else ""

    # ------------------------------------------------------------------ saving

    def _save(self, request: SignedInRequest, record: Any, data: Any) -> HttpResponse:
        if actions.is_too_large(dict(data.lists())):  # the rest could not be kept as a draft
            return self._not_read(request, record, data, TOO_LARGE)
        editing, wanted = Editing(self, request, record, data), data.get("save", "")
        saved, refused, kept_out = [], False, []
        for kind in self.sections:
            part = kind(editing, data)
            editing.parts.append(part)
            if not self._is_meant(part, wanted, editing):
                continue
            if editing.record.pk is None and refused:
                part.is_valid()  # nothing can hang on what isn't there, but all faults are told
            elif not part.is_valid():
                refused = True
            elif part.store(by=request.user):
                saved.append(part)
            else:
                refused = True
                kept_out.append(part)
        rest = [part for part in editing.parts if part.touched and part not in saved]
        if not saved:
            return self._nothing_saved(editing, rest, wanted)
        self._tell_refusals(request, kept_out)
        return self._went_well(editing, saved, rest, wanted)

    def _tell_refusals(self, request: SignedInRequest, kept_out: list[Section]) -> None:
        """What only the door refused: to read the fields again on the page would not find it."""
        for problem in (problem for part in kept_out for problem in part.problems()):
            where = f"{problem.name}：" if problem.name else ""
            messages.error(request, f"{where}{problem.sentence}")

    def makes_it(self, part: Section) -> bool:
        """A new record is made by the first section; the others hang on it."""
        return isinstance(part, self.sections[0])

    def _is_meant(self, part: Section, wanted: str, editing: Editing) -> bool:
        makes_it = editing.record.pk is None and self.makes_it(part)
        return part.touched and (makes_it or wanted in ("", part.key))

    def _nothing_saved(self, editing: Editing, rest: list[Section], wanted: str) -> HttpResponse:
        if rest:
            self._leave_unread(editing, wanted)
            return self._rendered(editing)
        messages.info(editing.request, NOTHING)
        return redirect(self.address(editing.record) if wanted else self.place_of(editing))

    def _leave_unread(self, editing: Editing, wanted: str) -> None:
        for part in editing.parts:
            if wanted and part.key != wanted and editing.record.pk is not None:
                part.unread()

    def _went_well(
        self, editing: Editing, saved: list[Section], rest: list[Section], wanted: str
    ) -> HttpResponse:
        titles = "、".join(part.title for part in saved)
        noun = str(self.model._meta.verbose_name)
        messages.success(editing.request, f"{noun}「{editing.record}」を保存しました（{titles}）。")
        if self._keep_the_rest(editing, saved, rest):
            messages.info(editing.request, STILL_THERE)
        if rest:
            return redirect(f"{self.address(editing.record)}?draft=1&check={wanted}")
        if wanted:
            return redirect(f"{self.address(editing.record)}#{wanted}")
        return redirect(self.place_of(editing))

    def _not_read(self, request: SignedInRequest, record: Any, data: Any, why: str) -> HttpResponse:
        messages.error(request, why)
        editing = self._opened(request, record, data)
        self._read_or_not(editing)
        return self._rendered(editing)

    def _keep_the_rest(self, editing: Editing, saved: list[Section], rest: list[Section]) -> bool:
        """What could not be saved is offered on the page of the record as it is now, beside what
        there is of a draft that this window has not gone on from: whether there is."""
        if token := editing.typed("token"):
            actions.drop_draft(self._draft_key(None, token), by=editing.user)
        return actions.leave_draft(
            self._draft_key(editing.record, ""),
            editing.typed_in(rest),
            instead_of=editing.starts(saved + rest),
            of=editing.record,
            seen=editing.seen,
            by=editing.user,
        )

    def address(self, record: Any) -> str:
        return reverse(self.name, args=[record.pk])

    # ------------------------------------------------------------------ the draft

    def _draft_key(self, record: Any, token: str) -> str:
        if record is not None and record.pk is not None:
            return f"{self.name}/{record.pk}"
        return f"{self.name}/new-{token if token.isalnum() and len(token) < 40 else ''}"

    def _token(self, draft: EditDraft) -> str:
        """Which of several new records it is of; empty for the draft of a stored one."""
        return draft.key.partition("/new-")[2]

    def draft_name(self, draft: EditDraft) -> str:
        """What an offered draft of a new record is called."""
        return ""

    def way_back(self, draft: EditDraft, user: Any) -> tuple[str, str]:
        """What is being edited, and where it goes on; empty where the person may no longer."""
        if self._token(draft):
            return self.way_back_to_new(draft, user)
        record = self.rows().editable_by(user).filter(pk=draft.record_id).first()
        return (str(record), f"{self.address(record)}?draft=1") if record else ("", "")

    def way_back_to_new(self, draft: EditDraft, user: Any) -> tuple[str, str]:
        """For pages that make records: the name begun with, and the address."""
        return "", ""

    def _keep(self, request: SignedInRequest, record: Any, data: Any) -> HttpResponse:
        act = data.get("draft")
        if act != "drop" and record.pk is None and not data.get("token"):
            data["token"] = secrets.token_hex(4)  # this window's own from now on
        key = self._draft_key(record, data.get("token", ""))
        if act == "drop":
            actions.drop_draft(key, by=request.user)
            messages.success(request, "下書きを捨てました。")
            return redirect(request.path)
        editing = self._opened(request, record, data)
        draft, says = self._kept(editing, key)
        if act == "keep":
            return self._told(editing, draft, says)
        if says:
            return self._not_read(request, record, data, says)
        messages.success(request, f"{DRAFT_KEPT.format(when(draft))}。" if draft else NOTHING)
        return redirect(self.place_of(editing))

    def _kept(self, editing: Editing, key: str) -> tuple[EditDraft | None, str]:
        """The draft, or why it is not kept."""
        typed = editing.typed_in(editing.touched)
        try:
            draft = actions.keep_draft(
                key, typed, of=self.hangs_on(editing), seen=editing.seen, by=editing.user
            )
        except actions.KeptElsewhere as elsewhere:
            return None, ELSEWHERE.format(when(elsewhere.draft))
        except actions.TooLarge:
            return None, TOO_LARGE
        except ValidationError as error:
            return None, " ".join(error.messages)
        return draft, ""

    def _told(self, editing: Editing, draft: EditDraft | None, says: str) -> JsonResponse:
        """What the script shows: whether it is kept, and how dates are understood."""
        answer = {
            "said": says or (DRAFT_KEPT.format(when(draft)) if draft else ""),
            "kept": not says,
            "seen": draft.version if draft else 0,
            "token": editing.typed("token"),
            "reads": {name: reading for name, reading in _readings(editing) if reading[0]},
        }
        return JsonResponse(answer, status=409 if says else 200)


def _readings(editing: Editing) -> Iterator[tuple[str, tuple[str, str]]]:
    for part in editing.touched:
        yield from part.readings()
