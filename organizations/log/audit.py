"""What of the registry is in the change log."""

from auditlog.registry import auditlog

from organizations.models import (
    Attachment,
    Clearance,
    Contact,
    Department,
    Invitation,
    Layer,
    Lowering,
    Measure,
    MemberCount,
    Membership,
    Municipality,
    Need,
    NeedMatch,
    Note,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    OwnChoice,
    OwnField,
    Platform,
    PracticeExample,
    PublicationConsent,
    SourceDocument,
    StaffAssignment,
    Statistic,
    SupportActivity,
    Term,
    User,
    Wording,
)

KEYS = ["bare_name", "match_key", "search_text", "sort_key", "version", "updated_at"]

auditlog.register(Organization, exclude_fields=KEYS)
auditlog.register(SupportActivity, exclude_fields=["version"], m2m_fields={"targets"})
auditlog.register(User, exclude_fields=["password", "last_login", "version"])
for model in (
    Contact,
    OrganizationIdentifier,
    OrganizationName,
    OwnChoice,
    OwnField,
    PublicationConsent,
    StaffAssignment,
    Term,
    Wording,
):
    auditlog.register(model, exclude_fields=["version"])
for place in (Department, Municipality):
    auditlog.register(place, exclude_fields=["version"])

for record in (
    Clearance,
    Invitation,
    Layer,
    Lowering,
    Measure,
    MemberCount,
    Membership,
    Need,
    NeedMatch,
    Note,
    Platform,
    PracticeExample,
    SourceDocument,
    Statistic,
):
    many = {field.name for field in record._meta.many_to_many}
    auditlog.register(record, exclude_fields=["version", "updated_at"], m2m_fields=many)
auditlog.register(Attachment, exclude_fields=["content", "updated_at"])
