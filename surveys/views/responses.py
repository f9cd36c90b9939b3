from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organizations.models import Organization
from platform_registry.access import fetch, may
from platform_registry.actions_log import note_access
from platform_registry.forms import record_number, words_in
from surveys import actions
from surveys.importing.stored import understood_responses
from surveys.importing.understood import in_words, question_keys
from surveys.models import Response

OFFERED = 20


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One response: answers, where they came from, the row as it was read."""
    responses = Response.objects.select_related("survey", "organization", "batch__file")
    response = fetch(responses, request.user, "view", pk=pk)
    may_edit = may(request.user, "edit", response)
    note_access(response, by=request.user)
    context = {
        "response": response,
        "answers": _answers(response),
        "may_edit": may_edit,
        "search": request.GET.get("organization", ""),
        "offered": _offered(request) if may_edit else [],
    }
    return render(request, "surveys/response.html", context)


def _answers(response: Response) -> list[dict[str, Any]]:
    given, _facts = understood_responses([response.pk])[response.pk]
    questions = list(response.survey.questions.all())
    keys = question_keys(q.text for q in questions)
    return [
        {"question": question, "words": in_words(given.get(key))}
        for question, key in zip(questions, keys, strict=True)
    ]


def _offered(request: HttpRequest) -> list[Organization]:
    """Organizations to tie the response to, by the words searched for."""
    words = words_in(request.GET.get("organization", ""))
    if not words:
        return []
    organizations = Organization.objects.visible_to(request.user).listed().matching(words)
    return list(organizations[:OFFERED])


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    response = fetch(Response.objects, request.user, "edit", pk=pk)
    chosen = request.POST.get("organization", "")
    organization = None
    if chosen:
        number = record_number(chosen)
        organization = fetch(Organization.objects, request.user, "view", pk=number)
    try:
        opened = request.POST.get("opened", "-")  # a page that lost it is out of date
        actions.link_response(response, organization=organization, by=request.user, opened=opened)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(response)
