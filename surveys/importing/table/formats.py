"""Which of three forms a questionnaire comes in: our own sheet, an XLSForm, REDCap's dictionary."""

from __future__ import annotations

from surveys.importing.shapes import Refused, Source
from surveys.importing.table.questionnaire import Questionnaire, heading_of, read_questionnaire
from surveys.importing.table.redcap import is_dictionary, read_dictionary
from surveys.importing.table.xlsform import is_xlsform, read_xlsform

NONE_OF_THEM = (
    "設問の表が見つかりません。見出しに「番号」「設問文」「種類」のある表、"
    "XLSForm（シートsurveyとchoices）、REDCapのデータ辞書のどれかを選んでください。"
)


def read_any_questionnaire(source: Source) -> Questionnaire:
    if any(heading_of(sheet) for sheet in source.sheets):
        return read_questionnaire(source)
    if is_xlsform(source):
        return read_xlsform(source)
    if is_dictionary(source):
        return read_dictionary(source)
    raise Refused(NONE_OF_THEM)
