"""What of the registry is in the change log."""

from auditlog.registry import auditlog

from organizations.models import (
    Contact,
    Department,
    Municipality,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    StaffAssignment,
    SupportActivity,
    Term,
    User,
)

KEYS = ["bare_name", "match_key", "search_text", "sort_key", "version", "updated_at"]

auditlog.register(Organization, exclude_fields=KEYS)
auditlog.register(SupportActivity, m2m_fields={"targets"})
auditlog.register(User, exclude_fields=["password", "last_login"])
for model in (
    Contact,
    Department,
    Municipality,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    StaffAssignment,
    Term,
):
    auditlog.register(model)
