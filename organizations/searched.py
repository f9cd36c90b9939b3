"""What the search finds of the ground floor, and by which of its texts."""

from __future__ import annotations

from typing import Any

from organizations.bodies.keys import DIALLED, KEYED
from organizations.bodies.many_keys import keys_for
from organizations.models import (
    Contact,
    Department,
    Layer,
    Measure,
    Membership,
    Municipality,
    Need,
    Note,
    Organization,
    Platform,
    PracticeExample,
    SourceDocument,
    Statistic,
)
from organizations.own.searched import OWN
from organizations.support.wordings import groups_for
from platform_registry.search import register, words_come_from
from platform_registry.search.kinds import Said

words_come_from(groups_for)


def said_of(organization: Organization) -> list[Said]:
    """Also under which of its names it was found: 旧名称「…」."""
    names = [(name.get_kind_display(), name.name) for name in organization.names.all()]
    fields = [_field(organization, name) for name in ("operator", "area_served")]
    activities = [text for row in organization.activities.all() for text in row.said()]
    longer = [_field(organization, name) for name in ("description", "note", "email")]
    form = [("法人格", organization.get_legal_form_display())]
    address = [("所在地", organization.address)]
    return [*names, *form, *fields, *address, *(("活動", text) for text in activities), *longer]


def _field(record: Any, name: str) -> Said:
    return str(record._meta.get_field(name).verbose_name), getattr(record, name)


def listed(rows: Any) -> Any:
    return rows.listed()


def examples_of(example: PracticeExample) -> str:
    return f"{example.platform.get_absolute_url()}#examples"


def measures_of(measure: Measure) -> str:
    return f"{measure.platform.get_absolute_url()}"


register(
    Municipality,
    order=5,
    heading=("full_name", "kana"),
    related=("prefecture", "city"),
    list_url_name="municipalities",
)
register(
    Organization,
    order=20,
    heading=("name", "kana"),
    phones=DIALLED,
    related=KEYED,
    said=said_of,
    column="search_text",
    keys=keys_for,
    rows=listed,
    list_url_name="organizations",
    inside=OWN,
)  # fmt: skip
register(Contact, order=22, heading=("name",), texts=("post", "note", "email"), phones=("phone",))
register(
    Department, order=120, heading=("name",), texts=("parent__name",), list_url_name="departments"
)
register(
    Platform,
    order=10,
    heading=("name", "nickname"),
    texts=("target", "purpose", "members_text", "selection", "figure_text", "legal_basis",
           "owner_organization__name", "status"),
    list_url_name="platforms",
)  # fmt: skip
register(Layer, order=12, heading=("name",), texts=("kind",))
register(
    Membership,
    order=24,
    heading=("organization__name", "department__name", "person_name", "name_as_printed"),
    texts=("post", "role", "part", "side"),
    list_url_name="members",
    inside=OWN,
)
register(Need, order=26, heading=("text",), texts=("mark", "heard_from"))
register(Measure, order=27, heading=("text",), texts=("detail",), url=measures_of)
register(
    PracticeExample,
    order=25,
    heading=("title",),
    texts=("text", "operator_as_printed", "organization__name", "place", "terms"),
    url=examples_of,
)
register(Note, order=100, heading=("text",), texts=("statement", "conflict"), list_url_name="notes")
register(Statistic, order=102, heading=("label",), texts=("as_printed",))
register(
    SourceDocument,
    order=110,
    heading=("title",),
    texts=("edition", "chapter", "note"),
    list_url_name="source-documents",
)
