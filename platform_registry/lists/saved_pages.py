"""「条件を保存」: to keep the conditions of a list under a name, to rename and to remove them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from platform_registry.access import fetch, require
from platform_registry.forms.ruled import RuledForm, show_errors
from platform_registry.lists import actions
from platform_registry.lists.addresses import list_page
from platform_registry.lists.models import Audience, SavedView, conditions_in
from platform_registry.lists.page import ListPage
from platform_registry.signed_in import SignedInRequest

CHANGED = "名前や使う人を変えるだけのときは、チェックを外してください。"
ME = "me"
Offered = tuple[str, str, Any, Any]  # label, audience, municipality, department


class SavedViewForm(RuledForm):
    """For whom is one choice: oneself, one's sections, the municipalities one may edit in."""

    shared_with = forms.ChoiceField(label="だれが使うか", widget=forms.RadioSelect)
    replace = forms.BooleanField(
        label="いまの一覧の条件・並び順・列に置き換える", required=False, help_text=CHANGED
    )

    class Meta(RuledForm.Meta):
        model = SavedView
        fields = ("name", "is_default")

    field_order = ("name", "shared_with", "is_default", "replace")

    def __init__(self, *args: Any, user: Any, query: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.query = user, query
        self.offered = audiences(user)
        view = self.instance
        if view.pk is None or not query or query == view.query:
            del self.fields["replace"]
        key = key_of(view.audience, view.municipality, view.department)
        if view.pk and key not in self.offered:  # somebody else's own words for it
            self.offered[key] = ("いまのまま", view.audience, view.municipality, view.department)
        field: Any = self.fields["shared_with"]
        field.choices = [(key, label) for key, (label, *_) in self.offered.items()]
        self.initial["shared_with"] = key if view.pk else ME

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        view, chosen = self.instance, self.offered.get(cleaned.get("shared_with", ""))
        if chosen:
            _, view.audience, view.municipality, view.department = chosen
        if view.pk is None or cleaned.get("replace"):
            view.query = self.query
        return cleaned


def key_of(audience: str, municipality: Any, department: Any) -> str:
    whose = {Audience.MUNICIPALITY: municipality, Audience.DEPARTMENT: department}.get(
        Audience(audience)
    )
    return f"{audience}-{whose.pk}" if whose else ME


def audiences(user: Any) -> dict[str, Offered]:
    posts = user.current_assignments()
    found: dict[str, Offered] = {
        ME: (str(Audience.ME.label), Audience.ME, posts[0].municipality if posts else None, None)
    }
    editable = user.municipality_ids("edit")
    for post in (post for post in posts if post.municipality_id in editable):
        place, section = post.municipality, post.department
        if section:
            label = f"{place.name} {section.name}の人"
            key = key_of(Audience.DEPARTMENT, place, section)
            found[key] = (label, Audience.DEPARTMENT, place, section)
        key = key_of(Audience.MUNICIPALITY, place, None)
        found[key] = (f"{place.name}の人みんな", Audience.MUNICIPALITY, place, None)
    return found


def asked_conditions(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("list", None)
    return conditions_in(kept)


def create(request: SignedInRequest) -> HttpResponse:
    """``?list=`` and the address of the list as it stands."""
    require(request.user, "view")
    name = request.GET.get("list", "")
    page = list_page(name)
    view = SavedView(list_name=name, owner=request.user)
    return _form_page(request, view, page, asked_conditions(request.GET))


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    view = fetch(SavedView.objects, request.user, "edit", pk=pk)
    return _form_page(request, view, list_page(view.list_name), asked_conditions(request.GET))


def _form_page(
    request: SignedInRequest, view: SavedView, page: type[ListPage], query: str
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = SavedViewForm(posted, instance=view, user=request.user, query=query)
    if form.is_valid() and _saved(request, form, view):
        messages.success(request, f"条件を「{view}」として保存しました。")
        return redirect(view)
    back = f"{reverse(view.list_name)}?{query}" if query else reverse(view.list_name)
    context = {"form": form, "view": view, "title": page.title, "back_url": back}
    return render(request, "components/lists/saved_form.html", context)


def _saved(request: SignedInRequest, form: SavedViewForm, view: SavedView) -> bool:
    try:
        actions.save_view(view, by=request.user)
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    return True


def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """The records stay; only the tab goes."""
    view = fetch(SavedView.objects, request.user, "edit", pk=pk)
    if request.method == "POST":
        address = f"{reverse(view.list_name)}?{view.query}"
        actions.remove_view(view, by=request.user)
        messages.success(request, f"保存した条件「{view}」を削除しました。")
        return redirect(address)
    context = {
        "heading": "保存した条件の削除",
        "listed": list_page(view.list_name).title,
        "question": f"保存した条件「{view}」を削除しますか。",
        "consequence": "記録は消えません。ほかの人と使っているときは、その人たちの一覧からもなくなります。",
        "verb": "削除する",
        "danger": True,
        "back_url": view.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
