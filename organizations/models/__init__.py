from organizations.models.activity import SupportActivity
from organizations.models.department import Department
from organizations.models.municipality import Municipality
from organizations.models.organization import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    Verification,
)
from organizations.models.user import StaffAssignment, User
from organizations.models.vocabulary import Term

__all__ = [
    "Contact",
    "Department",
    "Municipality",
    "Organization",
    "OrganizationIdentifier",
    "OrganizationName",
    "PublicationConsent",
    "StaffAssignment",
    "SupportActivity",
    "Term",
    "User",
    "Verification",
]
