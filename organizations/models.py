from organizations.beside.models import Attachment, Note, Statistic
from organizations.bodies.consent import PublicationConsent
from organizations.bodies.models import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    Verification,
)
from organizations.confidence.models import Clearance, Lowering
from organizations.layers.models import Layer, MemberCount
from organizations.log.models import LogEntry
from organizations.members.models import Membership, MembershipStep
from organizations.needs.models import Measure, Need, NeedMatch, PracticeExample
from organizations.own.models import OwnChoice, OwnField, OwnValues
from organizations.partners.models import Invitation
from organizations.people.assignments import StaffAssignment, Standing
from organizations.people.models import User
from organizations.places.models import Department, Municipality
from organizations.platforms.models import ChainQuerySet, Platform
from organizations.sources.models import Exactness, Grain, SourceDocument
from organizations.support.models import SupportActivity, Term, Wording

__all__ = [
    "Attachment",
    "Clearance",
    "Invitation",
    "Layer",
    "LogEntry",
    "Lowering",
    "MemberCount",
    "Membership",
    "MembershipStep",
    "Measure",
    "Need",
    "NeedMatch",
    "PracticeExample",
    "Note",
    "Statistic",
    "ChainQuerySet",
    "Platform",
    "Exactness",
    "Grain",
    "SourceDocument",
    "Contact",
    "Department",
    "Municipality",
    "Organization",
    "OrganizationIdentifier",
    "OrganizationName",
    "OwnChoice",
    "OwnField",
    "OwnValues",
    "PublicationConsent",
    "StaffAssignment",
    "Standing",
    "SupportActivity",
    "Term",
    "User",
    "Verification",
    "Wording",
]
