"""The questionnaire of a survey: looked at, taken from a file, given out."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, may, require
from platform_registry.lists.exports import XLSX_TYPE, write_sheets
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.questionnaire import NewSurveyForm, QuestionnaireForm
from surveys.importing.planning.drafts import known_questions, read_questionnaire_file
from surveys.importing.shapes import Field, Refused
from surveys.importing.table.questionnaire import fill_numbers, sheet_rows
from surveys.importing.table.xlsform_written import xlsform_tables
from surveys.models import Survey

TOLD = 20  # sentences about what a file holds and we don't


def create(request: SignedInRequest) -> HttpResponse:
    """A survey of which the questionnaire is there and no answer yet."""
    require(request.user, "import")
    form = NewSurveyForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        survey = form.survey()
        if _took(request, form, survey):
            return redirect("questionnaire", survey.pk)
    return render(request, "surveys/questionnaire/new.html", {"form": form})


def page(request: SignedInRequest, pk: int) -> HttpResponse:
    sent = request.method == "POST"
    survey = own_survey(request, pk, "import" if sent else "view")
    form = QuestionnaireForm(request.POST or None, request.FILES or None)
    if sent and form.is_valid() and _took(request, form, survey):
        return redirect("questionnaire", survey.pk)
    questions = list(survey.questions.prefetch_related("options", "value_rules"))
    context = {
        "survey": survey,
        "questions": questions,
        "form": form,
        "may_import": may(request.user, "import", survey),
        "refused": [e for errors in form.errors.values() for e in errors] if questions else [],
    }
    return render(request, "surveys/questionnaire/show.html", context)


def sheet(request: SignedInRequest, pk: int) -> FileResponse:
    """In the form in which it is read."""
    survey = own_survey(request, pk, "view")
    heading, *rows = sheet_rows(_numbered(survey))
    return _workbook({"設問": (heading, rows)}, f"{survey.title}_調査票.xlsx")


def xlsform(request: SignedInRequest, pk: int) -> FileResponse:
    """For a tablet: KoboToolbox, ODK."""
    survey = own_survey(request, pk, "view")
    tables = xlsform_tables(_numbered(survey), title=survey.title, key=survey.key)
    return _workbook(tables, f"{survey.title}_XLSForm.xlsx")


def own_survey(request: SignedInRequest, pk: int, permission: Any) -> Survey:
    """Of a shared survey other municipalities read the printed figures alone."""
    surveys = Survey.objects.permitted(request.user, "view").select_related("municipality")
    found: Survey = fetch(surveys, request.user, permission, pk=pk)
    return found


def _took(
    request: SignedInRequest, form: QuestionnaireForm | NewSurveyForm, survey: Survey
) -> bool:
    try:
        read = read_questionnaire_file(form.content())
        actions.take_questionnaire(survey, read.questions, by=request.user)
    except Refused as refusal:
        form.add_error(form.given, str(refusal))
        return False
    except ValidationError as error:
        form.add_error(form.given, error.messages)
        return False
    messages.success(request, f"「{survey}」に設問を{len(read.questions)}件登録しました。")
    for sentence in read.told[:TOLD]:
        messages.warning(request, sentence)
    if len(read.told) > TOLD:
        messages.warning(request, f"ほかに{len(read.told) - TOLD}件、入れていないものがあります。")
    return True


def _numbered(survey: Survey) -> list[Field]:
    """Questions learned from a file of answers may have no number; the sheets need one."""
    questions = known_questions(survey)
    fill_numbers(questions)
    return questions


def _workbook(tables: dict[str, Any], name: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    write_sheets(file, tables)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
