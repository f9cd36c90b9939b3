"""A joint platform with a council, and everything a council keeps, each text with a mark in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from casebook.models import CaseSheet
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Hearing,
    HearingVoice,
    Meeting,
    MeetingSeries,
    Opinion,
)
from organizations.confidence import actions as confidence_actions
from organizations.models import (
    Attachment,
    Clearance,
    Department,
    Layer,
    MemberCount,
    Membership,
    MembershipStep,
    Municipality,
    Note,
    Organization,
    Platform,
    StaffAssignment,
    Statistic,
    User,
)
from organizations.partners import actions as partners_actions
from pilots.models import Pilot
from platform_registry import actions as door
from platform_registry.access import Role
from platform_registry.records.ownership import above
from tests.actors import UNTIL, person
from tests.factories.municipality import MunicipalityFactory, PrefectureFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory

MARK = "秘密の印"
ASKED = "密の印"  # finds the mark, and is echoed on the page without it
ROLES = {
    "viewer": Role.VIEWER,
    "staff": Role.STAFF,
    "coordinator": Role.COORDINATOR,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass
class Stage:
    """Places, people and the open part of the platform; then what the council keeps."""

    koto: Municipality
    zama: Municipality
    people: dict[str, User]
    platform: Platform
    circle: Layer
    council: Layer
    counselling: Layer
    organization: Organization
    secrets: list[models.Model] = field(default_factory=list)


def set_up() -> Stage:
    """A: 江東区, with B: 座間市 as partner; C: 横浜市 only invited; D: 熊本市; and the prefecture."""
    koto, zama, invited, other = (
        MunicipalityFactory(),
        _place("142166", "座間市"),
        _place("141003", "横浜市"),
        _place("431001", "熊本市"),
    )
    tokyo = Municipality.objects.get(code="130001")
    people = {name: person(name, name, role, koto) for name, role in ROLES.items()}
    people |= {f"partner_{name}": person(f"p-{name}", name, r, zama) for name, r in ROLES.items()}
    people |= {
        "second": person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto),
        "secretary": person("secretary", "協議会の担当", Role.COORDINATOR, koto),
        "invited": person("invited", "招待中の管理者", Role.ADMINISTRATOR, invited),
        "other": person("other", "別の市の管理者", Role.ADMINISTRATOR, other),
        "prefecture": person("prefecture", "都の管理者", Role.ADMINISTRATOR, tokyo),
        "elsewhere": person("elsewhere", "別の協議会の担当", Role.COORDINATOR, koto),
        "former": person("former", "前の担当", Role.COORDINATOR, koto),
        "moved": person("moved", "異動した担当", Role.COORDINATOR, koto),
        "operator": UserFactory(username="operator", is_superuser=True, is_staff=True),
    }
    admin = people["administrator"]
    organization = OrganizationFactory(municipality=koto, name="NPO法人深川長屋")
    platform = door.save(
        Platform(municipality=koto, name="江東区 連携PF", status="running", shared=True), by=admin
    )
    circle = door.save(Layer(platform=platform, name="連携PFの層", counted=True), by=admin)
    council = door.save(
        Layer(platform=platform, name="地域協議会", kind=Layer.Kind.COUNCIL), by=admin
    )
    counselling = door.save(
        Layer(platform=platform, name="個別支援の部会", kind="subcommittee", personal_data=True),
        by=admin,
    )
    invitation = partners_actions.invite(platform, zama, by=admin)
    partners_actions.accept(invitation, by=people["partner_administrator"])
    partners_actions.invite(platform, invited, by=admin)
    stage = Stage(koto, zama, people, platform, circle, council, counselling, organization)
    _everyday(stage)
    _clear(stage)
    return stage


def _place(code: str, name: str) -> Municipality:
    above = PrefectureFactory(code=f"{code[:2]}0000", name=f"{name}の県")
    return MunicipalityFactory(code=code, name=name, kind="city", prefecture=above)


def _everyday(stage: Stage) -> None:
    """What everybody of the platform may read: it makes the pages that must not tell more."""
    by, platform = stage.people["administrator"], stage.platform
    section = door.save(Department(municipality=stage.koto, name="地域福祉課"), by=by)
    for layer in (stage.circle, stage.council):
        door.save(Membership(layer=layer, organization=stage.organization), by=by)
        door.save(Membership(layer=layer, department=section), by=by)
    pilot = Pilot(platform=platform, fiscal_year=2026, name="居場所づくり", shared=True)
    door.save(pilot, by=by)
    meeting = Meeting(
        platform=platform, layer=stage.circle, kind="platform", fiscal_year=2026, title="全体会"
    )
    door.save(meeting, by=by, many={"pilots": [pilot]})
    door.save(Hearing(platform=platform, title="支援団体への聞き取り", pilot=pilot), by=by)
    door.save(CaseSheet(platform=platform, fiscal_year=2026), by=by)
    asked = OrganizationFactory(municipality=stage.koto, name="声をかけている会")
    for layer in (stage.circle, stage.council, stage.counselling):
        door.save(Membership(layer=layer, organization=asked, state="invited"), by=by)


def _clear(stage: Stage) -> None:
    people, today = stage.people, timezone.localdate()
    elsewhere = Platform(municipality=stage.koto, name="もう1つの連携PF")
    door.save(elsewhere, by=people["administrator"])
    another = Layer(platform=elsewhere, name="もう1つの協議会", kind=Layer.Kind.COUNCIL)
    door.save(another, by=people["administrator"])
    for layer in (stage.council, stage.counselling, stage.circle, None):
        for name in ("secretary", "former", "moved"):
            give(stage, people[name], layer)
    give(stage, people["elsewhere"], another)
    for clearance in Clearance.objects.filter(user=people["former"]):
        confidence_actions.end_clearance(clearance, by=people["administrator"])
    StaffAssignment.objects.filter(user=people["moved"]).update(ends_on=today - timedelta(days=1))
    for name, known in people.items():  # who they are is remembered as long as a request takes
        people[name] = User.objects.get(pk=known.pk)


def give(stage: Stage, user: User, layer: Layer | None, platform: Platform | None = None) -> None:
    clearance = Clearance(
        user=user,
        platform=layer.platform if layer else platform or stage.platform,
        layer=layer,
        pledged_on=date(2026, 4, 1),
        ends_on=UNTIL,
    )
    confidence_actions.give_clearance(clearance, by=stage.people["administrator"])


# ------------------------------------------------------------------ what a council keeps


def marked(model: type[models.Model], **given: Any) -> Any:
    """A record with the mark in each of its texts."""
    texts = {
        f.name: f"{MARK}（{f.verbose_name}）"[: f.max_length or 100]
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField)
        and f.editable
        and not f.choices
        and (f.max_length or 100) > len(MARK)
    }
    return model(**(texts | given))


def keep_secrets(stage: Stage) -> None:
    """Made, changed and partly removed through the door, so that the change log knows them too."""
    by = stage.people["secretary"]
    for layer in (stage.council, stage.counselling):
        member = marked(Membership, layer=layer, state="joined")
        count = marked(MemberCount, layer=layer, value=7)
        asked = marked(Membership, layer=layer, state="invited", person_name=f"{MARK}（候補の人）")
        _kept(stage, [member, asked, count])
        _note_on_the_way(stage, layer)
        _with_all_beside(stage, [layer, count, *layer.memberships.all()])
        _meeting(stage, layer)
    raised = _meeting(stage, stage.circle, confidential=True)
    assert raised.is_secret
    open_hearing = Hearing.objects.get(title="支援団体への聞き取り")
    _kept(stage, [marked(HearingVoice, hearing=open_hearing)])
    gone = _meeting(stage, stage.council)
    for record in list(reversed(stage.secrets)):
        if above(record, Meeting) == gone:
            stage.secrets.remove(record)
    for hearing in gone.hearings.all():
        door.remove(hearing, by=by)
    door.remove(gone, by=by)


def _note_on_the_way(stage: Stage, layer: Layer) -> None:
    """That a body is asked is known to staff; what is noted on the way is the council's."""
    by = stage.people["secretary"]
    for asked in layer.memberships.all():
        step = MembershipStep(membership=asked, state=asked.state, note=f"{MARK}（経過）")
        stage.secrets.append(door.save(step, by=by))


