from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from organizations.beside import actions
from organizations.beside.files import TYPES, checked_kind
from organizations.beside.filters import NoteFilters
from organizations.beside.index import carries
from organizations.beside.statements import (
    can_be_chosen,
    choose_statement,
    fields_to_choose,
    label_of,
)
from organizations.beside.tables import NoteTable
from organizations.layers.pages import to_fill
from organizations.models import (
    Attachment,
    Layer,
    Membership,
    Municipality,
    Note,
    Statistic,
)
from organizations.sources.models import QUANTITY_FIELDS
from platform_registry.access import Permission, fetch, rows_of
from platform_registry.actions_log import note_access
from platform_registry.forms.fields import FileField, LineField
from platform_registry.lists.page import ListPage
from platform_registry.records import actions as record_actions
from platform_registry.records.editing import to_edit
from platform_registry.records.forms import RecordForm
from platform_registry.records.ownership import above
from platform_registry.records.pages import RecordPages
from platform_registry.records.removal import page_of
from platform_registry.secrecy import may_know_inside
from platform_registry.signed_in import SignedInRequest


class NoteList(ListPage):
    """付記 of the user's own municipality: where documents disagree, and which value is shown."""

    queryset = Note.objects.all()
    filterset_class = NoteFilters
    table_class = NoteTable
    title, unit, default_sort = "付記（出典・異なる記載・注意）", "件", "conflict"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        named = GenericPrefetch("record", [Membership.objects.with_bodies()])
        places = "municipality__prefecture", "municipality__city"
        return rows.select_related(*places).prefetch_related(named)


APPS = {"organizations", "surveys", "pilots", "meetings", "casebook"}


def record_beside(request: SignedInRequest, type_pk: int, record_pk: int, permission: Any) -> Any:
    """The record something is to stand beside, through its own permission check."""
    kind = ContentType.objects.filter(pk=type_pk, app_label__in=APPS).first()
    model = kind.model_class() if kind else None
    if model is None or not carries(model):
        raise Http404("この記録は見つかりません。")
    if model is Municipality:
        places = Municipality.objects.offered_to(request.user, permission)
        return get_object_or_404(places, pk=record_pk)
    record = (
        to_fill(request.user, model, record_pk)
        if model in (Layer, Membership) and permission == "edit"
        else fetch(rows_of(model), request.user, permission, pk=record_pk)
    )
    if not may_know_inside(request.user, record, timezone.now()):
        raise Http404("この記録は見つかりません。")
    return record


def _owned(row: Any, record: Any) -> Any:
    row.record_type = ContentType.objects.get_for_model(record)
    row.record_id = record.pk
    row.municipality = above(record, Municipality)
    return row


class BesidePages(RecordPages):
    """Like other records, but the owner is of any kind and decides who may do what."""

    def urls(self) -> list[URLPattern]:
        new = f"{self.words}/new/<int:type_pk>/<int:record_pk>/"
        return [
            path(new, self.begin, name=f"{self.word}-create"),
            path(f"{self.words}/<int:pk>/edit/", self.edit, name=f"{self.word}-edit"),
            path(f"{self.words}/<int:pk>/delete/", self.delete, name=f"{self.word}-delete"),
        ]

    def begin(self, request: SignedInRequest, type_pk: int, record_pk: int) -> HttpResponse:
        record = record_beside(request, type_pk, record_pk, "edit")
        return self._edit(request, _owned(self.model(), record))

    def _fetched(self, request: SignedInRequest, permission: Permission, pk: int) -> Any:
        """Also removed by who may change the record it stands beside."""
        return beside_fetched(request, self.model, pk, "edit")

    def page_of(self, record: Any, *, deleted: bool = False) -> str:
        return to_edit(page_of(record.record))


def beside_fetched(
    request: SignedInRequest, model: type[models.Model], pk: int, permission: Any
) -> Any:
    row: Any = rows_of(model).filter(pk=pk).told_to(request.user).first()
    if row is None or row.record is None:
        raise Http404("この記録は見つかりません。")
    record_beside(request, row.record_type_id, row.record_id, permission)
    return row


