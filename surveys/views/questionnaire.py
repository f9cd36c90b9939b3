"""The questionnaire of a survey: looked at, taken from a file, given out."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, may, require
from platform_registry.forms.ruled import show_errors
from platform_registry.lists.exports import XLSX_TYPE, write_sheets
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.questionnaire import NewSurveyForm, OptionForm, QuestionnaireForm
from surveys.importing.planning.drafts import known_questions, read_questionnaire_file
from surveys.importing.shapes import Field, Refused
from surveys.importing.table.questionnaire import fill_numbers, sheet_rows
from surveys.importing.table.xlsform_written import xlsform_tables
from surveys.models import Answer, Option, Question, Survey

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
    survey = _own(request, pk, "import" if sent else "view")
    form = QuestionnaireForm(request.POST or None, request.FILES or None)
    if sent and form.is_valid() and _took(request, form, survey):
        return redirect("questionnaire", survey.pk)
    questions = list(survey.questions.prefetch_related("options"))
    context = {
        "survey": survey,
        "questions": questions,
        "form": form,
        "may_import": may(request.user, "import", survey),
        "refused": [e for errors in form.errors.values() for e in errors] if questions else [],
    }
    return render(request, "surveys/questionnaire/show.html", context)


def option_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    options = Option.objects.select_related("question__survey")
    return _option(request, fetch(options, request.user, "edit", pk=pk))


def option_create(request: SignedInRequest, question_pk: int) -> HttpResponse:
    questions = Question.objects.filter(kind__in=Question.CHOICE_KINDS).select_related("survey")
    question = fetch(questions, request.user, "edit", pk=question_pk)
    last = question.options.aggregate(last=Max("position"))["last"] or 0
    return _option(request, Option(question=question, position=last + 1))


def _option(request: SignedInRequest, option: Option) -> HttpResponse:
    """What a correction changes is said before it is made."""
    form = OptionForm(request.POST or None, instance=option)
    survey, answers = option.question.survey, Answer.objects.permitted(request.user, "view")
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("questionnaire", survey.pk)
    context = {
        "form": form,
        "survey": survey,
        "question": option.question,
        "is_new": option.pk is None,
        "answers": answers.filter(option=option.pk).count() if option.pk else 0,
    }
    return render(request, "surveys/questionnaire/option.html", context)


def _kept(request: SignedInRequest, form: OptionForm) -> bool:
    try:
        option = actions.keep_option(form.instance, by=request.user, opened=form.opened_version)
    except ValidationError as error:
        show_errors(form, error)
        return False
    messages.success(request, f"選択肢「{option}」を保存しました。")
    return True


def sheet(request: SignedInRequest, pk: int) -> FileResponse:
    """In the form in which it is read."""
    survey = _own(request, pk, "view")
    heading, *rows = sheet_rows(_numbered(survey))
    return _workbook({"設問": (heading, rows)}, f"{survey.title}_調査票.xlsx")


def xlsform(request: SignedInRequest, pk: int) -> FileResponse:
    """For a tablet: KoboToolbox, ODK."""
    survey = _own(request, pk, "view")
    tables = xlsform_tables(_numbered(survey), title=survey.title, key=survey.key)
    return _workbook(tables, f"{survey.title}_XLSForm.xlsx")


def _own(request: SignedInRequest, pk: int, permission: Any) -> Survey:
    """Of a shared survey other municipalities read the printed figures alone."""
    surveys = Survey.objects.permitted(request.user, "view").select_related("municipality")
    found: Survey = fetch(surveys, request.user, permission, pk=pk)
    return found


def _took(
    request: SignedInRequest, form: QuestionnaireForm | NewSurveyForm, survey: Survey
) -> bool:
    try:
        read = read_questionnaire_file(form.cleaned_data["file"].read())
        actions.take_questionnaire(survey, read.questions, by=request.user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    except ValidationError as error:
        form.add_error("file", error.messages)
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
