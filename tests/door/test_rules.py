"""A rule has one home: the same sentence under the same field, whichever way a record comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.utils import timezone

from meetings.models import Attendance, Hearing, Meeting
from organizations import models as registry
from organizations.models import (
    Department,
    Layer,
    MemberCount,
    Membership,
    Municipality,
    Organization,
    Platform,
    StaffAssignment,
    User,
    Verification,
)
from pilots.models import AttendanceCount, Kpi, Pilot, PilotEvent, Procurement, Publication
from platform_registry import actions
from platform_registry.bulk.models import BulkChange
from platform_registry.records.addresses import words_of
from platform_registry.records.rules import Once, OnceInAnyCase, Rule
from surveys import models as survey
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.kit.rendered import fill_in, form_of, said_under

APPS = ("casebook", "meetings", "pilots", "surveys", "organizations", "platform_registry")
# Why the database has no rule of its own for them.
WITHOUT: dict[type[models.Model], str] = {
    registry.LogEntry: "written by the change log about what is already there",
    registry.SupportActivity: "what it is is a term; all else may be unknown",
    survey.Worker: "says of itself that it is there; the name is unique as a field",
    survey.ImportFile: "the bytes as they came; a rule would copy them all on SQLite",
    BulkChange: "says what was done; of its steps none stands twice",
    survey.KeptWork: "one for each import as a field; a rule would copy its bytes on SQLite",
}


def own_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def test_every_model_has_a_rule_in_the_database_or_says_why_not() -> None:
    bare = {model for model in own_models() if not model._meta.constraints}
    assert bare == set(WITHOUT)


@pytest.mark.parametrize(
    "model", [m for m in own_models() if m._meta.constraints], ids=lambda m: m.__name__
)
def test_every_rule_has_a_sentence_and_a_field_to_say_it_under(model: type[models.Model]) -> None:
    for rule in model._meta.constraints:
        assert isinstance(rule, Rule | Once | OnceInAnyCase), rule.name
        assert "。" in rule.violation_error_message, rule.name
        if rule.under:
            assert model._meta.get_field(rule.under).verbose_name


class Broken(NamedTuple):
    """A record that breaks one rule. ``on`` is what it hangs on; it is chosen by the page."""

    model: type[models.Model]
    on: str
    typed: dict[str, str]
    field: str
    sentence: str


DAYS = {"starts_on": "2024-04-01", "ends_on": "2024-03-01"}
TOO_EARLY = "終了は開始以降の日付を入力してください。"
MEETING = {"title": "会合", "fiscal_year": "2024"}
BROKEN = [
    Broken(Layer, "platform", {"name": "部会", **DAYS}, "ends_on", TOO_EARLY),
    Broken(Membership, "layer", {}, "organization", "どれか1つだけを入力してください。"),
    Broken(MemberCount, "layer", {"label": "団体"}, "value", "数値か、原文の表記を入力"),
    Broken(MemberCount, "layer", {"label": "団体", "value": "-3"}, "value", "0以上の数を"),
    Broken(Meeting, "", MEETING | {"held_on": "2023-04-01"}, "fiscal_year", "開催日は令和5年度です"),
    Broken(
        Meeting, "", MEETING | {"held_on": "2024-05-01", "next_on": "2024-04-01"}, "next_on",
        "開催日より後の日付を入力してください。",
    ),
    Broken(
        Meeting, "", MEETING | {"starts_at": "14:00", "ends_at": "13:00"}, "ends_at",
        "終了は開始より後の時刻を入力してください。",
    ),
    Broken(Meeting, "", MEETING | {"fiscal_year": "1800"}, "fiscal_year", "この年度は扱えません。"),
    Broken(Attendance, "meeting", {}, "organization", "どれかを入力してください。"),
    Broken(Hearing, "", {"title": "聞き取り", **DAYS}, "ends_on", TOO_EARLY),
    Broken(PilotEvent, "pilot", {"name": "講演", **DAYS}, "ends_on", TOO_EARLY),
    Broken(
        PilotEvent, "pilot", {"name": "講演", "starts_at": "14:00", "ends_at": "13:00"}, "ends_at",
        "終了時刻は開始時刻より後にしてください。",
    ),
    Broken(AttendanceCount, "event", {"value": "3", "percent": "130"}, "percent", "0から100まで"),
    Broken(Procurement, "pilot", {"vendor_name": "架空社"}, "amount", "金額を入力し、"),
    Broken(
        Kpi, "pilot", {"label": "満足度", "type": "narrative", "goal": "80"}, "goal",
        "目標値は「数」か「割合」の指標にだけ",
    ),
    Broken(
        Kpi, "pilot", {"label": "満足度", "type": "ratio", "goal": "130"}, "goal", "0から100まで"
    ),
    Broken(Publication, "pilot", {"name": "チラシ", **DAYS}, "ends_on", TOO_EARLY),
    Broken(Organization, "", {"name": "架空会", "postal_code": "12"}, "postal_code", "7桁の数字で"),
    Broken(
        Organization, "", {"name": "架空会", "corporate_number": "1234567890123"},
        "corporate_number", "検査数字が合いません",
    ),
    Broken(
        Organization, "", {"name": "", "kana": "かくう"}, "name",
        "入力されていません。入力してください。",
    ),
]  # fmt: skip


# Where a record is edited with all that hangs on it: the part of the page a field stands in, and
# what is typed there in one field for two.
EDITED_WHOLE = {Meeting: "/meetings/{meeting}/record/", Organization: "/organizations/new/"}
STANDS_IN = {"next_on": "next"}
TYPED_AS_ONE = {"starts_at": "hours", "ends_at": "hours"}


def on_its_page(client: Client, broken: Broken, owners: dict[str, Any]) -> str:
    """What is said under the field when the record is typed on its page."""
    address = EDITED_WHOLE[broken.model].format(meeting=owners["meeting"].pk)

    def there(name: str) -> str:
        return f"{STANDS_IN.get(name, 'basics')}-{TYPED_AS_ONE.get(name, name)}"

    typed: dict[str, str] = {}
    for name, value in broken.typed.items():
        typed[there(name)] = "-".join(filter(None, [typed.get(there(name)), value]))
    sent = form_of(client, address) | typed | {"save": ""}
    return said_under(client.post(address, sent, follow=True), there(broken.field))


def in_its_form(client: Client, broken: Broken, owners: dict[str, Any]) -> str:
    new = f"/{words_of(broken.model)}/new/"
    page = f"{new}{owners[broken.on].pk}/" if broken.on else new
    chosen = {key: owner.pk for key, owner in of(broken.model, owners).items() if key != broken.on}
    return said_under(fill_in(client, page, **chosen, **broken.typed), broken.field)


@pytest.fixture
def owners(koto: Municipality) -> dict[str, Any]:
    """What the broken records would hang on, by the name of their field."""
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2024, name="講演会")
    return {
        "municipality": koto,
        "platform": platform,
        "layer": Layer.objects.create(platform=platform, name="連携PF"),
        "pilot": pilot,
        "meeting": Meeting.objects.create(platform=platform, fiscal_year=2025, title="第1回"),
        "event": PilotEvent.objects.create(pilot=pilot, name="講演"),
    }


def of(model: type[models.Model], owners: dict[str, Any]) -> dict[str, Any]:
    """The owners this kind of record must have."""
    names = {f.name for f in model._meta.concrete_fields if f.is_relation and not f.null}
    return {name: owner for name, owner in owners.items() if name in names}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: f"{b.model.__name__}-{b.field}")
def test_a_rule_says_the_same_in_the_form_in_the_admin_and_at_the_door(
    broken: Broken, owners: dict[str, Any], officer: User, sign_in: Callable[[User], Client]
) -> None:
    stored = broken.model._default_manager.count()
    name = broken.model._meta.model_name
    typed_in = on_its_page if broken.model in EDITED_WHOLE else in_its_form
    by_form = typed_in(sign_in(officer), broken, owners)
    operator = sign_in(UserFactory(username="operator", is_superuser=True, is_staff=True))
    admin = f"/admin/{broken.model._meta.app_label}/{name}/add/"
    all_owners = {key: owner.pk for key, owner in of(broken.model, owners).items()}
    by_admin = fill_in(operator, admin, **all_owners, **broken.typed)
    record = broken.model(**of(broken.model, owners), **broken.typed)
    with pytest.raises(ValidationError) as at_the_door:
        actions.save(record, by=None)
    assert broken.sentence in " ".join(at_the_door.value.message_dict[broken.field])
    assert broken.sentence in by_form
    assert broken.sentence in said_under(by_admin, broken.field)
    assert broken.model._default_manager.count() == stored


def test_nobody_confirmed_anything_tomorrow(koto: Municipality) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    record = Verification(
        organization=OrganizationFactory(municipality=koto), how="phone", verified_on=tomorrow
    )
    with pytest.raises(ValidationError, match="今日までの日付"):
        actions.save(record, by=None)


def test_people_work_in_a_department_of_their_own_municipality(
    koto: Municipality, zama: Municipality, officer: User
) -> None:
    elsewhere = Department.objects.create(municipality=zama, name="福祉部")
    record = StaffAssignment(user=officer, municipality=koto, role="viewer", department=elsewhere)
    with pytest.raises(ValidationError, match="担当の自治体の部署"):
        actions.save(record, by=None)
    StaffAssignment.objects.create(user=officer, municipality=koto, role="viewer")
    again = StaffAssignment(user=officer, municipality=koto, role="viewer")
    with pytest.raises(ValidationError, match="期間が重なっています"):
        actions.save(again, by=None)
