from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from organizations.models import Municipality, SourceDocument, User
from organizations.places.forms import offer_places
from platform_registry.access import Permission
from platform_registry.forms.ruled import RuledForm, the_field
from platform_registry.japanese import fiscal_year, fiscal_year_label
from surveys.models import Survey


def fiscal_years(kept: int | None = None) -> list[tuple[int, str]]:
    """The last ten years and the next one; also an older one that a survey has already."""
    this_year = fiscal_year(timezone.localdate())
    years = {*range(this_year - 9, this_year + 2), *([kept] if kept else [])}
    return [(year, fiscal_year_label(year)) for year in sorted(years, reverse=True)]


def municipality_field(user: User, permission: Permission) -> forms.ModelChoiceField[Municipality]:
    """The user's municipalities; where there is only one, it is chosen already."""
    choices = Municipality.objects.offered_to(user, permission).select_related("prefecture", "city")
    field = forms.ModelChoiceField(choices, label="自治体", empty_label="選んでください")
    only = list(choices[:2])
    if len(only) == 1:
        field.initial = only[0].pk
    return field


class SurveyForm(RuledForm):
    """Facts of a survey. The key is proposed and rarely needs a hand."""

    class Meta(RuledForm.Meta):
        model = Survey
        fields = (
            "municipality", "title", "key", "audience", "fiscal_year", "method",
            "subjects", "conducted_by", "starts_on", "ends_on", "grain", "period_as_printed",
            "sent_count",
            "sent_approx", "returned_count", "valid_count", "rate_as_printed", "question_count",
            "ingenuity", "description", "other_names", "shared", "source", "source_section",
            "source_lines",
        )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, user, "import")
        self.fields["fiscal_year"] = forms.TypedChoiceField(
            label="年度", choices=[("", "—"), *fiscal_years(self.instance.fiscal_year)], coerce=int, empty_value=None,
            required=False,
        )  # fmt: skip
        self.fields["key"].required = False
        sources = SourceDocument.objects.offered_to(user)
        sources = sources | SourceDocument.objects.filter(pk=self.instance.source_id)
        the_field(self, "source").queryset = sources

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        municipality = self.cleaned_data.get("municipality")
        if not key and municipality:
            key = Survey.objects.unused_key(municipality, "survey")
        return key
