"""Which organizations could answer a need: those whose activities fit by target group and function."""

from __future__ import annotations

from dataclasses import dataclass, field

from organizations.models import Need, NeedMatch, Organization, SupportActivity, User

SHOWN = 30


@dataclass
class Candidate:
    """An organization with the reasons it fits; `match` is what a person decided before."""

    organization: Organization
    targets: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    match: NeedMatch | None = None

    @property
    def reason(self) -> str:
        parts = []
        if self.targets:
            parts.append(f"対象が同じ（{'・'.join(sorted(self.targets))}）")
        if self.functions:
            parts.append(f"支援の種類が同じ（{'・'.join(sorted(self.functions))}）")
        return "、".join(parts)

    @property
    def weight(self) -> tuple[int, int]:
        """Fitting in both ways counts before fitting in one."""
        return (-(bool(self.targets) + bool(self.functions)), -len(self.targets | self.functions))


def candidates(need: Need, user: User) -> list[Candidate]:
    """Best first; only organizations the user may see. Dismissed ones come last."""
    targets = {term.pk: term.label for term in need.targets.all()}
    functions = {term.pk: term.label for term in need.functions.all()}
    visible = Organization.objects.visible_to(user).listed()
    activities = SupportActivity.objects.filter(organization__in=visible.values("pk"))
    fitting = activities.filter(targets__in=targets) | activities.filter(function__in=functions)
    found: dict[int, Candidate] = {}
    for activity in fitting.distinct().select_related("organization").prefetch_related("targets"):
        candidate = found.setdefault(activity.organization_id, Candidate(activity.organization))
        candidate.targets |= {targets[t.pk] for t in activity.targets.all() if t.pk in targets}
        if activity.function_id in functions:
            candidate.functions.add(functions[activity.function_id])
    matches = need.matches.filter(organization__in=visible.values("pk"))
    for match in matches.select_related("organization"):
        known = found.setdefault(match.organization_id, Candidate(match.organization))
        known.match = match
    dismissed = NeedMatch.State.DISMISSED
    return sorted(
        found.values(), key=lambda c: (bool(c.match and c.match.state == dismissed), *c.weight)
    )[:SHOWN]
