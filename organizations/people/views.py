from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.models import StaffAssignment, Standing, User
from organizations.people import actions, actions_handover, handover
from organizations.people.account_forms import OwnPasswordForm
from organizations.people.forms import EndForm, NewPersonForm, RoleForm, SuccessorForm
from organizations.people.tables import PersonFilters, PersonTable, period, states_of
from platform_registry.access import Permission, fetch, require
from platform_registry.forms.ruled import by_field, record_number, saved, show_errors
from platform_registry.japanese import era_date
from platform_registry.lists.page import ListPage
from platform_registry.signed_in import SignedInRequest


class PersonList(ListPage):
    queryset = User.objects.all()
    filterset_class = PersonFilters
    table_class = PersonTable
    title, unit, default_sort = "利用者", "人", "name"
    permission = "administer"

    def records(self, permission: Permission) -> QuerySet[Any]:
        people: Any = super().records(permission)
        found: QuerySet[Any] = people.with_standing(self.request.user)
        return found

    def actions(self) -> list[dict[str, str]]:
        return [{"label": "利用者を登録", "url": reverse("person-create"), "kind": "primary"}]


def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: roles in one's own places, and what may be done about the account."""
    found = _person(request, pk)
    me = request.user
    roles = [(role, period(role)) for role in found.roles_here]
    context = {
        "person": found,
        "roles": roles,
        "states": states_of(found),
        "oneself": found == me,
        "may_reset": found != me and _may_reset(found, me),
        "standing": Standing(found.standing).label,
        "works_here": found.standing == Standing.NOW,
        "open_work": sum(len(p.records) for p in handover.open_work(found, by=me)),
        "several": me.is_superuser or len(me.municipality_ids("administer")) > 1,
    }
    return render(request, "organizations/people/person.html", context)


def _person(request: SignedInRequest, pk: int) -> Any:
    people = User.objects.with_standing(request.user)
    return fetch(people, request.user, "view", pk=pk)


def _may_reset(found: User, by: User) -> bool:
    try:
        actions.refuse_foreign_password(found, by=by)
    except ValidationError:
        return False
    return True


@never_cache
def create(request: SignedInRequest) -> HttpResponse:
    """A new account; its password is shown once, on the page this leads to."""
    require(request.user, "administer")
    form = NewPersonForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            password = actions.admit(form.person, form.instance, by=request.user)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            return _to_be_shown(request, form.person, password)
    return _form(request, form, "利用者", reverse("people"), subject=User())


TO_BE_SHOWN = "temporary password"  # [number of the account, password], until it was shown
SHOWN_ALREADY = (
    "仮のパスワードは、1回だけ表示されます。"
    "本人に伝えられなかったときは、もう一度「仮のパスワードを出す」を押してください。"
)


def _to_be_shown(request: SignedInRequest, found: User, password: str) -> HttpResponse:
    """To a page that can be loaded again without giving another one."""
    request.session[TO_BE_SHOWN] = [found.pk, password]
    return redirect("person-password-shown", found.pk)


