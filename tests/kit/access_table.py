PEOPLE = (
    "viewer",
    "staff",
    "coordinator",
    "administrator",
    "partner_viewer",
    "partner_staff",
    "partner_administrator",
    "other",
    "secretary",
    "moved",
)
OPEN: dict[str, str] = {}
KEPT: dict[str, str] = {}
