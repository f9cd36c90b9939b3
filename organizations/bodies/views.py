from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.beside.index import BesideIndex
from organizations.bodies import actions
from organizations.bodies.filters import OrganizationFilters
from organizations.bodies.forms import FORMSETS, OrganizationForm, VerificationForm
from organizations.bodies.tables import OrganizationTable, with_officer
from organizations.log.history import history_of
from organizations.log.words import by_day
from organizations.models import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    SupportActivity,
    Verification,
)
from organizations.own.columns import with_own
from organizations.own.reading import answers_at
from organizations.pages import ORGANIZATION_REMOVAL
from organizations.places.postal import lookup
from platform_registry.access import fetch, may, require
from platform_registry.forms.ruled import record_number, show_errors
from platform_registry.lists.page import ListPage, button_to
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.records.named import is_named
from platform_registry.records.told import tell_saved
from platform_registry.signed_in import SignedInRequest


class OrganizationList(ListPage):
    queryset = Organization.objects.listed()
    filterset_class = OrganizationFilters
    table_class = OrganizationTable
    offers = ("edit", "import")
    title, unit, default_sort = "団体", "団体", "name"
    kana_column = "name"
    empty_hint = "「団体を登録」で1件ずつ、「表計算から取込」でまとめて登録できます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_own(with_officer(rows), self.request.user)

    def actions(self) -> list[dict[str, str]]:
        user, buttons = self.request.user, []
        if may(user, "import"):
            buttons += button_to("法人番号などの名簿と照らす", "register-start", "")
            buttons += button_to("表計算から取込", "organization-import", "")
        if may(user, "edit"):
            buttons += button_to("団体を登録", "organization-create", "primary")
        return buttons


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, pk, VerificationForm(initial={"verified_on": timezone.localdate()}))


def _detail(request: SignedInRequest, pk: int, form: VerificationForm) -> HttpResponse:
    organizations = Organization.objects.select_related("municipality__prefecture", "merged_into")
    organizations = organizations.with_rights(request.user, may_edit="edit")
    organization = fetch(organizations, request.user, "view", pk=pk)
    activities = organization.activities.select_related("function").prefetch_related("targets")
    contacts = Contact.objects.visible_to(request.user).filter(organization=organization)
    verifications = organization.verifications.select_related("by")[:10]

    def those(kind: type[Model], rows: Any) -> list[Any]:
        return list(rows) if is_named(organization, kind) else []

    context = {
        "organization": organization,
        "beside": BesideIndex([organization], request.user),
        "activities": those(SupportActivity, activities),
        "names": those(OrganizationName, organization.names.all()),
        "identifiers": those(OrganizationIdentifier, organization.identifiers.all()),
        "consents": those(PublicationConsent, organization.consents.all()),
        "contacts": those(Contact, contacts),
        "verifications": those(Verification, verifications),
        "own": answers_at(organization, request.user),
        "panels": panels_of(Organization, request, organization),
        **views_for(request, organization.may_edit),
        "form": form,
    }
    return render(request, "organizations/bodies/organization.html", context)


def create(request: SignedInRequest) -> HttpResponse:
    require(request.user, "edit")
    return _edit(request, Organization())


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit(request, fetch(Organization.objects, request.user, "edit", pk=pk))


def _edit(request: SignedInRequest, organization: Organization) -> HttpResponse:
    is_new = organization.pk is None
    posted = request.POST if request.method == "POST" else None
    data, places = _with_address(posted)
    form = OrganizationForm(data, instance=organization, user=request.user)
    formsets = [
        (heading, formset(data, instance=organization, prefix=prefix, user=request.user))
        for prefix, (heading, formset) in FORMSETS.items()
    ]
    asks_only = data is not None and ("fill_address" in data or "more" in data)
    sent = data is not None and not asks_only
    valid = sent and _all_valid(form, formsets)
    if valid and _saved(request, form, formsets):
        return redirect(organization)
    if sent and not valid:
        form.refuse_outdated()
    context = {
        "organization": None if is_new else organization,
        "form": form,
        "formsets": formsets,
        "places": places,
        "delete_url": ORGANIZATION_REMOVAL.address(request.user, organization),
    }
    return render(request, "organizations/bodies/form.html", context)


def _saved(
    request: SignedInRequest, form: OrganizationForm, formsets: list[tuple[str, Any]]
) -> bool:
    try:
        organization = actions.save_organization(
            form,
            by=request.user,
            formsets=[formset for _, formset in formsets],
            opened_version=form.opened_version,
        )
    except ValidationError as error:
        show_errors(form, error)
        return False
    tell_saved(request, organization)
    return True


def _all_valid(form: OrganizationForm, formsets: list[tuple[str, Any]]) -> bool:
    return all([form.is_valid(), *(formset.is_valid() for _, formset in formsets)])


def _with_address(posted: Any) -> tuple[Any, list[Any] | None]:
    """The form's data with the address of the postal code, and a row more where asked for.

    What was typed stays; with several towns the person chooses, so they are handed back.
    """
    if posted is None:
        return None, None
    data = posted.copy()
    more = data.get("more", "")
    if more in FORMSETS:
        total = record_number(data.get(f"{more}-TOTAL_FORMS", "")) or 0
        data[f"{more}-TOTAL_FORMS"] = str(min(total, 50) + 1)
    if "fill_address" not in data:
        return data, None
    places = lookup(data.get("postal_code", ""))
    chosen = [p for p in places if p.town == data["fill_address"]] or places[:1]
    if chosen and (len(places) == 1 or data["fill_address"]):
        _fill(data, chosen[0])
        return data, None
    if places:
        _fill(data, places[0], town=False)
    return data, places


def _fill(data: Any, place: Any, *, town: bool = True) -> None:
    values = {"prefecture": place.prefecture, "city": place.city}
    if town:
        values["town"] = place.town
    for name, value in values.items():
        if not data.get(name, "").strip():
            data[name] = value


def history(request: SignedInRequest, pk: int) -> HttpResponse:
    organization = fetch(Organization.objects, request.user, "view", pk=pk)
    days = by_day(history_of(organization, request.user))
    context = {"organization": organization, "days": days}
    return render(request, "organizations/bodies/history.html", context)


@require_POST
def verify(request: SignedInRequest, pk: int) -> HttpResponse:
    organization = fetch(Organization.objects, request.user, "edit", pk=pk)
    form = VerificationForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, form)
    actions.verify(
        organization,
        on=form.cleaned_data["verified_on"],
        how=form.cleaned_data["how"],
        note=form.cleaned_data["note"],
        by=request.user,
    )
    messages.success(request, f"「{organization}」の確認を記録しました。")
    return redirect(organization)
