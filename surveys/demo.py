"""A survey of the demo world, brought in by the import itself: file, matching, commit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from organizations.models import Municipality, User
from platform_registry import actions as door
from surveys import actions
from surveys.importing.planning.answers import make_plan
from surveys.models import ImportBatch, Survey

FIXTURES: Path = settings.BASE_DIR / "fixtures" / "demo"
SURVEY_KEY = "survey-2025-1"


def load() -> None:
    """Idempotent: a survey that is already there is left alone."""
    municipality = Municipality.objects.get(code="131083")
    if Survey.objects.filter(municipality=municipality, key=SURVEY_KEY).exists():
        return
    coordinator = User.objects.get(username="koto-coordinator")
    path = FIXTURES / "見本_取組み調査_回答.csv"
    batch = actions.start_import(
        data=path.read_bytes(),
        name=path.name,
        municipality=municipality,
        by=coordinator,
        new_survey={
            "title": "人とのつながり・居場所づくりに係る取組み調査（見本）",
            "key": SURVEY_KEY,
            "audience": Survey.Audience.ORGANIZATIONS,
            "fiscal_year": 2025,
        },
    )
    _decide(batch, coordinator)
    survey: Any = actions.import_now(make_plan(batch), by=coordinator).survey
    survey.sent_count, survey.method = 60, "WEB"
    survey.starts_on, survey.ends_on = date(2026, 1, 19), date(2026, 2, 13)
    door.save(survey, by=coordinator)


def _decide(batch: ImportBatch, by: User) -> None:
    """Names nobody registered become organizations; a look-alike stays for a person to decide."""
    for row in make_plan(batch).rows:
        if row.respondent.outcome == "new":
            actions.decide_organization(
                batch,
                number=row.row.number,
                choice="new",
                organization=None,
                rejected=[],
                by=by,
            )
