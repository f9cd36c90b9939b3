"""Step 5: which registered organization a row comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from organizations.models import Organization, User
from platform_registry.access import ScopedQuerySet
from surveys import actions
from surveys.importing.planning.answers import RowPlan
from surveys.models import ImportBatch

SHOWN_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """A registered organization offered for a row, with the proof and the difference."""

    organization: Organization
    score: int
    reasons: list[str]
    difference: list[tuple[str, str]]


def field_name(row: RowPlan) -> str:
    return f"row_{row.number}"


class OrganizationsForm(forms.Form):
    """One set of choices per row: a suggested organization, new, not the same, later, leave out."""

    def __init__(
        self,
        *args: Any,
        rows: list[RowPlan],
        registered: ScopedQuerySet,
        proposing: bool = False,
        **kwargs: Any,
    ) -> None:
        """``proposing``: the one organization a row resembles is chosen before anybody does."""
        super().__init__(*args, **kwargs)
        self.rows, self.proposing = rows, proposing
        ids = {s.id for row in rows for s in self._suggestions(row)}
        self.organizations: dict[int, Organization] = registered.in_bulk(list(ids))
        for row in rows:
            self.fields[field_name(row)] = forms.ChoiceField(
                label=f"{row.number}行目「{row.respondent.name}」をどうしますか",
                choices=self._choices(row),
                initial=self._initial(row),
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,  # tells what a person changed from what was only shown
            )

    def _suggestions(self, row: RowPlan) -> list[Any]:
        match = row.respondent.match
        return match.suggestions[:SHOWN_SUGGESTIONS] if match else []

    def suggested(self, row: RowPlan) -> list[Suggested]:
        return [
            Suggested(self.organizations[s.id], s.score, s.reasons, s.difference)
            for s in self._suggestions(row)
            if s.id in self.organizations
        ]

    def _choices(self, row: RowPlan) -> list[tuple[str, str]]:
        suggested = self.suggested(row)
        one = len(suggested) == 1
        same = [
            (f"same:{s.organization.pk}", "同じ団体" if one else f"「{s.organization.name}」と同じ")
            for s in suggested
        ]
        not_same = [("not_same", "どれとも違う" if not one else "違う団体")] if suggested else []
        return [
            *same,
            ("new", "新しい団体として登録"),
            *not_same,
            ("later", "あとで決める"),
            ("exclude", "取り込まない"),
        ]

    def _initial(self, row: RowPlan) -> str:
        respondent = row.respondent
        if respondent.choice == "same":
            return f"same:{respondent.organization}"
        if respondent.choice is not None:
            return respondent.choice
        suggested = self.suggested(row)
        if self.proposing and len(suggested) == 1 and not respondent.choice:
            return f"same:{suggested[0].organization.pk}"
        # Nothing to confuse it with: a new organization is the obvious proposal.
        return "new" if respondent.outcome == "new" and not self._suggestions(row) else ""

    def groups(self) -> list[dict[str, Any]]:
        """Rows to judge first; then those nobody is like, for which 「新しい団体」 is proposed."""
        lines = [
            {
                "row": row,
                "suggested": self.suggested(row),
                "control": self[field_name(row)],
                "was": self[field_name(row)].as_hidden(only_initial=True),
            }
            for row in self.rows
        ]
        groups = [
            {
                "heading": "似た団体が登録されている行",
                "lines": [x for x in lines if x["suggested"]],
            },
            {"heading": "似た団体がない行", "lines": [x for x in lines if not x["suggested"]]},
        ]
        return [group for group in groups if group["lines"]]

    @transaction.atomic
    def decide(self, batch: ImportBatch, *, by: User) -> bool:
        """Store the decisions; True where a row must be asked again (all suggestions refused).

        An answer left as it was shown only counts where nobody has decided meanwhile.
        """
        actions.open_batch(batch)
        decided = batch.row_decisions.exclude(choice="").values_list("number", flat=True)
        kept = set(decided) | set(
            batch.row_decisions.filter(excluded=True).values_list("number", flat=True)
        )
        for row in self.rows:
            answer: str = self.cleaned_data[field_name(row)]
            if not answer or (field_name(row) not in self.changed_data and row.number in kept):
                continue
            if answer == "exclude":
                actions.leave_out(batch, out=[row.number], by=by)
            else:
                self._decide_row(batch, row, answer, by)
        return "not_same" in self.cleaned_data.values()

    def _decide_row(self, batch: ImportBatch, row: RowPlan, answer: str, by: User) -> None:
        choice, _, which = answer.partition(":")
        actions.decide_organization(
            batch,
            number=row.number,
            written=row.respondent.name,
            choice="" if choice == "not_same" else choice,
            organization=self.organizations.get(int(which)) if which else None,
            rejected=[s.organization.pk for s in self.suggested(row)]
            if choice in ("new", "not_same", "same")
            else [],
            by=by,
        )
