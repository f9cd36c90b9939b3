from organizations.models.activity import SupportActivity
from organizations.models.clearance import Clearance, Lowering
from organizations.models.department import Department
from organizations.models.invitation import Invitation
from organizations.models.layer import Layer, MemberCount
from organizations.models.log import LogEntry
from organizations.models.membership import Membership, MembershipStep
from organizations.models.municipality import Municipality
from organizations.models.need import Measure, Need, NeedMatch, PracticeExample
from organizations.models.note import Attachment, Note, Statistic
from organizations.models.organization import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    Verification,
)
from organizations.models.platform import OfPlatform, Platform
from organizations.models.record import Exactness, Grain, SourceDocument
from organizations.models.user import StaffAssignment, Standing, User
from organizations.models.vocabulary import Term

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
    "OfPlatform",
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
    "PublicationConsent",
    "StaffAssignment",
    "Standing",
    "SupportActivity",
    "Term",
    "User",
    "Verification",
]
