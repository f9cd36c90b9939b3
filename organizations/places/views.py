from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from organizations.beside.index import BesideIndex
from organizations.models import (
    Department,
    Membership,
    Municipality,
)
from organizations.pages import DEPARTMENT_REMOVAL
from organizations.places.filters import DepartmentFilters, MunicipalityFilters
from organizations.places.forms import DepartmentForm, PopulationForm
from organizations.places.tables import DepartmentTable, MunicipalityTable
from platform_registry.access import Permission, fetch, may, require
from platform_registry.forms.ruled import saved
from platform_registry.lists.page import ListPage, button_to
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.records.told import tell_saved
from platform_registry.signed_in import SignedInRequest


class MunicipalityList(ListPage):
    """The master is public knowledge: everybody who is signed in may look up a municipality."""

    filterset_class = MunicipalityFilters
    table_class = MunicipalityTable
    title, unit, default_sort = "自治体", "自治体", "code"

    def records(self, permission: Permission) -> QuerySet[Any]:
        return Municipality.objects.all()

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("prefecture", "city")


class DepartmentList(ListPage):
    queryset = Department.objects.all()
    filterset_class = DepartmentFilters
    table_class = DepartmentTable
    offers = ("edit", "import")
    title, unit, default_sort = "部署", "部署", "name"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("parent", "municipality__prefecture", "municipality__city")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        buttons = button_to("部署を登録", "department-create", "primary")
        if may(self.request.user, "import"):
            url = reverse("list-import-start", args=["departments"])
            buttons = [{"label": "表計算から取込", "url": url, "kind": ""}, *buttons]
        return buttons


def municipality(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request.user, "view")
    places = Municipality.objects.select_related("prefecture", "city")
    place = get_object_or_404(places, pk=pk)
    context = {
        "municipality": place,
        "beside": BesideIndex([place], request.user),
        "wards": place.wards.all(),
        **views_for(
            request, Municipality.objects.permitted(request.user, "edit").filter(pk=pk).exists()
        ),
        "panels": panels_of(Municipality, request, place),
    }
    return render(request, "organizations/places/municipality.html", context)


def population(request: SignedInRequest, pk: int) -> HttpResponse:
    """The population with its date and source: the part of the master a municipality keeps itself."""
    place = fetch(Municipality.objects, request.user, "edit", pk=pk)
    form = PopulationForm(request.POST or None, instance=place)
    if _saved(request, form):
        messages.success(request, f"{place}の人口を保存しました。")
        return redirect("municipality", pk)
    context = {
        "form": form,
        "noun": "人口",
        "subject": place,
        "record": place,
        "back_url": reverse("municipality", args=[pk]),
    }
    return render(request, "records/form.html", context)


def department(request: SignedInRequest, pk: int) -> HttpResponse:
    """A department with its part in platforms, and what upper floors know of it."""
    departments = Department.objects.select_related("parent", "municipality__prefecture")
    found = fetch(departments, request.user, "view", pk=pk)
    memberships = Membership.objects.visible_to(request.user).filter(department=found)
    context = {
        "department": found,
        "memberships": memberships.select_related("layer__platform"),
        "children": found.children.all(),
        "panels": panels_of(Department, request, found),
        "may_edit": may(request.user, "edit", found),
    }
    return render(request, "organizations/places/department.html", context)


def department_create(request: SignedInRequest) -> HttpResponse:
    require(request.user, "edit")
    return _edit(request, Department())


def department_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit(request, fetch(Department.objects, request.user, "edit", pk=pk))


def _edit(request: SignedInRequest, department: Department) -> HttpResponse:
    form = DepartmentForm(request.POST or None, instance=department, user=request.user)
    if _saved(request, form):
        tell_saved(request, department)
        return redirect("departments")
    delete_url = DEPARTMENT_REMOVAL.address(request.user, department)
    context = {"form": form, "department": department, "delete_url": delete_url}
    return render(request, "organizations/places/department_form.html", context)


def _saved(request: SignedInRequest, form: Any) -> bool:
    """Whether the form was sent, is right, and nobody else saved since it was opened."""
    sent = request.method == "POST" and form.is_valid()
    return sent and saved(form, by=request.user, opened=form.opened_version)
