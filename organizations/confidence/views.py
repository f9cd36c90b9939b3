"""Who may see what a council keeps to itself, and how that is ended: for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.confidence import actions
from organizations.models import Clearance, Layer, Lowering, Platform, StaffAssignment, User
from platform_registry.access import fetch, may
from platform_registry.forms.fields import TextField
from platform_registry.forms.ruled import RuledForm, show_errors
from platform_registry.pages.chips import colours
from platform_registry.signed_in import SignedInRequest

colours(Clearance, 許可中="green", 許可待ち="yellow")


class ClearanceForm(RuledForm):
    """To another person who works where the platform is, for a period and a purpose."""

    class Meta(RuledForm.Meta):
        model = Clearance
        fields = ("user", "layer", "pledged_on", "ends_on", "note")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        platform = self.instance.platform
        people: Any = self.fields["user"]
        people.queryset = _people_of(platform, by).exclude(pk=by.pk)
        layers: Any = self.fields["layer"]
        layers.queryset = Layer.objects.filter(platform=platform).in_order()
        layers.empty_label = "当事者の声（ヒアリング）"


def _people_of(platform: Platform, by: User) -> Any:
    """Who works today in the owner, or, for a partner's administrator, in the partner."""
    places = {platform.municipality_id, *platform.partners.values_list("pk", flat=True)}
    if not by.is_superuser:
        places &= by.municipality_ids("administer")
    today = StaffAssignment.objects.on(timezone.localdate()).filter(municipality__in=places)
    people = User.objects.filter(is_active=True, pk__in=today.values("user"))
    return people.order_by("display_name", "username")


def clearances(request: SignedInRequest, pk: int) -> HttpResponse:
    """「守秘情報の閲覧者」 of a platform: given, asked for and ended, for every administrator to see."""
    platform = _administered(request, pk)
    mine = may(request.user, "administer", platform) and _owns(request.user, platform)
    posted = request.POST if request.method == "POST" else None
    form = ClearanceForm(posted, instance=Clearance(platform=platform), by=request.user)
    if form.is_valid() and _given(request, form, mine):
        return redirect("platform-clearances", pk)
    rows = Clearance.objects.visible_to(request.user).filter(platform=platform)
    context = {
        "platform": platform,
        "form": form,
        "mine": mine,
        "rows": rows.select_related("user", "layer", "given_by", "asked_by", "ended_by"),
        "lowerings": Lowering.objects.permitted(request.user, "view").filter(platform=platform)
        if mine
        else [],
    }
    return render(request, "organizations/confidence/clearances.html", context)


def _administered(request: SignedInRequest, pk: int) -> Platform:
    platforms = Platform.objects.select_related("municipality")
    found: Platform = fetch(platforms, request.user, "administer", pk=pk)
    return found


def _owns(user: Any, platform: Platform) -> bool:
    return user.is_superuser or platform.municipality_id in user.municipality_ids("administer")


def _given(request: SignedInRequest, form: ClearanceForm, mine: bool) -> bool:
    verb = actions.give_clearance if mine else actions.ask_for_clearance
    try:
        verb(form.instance, by=request.user)
    except ValidationError as error:
        show_errors(form, error)
        return False
    words = "許可しました" if mine else "申し出ました。連携PFの自治体の管理者が許可すると見られます"
    messages.success(request, f"「{form.instance}」の閲覧を{words}。")
    return True


@require_POST
def decide(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """An administrator gives what was asked for, or ends what was given."""
    clearance = fetch(Clearance.objects.all(), request.user, "edit", pk=pk)
    verbs = {"give": actions.give_clearance, "end": actions.end_clearance}
    done = {"give": "許可しました", "end": "取り消しました"}
    _carried_out(request, verbs[name], clearance, f"「{clearance}」の閲覧を{done[name]}。")
    return redirect("platform-clearances", clearance.platform_id)


def _carried_out(request: SignedInRequest, verb: Any, record: Any, done: str, **words: Any) -> None:
    try:
        verb(record, by=request.user, **words)
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


class ReasonForm(forms.Form):
    reason = TextField(
        label="守秘を解く理由",
        max_length=1000,
        help_text="もう1人の管理者が同意すると解かれます。それまでに作られた記録は守秘のままです。",
    )


def lower(request: SignedInRequest, pk: int) -> HttpResponse:
    """The first of two administrators asks for a layer's secrecy to be ended."""
    layer: Layer = fetch(Layer.objects.select_related("platform"), request.user, "view", pk=pk)
    _administered(request, layer.platform_id)
    if not layer.confidential:
        raise Http404("この層は守秘になっていません。")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.ask_to_lower(layer, reason=reason, by=request.user)
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, "守秘の解除を申し出ました。もう1人の管理者の同意を待ちます。")
            return redirect("platform-clearances", layer.platform_id)
    context = {
        "form": form,
        "noun": "守秘の解除",
        "subject": layer,
        "record": None,
        "back_url": layer.get_absolute_url(),
    }
    return render(request, "records/form.html", context)


@require_POST
def answer(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """The second administrator agrees, or either takes the request back."""
    lowering = fetch(Lowering.objects.all(), request.user, "edit", pk=pk)
    verbs = {"agree": actions.agree_to_lower, "withdraw": actions.withdraw_lowering}
    done = {
        "agree": "守秘を解きました。これまでの記録は守秘のままです。",
        "withdraw": "申し出を取り下げました。",
    }
    _carried_out(request, verbs[name], lowering, done[name])
    return redirect("platform-clearances", lowering.platform_id)
