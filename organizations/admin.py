"""Gathers the admin of the rooms; what has none of its own there is registered here."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group

import organizations.bodies.admin  # noqa: F401
import organizations.people.admin  # noqa: F401
import organizations.places.admin  # noqa: F401
import organizations.support.admin  # noqa: F401
from organizations.models import (
    Attachment,
    Clearance,
    Invitation,
    Layer,
    Lowering,
    Measure,
    MemberCount,
    Membership,
    MembershipStep,
    Need,
    NeedMatch,
    Note,
    Platform,
    PracticeExample,
    SourceDocument,
    Statistic,
)
from platform_registry.admin.derived import register

admin.site.unregister(Group)  # what a person may do stands in the assignments alone


register(Layer, Measure, MemberCount, Membership, Need, NeedMatch, Platform, PracticeExample)
register(SourceDocument)
# Beside their records, by a verb, or append-only: here to be read.
register(
    Attachment, Clearance, Invitation, Lowering, MembershipStep, Note, Statistic, read_only=True
)
