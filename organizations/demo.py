"""The demo world: three municipalities, their people and some forty invented organizations.

Names, addresses, telephone numbers and persons are invented. Loading again adds what is missing
and leaves alone what was changed since.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organizations import master, vocabulary
from organizations.models import (
    Contact,
    Department,
    Municipality,
    Organization,
    OrganizationName,
    StaffAssignment,
    SupportActivity,
    Term,
    User,
    Verification,
)
from organizations.names import split_legal_form
from platform_registry.access import Role

PASSWORD = "demo-tsunagari"
PLACES = {
    "131083": "koto",
    "142166": "zama",
    "160008": "toyama",
    "131091": "shinagawa",
    "041009": "sendai",
    "140007": "kanagawa",
}
ROLE_NAMES = {
    Role.VIEWER: "viewer",
    Role.STAFF: "staff",
    Role.COORDINATOR: "coordinator",
    Role.ADMINISTRATOR: "admin",
}
DEPARTMENTS = {
    "131083": {"福祉部": ["長寿応援課", "福祉課"], "生活支援部": ["保護第一課"]},
    "142166": {"福祉部": ["地域福祉課", "生活援護課"], "こども未来部": ["こども家庭課"]},
    "160008": {"厚生部": ["厚生企画課", "高齢福祉課"]},
    "131091": {"福祉部": ["福祉計画課"]},
    "041009": {"健康福祉局": ["総務課", "社会課"]},
    "140007": {"福祉子どもみらい局": ["福祉部生活援護課"]},
}
NOTE = "試用のための架空の団体です。"


@transaction.atomic
def load() -> list[str]:
    """Fill the registry; gives the accounts as lines for the person who starts the demo."""
    master.load()
    vocabulary.load()
    places = Municipality.objects.select_related("prefecture").in_bulk(
        list(PLACES), field_name="code"
    )
    for code, municipality in places.items():
        _departments(municipality, DEPARTMENTS[code])
    lines = [line for code in PLACES for line in _accounts(places[code])]
    made = [_organization(row, places[row["自治体"]]) for row in _rows("organizations")]
    _activities({organization.name: organization for organization in made if organization})
    return [f"試用のアカウント（パスワードはすべて {PASSWORD}）:", *lines]


def _departments(municipality: Municipality, tree: dict[str, list[str]]) -> None:
    for name, sections in tree.items():
        division, _ = Department.objects.get_or_create(
            municipality=municipality, parent=None, name=name
        )
        for section in sections:
            Department.objects.get_or_create(
                municipality=municipality, parent=division, name=section
            )


def _accounts(municipality: Municipality) -> Iterator[str]:
    """One person per role, in the first section of the first division."""
    section = municipality.departments.exclude(parent=None).order_by("id").first()
    for role, role_name in ROLE_NAMES.items():
        username = f"{PLACES[municipality.code]}-{role_name}"
        user, new = User.objects.get_or_create(
            username=username,
            defaults={
                "display_name": f"{municipality.name} {role.label}",
                "is_staff": role == Role.ADMINISTRATOR,
            },
        )
        if new:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
            StaffAssignment.objects.create(
                user=user, municipality=municipality, department=section, role=role
            )
        yield f"  {username:<20}{municipality.full_name} {role.label}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = settings.BASE_DIR / "fixtures" / "demo" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _organization(row: dict[str, str], municipality: Municipality) -> Organization | None:
    """The new organization, or None where it was loaded before."""
    prefecture = municipality.prefecture or municipality
    organization, new = Organization.objects.get_or_create(
        municipality=municipality,
        name=row["団体名"],
        defaults={
            "kana": row["ふりがな"],
            "legal_form": split_legal_form(row["団体名"]).form_code or "voluntary",
            "state": row["状態"],
            "prefecture": prefecture.name,
            "city": municipality.name if municipality.prefecture else "",
            "town": row["町名"],
            "phone": row["電話番号"],
            "email": row["メール"],
            "area_served": row["活動地域"],
            "description": row["概要"],
            "note": NOTE,
        },
    )
    if not new:
        return None
    if row["担当者"]:
        Contact.objects.create(
            organization=organization, name=row["担当者"], post=row["役職"], phone=row["電話番号"]
        )
    if row["確認から何日"]:
        _verified(organization, int(row["確認から何日"]), row["確認の方法"])
    if row["ほかの名称"]:
        OrganizationName.objects.create(organization=organization, name=row["ほかの名称"])
        organization.save()  # the other name belongs to the search text
    return organization


def _verified(organization: Organization, days_ago: int, how: str) -> None:
    organization.verified_on = timezone.localdate() - timedelta(days=days_ago)
    organization.save(update_fields=["verified_on"])
    by = User.objects.get(username=f"{PLACES[organization.municipality.code]}-staff")
    Verification.objects.create(
        organization=organization, verified_on=organization.verified_on, how=how, by=by
    )


def _activities(new_organizations: dict[str, Organization]) -> None:
    terms = {(term.kind, term.label): term for term in Term.objects.all()}
    for row in _rows("activities"):
        organization = new_organizations.get(row["団体名"])
        if organization is None:
            continue
        activity = SupportActivity.objects.create(
            organization=organization,
            function=terms[Term.Kind.FUNCTION, row["支援の種類"]],
            name=row["活動名"],
            place=row["場所"],
            schedule=row["日時・頻度"],
            fee=row["費用"],
            public=row["公開"] == "1",
        )
        activity.targets.set(
            terms[Term.Kind.TARGET, label] for label in row["支援の対象"].split("、")
        )
