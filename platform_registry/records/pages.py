"""Pages that enter, change and remove one kind of record, declared in one line.

    kpis = RecordPages(Kpi, ("label", "type"))
    urlpatterns += kpis.urls()

A record stands on the page of what it hangs on (`/kpis/new/3/`, of pilot 3), unless its form asks
for that: then it is begun anywhere (`/pilots/new/`). What the user may do, the queryset decides.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from platform_registry.access import fetch, require, rows_of
from platform_registry.forms.ruled import record_number, show_errors
from platform_registry.records import actions as record_actions
from platform_registry.records.forms import RecordForm, form_for
from platform_registry.records.ownership import main_owner
from platform_registry.records.removal import RemovalPage
from platform_registry.records.told import tell_saved
from platform_registry.signed_in import SignedInRequest


class RecordPages(RemovalPage):
    def __init__(
        self,
        model: type[models.Model],
        fields: tuple[str, ...],
        *,
        form: type[RecordForm] = RecordForm,
        archive: str = "",
        edited_on: str = "",
    ) -> None:
        """``edited_on``: the name of the page on which it is edited with all that hangs on it;
        this one's address leads there."""
        super().__init__(model, parent=_stands_on(model, fields), archive=archive)
        with_source = (*fields, *getattr(model, "source_fields", ()))
        self.form_class = form_for(model, with_source, self.parent, form)
        self.edited_on = edited_on
        self.asked_first = "" if self.parent else _boundary(model, fields)

    @property
    def parent_model(self) -> Any:
        return self.model._meta.get_field(self.parent).related_model if self.parent else None

    def urls(self) -> list[URLPattern]:
        """`kpi-reading-create`, `kpi-reading-edit`, `kpi-reading-delete` for KpiReading."""
        new = f"{self.words}/new/<int:parent_pk>/" if self.parent else f"{self.words}/new/"
        return [
            path(new, self.create, name=f"{self.word}-create"),
            path(f"{self.words}/<int:pk>/edit/", self.edit, name=f"{self.word}-edit"),
            *super().urls(),
        ]

    # ------------------------------------------------------------------ views

    def create(self, request: SignedInRequest, parent_pk: int | None = None) -> HttpResponse:
        record = self.model()
        if self.parent:
            setattr(record, self.parent, self.fetch_parent(request, parent_pk))
        else:
            require(request.user, "edit")
            if self.asked_first and not self._begun_in(request, record):
                return self._choose(request, record)
        return self._edit(request, record)

    def fetch_parent(self, request: SignedInRequest, pk: int | None) -> Any:
        """What the record is to stand on, through its own permission check."""
        return fetch(rows_of(self.parent_model), request.user, "edit", pk=pk)

    def _offered(self, request: SignedInRequest) -> Any:
        kind: Any = self.model._meta.get_field(self.asked_first).related_model
        return rows_of(kind).editable_by(request.user)

    def _begun_in(self, request: SignedInRequest, record: Any) -> bool:
        """Set what is asked first where it is named or the only one: other choices depend on it."""
        offered = self._offered(request)
        named = (request.POST or request.GET).get(self.asked_first, "")
        chosen = offered.filter(pk=record_number(named)).first()
        if chosen is None and not named:
            first = list(offered[:2])
            chosen = first[0] if len(first) == 1 else None
        if chosen is not None:
            setattr(record, self.asked_first, chosen)
        return request.method == "POST" or chosen is not None or not offered.exists()

    def _choose(self, request: SignedInRequest, record: Any) -> HttpResponse:
        offered = self._offered(request).select_related("municipality")
        query = request.GET.copy()
        query.pop(self.asked_first, None)
        context = {
            "noun": self.noun,
            "subject": record,
            "asked": offered.model._meta.verbose_name,
            "name": self.asked_first,
            "offered": offered,
            "query": query.urlencode(),
        }
        return render(request, "records/choose_first.html", context)

    def edit(self, request: SignedInRequest, pk: int) -> HttpResponse:
        record = self._fetched(request, "edit", pk)
        if self.edited_on:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return redirect(f"{reverse(self.edited_on, args=[record.pk])}{query}")
        return self._edit(request, record)

    def _edit(self, request: SignedInRequest, record: Any) -> HttpResponse:
        posted = request.POST if request.method == "POST" else None
        form = self.form_class(
            posted, instance=record, user=request.user, initial=self._initial(request, record)
        )
        if form.is_valid() and self._saved(request, form):
            another = "another" in request.POST
            return redirect(request.path if another else self.page_of(form.instance))
        context = {
            "form": form,
            "noun": self.noun,
            "subject": record,
            "record": record if record.pk else None,
            "may_add_another": bool(self.parent) and record.pk is None,
            "back_url": self.page_of(record),
            "delete_url": self.address(request.user, record),
        }
        return render(request, "records/form.html", context)

    def _initial(self, request: SignedInRequest, record: Any) -> dict[str, Any]:
        """A new record may be begun with values in the address (?held_on=…)."""
        if record.pk is not None:
            return {}
        return {
            name: value
            for name, value in request.GET.items()
            if name in self.form_class.base_fields
        }

    def _saved(self, request: SignedInRequest, form: RecordForm) -> bool:
        try:
            record = record_actions.save_record(
                form,
                by=request.user,
                opened_version=form.opened_version,
            )
        except ValidationError as error:
            show_errors(form, error)
            return False
        tell_saved(request, record)
        warning = getattr(record, "weekday_warning", "")
        if warning:
            messages.warning(request, f"{warning} 入力のとおり保存しました。")
        return True


def _stands_on(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """The foreign key to the record whose page it stands on; empty where the form asks for it."""
    name = main_owner(model)
    asked = name in fields or not name
    return "" if asked or isinstance(model._meta.get_field(name), GenericForeignKey) else name


def _boundary(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """What a form asks for, and the other choices depend on."""
    name = main_owner(model)
    kind = model._meta.get_field(name).related_model if name in fields else None
    return name if hasattr(kind, "narrow") else ""
