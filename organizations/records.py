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
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from organizations import actions
from organizations.models import Layer, Platform
from organizations.record_forms import SOURCE_FIELDS, RecordForm, form_for
from platform_registry.access import Permission, fetch, may, require
from platform_registry.forms import record_number, show_errors
from platform_registry.models import Versioned
from platform_registry.ownership import above, owner_of
from platform_registry.resting import resting_on


class RecordPages:
    def __init__(
        self,
        model: type[models.Model],
        fields: tuple[str, ...],
        *,
        parent: str = "",
        slug: str = "",
        form: type[RecordForm] = RecordForm,
        with_source: bool = True,
        archive: str = "",
    ) -> None:
        self.model, self.parent, self.archive = model, parent, archive
        self.slug = slug or str(model._meta.model_name)
        source = SOURCE_FIELDS if with_source else ()
        self.form_class = form_for(model, (*fields, *source), parent, form)
        self.noun = str(model._meta.verbose_name)
        self.parent_model = model._meta.get_field(parent).related_model if parent else None

    def urls(self) -> list[URLPattern]:
        """`kpi-create`, `kpi-edit`, `kpi-delete` for the slug `kpi`."""
        slug = self.slug
        new = f"{slug}s/new/<int:parent_pk>/" if self.parent else f"{slug}s/new/"
        return [
            path(new, self.create, name=f"{slug}-create"),
            path(f"{slug}s/<int:pk>/edit/", self.edit, name=f"{slug}-edit"),
            path(f"{slug}s/<int:pk>/delete/", self.delete, name=f"{slug}-delete"),
        ]

    # ------------------------------------------------------------------ views

    def create(self, request: HttpRequest, parent_pk: int | None = None) -> HttpResponse:
        record = self.model()
        if self.parent:
            setattr(record, self.parent, self.fetch_parent(request, parent_pk))
        else:
            require(request.user, "edit")  # type: ignore[arg-type]
            if "platform" in self.form_class.base_fields and not self._begun_in(request, record):
                return self._choose_platform(request)
        return self._edit(request, record)

    def fetch_parent(self, request: HttpRequest, pk: int | None) -> Any:
        """What the record is to stand on, through its own permission check."""
        return fetch(self.parent_model._default_manager.all(), request.user, "edit", pk=pk)  # type: ignore[union-attr, arg-type]

    def _begun_in(self, request: HttpRequest, record: Any) -> bool:
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

    def _choose_platform(self, request: HttpRequest) -> HttpResponse:
        platforms = Platform.objects.editable_by(request.user).select_related("municipality")
        query = request.GET.copy()
        query.pop("platform", None)
        context = {"noun": self.noun, "platforms": platforms, "query": query.urlencode()}
        return render(request, "records/choose_platform.html", context)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._edit(request, self._fetched(request, "edit", pk))

    def _fetched(self, request: HttpRequest, permission: Permission, pk: int) -> Any:
        return fetch(self.model._default_manager.all(), request.user, permission, pk=pk)  # type: ignore[arg-type]

    def _edit(self, request: HttpRequest, record: Any) -> HttpResponse:
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
            "delete_url": self._delete_url(request.user, record),
            "source_fields": SOURCE_FIELDS,
        }
        return render(request, "records/form.html", context)

    def _delete_url(self, user: Any, record: Any) -> str:
        may_go = record.pk and may(user, "remove", record)
        return reverse(f"{self.slug}-delete", args=[record.pk]) if may_go else ""

    def _initial(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """A new record may be begun with values in the address (?held_on=…)."""
        if record.pk is not None:
            return {}
        return {
            name: value
            for name, value in request.GET.items()
            if name in self.form_class.base_fields
        }

    def _saved(self, request: HttpRequest, form: RecordForm) -> bool:
        try:
            record = actions.save_record(
                form,
                by=request.user,  # type: ignore[arg-type]
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

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._fetched(request, "remove", pk)
        page = self.page_of(record, deleted=True)
        held = resting_on(record, request.user)  # type: ignore[arg-type]
        locked = record.locked() if isinstance(record, Versioned) else ""
        free = request.method == "POST" and not held.protected and not locked
        if free and self._removed(request, record):
            return redirect(page)
        context = {
            "record": record,
            "noun": self.noun,
            "held": held,
            "locked": locked,
            "archive": self.archive,
            "edit_url": reverse(f"{self.slug}-edit", args=[record.pk]),
            "back_url": page if self.parent else self.page_of(record),
        }
        return render(request, "records/delete.html", context)

    def _removed(self, request: HttpRequest, record: Any) -> bool:
        name = str(record)
        try:
            actions.remove_record(record, by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return False
        messages.success(request, f"{self.noun}「{name}」を削除しました。")
        return True

    # ------------------------------------------------------------------ where to go afterwards

    def page_of(self, record: Any, *, deleted: bool = False) -> str:
        """The record's own page, or the one of the record it stands on."""
        owner = record
        if self.parent and (
            deleted or record.pk is None or not hasattr(record, "get_absolute_url")
        ):
            owner = getattr(record, self.parent)
        elif record.pk is None or deleted:
            return reverse(f"{self.slug}s")
        return page_of(owner)


def to_fill(user: Any, kind: Any, pk: int | None) -> Any:
    """A layer or a member something is entered at: in a council by those cleared for it, as staff."""
    record = fetch(kind.objects.all(), user, "view", pk=pk)
    layer = above(record, Layer)
    if layer is None or layer.pk not in user.cleared_layers():
        return fetch(kind.objects.all(), user, "edit", pk=pk)
    fetch(Platform.objects.all(), user, "edit", pk=layer.platform_id)
    return record


def page_of(record: Any) -> str:
    """The page a record stands on: its own, or that of what it hangs on."""
    while not hasattr(record, "get_absolute_url"):
        record = owner_of(record)
    return str(record.get_absolute_url())
