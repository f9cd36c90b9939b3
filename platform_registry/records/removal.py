"""The page that removes a record: it tells what forbids that, what goes with it and what stays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from platform_registry.access import Permission, fetch, may, rows_of
from platform_registry.forms.opened import who_saved
from platform_registry.forms.ruled import record_number
from platform_registry.models import EditedMeanwhile, Versioned
from platform_registry.records import actions
from platform_registry.records.addresses import word_of, words_of
from platform_registry.records.editing import to_edit
from platform_registry.records.ownership import owner_of
from platform_registry.records.resting import RestingOn, resting_on
from platform_registry.signed_in import SignedInRequest

CHANGED = (
    "この画面を開いてから今までの間に、{what}が変わりました{who}。"
    "今の内容を確かめてから、もう一度「削除する」を押してください。"
)


class RemovalPage:
    """`archive` says what to do with a record others rest on."""

    def __init__(self, model: type[models.Model], *, parent: str = "", archive: str = "") -> None:
        self.model, self.parent, self.archive = model, parent, archive
        self.word, self.words = word_of(model), words_of(model)
        self.noun = str(model._meta.verbose_name)

    def urls(self) -> list[URLPattern]:
        """`kpi-reading-delete` for KpiReading."""
        return [path(f"{self.words}/<int:pk>/delete/", self.delete, name=f"{self.word}-delete")]

    def address(self, user: Any, record: Any) -> str:
        """Of the page for this record; empty where the person may not remove it."""
        may_go = record.pk and may(user, "remove", record)
        return reverse(f"{self.word}-delete", args=[record.pk]) if may_go else ""

    def _fetched(self, request: SignedInRequest, permission: Permission, pk: int) -> Any:
        return fetch(rows_of(self.model), request.user, permission, pk=pk)

    def delete(self, request: SignedInRequest, pk: int) -> HttpResponse:
        record = self._fetched(request, "remove", pk)
        page = self.page_of(record, deleted=True)
        held = self.held(record, request.user)
        locked = _locked(record)
        free = request.method == "POST" and not held.protected and not locked
        if free and held.mark != request.POST.get("mark", ""):
            messages.error(request, CHANGED.format(what="いっしょに削除される記録", who=""))
        elif free and self._removed(request, record):
            return redirect(page)
        record = self._fetched(request, "remove", pk)  # a colleague may have been faster
        context = {
            "record": record,
            "noun": self.noun,
            "held": held,
            "locked": locked,
            "archive": self.archive,
            "shown_url": shown_at(record),
            "edit_url": reverse(f"{self.word}-edit", args=[record.pk]),
            "back_url": page if self.parent else self.page_of(record),
        }
        return render(request, "records/delete.html", context)

    def held(self, record: Any, user: Any) -> RestingOn:
        """What hangs on the record; a kind of page may know of more than its relations tell."""
        return resting_on(record, user)

    def _removed(self, request: SignedInRequest, record: Any) -> bool:
        name = str(record)
        opened = record_number(request.POST.get("version", "")) or 0
        try:
            actions.remove_record(record, by=request.user, opened_version=opened)
        except EditedMeanwhile:
            now = self._fetched(request, "remove", record.pk)
            who = f"（{who_saved(now)}）" if who_saved(now) else ""
            messages.error(request, CHANGED.format(what=self.noun, who=who))
            return False
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return False
        messages.success(request, f"{self.noun}「{name}」を削除しました。")
        return True

    # ------------------------------------------------------------------ where to go afterwards

    def page_of(self, record: Any, *, deleted: bool = False) -> str:
        """The record's own page, or the one of the record it stands on."""
        if self.parent and (deleted or record.pk is None):
            return to_edit(page_of(getattr(record, self.parent)))
        if record.pk is None or deleted:
            return reverse(self.words)
        return to_edit(page_of(record)) if is_row(record) else page_of(record)


def _locked(record: Any) -> str:
    return record.locked() or record.irremovable() if isinstance(record, Versioned) else ""


def shown_at(record: Any) -> str:
    """The page of its own, where the kind of record has one."""
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""


def is_row(record: Any) -> bool:
    """It stands on another record's page, which is open for editing where rows are changed."""
    return shown_at(record) != f"/{words_of(type(record))}/{record.pk}/"


def page_of(record: Any) -> str:
    """The page a record stands on: its own, or that of what it hangs on."""
    while not hasattr(record, "get_absolute_url"):
        record = owner_of(record)
    return str(record.get_absolute_url())
