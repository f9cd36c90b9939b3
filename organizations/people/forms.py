"""Forms of people: a new person, a role and its end, and who takes over what is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from organizations.models import Department, Municipality, StaffAssignment, User
from platform_registry.forms.fields import DateField, LineField
from platform_registry.forms.ruled import RecordField, RuledForm, the_field

TAKEN = (
    "このユーザー名はすでに使われています。別の名前にしてください。"
    "ほかの自治体の利用者に役割を与えるときは、サイトの運用者に依頼してください。"
)


class RoleForm(RuledForm):
    """A role of a person, in a municipality whose administrator fills it in."""

    class Meta(RuledForm.Meta):
        model = StaffAssignment
        fields = ("municipality", "role", "department", "starts_on", "ends_on")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = Municipality.objects.offered_to(by, "administer")
        if self.instance.pk is not None:
            self._stay_in(self.instance.municipality)
        elif not by.is_superuser and len(by.municipality_ids("administer")) == 1:
            self._stay_in(places.get())
        else:
            the_field(self, "municipality").queryset = places.select_related("prefecture", "city")
        departments: Any = Department.objects.offered_to(by, "administer")
        if "municipality" not in self.fields:
            departments = departments.filter(municipality=self.instance.municipality)
        the_field(self, "department").queryset = departments.filter(closed_on=None)
        self.fields["starts_on"].help_text = "この日から使えます。空欄のときは、すぐに使えます。"
        self.fields["ends_on"].help_text = "この日まで使えます。空欄のときは、期限がありません。"

    def _stay_in(self, place: Municipality) -> None:
        """There is nothing to choose."""
        del self.fields["municipality"]
        self.instance.municipality = place


class NewPersonForm(RoleForm):
    username = LineField(
        label="ユーザー名",
        max_length=150,
        help_text="ログインに使います。半角の英数字と @ . + - _ が使えます。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    display_name = LineField(label="表示名", max_length=100, help_text="画面と記録に出る氏名です。")
    field_order = ["username", "display_name"]

    def clean(self) -> dict[str, Any]:
        """What is wrong with the account is said beside what is wrong with the role."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "username" in cleaned and "display_name" in cleaned:
            self.person = User(username=cleaned["username"], display_name=cleaned["display_name"])
            if User.objects.filter(username__iexact=self.person.username).exists():
                self.add_error("username", TAKEN)
            else:
                self._take_over_errors()
        return cleaned

    def _take_over_errors(self) -> None:
        try:
            self.person.clean_fields(exclude=["password"])
        except forms.ValidationError as wrong:
            for name, sentences in wrong.error_dict.items():
                self.add_error(name if name in self.fields else None, sentences)


class EndForm(forms.Form):
    NOW, DAY = "now", "day"
    BY_DAY = "日付を決めて終える（その日までは使えます）"
    AT_ONCE = "今すぐ終える（最後の日は、昨日として記録されます）"
    WITHDRAWN = "今すぐ終える（役割を与えたことを取り消します）"
    when = forms.ChoiceField(
        label="いつ終えるか",
        choices=[(DAY, BY_DAY), (NOW, AT_ONCE)],
        initial=DAY,
        widget=forms.RadioSelect,
    )
    last_on = DateField(label="最後の日")

    def __init__(self, *args: Any, role: StaffAssignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, last_on = timezone.localdate(), self.fields["last_on"]
        if role.begins_after(today - timedelta(days=1)):
            choices = [(self.DAY, self.BY_DAY), (self.NOW, self.WITHDRAWN)]
            the_field(self, "when").choices = choices
        last_on.initial = max(today, role.starts_on or today)
        last_on.help_text = f"「日付を決めて終える」ときに入力します。{last_on.help_text}"
        last_on.required = self.data.get("when") != self.NOW

    def clean(self) -> dict[str, Any]:
        """What is typed as a day doesn't matter to an end at once."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == self.NOW:
            self.errors.pop("last_on", None)
            cleaned["last_on"] = None
        return cleaned


class SuccessorForm(forms.Form):
    """Who takes over; what is ticked goes to that person."""

    successor = RecordField(User.objects.none(), label="引き継ぐ人")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        the_field(self, "successor").queryset = people
