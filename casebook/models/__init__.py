from casebook.models.case_sheet import CaseSheet
from casebook.models.passage import Passage, StageNote
from casebook.models.reference import Reference
from casebook.models.stage import STAGES, Phase, Stage, StageStatus
from casebook.models.version import PublishedPassage, SheetVersion

__all__ = [
    "STAGES",
    "CaseSheet",
    "Passage",
    "Phase",
    "PublishedPassage",
    "Reference",
    "SheetVersion",
    "Stage",
    "StageNote",
    "StageStatus",
]
