"""Who answered that they would take part: the way from an answer to a candidate of a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from organizations.members import actions as members_actions
from organizations.members.actions import Step
from organizations.models import Layer, Membership, MembershipStep, Organization, User
from platform_registry.japanese import without_unseen
from surveys.models import Answer, Option, Response, Survey


@dataclass
class Interested:
    """An organization with the response that says so, and where it stands in the platforms."""

    organization: Organization
    response: Response
    answers: list[str] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return any(not membership.is_over for membership in self.memberships)


def interested(survey: Survey, options: Iterable[Option]) -> list[Interested]:
    """Organizations whose latest response holds one of the options, by name; one entry each."""
    chosen = Answer.objects.filter(option__in=options, response__in=_latest(survey))
    found: dict[int, Interested] = {}
    rows = chosen.select_related("option", "response__organization", "response__batch__file")
    rows = rows.defer("response__raw", "response__batch__file__content")
    for answer in rows.order_by("option__position"):
        organization = answer.response.organization
        entry = found.setdefault(organization.pk, Interested(organization, answer.response))
        entry.answers.append(answer.option.label)
    _where_they_stand(survey, found)
    return sorted(found.values(), key=lambda entry: entry.organization.sort_key)


def _latest(survey: Survey) -> list[int]:
    """The newest response of each organization: who answered again may have changed their mind."""
    newest = F("submitted_at").asc(nulls_first=True)
    rows = survey.responses.exclude(organization=None).order_by(newest, "pk")
    return list(dict(rows.values_list("organization_id", "pk")).values())


def _where_they_stand(survey: Survey, found: dict[int, Interested]) -> None:
    members = Membership.objects.filter(
        organization__in=found, layer__platform__municipality=survey.municipality
    )
    for membership in members.select_related("layer__platform"):
        found[membership.organization_id].memberships.append(membership)


def without_organization(survey: Survey, options: Iterable[Option]) -> int:
    """How many of those answers can't be followed because the response is tied to nobody."""
    answers = Answer.objects.filter(
        option__in=options, response__survey=survey, response__organization=None
    )
    return answers.values("response").distinct().count()


def place_of(response: Response) -> str:
    """取組み調査 回答.xlsx シート1 12行目: where in the file the answer stands."""
    parts = [response.survey.title]
    if response.batch:
        parts.append(response.batch.file.name)
    if response.sheet:
        parts.append(response.sheet)
    if response.row_number:
        parts.append(f"{response.row_number}行目")
    return "　".join(parts)


@transaction.atomic
def make_candidates(layer: Layer, chosen: Iterable[Interested], *, by: User) -> list[Membership]:
    """Each as 意向あり in the layer, resting on its response; who is in the layer already stays."""
    there = {m.organization_id for m in layer.memberships.all() if not m.is_over}
    return [
        members_actions.add_member(
            layer, entry.organization, Membership.State.INTERESTED, _step(entry, layer, by), by=by
        )
        for entry in chosen
        if entry.organization.pk not in there
    ]


def _step(entry: Interested, layer: Layer, by: User) -> Step:
    submitted = entry.response.submitted_at
    answers = without_unseen(f"「{'・'.join(entry.answers)}」　{place_of(entry.response)}")
    return Step(
        on=timezone.localdate(submitted) if submitted else None,
        source_kind=MembershipStep.Source.SURVEY,
        note=answers if members_actions.may_note_steps(layer, by) else "",
        origin=entry.response,
    )
