"""Acts on many organizations: the person in charge, words of support, candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms

from organizations.bodies.forms import officers_of
from organizations.bodies.models import OFFICER_OF_ELSEWHERE
from organizations.bodies.rules import in_charge_of
from organizations.bulk import actions
from organizations.members.actions import Step, may_note_steps
from organizations.models import Layer, Membership, Organization, SupportActivity, Term, User
from platform_registry.bulk.acts import Act, Line, register
from platform_registry.forms.fields import DateField, LineField
from platform_registry.forms.ruled import RecordField, RecordsField, the_field
from platform_registry.records.ownership import municipality_id_of

AS_IT_IS = "すでにこの内容です。"
DONE_ALREADY = "すでに登録されています。"
NOT_THERE = "この支援の種類は登録されていません。"
WRITTEN = "活動の内容が書かれているため、団体の画面で確かめてから削除してください。"


class BulkForm(forms.Form):
    """Of records that were chosen before."""

    def __init__(self, *args: Any, user: User, records: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.records = user, records
        self.places = {municipality_id_of(record) for record in records}


def short(text: Any) -> str:
    return str(text or "")


# ------------------------------------------------------------------ the person in charge


class OfficerForm(BulkForm):
    officer = RecordField(
        User.objects.none(), label="担当者", required=False, empty_label="（担当を決めない）"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        the_field(self, "officer").queryset = officers_of(
            self.places & self.user.municipality_ids("edit") or self.places
        )


@register(Organization, "officer", "担当を決める", order=40)
class AssignOfficer(Act):
    form_class = OfficerForm

    @property
    def said(self) -> str:
        return f"{self.label}：{self.given['officer'] or '担当を決めない'}"

    def prepare(self, records: Sequence[Organization]) -> None:
        officer, self.known_at = self.given["officer"], {r.municipality_id for r in records}
        if officer:
            roles = in_charge_of(officer.assignments, self.known_at)
            self.known_at = set(roles.values_list("municipality_id", flat=True))
        numbers = {record.officer_id for record in records}
        self.names = {user.pk: str(user) for user in User.objects.filter(pk__in=numbers)}

    def line(self, record: Organization) -> Line:
        officer = self.given["officer"]
        same = record.officer_id == (officer and officer.pk)
        before = self.names.get(record.officer_id or 0, "")
        elsewhere = "" if record.municipality_id in self.known_at else OFFICER_OF_ELSEWHERE
        return Line(record, before, short(officer), AS_IT_IS if same else elsewhere)

    def carry_out(self, record: Organization) -> dict[str, Any]:
        officer = self.given["officer"]
        return actions.set_fields(record, {"officer_id": officer and officer.pk}, by=self.by)


# ------------------------------------------------------------------ words of support


class SupportForm(BulkForm):
    what = forms.ChoiceField(
        label="すること",
        choices=[("add", "支援の種類を加える"), ("drop", "支援の種類を外す")],
        widget=forms.RadioSelect,
        initial="add",
    )
    function = RecordField(Term.objects.none(), label="支援の種類")
    targets = RecordsField(
        Term.objects.none(),
        label="支援の対象（加えるとき）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Term.objects.used_in(self.places)
        the_field(self, "function").queryset = words.filter(kind=Term.Kind.FUNCTION)
        the_field(self, "targets").queryset = words.filter(kind=Term.Kind.TARGET)


@register(Organization, "support", "支援の種類を加える・外す", order=50)
class ChangeSupport(Act):
    form_class = SupportForm

    @property
    def drops(self) -> bool:
        return bool(self.given["what"] == "drop")

    @property
    def said(self) -> str:
        return f"支援の種類「{self.given['function']}」を{'外す' if self.drops else '加える'}"

    def prepare(self, records: Sequence[Organization]) -> None:
        rows = SupportActivity.objects.filter(organization__in=records)
        self.there: dict[int, list[SupportActivity]] = defaultdict(list)
        for activity in rows.select_related("function").prefetch_related("targets"):
            self.there[activity.organization_id].append(activity)

    def _same(self, record: Organization) -> list[SupportActivity]:
        function = self.given["function"]
        return [row for row in self.there[record.pk] if row.function_id == function.pk]

    def line(self, record: Organization) -> Line:
        before = list(dict.fromkeys(row.function.label for row in self.there[record.pk]))
        word, same = self.given["function"].label, self._same(record)
        if self.drops:
            left = NOT_THERE if not same else WRITTEN if any(map(_says_more, same)) else ""
            after = [label for label in before if label != word]
        else:
            left, after = DONE_ALREADY if same else "", [*before, word]
        return Line(record, "、".join(before), "、".join(after), left)

    def carry_out(self, record: Organization) -> dict[str, Any]:
        if self.drops:
            return actions.drop_support(self._same(record), by=self.by)
        targets = list(self.given["targets"])
        return actions.add_support(record, self.given["function"], targets, by=self.by)


def _says_more(activity: SupportActivity) -> bool:
    texts = ("name", "place", "schedule", "fee", "contact")
    return any(getattr(activity, name) for name in texts)


# ------------------------------------------------------------------ candidates


class CandidateForm(BulkForm):
    layer = RecordField(Layer.objects.none(), label="候補にする層", empty_label="選んでください")
    state = forms.ChoiceField(
        label="状態",
        choices=[(s.value, s.label) for s in Membership.BEFORE],
        initial=Membership.State.INTERESTED,
    )
    on = DateField(label="この状態になった日", required=False)
    note = LineField(label="経過のメモ", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layers = Layer.objects.editable_by(self.user).filter(ends_on=None)
        layers = layers.exclude(kind=Layer.Kind.INTERNAL).select_related("platform")
        field = the_field(self, "layer")
        field.queryset = layers
        field.label_from_instance = lambda layer: f"{layer.platform}　{layer}"


@register(Organization, "candidate", "候補にする", order=10)
class MakeCandidates(Act):
    form_class = CandidateForm

    @property
    def said(self) -> str:
        label = Membership.State(self.given["state"]).label
        return f"「{self.given['layer']}」の候補にする（{label}）"

    def prepare(self, records: Sequence[Organization]) -> None:
        rows = self.given["layer"].memberships.filter(organization__in=records)
        self.there = {row.organization_id: row for row in rows if not row.is_over}

    def line(self, record: Organization) -> Line:
        stay, state = self.there.get(record.pk), Membership.State(self.given["state"])
        if stay is not None:
            return Line(record, left=f"この層に登録されています（{stay.get_state_display()}）。")
        return Line(record, "", f"{self.given['layer']}：{state.label}")

    def carry_out(self, record: Organization) -> dict[str, Any]:
        layer = self.given["layer"]
        note = self.given["note"] if may_note_steps(layer, self.by) else ""
        step = Step(on=self.given["on"], note=note)
        return actions.make_candidate(record, layer, self.given["state"], step, by=self.by)