@never_cache
@require_safe
def password_shown(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    number, password = request.session.get(TO_BE_SHOWN, (None, ""))
    if number != pk:
        messages.warning(request, SHOWN_ALREADY)
        return redirect(found)
    del request.session[TO_BE_SHOWN]
    context = {"person": found, "password": password}
    return render(request, "organizations/people/password.html", context)


def _form(
    request: SignedInRequest,
    form: Any,
    noun: str,
    back_url: str,
    record: Any = None,
    subject: Any = None,
) -> HttpResponse:
    context = {
        "form": form, "noun": noun, "record": record, "subject": subject, "back_url": back_url,
    }  # fmt: skip
    return render(request, "records/form.html", context)


@never_cache
def password(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new temporary password, after one has said that the old one goes."""
    found = _person(request, pk)
    try:
        actions.refuse_foreign_password(found, by=request.user)
    except ValidationError as refusal:
        raise PermissionDenied(" ".join(refusal.messages)) from None
    if request.method == "POST":
        account = fetch(User.objects.all(), request.user, "administer", pk=pk)
        try:
            given = actions.give_temporary_password(account, by=request.user)
        except ValidationError as refusal:  # pressed twice: the first answer has the password
            messages.error(request, " ".join(refusal.messages))
            return redirect(found)
        return _to_be_shown(request, account, given)
    context = {
        "heading": "仮のパスワードを出す",
        "subject": found,
        "question": f"{found}さんに新しい仮のパスワードを出しますか。",
        "consequence": "今のパスワードは使えなくなります。仮のパスワードは1回だけ表示されます。",
        "verb": "仮のパスワードを出す",
        "back_url": found.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
def unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    try:
        actions.lift_lockout(found, by=request.user)
        messages.success(request, f"{found}さんのロックを解きました。すぐにログインできます。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


# ------------------------------------------------------------------ roles


def role_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """One more role of a person who works, or worked, here."""
    found = _person(request, pk)
    blank = StaffAssignment(user=fetch(User.objects.all(), request.user, "view", pk=pk))
    form = RoleForm(request.POST or None, instance=blank, by=request.user)
    if form.is_valid() and saved(form, by=request.user):
        messages.success(request, f"{found}さんに役割を加えました。")
        return redirect(found)
    return _form(request, form, f"{found}さんの役割", found.get_absolute_url(), subject=found)


def role_edit(request: SignedInRequest, staffassignment_pk: int) -> HttpResponse:
    role = _role(request, staffassignment_pk)
    form = RoleForm(request.POST or None, instance=role, by=request.user)
    if form.is_valid() and saved(form, by=request.user, opened=form.opened_version):
        messages.success(request, f"{role.user}さんの役割を変えました。")
        return redirect(role)
    return _form(request, form, f"{role.user}さんの役割", role.get_absolute_url(), role, role.user)


def _role(request: SignedInRequest, pk: int) -> StaffAssignment:
    roles = StaffAssignment.objects.select_related("user", "municipality")
    found: StaffAssignment = fetch(roles, request.user, "edit", pk=pk)
    return found


def role_end(request: SignedInRequest, staffassignment_pk: int) -> HttpResponse:
    role = _role(request, staffassignment_pk)
    form = EndForm(request.POST or None, role=role)
    if form.is_valid():
        opened = record_number(request.POST.get("version", "")) or 0
        last = form.cleaned_data["last_on"]
        try:
            actions.end_role(role, last=last, opened=opened, by=request.user)
        except ValidationError as refusal:
            for name, sentences in by_field(refusal).items():
                form.add_error("last_on" if name == "ends_on" and last else None, sentences)
        else:
            messages.success(request, _ended(role))
            return redirect(role)
    context = {"form": form, "role": role, "today": timezone.localdate(), "period": period(role)}
    return render(request, "organizations/people/role_end.html", context)


def _ended(role: StaffAssignment) -> str:
    what = f"{role.user}さんの役割（{role.get_role_display()}）"
    if role.withdrawn:
        return f"{what}を取り消しました。"
    if role.ends_on and role.standing != Standing.OVER:
        return f"{what}は、{era_date(role.ends_on)}で終わります。"
    return f"{what}を終えました。"


# ------------------------------------------------------------------ handing over


def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the person has open, to be given to a colleague; what is ticked goes, or nothing."""
    found = _person(request, pk)
    me = request.user
    form = SuccessorForm(request.POST or None, people=actions_handover.successors(found, by=me))
    ticked = request.POST.getlist("open")
    if form.is_valid():
        to = form.cleaned_data["successor"]
        try:
            number = actions_handover.hand_over(found, to=to, ticked=ticked, by=me)
        except ValidationError as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{number}件を{to}さんに引き継ぎました。")
            return redirect(found)
    parts = handover.open_work(found, by=me)
    context = {
        "form": form,
        "person": found,
        "parts": parts,
        "ticked": ticked if form.is_bound else None,
    }
    return render(request, "organizations/people/hand_over.html", context)


def _refused(form: SuccessorForm, refusal: ValidationError) -> None:
    """The record a rule spoke of isn't on this page; the successor is."""
    for name, sentences in by_field(refusal).items():
        form.add_error(name if name in form.fields else None, sentences)


class OwnPassword(PasswordChangeView):
    form_class = OwnPasswordForm
    template_name = "registration/password.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The account itself: what stands in a request is only made into one when asked."""
        return super().get_form_kwargs() | {"user": User.objects.get(pk=self.request.user.pk)}
