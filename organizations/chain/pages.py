"""Pages that enter, change and remove one kind of record, declared in one line.

    kpis = RecordPages(Kpi, ("label", "type"), parent="pilot", noun="KPI")
    urlpatterns += kpis.urls()

`parent` is the foreign key to the record whose page the record stands on; without one the record
has pages of its own (`/pilots/new/`). What the user may do is decided by the queryset.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from organizations.chain.forms import SOURCE_FIELDS, RecordForm, form_for
from organizations.models import Layer, Platform
from platform_registry.access import fetch, require, rows_of
from platform_registry.forms.ruled import record_number, show_errors
from platform_registry.records import actions as record_actions
from platform_registry.records.ownership import above
from platform_registry.records.removal import RemovalPage
from platform_registry.signed_in import SignedInRequest


class RecordPages(RemovalPage):
    def __init__(
        self,
        model: type[models.Model],
        fields: tuple[str, ...],
        *,
        parent: str = "",
        form: type[RecordForm] = RecordForm,
        with_source: bool = True,
        archive: str = "",
    ) -> None:
        super().__init__(model, parent=parent, archive=archive)
        source = SOURCE_FIELDS if with_source else ()
        self.form_class = form_for(model, (*fields, *source), parent, form)
        self.parent_model: Any = model._meta.get_field(parent).related_model if parent else None

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
            if "platform" in self.form_class.base_fields and not self._begun_in(request, record):
                return self._choose_platform(request)
        return self._edit(request, record)

    def fetch_parent(self, request: SignedInRequest, pk: int | None) -> Any:
        """What the record is to stand on, through its own permission check."""
        return fetch(rows_of(self.parent_model), request.user, "edit", pk=pk)

    def _begun_in(self, request: SignedInRequest, record: Any) -> bool:
        """Set the platform where it is named or the only one: the other choices depend on it."""
        platforms = Platform.objects.editable_by(request.user)
        named = (request.POST or request.GET).get("platform", "")
        platform = platforms.filter(pk=record_number(named)).first()
        if platform is None and not named:
            first = list(platforms[:2])
            platform = first[0] if len(first) == 1 else None
        if platform is not None:
            record.platform = platform
        return request.method == "POST" or platform is not None or not platforms.exists()

    def _choose_platform(self, request: SignedInRequest) -> HttpResponse:
        platforms = Platform.objects.editable_by(request.user).select_related("municipality")
        query = request.GET.copy()
        query.pop("platform", None)
        context = {"noun": self.noun, "platforms": platforms, "query": query.urlencode()}
        return render(request, "records/choose_platform.html", context)

    def edit(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self._edit(request, self._fetched(request, "edit", pk))

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
            "record": record if record.pk else None,
            "may_add_another": bool(self.parent) and record.pk is None,
            "back_url": self.page_of(record),
            "delete_url": self.address(request.user, record),
            "source_fields": SOURCE_FIELDS,
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
        messages.success(request, f"{self.noun}「{record}」を保存しました。")
        warning = getattr(record, "weekday_warning", "")
        if warning:
            messages.warning(request, f"{warning} 入力のとおり保存しました。")
        return True


def to_fill(user: Any, kind: Any, pk: int | None) -> Any:
    """A layer or a member something is entered at: in a council by those cleared for it, as staff."""
    record = fetch(kind.objects.all(), user, "view", pk=pk)
    layer = above(record, Layer)
    if layer is None or layer.pk not in user.cleared_layers():
        return fetch(kind.objects.all(), user, "edit", pk=pk)
    fetch(Platform.objects.all(), user, "edit", pk=layer.platform_id)
    return record
