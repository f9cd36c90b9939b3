"""Step 5: which registered organization a row comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from organizations.bodies.finding import OrganizationQuerySet
from organizations.models import Organization, User
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import record_number, words_in
from surveys import actions
from surveys.forms.overtaken import OVERTAKEN, late
from surveys.importing.planning.written_names import WrittenName
from surveys.models import ImportBatch

SHOWN_SUGGESTIONS = 3
ROW = "row_"  # names of the controls begin with it
_ROW = re.compile(rf"{ROW}[0-9]{{1,9}}", re.ASCII)
NOT_FOUND = "「{}」に当たる団体は登録されていません。名称か電話番号を確かめるか、新しい団体として登録してください。"
SEVERAL = "「{}」に当たる団体が{}件あります。登録のとおりの名称を入力するか、さがした中から選んでください。"
NOTHING_TYPED = "さがす団体の名称・ふりがな・電話番号を入力してください。"
FOUND = "found"  # what is typed beside is the organization
OFFERED = 8  # organizations found by a search beside a row


@dataclass(frozen=True, slots=True)
class Suggested:
    """A registered organization offered for a row, with the proof and the difference."""

    organization: Organization
    score: int
    reasons: list[str]
    difference: list[tuple[str, str]]


def field_name(name: WrittenName) -> str:
    return f"{ROW}{name.number}"


def search_name(name: WrittenName) -> str:
    """Of the box another organization is searched in."""
    return f"name_{name.number}"


class OrganizationsForm(forms.Form):
    """One set of choices per written name: a suggested organization, new, not the same, later,
    leave out; and a box to search any other, which is understood without a script too."""

    def __init__(
        self,
        *args: Any,
        names: list[WrittenName],
        among: list[WrittenName],
        registered: OrganizationQuerySet,
        **kwargs: Any,
    ) -> None:
        """``names`` of this page, ``among`` those of the whole file."""
        super().__init__(*args, **kwargs)
        self.names, self.among, self.registered = names, among, registered
        ids = {s.id for name in names for s in self._suggestions(name)}
        ids |= {pk for name in names if (pk := self._picked(name))}
        self.organizations: dict[int, Organization] = registered.in_bulk(list(ids))
        for name in names:
            self.fields[field_name(name)] = forms.ChoiceField(
                label=f"{name.rows_in_words}「{name.written}」をどうしますか",
                choices=self._choices(name),
                initial=self._initial(name),
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,  # tells what a person changed from what was only shown
            )
            self.fields[search_name(name)] = LineField(
                label=f"「{name.written}」は、ほかのどの団体ですか", required=False
            )

    def _suggestions(self, name: WrittenName) -> list[Any]:
        return name.suggestions[:SHOWN_SUGGESTIONS]

    def _picked(self, name: WrittenName) -> int | None:
        """Of those found by the search, or chosen on an earlier visit."""
        kind, _, which = self.data.get(field_name(name), "").partition(":")
        if kind == "same":
            return record_number(which)
        respondent = name.first.respondent
        return respondent.organization if respondent.choice == "same" else None

    def suggested(self, name: WrittenName) -> list[Suggested]:
        return [
            Suggested(self.organizations[s.id], s.score, s.reasons, s.difference)
            for s in self._suggestions(name)
            if s.id in self.organizations
        ]

    def _choices(self, name: WrittenName) -> list[tuple[str, str]]:
        suggested = [s.organization for s in self.suggested(name)]
        one = len(suggested) == 1
        picked = self.organizations.get(self._picked(name) or 0)
        others = [picked] if picked and picked not in suggested else []
        same = [
            (f"same:{o.pk}", "同じ団体" if one and o in suggested else f"「{o.name}」と同じ")
            for o in [*suggested, *others]
        ]
        not_same = [("not_same", "どれとも違う" if not one else "違う団体")] if suggested else []
        return [
            *same,
            ("new", "新しい団体として登録"),
            *not_same,
            (FOUND, "さがした団体"),
            ("later", "あとで決める"),
            ("exclude", "取り込まない"),
        ]

    def _initial(self, name: WrittenName) -> str:
        respondent = name.first.respondent
        if respondent.choice == "same":
            return f"same:{respondent.organization}"
        if respondent.choice is not None:
            return respondent.choice
        # Nothing to confuse it with: a new organization is the obvious proposal.
        return "new" if respondent.outcome == "new" and not self._suggestions(name) else ""

    def groups(self) -> list[dict[str, Any]]:
        """Names to judge first; then those nobody is like, for which 「新しい団体」 is proposed."""
        lines = [
            {
                "name": name,
                "suggested": self.suggested(name),
                "control": self[field_name(name)],
                "search": self[search_name(name)],
                "words": words_in(self.data.get(search_name(name), "")),
                "found": self._found(name),
                "was": (f"initial-{field_name(name)}", self._initial(name)),
            }
            for name in self.names
        ]
        alike = sum(bool(name.suggestions) for name in self.among)
        groups = [
            {
                "heading": "似た団体が登録されている行",
                "count": alike,
                "lines": [x for x in lines if x["suggested"]],
            },
            {
                "heading": "似た団体がない行",
                "count": len(self.among) - alike,
                "lines": [x for x in lines if not x["suggested"]],
            },
        ]
        return [group for group in groups if group["lines"]]

    def _found(self, name: WrittenName) -> list[Organization]:
        """By what was typed, and not among the choices yet; one more than are offered."""
        words = words_in(self.data.get(search_name(name), ""))
        offered = [pk for s in self.suggested(name) if (pk := s.organization.pk)]
        offered += [self._picked(name) or 0]
        found = self.registered.exclude(pk__in=offered)
        return list(found.matching(words)[: OFFERED + 1]) if words else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.names:
            self._tell_overtaken(name, cleaned)
            if cleaned.get(field_name(name)) == FOUND:
                self._resolve(name, cleaned)
        if gone := self._gone():
            self.add_error(None, late([f"{number}行目" for number in gone]))
        return cleaned

    def _gone(self) -> list[int]:
        """Rows the page asked about and nobody is asked about by now: left out, or tied."""
        asked = {int(name.removeprefix(ROW)) for name in self.data if _ROW.fullmatch(name)}
        return sorted(asked - {name.number for name in self.names})

    def _tell_overtaken(self, name: WrittenName, cleaned: dict[str, Any]) -> None:
        """Who answers a page of before somebody else's decision is told of that one."""
        place, now = field_name(name), self._initial(name)
        shown = self.data.get(f"initial-{place}", now)
        decided = name.first.respondent.decided and shown != now
        if decided and cleaned.get(place) not in (shown, now):
            self.add_error(
                place, OVERTAKEN.format(dict(self._choices(name)).get(now, "ほかの団体"))
            )

    def _resolve(self, name: WrittenName, cleaned: dict[str, Any]) -> None:
        """What was typed means one organization: the one of that name, or the only one found."""
        typed = cleaned.get(search_name(name), "")
        found = list(self.registered.meant_by(typed)[:100]) if typed else []
        meant = [o for o in found if o.name == typed] or found
        if len(meant) == 1:
            self.organizations[meant[0].pk] = meant[0]
            cleaned[field_name(name)] = f"same:{meant[0].pk}"
        elif not typed:
            self.add_error(search_name(name), NOTHING_TYPED)
        else:
            says = SEVERAL.format(typed, len(meant)) if meant else NOT_FOUND.format(typed)
            self.add_error(search_name(name), says)

    @transaction.atomic
    def decide(self, batch: ImportBatch, *, by: User) -> bool:
        """Store the decisions; True where a row must be asked again (all suggestions refused).

        An answer left as it was shown only counts where nobody has decided meanwhile.
        """
        actions.open_batch(batch)
        decided = batch.row_decisions.exclude(choice="", excluded=False)
        kept = set(decided.values_list("number", flat=True))
        for name in self.names:
            answer: str = self.cleaned_data[field_name(name)]
            touched = field_name(name) in self.changed_data
            if not answer or (not touched and kept.issuperset(name.numbers)):
                continue
            if answer == "exclude":
                actions.leave_out(batch, out=name.numbers, by=by)
            else:
                self._decide_name(batch, name, answer, by)
        return "not_same" in self.cleaned_data.values()

    def _decide_name(self, batch: ImportBatch, name: WrittenName, answer: str, by: User) -> None:
        choice, _, which = answer.partition(":")
        actions.decide_organization(
            batch,
            number=name.number,
            alike=name.numbers,
            choice="" if choice == "not_same" else choice,
            organization=self.organizations.get(int(which)) if which else None,
            rejected=[s.organization.pk for s in self.suggested(name)]
            if choice in ("new", "not_same", "same")
            else [],
            by=by,
        )
