"""The demo world: three municipalities, their people and some forty invented organizations.

Names, addresses, telephone numbers and persons are invented. Loading again adds what is missing
and leaves alone what was changed since.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from organizations.bodies.actions import verify
from organizations.bodies.names import split_legal_form
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
)
from organizations.own import demo as own_fields
from organizations.places import actions as places_actions
from organizations.support import vocabulary
from platform_registry import actions
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
    _keep_out_of_real_work()
    places_actions.load()
    vocabulary.load()
    places = Municipality.objects.select_related("prefecture").in_bulk(
        list(PLACES), field_name="code"
    )
    for code, municipality in places.items():
        _departments(municipality, DEPARTMENTS[code])
    password = make_password(PASSWORD)  # once for all: it is meant to be slow
    lines = [line for code in PLACES for line in _accounts(places[code], password)]
    made = [_organization(row, places[row["自治体"]]) for row in _rows("organizations")]
    _activities({organization.name: organization for organization in made if organization})
    own_fields.load(places["131083"])
    return [f"試用のアカウント（パスワードはすべて {PASSWORD}）:", *lines]


def _keep_out_of_real_work() -> None:
    """Accounts with a password everybody knows have no place beside real ones."""
    ours = [f"{place}-{role}" for place in PLACES.values() for role in ROLE_NAMES.values()]
    if User.objects.exists() and not User.objects.filter(username__in=ours).exists():
        raise CommandError(
            "このデータベースには試用のものでないアカウントがあるため、試用のデータを入れません。"
            "DATABASE_URL と DATA_DIR を外してから、もう一度実行してください。"
        )


def _departments(municipality: Municipality, tree: dict[str, list[str]]) -> None:
    for name, sections in tree.items():
        division = _department(municipality, None, name)
        for section in sections:
            _department(municipality, division, section)


def _department(municipality: Municipality, parent: Department | None, name: str) -> Department:
    wanted = {"municipality": municipality, "parent": parent, "name": name}
    found = Department.objects.filter(**wanted).first()
    return found or actions.save(Department(**wanted), by=None)


def _accounts(municipality: Municipality, password: str) -> Iterator[str]:
    """One person per role, in the first section of the first division."""
    section = municipality.departments.exclude(parent=None).order_by("id").first()
    for role, role_name in ROLE_NAMES.items():
        username = f"{PLACES[municipality.code]}-{role_name}"
        if not User.objects.filter(username=username).exists():
            user = User(
                username=username,
                display_name=f"{municipality.name} {role.label}",
                password=password,
            )
            actions.save(user, by=None)
            duty = {"municipality": municipality, "department": section, "role": role}
            actions.save(StaffAssignment(user=user, **duty), by=None)
        yield f"  {username:<20}{municipality.full_name} {role.label}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = settings.BASE_DIR / "fixtures" / "demo" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _organization(row: dict[str, str], municipality: Municipality) -> Organization | None:
    """The new organization, or None where it was loaded before."""
    name = row["団体名"]
    if Organization.objects.filter(municipality=municipality, name=name).exists():
        return None
    prefecture = municipality.prefecture or municipality
    organization = Organization(
        municipality=municipality,
        name=name,
        kana=row["ふりがな"],
        legal_form=split_legal_form(name).form_code or "voluntary",
        state=row["状態"],
        prefecture=prefecture.name,
        city=municipality.name if municipality.prefecture else "",
        town=row["町名"],
        phone=row["電話番号"],
        email=row["メール"],
        area_served=row["活動地域"],
        description=row["概要"],
        note=NOTE,
    )
    actions.save(organization, by=None)
    _known_of(organization, row)
    return organization


def _known_of(organization: Organization, row: dict[str, str]) -> None:
    if row["担当者"]:
        person = {"name": row["担当者"], "post": row["役職"], "phone": row["電話番号"]}
        actions.save(Contact(organization=organization, **person), by=None)
    if row["確認から何日"]:
        _verified(organization, int(row["確認から何日"]), row["確認の方法"])
    if row["ほかの名称"]:
        other = OrganizationName(organization=organization, name=row["ほかの名称"])
        actions.save(other, by=None)


def _verified(organization: Organization, days_ago: int, how: str) -> None:
    by = User.objects.get(username=f"{PLACES[organization.municipality.code]}-staff")
    verify(
        organization, on=timezone.localdate() - timedelta(days=days_ago), how=how, note="", by=by
    )


def _activities(new_organizations: dict[str, Organization]) -> None:
    terms = {(term.kind, term.label): term for term in Term.objects.common()}
    for row in _rows("activities"):
        organization = new_organizations.get(row["団体名"])
        if organization is None:
            continue
        activity = SupportActivity(
            organization=organization,
            function=terms[Term.Kind.FUNCTION, row["支援の種類"]],
            name=row["活動名"],
            place=row["場所"],
            schedule=row["日時・頻度"],
            fee=row["費用"],
            public=row["公開"] == "1",
        )
        targets = [terms[Term.Kind.TARGET, label] for label in row["支援の対象"].split("、")]
        actions.save(activity, by=None, many={"targets": targets})
