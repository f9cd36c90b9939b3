"""共同する自治体: invited by the owner's administrator, accepted by the partner's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organizations.models import Invitation, Municipality, Platform
from organizations.partners import actions
from platform_registry.access import fetch
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import RuledForm, show_errors
from platform_registry.pages.chips import colours
from platform_registry.signed_in import SignedInRequest

colours(Invitation, accepted="green", invited="yellow")


class InvitationForm(RuledForm):
    """One municipality, typed by code or by its name with the prefecture."""

    place = LineField(
        label="招待する自治体",
        max_length=60,
        help_text="団体コードか「神奈川県座間市」のような名称を入力します。",
    )

    class Meta(RuledForm.Meta):
        model = Invitation
        fields = ("note",)

    def clean_place(self) -> Municipality:
        typed = self.cleaned_data["place"].strip()
        places = Municipality.objects.current().select_related("prefecture", "city")
        found = [p for p in places if typed in (p.code, p.full_name)]
        if not found:
            raise forms.ValidationError(
                f"「{typed}」という自治体はありません。都道府県から入力してください。"
            )
        place: Municipality = found[0]
        return place


def partners(request: SignedInRequest, pk: int) -> HttpResponse:
    platforms = Platform.objects.select_related("municipality")
    platform = fetch(platforms, request.user, "administer", pk=pk)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    form.instance.platform = platform
    if form.is_valid() and _invited(request, form, platform):
        return redirect("platform-partners", pk)
    rows = Invitation.objects.visible_to(request.user).filter(platform=platform)
    context = {
        "platform": platform,
        "form": form,
        "mine": platform.municipality_id in request.user.municipality_ids("administer")
        or request.user.is_superuser,
        "rows": rows.select_related(
            "municipality__prefecture", "municipality__city", "answered_by"
        ),
    }
    return render(request, "organizations/partners/partners.html", context)


def _invited(request: SignedInRequest, form: InvitationForm, platform: Platform) -> bool:
    place, note = form.cleaned_data["place"], form.cleaned_data["note"]
    try:
        actions.invite(platform, place, note=note, by=request.user)
    except ValidationError as error:
        show_errors(form, error)
        return False
    messages.success(
        request, f"{place}を招待しました。{place.name}の管理者が承諾すると共同になります。"
    )
    return True


VERBS: dict[str, tuple[Any, str]] = {
    "accept": (actions.accept, "共同を承諾しました。"),
    "decline": (actions.decline, "招待を辞退しました。"),
    "withdraw": (actions.withdraw, "招待を取り下げました。"),
    "leave": (actions.leave, "共同を終了しました。"),
}


def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the invited municipality's administrator sees of the platform before accepting."""
    found = fetch(
        Invitation.objects.select_related("platform__municipality__prefecture", "municipality"),
        request.user,
        "view",
        pk=pk,
    )
    return render(request, "organizations/partners/invitation.html", {"invitation": found})


@require_POST
def answer(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    found = fetch(Invitation.objects.select_related("platform"), request.user, "edit", pk=pk)
    verb, done = VERBS[name]
    try:
        verb(found, by=request.user)
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if Platform.objects.visible_to(request.user).filter(pk=found.platform_id).exists():
        return redirect(found.platform)
    return redirect("home")
