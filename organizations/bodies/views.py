from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.beside.index import BesideIndex
from organizations.bodies import actions
from organizations.bodies.filters import OrganizationFilters
from organizations.bodies.forms import VerificationForm
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
from platform_registry.access import fetch, may
from platform_registry.lists.page import ListPage, button_to
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.records.named import is_named
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
        if "municipality" in self.chosen:
            rows = rows.select_related("municipality")
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
    organizations = organizations.with_rights(
        request.user, may_edit="edit", may_read_contacts="persons"
    )
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
