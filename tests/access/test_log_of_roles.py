"""変更・閲覧の記録 tells each role what that role may read of the records themselves."""

from __future__ import annotations

import pytest

from organizations.confidence import actions as confidence
from organizations.log.history import log_of
from organizations.models import (
    Clearance,
    Department,
    Invitation,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Organization,
    Platform,
    StaffAssignment,
    User,
)
from platform_registry import actions
from platform_registry.access import Role
from tests.actors import UNTIL
from tests.factories.organization import OrganizationFactory


def told(user: User) -> set[str]:
    """The kinds of which this person is told something."""
    return {entry.content_type.model for entry in log_of(user)}


def test_who_got_which_right_is_told_to_administrators_alone(
    platform: Platform,
    council: Layer,
    zama: Municipality,
    officer: User,
    coordinator: User,
    administrator: User,
) -> None:
    LogEntry.objects.all().delete()
    actions.save(
        StaffAssignment(user=officer, municipality=platform.municipality, role=Role.VIEWER),
        by=administrator,
    )
    officer.email = "officer@koto.example.jp"
    actions.save(officer, by=administrator, opened=officer.version)
    clearance = Clearance(
        user=officer, platform=platform, layer=council, pledged_on="2026-04-01", ends_on=UNTIL
    )
    confidence.give_clearance(clearance, by=administrator)
    confidence.ask_to_lower(council, reason="終わったため", by=administrator)
    actions.save(Invitation(platform=platform, municipality=zama), by=administrator)
    rights = {"staffassignment", "user", "clearance", "lowering", "invitation"}
    assert rights <= told(administrator)
    assert not rights & told(coordinator)


@pytest.fixture
def candidate(circle: Layer, nagaya: Organization, coordinator: User) -> Membership:
    wanted = Membership(layer=circle, organization=nagaya, state="invited")
    return actions.save(wanted, by=coordinator)


def test_a_candidate_is_told_to_its_own_coordinator(
    candidate: Membership, coordinator: User
) -> None:
    entries = log_of(coordinator).filter(content_type__model="membership")
    assert entries.filter(act="create", confided=False).exists()
    actions.remove(candidate, by=coordinator)
    assert entries.filter(act="delete", confided=False).exists()
    assert entries.filter(act="create").exists()


def test_a_candidate_of_a_partner_stays_with_the_partner(
    circle: Layer, zama: Municipality, other_officer: User, coordinator: User
) -> None:
    circle.platform.partners.add(zama)
    body = OrganizationFactory(municipality=zama, name="座間の会")
    asked = Membership(layer=circle, organization=body, state="invited")
    actions.save(asked, by=other_officer)
    entries = log_of(coordinator).filter(content_type__model="membership")
    assert not entries.exists()
    actions.remove(asked, by=other_officer)
    assert not entries.exists()


def test_a_person_of_a_council_stays_secret(
    council: Layer, section: Department, coordinator: User
) -> None:
    person = Membership.objects.create(layer=council, person_name="見本 花子", state="invited")
    actions.remove(person, by=None)
    assert "membership" not in told(coordinator)
