"""Questions and options of a questionnaire, one by one: added and corrected."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch
from platform_registry.forms.ruled import show_errors
from platform_registry.records.told import tell_saved
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.question import OptionForm, QuestionForm
from surveys.importing.planning.revision_told import BEYOND, beyond_limits
from surveys.models import Answer, Option, Question
from surveys.pages import OPTION_REMOVAL, QUESTION_REMOVAL
from surveys.views.questionnaire import own_survey


def question_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    questions = Question.objects.select_related("survey")
    return _question(request, fetch(questions, request.user, "edit", pk=pk))


def question_create(request: SignedInRequest, survey_pk: int) -> HttpResponse:
    survey = own_survey(request, survey_pk, "edit")
    last = survey.questions.aggregate(last=Max("position"))["last"] or 0
    return _question(request, Question(survey=survey, position=last + 1))


def _question(request: SignedInRequest, question: Question) -> HttpResponse:
    """What a correction changes is said before it is made."""
    was = question.number
    form = QuestionForm(request.POST or None, instance=question)
    seen = Answer.objects.permitted(request.user, "view").filter(question=question.pk or 0)
    told = _consequences(form, was, seen) if request.method == "POST" and form.is_valid() else []
    settled = form.is_bound and form.is_valid() and (not told or "sure" in request.POST)
    if settled and _kept_question(request, form):
        return redirect("questionnaire", question.survey_id)
    context = {
        "form": form,
        "survey": question.survey,
        "question": question,
        "is_new": question.pk is None,
        "delete_url": QUESTION_REMOVAL.address(request.user, question),
        "answers": seen.values("response").distinct().count(),
        "told": told,
    }
    return render(request, "surveys/questionnaire/question.html", context)


def _consequences(form: QuestionForm, was: str, answers: QuerySet[Answer]) -> list[str]:
    """What else becomes different, in sentences."""
    question: Question = form.instance
    told = []
    if question.pk and (beyond := beyond_limits(question, answers)):
        told.append(BEYOND.format(n=beyond))
    if question.pk and was and was != question.number:
        numbers = "、".join(other.number or other.text for other in question.conditional(was))
        told += [f"{numbers}の回答の条件も、新しい番号に直します。"] if numbers else []
    return told


def _kept_question(request: SignedInRequest, form: QuestionForm) -> bool:
    missing = form.cleaned_data["missing"]
    try:
        question = actions.keep_question(
            form.instance, missing=missing, by=request.user, opened=form.opened_version
        )
    except ValidationError as error:
        show_errors(form, error)
        return False
    tell_saved(request, question)
    return True


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
        "delete_url": OPTION_REMOVAL.address(request.user, option),
        "answers": answers.filter(option=option.pk).count() if option.pk else 0,
    }
    return render(request, "surveys/questionnaire/option.html", context)


def _kept(request: SignedInRequest, form: OptionForm) -> bool:
    try:
        option = actions.keep_option(form.instance, by=request.user, opened=form.opened_version)
    except ValidationError as error:
        show_errors(form, error)
        return False
    tell_saved(request, option)
    return True
