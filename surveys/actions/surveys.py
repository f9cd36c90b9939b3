"""Surveys and single responses, by hand."""

from __future__ import annotations

from django.db import transaction

from organizations.models import Organization, User
from surveys.models import Response, Survey


@transaction.atomic
def save_survey(survey: Survey, *, by: User, opened_version: int | None = None) -> Survey:
    if survey.pk is not None and opened_version is not None:
        survey.claim(opened_version)
    survey.stamp(by)
    survey.save()
    return survey


def link_response(response: Response, *, organization: Organization | None, by: User) -> None:
    """Tie a response to an organization by hand. Who did so stands in the list of changes."""
    response.organization = organization
    response.save(update_fields=["organization"])