def _meeting(stage: Stage, layer: Layer, **more: Any) -> Meeting:
    pilot = Pilot.objects.get(name="居場所づくり")
    series = marked(MeetingSeries, platform=stage.platform)
    door.save(series, by=stage.people["secretary"])
    given = {"platform": stage.platform, "layer": layer, "fiscal_year": 2026, "kind": "platform"}
    given |= {"series": series}
    meeting = marked(Meeting, **given, next_on=date(2099, 4, 1), **more)
    door.save(meeting, by=stage.people["secretary"], many={"pilots": [pilot]})
    stage.secrets.append(meeting)
    papers = [
        marked(Attendance, meeting=meeting, organization=stage.organization),
        marked(AgendaItem, meeting=meeting),
        marked(Decision, meeting=meeting),
        marked(Action, meeting=meeting, due_on=date(2026, 5, 1)),
        marked(Opinion, meeting=meeting, platform=stage.platform, pilot=pilot),
    ]
    _kept(stage, papers)
    hearing = marked(Hearing, meeting=meeting, platform=stage.platform, pilot=pilot, value=3)
    bodies = {"organizations": [stage.organization], "departments": Department.objects.all()}
    door.save(hearing, by=stage.people["secretary"], many=bodies)
    voice = marked(HearingVoice, hearing=hearing)
    _kept(stage, [voice])
    stage.secrets += [hearing, series]
    _with_all_beside(stage, [meeting, hearing, voice, series, *papers])
    return meeting


def _kept(stage: Stage, records: Iterable[Any], changed: bool = True) -> None:
    """Entered, and ``changed`` once."""
    for record in records:
        by = stage.people["secretary"]
        door.save(record, by=by)
        if changed:
            door.save(record, by=by)
        stage.secrets.append(record)


def _with_all_beside(stage: Stage, records: list[Any]) -> None:
    for record in records:
        place = {"municipality": stage.koto, "record_id": record.pk}
        place |= {"record_type": ContentType.objects.get_for_model(record)}
        file = {"kind": "pdf", "size": 4, "content": f"%PDF {MARK}".encode(), "sha256": "0" * 64}
        _kept(
            stage,
            [
                marked(Note, **place, kind="differs", field="", pinned=True),
                marked(Statistic, **place, value=1),
                marked(Attachment, **place, **file),
            ],
            changed=record is records[0],
        )