class NoteForm(RecordForm):
    """The field is chosen by the name officers know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.instance
        choices = [("", "記録の全体"), *fields_to_choose(note.record)]
        if note.field and note.field not in dict(choices):
            choices.append((note.field, label_of(note.record, note.field)))
        self.fields["field"] = forms.ChoiceField(label="項目", choices=choices, required=False)


@require_POST
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """「この値にする」: the field and the note change places."""
    note = beside_fetched(request, Note, pk, "edit")
    record = note.record
    if not can_be_chosen(note, record):
        raise Http404("この付記の値は入れ替えられません。")
    try:
        choose_statement(note, record, by=request.user)
        messages.success(request, "値を入れ替えました。前の値は付記に残っています。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(to_edit(page_of(record)))


LONGEST_NAME = 200


class AttachmentForm(forms.Form):
    file = FileField(
        label="ファイル", help_text="PDF、Word（docx）、Excel（xlsx）、PNG、JPEG。20MBまで。"
    )
    note = LineField(label="説明", max_length=200, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if len(file.name) > LONGEST_NAME:
            raise ValidationError(
                f"ファイル名が長すぎます。{LONGEST_NAME}文字以内にしてから選んでください。"
            )
        self.content = file.read()
        self.kind = checked_kind(file.name, self.content)
        return file


def attach(request: SignedInRequest, type_pk: int, record_pk: int) -> HttpResponse:
    record = record_beside(request, type_pk, record_pk, "edit")
    posted = request.method == "POST"
    form = AttachmentForm(request.POST, request.FILES) if posted else AttachmentForm()
    if posted and form.is_valid() and _attached(request, form, record):
        return redirect(to_edit(page_of(record)))
    context = {
        "form": form,
        "noun": "添付",
        "subject": record,
        "record": None,
        "back_url": to_edit(page_of(record)),
    }
    return render(request, "records/form.html", context)


def _attached(request: SignedInRequest, form: AttachmentForm, record: Any) -> bool:
    file = _owned(Attachment(kind=form.kind, note=form.cleaned_data["note"]), record)
    file.name = form.cleaned_data["file"].name
    try:
        actions.attach(file, form.content, by=request.user)
    except ValidationError as refusal:
        form.add_error("file", refusal.messages)
        return False
    messages.success(request, f"「{file.name}」を添付しました。")
    return True


def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only through the permission check of the record; never shown inside the page."""
    file = beside_fetched(request, Attachment, pk, "view")
    note_access(file, by=request.user, what="ダウンロード")
    response = HttpResponse(bytes(file.content), content_type=TYPES[file.kind])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or ""
    return response


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    file = beside_fetched(request, Attachment, pk, "edit")
    back = to_edit(page_of(file.record))
    if request.method == "POST":
        try:
            record_actions.remove_record(file, by=request.user, opened_version=None)
            messages.success(request, f"「{file.name}」を削除しました。")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    context = {
        "heading": "添付の削除",
        "subject": file.record,
        "question": f"「{file.name}」を削除します。",
        "verb": "削除する",
        "danger": True,
        "back_url": back,
    }
    return render(request, "confirm.html", context)


def urls() -> list[URLPattern]:
    notes = BesidePages(
        Note, ("kind", "field", "text", "statement", "pinned", "settled_on"), form=NoteForm
    )
    numbers = BesidePages(Statistic, ("label", *QUANTITY_FIELDS, "base", "as_of"))
    return [
        *notes.urls(),
        *numbers.urls(),
        path("notes/<int:pk>/choose/", choose, name="note-choose"),
        path("attachments/new/<int:type_pk>/<int:record_pk>/", attach, name="attachment-create"),
        path("attachments/<int:pk>/", download, name="attachment"),
        path("attachments/<int:pk>/delete/", remove, name="attachment-delete"),
    ]
