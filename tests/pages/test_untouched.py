"""A form that is opened and saved as it stands changes nothing: no field and no relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models
from webtest import TestApp

from meetings.models import Meeting
from organizations.models import (
    Department,
    Membership,
    Municipality,
    Need,
    Organization,
    Platform,
    StaffAssignment,
    SupportActivity,
    Term,
    User,
)
from platform_registry.actions import save
from surveys.models import NameDecision
from tests.factories.vocabulary import TargetFactory
from tests.kit.test_structure import own_models as own_labels
from tests.pages.hand import press, the_form
from tests.pages.test_every_admin_form import addresses as desks
from tests.pages.test_every_admin_form import operator, staff  # noqa: F401
from tests.pages.test_every_form import addresses
from tests.pages.walk import undone
from tests.pages.world import furnish, hears_voices

# That somebody saved, who and when.
OF_SAVING = {"version", "updated_at", "updated_by_id", "saved_at", "decided_at", "edited_at"}
# The sample has no amount, which is asked for now.
NOT_SAVED = {"procurement-edit"}
State = dict[tuple[str, Any], Any]


def everything() -> State:
    """Every record with its fields and what it is related to, as the database has it: a hundred
    times everything through the models took two fifths of the time."""
    found: State = {}
    with connection.cursor() as cursor:
        for model in stored_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description]
            for values in cursor:
                row = dict(zip(names, values, strict=True))
                fields = {name: row[name] for name in names if name not in OF_SAVING}
                found[model._meta.label, row["id"]] = fields
    return found


def stored_models() -> Iterator[type[models.Model]]:
    own = {model._meta.app_label for model in apps.get_models() if model in set(own_labels())}
    for model in apps.get_models(include_auto_created=True):
        # The index of the search is made of what is stored: here of more than was indexed.
        if model._meta.app_label in own and model.__name__ not in ("LogEntry", "SearchEntry"):
            yield model


def changed(before: State, after: State) -> list[str]:
    found = []
    for key in sorted({*before, *after}, key=str):
        old, new = before.get(key) or {}, after.get(key) or {}
        pairs = {name: (old.get(name), new.get(name)) for name in {*old, *new}}
        found += [f"{key} {name}: {a!r} → {b!r}" for name, (a, b) in pairs.items() if a != b]
    return found


def untouched(app: TestApp, address: str) -> tuple[str, list[str]]:
    """What the page answers when its form is sent as it stands, and what that has changed."""
    page = app.get(address, status="*").maybe_follow()  # of a former address, where it leads
    if page.status_int != 200:
        return f"answers {page.status_int}", []
    before = everything()
    with undone():
        answer = press(the_form(page))
        found = changed(before, everything())
    return "" if answer.status_int == 302 else "is shown again", found


def lines(found: dict[str, tuple[str, list[str]]]) -> str:
    return "\n".join(f"{a} {c}" for a, (_, changes) in found.items() for c in changes)


def choices_that_stand(koto: Municipality, zama: Municipality) -> None:
    """A word out of use, a partner's department and body, another place's platform above."""
    old_word = TargetFactory(code="old", label="むかしの言葉", active=False)
    need = Need.objects.get()
    need.targets.add(old_word)
    SupportActivity.objects.first().targets.add(old_word)
    platform = Platform.objects.get(name="見本の連携PF")
    platform.partners.set([zama, koto.prefecture])
    above = Platform.objects.create(municipality=zama, name="座間の内部のPF")
    theirs = Organization.objects.create(municipality=zama, name="座間の会")
    Platform.objects.filter(pk=platform.pk).update(parent=above, owner_organization=theirs)
    section = Department.objects.create(municipality=zama, name="座間の課")
    Term.objects.filter(pk=old_word.pk).update(active=False)
    hearing = apps.get_model("meetings", "Hearing").objects.first()
    hearing.departments.add(section)
    hearing.organizations.add(theirs)
    Meeting.objects.first().pilots.set(apps.get_model("pilots", "Pilot").objects.all())
    for member in Membership.objects.all():
        member.steps.create(state=member.state)
    for derives in (*Organization.objects.all(), *NameDecision.objects.all()):
        save(derives, by=None)
    person = User.objects.get(username="koto-second")
    StaffAssignment.objects.create(
        user=person, municipality=koto, role="staff", starts_on=date(2020, 4, 1)
    )


def test_no_form_of_the_site_changes_what_nobody_touched(
    koto: Municipality,
    zama: Municipality,
    administrator: User,
    coordinator: User,
    browser_of: Callable[[User], TestApp],
) -> None:
    furnish(koto, administrator)
    choices_that_stand(koto, Municipality.objects.get(name="座間市"))
    hears_voices(administrator)
    edits = [(name, address) for name, address in addresses() if name.endswith("-edit")]
    found = {name: untouched(browser_of(administrator), address) for name, address in edits}
    assert len(found) > 25
    assert {name for name, (said, _) in found.items() if said} == NOT_SAVED
    assert lines(found) == ""


def test_no_form_of_the_administration_changes_what_nobody_touched(
    koto: Municipality,
    administrator: User,
    operator: User,  # noqa: F811
    browser_of: Callable[[User], TestApp],
) -> None:
    furnish(koto, administrator)
    choices_that_stand(koto, Municipality.objects.get(name="座間市"))
    people = {
        address: person
        for person in (operator, staff(administrator))
        for name, address in desks(person)
        if name.endswith("_change")
    }
    found = {address: untouched(browser_of(who), address) for address, who in people.items()}
    assert len(found) > 40
    assert {address for address, (said, _) in found.items() if said} == set()
    assert lines(found) == ""
