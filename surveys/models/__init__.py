from surveys.models.import_batch import ImportBatch, ImportFile, ImportRow
from surveys.models.import_work import FileReading, KeptWork, RowDecision, Worker
from surveys.models.mapping_profile import MappingProfile, NameDecision, ValueRule
from surveys.models.question import Option, Question
from surveys.models.register import RegisterDifference, RegisterPart
from surveys.models.response import Answer, Response
from surveys.models.survey import Survey, SurveyFigure

__all__ = [
    "Answer",
    "FileReading",
    "ImportBatch",
    "ImportFile",
    "ImportRow",
    "KeptWork",
    "MappingProfile",
    "NameDecision",
    "Option",
    "Question",
    "RegisterDifference",
    "RegisterPart",
    "Response",
    "RowDecision",
    "Survey",
    "SurveyFigure",
    "ValueRule",
    "Worker",
]
