from pilots.models.event import AttendanceCount, PilotEvent, ProgrammeItem, Speaker
from pilots.models.kpi import Kpi, KpiReading
from pilots.models.pilot import Pilot, Procurement
from pilots.models.publication import Distribution, Publication

__all__ = [
    "AttendanceCount",
    "Distribution",
    "Kpi",
    "KpiReading",
    "Pilot",
    "PilotEvent",
    "Procurement",
    "ProgrammeItem",
    "Publication",
    "Speaker",
]
