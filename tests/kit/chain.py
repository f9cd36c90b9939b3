"""One record of each kind of the chain, in one municipality and shown to nobody else."""

from __future__ import annotations

from casebook.models import CaseSheet, Passage, StageNote, StageStatus
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
from organizations.models import (
    Attachment,
    Layer,
    Measure,
    MemberCount,
    Membership,
    Municipality,
    Need,
    Note,
    Organization,
    OwnChoice,
    OwnField,
    Platform,
    PracticeExample,
    Statistic,
)
from pilots.models import (
    AttendanceCount,
    Distribution,
    Kpi,
    KpiReading,
    Pilot,
    PilotEvent,
    Procurement,
    ProgrammeItem,
    Publication,
    Speaker,
)


def one_of_each(municipality: Municipality) -> Platform:
    platform = Platform.objects.create(municipality=municipality, name="見本の連携PF")
    layer = Layer.objects.create(platform=platform, name="見本の層")
    organization = Organization.objects.filter(municipality=municipality).first()
    Membership.objects.create(layer=layer, organization=organization)
    area = OwnField.objects.create(
        municipality=municipality, of="organization", label="見本の区分", type="choice"
    )
    OwnChoice.objects.create(field=area, label="見本の選択肢")
    MemberCount.objects.create(layer=layer, label="団体", value=70)
    Need.objects.create(platform=platform, text="見本の課題")
    Measure.objects.create(platform=platform, text="見本の方策")
    PracticeExample.objects.create(platform=platform, title="見本の事例")
    Note(municipality=municipality, record=platform, text="見本の付記").save()
    Statistic(municipality=municipality, record=platform, label="見本", value=1).save()
    Attachment(
        municipality=municipality, record=platform, name="a.pdf", kind="pdf", size=1,
        content=b"%PDF-", sha256="0" * 64,
    ).save()  # fmt: skip
    _pilot(platform)
    _meeting(platform, layer)
    sheet = CaseSheet.objects.create(platform=platform, fiscal_year=2023)
    Passage.objects.create(sheet=sheet, part="plan", text="見本の記述")
    StageNote.objects.create(sheet=sheet, stage=1, heading="見本の留意点")
    StageStatus.objects.create(platform=platform, fiscal_year=2023, stage=1)
    return platform


def _pilot(platform: Platform) -> None:
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2023, name="見本の事業")
    Procurement.objects.create(pilot=pilot, vendor_name="見本の会社", amount=1)
    KpiReading.objects.create(kpi=Kpi.objects.create(pilot=pilot, label="見本"), text="見本")
    event = PilotEvent.objects.create(pilot=pilot, name="見本の行事")
    AttendanceCount.objects.create(event=event, value=1)
    Speaker.objects.create(event=event, name="見本 花子")
    ProgrammeItem.objects.create(event=event, text="見本の次第")
    publication = Publication.objects.create(pilot=pilot, name="見本のチラシ")
    Distribution.objects.create(publication=publication, place="見本の場所")


def _meeting(platform: Platform, layer: Layer) -> None:
    MeetingSeries.objects.create(platform=platform, name="見本の会議体")
    meeting = Meeting.objects.create(
        platform=platform, layer=layer, fiscal_year=2023, title="見本の会議"
    )
    Attendance.objects.create(meeting=meeting, name_as_printed="見本の課")
    AgendaItem.objects.create(meeting=meeting, text="見本の議題")
    Decision.objects.create(meeting=meeting, text="見本の決定")
    Action.objects.create(meeting=meeting, text="見本のすること")
    Opinion.objects.create(platform=platform, meeting=meeting, text="見本の意見")
    hearing = Hearing.objects.create(platform=platform, title="見本のヒアリング")
    HearingVoice.objects.create(hearing=hearing, text="見本の声")
