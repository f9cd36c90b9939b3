"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from django.urls import URLPattern

from organizations.layers.forms import LayerForm
from organizations.layers.pages import InLayerPages
from organizations.members.forms import MembershipForm
from organizations.models import (
    Department,
    Layer,
    Measure,
    MemberCount,
    Membership,
    Need,
    Organization,
    Platform,
    PracticeExample,
    SourceDocument,
)
from organizations.platforms.forms import PlatformForm
from organizations.sources.forms import SourceDocumentForm
from organizations.sources.models import QUANTITY_FIELDS
from platform_registry.records.pages import RecordPages
from platform_registry.records.removal import RemovalPage

PAGES = (
    RecordPages(
        Platform,
        (
            "municipality", "name", "nickname", "owner_organization", "parent", "legal_basis",
            "status", "established_on", "purpose", "target", "members_text", "selection",
            "figure_text", "shared",
        ),
        form=PlatformForm,
        archive="使わなくなった連携PFは、削除せずに状態を「終了」にしてください。",
    ),
    RecordPages(
        Layer,
        (
            "name", "position", "kind", "parent", "legal_basis", "state", "state_as_printed",
            "role", "concept", "operator_now", "operator_future", "members_text", "selection",
            "counted", "individuals_allowed", "personal_data", "predecessor", "starts_on", "ends_on",
            "notice_on", "notice_text",
        ),
        form=LayerForm,
        archive="使わなくなった層は、削除せずに終了日を入力してください。",
    ),
    InLayerPages(
        Membership,
        (
            "organization", "department", "person_name", "role", "post", "part", "state",
            "starts_on", "ends_on", "founding", "row", "side", "name_as_printed",
        ),
        form=MembershipForm,
        archive="退会した構成員は、削除せずに状態を「退会」にしてください。",
    ),
    InLayerPages(MemberCount, ("label", *QUANTITY_FIELDS, "as_of")),
    RecordPages(
        SourceDocument,
        ("municipality", "title", "edition", "chapter", "number", "note"),
        form=SourceDocumentForm,
    ),
    RecordPages(
        Need,
        ("mark", "text", "heard_from", "targets", "functions", "confidential"),
    ),
    RecordPages(Measure, ("number", "text", "detail", "needs")),
    RecordPages(
        PracticeExample,
        (
            "title", "organization", "operator_as_printed", "place", "since", "since_as_printed",
            "terms", "handout", "text", "measures",
        ),
    ),
)  # fmt: skip


# Entered through forms of their own.
ORGANIZATION_REMOVAL = RemovalPage(
    Organization,
    archive="活動を終えた団体は、削除せずに状態を「解散・活動終了」にしてください。",
)
DEPARTMENT_REMOVAL = RemovalPage(
    Department, archive="なくなった部署は、削除せずに廃止日を入力してください。"
)


def urls() -> list[URLPattern]:
    pages = (*PAGES, ORGANIZATION_REMOVAL, DEPARTMENT_REMOVAL)
    return [url for page in pages for url in page.urls()]
