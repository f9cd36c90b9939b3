"""Which organization a response comes from, chosen by hand among those found by name."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import Organization, User
from platform_registry.forms.ruled import the_field, words_in
from surveys.models import Response

NOBODY = "none"
OFFERED = 20
LOST = "-"  # no number of an organization


class LinkForm(forms.Form):
    """`search` is what the choices were found by; `opened` whom the response belonged to then."""

    search = forms.CharField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    organization = forms.ChoiceField(label="結び付ける団体", widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, response: Response, words: str, user: User, **kwargs: Any
    ) -> None:
        opened = str(response.organization_id or "")
        super().__init__(
            data, auto_id="link_%s", initial={"search": words, "opened": opened}, **kwargs
        )
        self.offered = _found(words, user)
        choices = [(str(pk), _told(found)) for pk, found in self.offered.items()]
        if response.organization_id:
            choices.append((NOBODY, "結び付けない"))
        the_field(self, "organization").choices = choices

    @property
    def chosen(self) -> Organization | None:
        choice = self.cleaned_data["organization"]
        return None if choice == NOBODY else self.offered[int(choice)]

    def clean_opened(self) -> str:
        """A page that lost it is out of date like an old one."""
        return str(self.cleaned_data["opened"]) if "opened" in self.data else LOST

    def refuse_stale(self, now: Response) -> None:
        """Somebody tied the response meanwhile; to press again is then a decision."""
        tied = (
            f"「{now.organization}」に結び付いています"
            if now.organization
            else "結び付いていません"
        )
        self.add_error(
            "organization",
            "この回答は、開いてから保存するまでの間にほかの人が更新しました。"
            f"今は{tied}。もう一度押すと、選んだとおりになります。",
        )
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed["opened"] = str(now.organization_id or "")


def _found(words: str, user: User) -> dict[int, Organization]:
    words = words_in(words)
    if not words:
        return {}
    organizations = Organization.objects.visible_to(user).listed().matching(words)
    return {found.pk: found for found in organizations[:OFFERED]}


def _told(organization: Organization) -> str:
    return f"{organization.name}　{organization.address}".strip()
