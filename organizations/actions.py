"""Everything that is written about organizations, as verbs. ``by`` is the person acting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from organizations.models import Department, Organization, User, Verification


@transaction.atomic
def save_organization(
    organization: Organization,
    *,
    by: User,
    formsets: Iterable[Any] = (),
    opened_version: int | None = None,
) -> Organization:
    """Save with its rows. ``opened_version`` guards an edit: EditedMeanwhile if someone was faster."""
    if organization.pk is not None and opened_version is not None:
        organization.claim(opened_version)
    organization.stamp(by)
    organization.save()
    for formset in formsets:
        formset.instance = organization
        formset.save()
    # Other names belong to the search text, and they were saved just now.
    organization.fill_keys(organization.other_spellings())
    Organization.objects.filter(pk=organization.pk).update(search_text=organization.search_text)
    return organization


@transaction.atomic
def verify(organization: Organization, *, on: date, how: str, note: str, by: User) -> Verification:
    """Record that someone made sure the entry is right; nothing else of it changes."""
    verification = Verification.objects.create(
        organization=organization, verified_on=on, how=how, note=note, by=by
    )
    latest = organization.verifications.order_by("-verified_on").values_list(
        "verified_on", flat=True
    )
    Organization.objects.filter(pk=organization.pk).update(verified_on=latest[0])
    return verification


def save_department(department: Department, *, by: User) -> Department:
    department.save()
    return department
