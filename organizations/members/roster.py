"""Forms that change many memberships at once: a pasted list of members, candidates a step further."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.bodies.fields import find_organization
from organizations.members.actions import Step, may_note_steps
from organizations.members.named import DepartmentNames, departments_of, which_of
from organizations.models import (
    Department,
    Layer,
    Membership,
    MembershipStep,
    Organization,
    User,
)
from platform_registry.forms.fields import DateField, LineField, TextField
from platform_registry.forms.ruled import RecordsField, by_field, the_field
from platform_registry.forms.unseen import refuse_unseen
from platform_registry.japanese import line_as_meant


class StepForm(forms.Form):
    """Which state, since when, and what led to it."""

    state = forms.ChoiceField(label="状態", choices=Membership.State.choices)
    on = DateField(label="この状態になった日", required=False)
    source_kind = forms.ChoiceField(
        label="きっかけ",
        required=False,
        choices=[("", "---------"), *MembershipStep.Source.choices],
    )
    note = LineField(label="経過のメモ", required=False, max_length=200)
    bodies = ""  # the field that says whom

    def refused(self, body: object, error: ValidationError) -> None:
        """What the rules of a stay say of one of many; its days are one field here."""
        for name, sentences in by_field(error).items():
            under = "on" if name in ("starts_on", "ends_on") else self.bodies
            for sentence in sentences:
                self.add_error(under, f"「{body}」：{' '.join(sentence.messages)}")

    @property
    def step(self) -> Step:
        given = self.cleaned_data
        return Step(given["on"], given["source_kind"], given.get("note", ""))


class MoveForm(StepForm):
    """Chosen candidates to another state."""

    members = RecordsField(
        label="団体",
        queryset=Membership.objects.none(),
        error_messages={"required": "団体が選ばれていません。表で選んでください。"},
    )
    bodies = "members"
    field_order = ("members", "state", "on", "source_kind", "note")

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        """``members``: of the platform, as far as the person sees them; candidates or not."""
        super().__init__(*args, **kwargs)
        the_field(self, "members").queryset = members.with_bodies()

    def clean(self) -> dict[str, Any]:
        """Whom somebody else moved since the page was opened is not moved again unseen."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = list(cleaned.get("members", ()))
        waiting = set(Membership.objects.filter(pk__in=[m.pk for m in chosen]).candidates())
        for member in chosen:
            if member not in waiting:
                self.add_error(
                    "members",
                    f"「{member}」は、今は候補ではありません（{member.get_state_display()}）。"
                    "選び直してください。",
                )
                continue
            if self.data.get(f"version-{member.pk}") != str(member.version):
                self.add_error(
                    "members",
                    f"「{member}」は、開いた後にほかの人が更新しました。最新の状態を確かめてください。",
                )
        return cleaned


@dataclass(frozen=True)
class Entry:
    """One line of a pasted list."""

    body: Organization | Department
    post: str

    def __str__(self) -> str:
        return str(self.body)


class RosterForm(StepForm):
    """A list as it is copied from Excel: the name, and in the next column the post."""

    lines = TextField(
        label="団体・部署の名称",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "1行に1つずつ入力します。Excelの「名称」と「役職」の2列を写して、そのまま貼り付けられます。"
        ),
    )
    role = forms.ChoiceField(label="役割", choices=Membership.Role.choices, initial="member")
    bodies = "lines"
    field_order = ("lines", "role", "state", "on", "source_kind", "note")

    def __init__(self, *args: Any, layer: Layer, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layer, self.user = layer, user
        if not may_note_steps(layer, user):
            del self.fields["note"]
        self.fields["state"].initial = Membership.State.JOINED

    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if role == Membership.Role.COORDINATING:
            raise ValidationError("調整機関は1つだけです。「構成員を加える」で1つずつ登録します。")
        return role

    def clean_lines(self) -> list[Entry]:
        """Every line that can't be taken is named with its number; nothing is taken half."""
        entries: list[Entry] = []
        problems: list[str] = []
        taken = self._taken()
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            name, _, post = (line_as_meant(part) for part in line.partition("\t"))
            if not name:
                continue
            try:
                refuse_unseen(f"{name} {post}")
                entry = Entry(self._find(name), post[:100])
                if entry.body in taken:
                    raise ValidationError(
                        f"「{name}」はすでにこの層にあります。行を消してください。"
                    )
            except ValidationError as error:
                problems.append(f"{number}行目：{error.message}")
                continue
            taken.append(entry.body)
            entries.append(entry)
        if problems:
            raise ValidationError(problems)
        return entries

    def _taken(self) -> list[Organization | Department]:
        now = [m for m in self.layer.memberships.with_bodies() if not m.is_over]
        return [body for m in now if (body := m.organization or m.department)]

    def _find(self, name: str) -> Organization | Department:
        found = self._departments.find(name)
        if len(found) > 1:
            raise ValidationError(which_of(name, found))
        return found[0] if found else find_organization(name, self.user)

    @cached_property
    def _departments(self) -> DepartmentNames:
        return departments_of(self.layer.platform)
