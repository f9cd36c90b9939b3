from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from platform_registry.access import fetch, may
from platform_registry.actions_log import note_access
from platform_registry.models import EditedMeanwhile
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.link import LinkForm
from surveys.importing.planning.stored_responses import understood_responses
from surveys.importing.values.understood import in_words, question_keys
from surveys.models import Response


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One response: answers, where they came from, the row as it was read."""
    responses = Response.objects.select_related("survey", "organization", "batch__file")
    response = fetch(responses, request.user, "view", pk=pk)
    note_access(response, by=request.user)
    words = request.GET.get("organization", "")
    return _page(request, response, LinkForm(response=response, words=words, user=request.user))


def _page(request: SignedInRequest, response: Response, form: LinkForm) -> HttpResponse:
    texts = may(request.user, "persons", response.survey)
    context = {
        "response": response,
        "answers": _answers(response, texts=texts),
        "texts": texts,
        "may_import": may(request.user, "import", response.survey),
        "may_edit": may(request.user, "edit", response),
        "search": form["search"].value(),
        "form": form,
    }
    return render(request, "surveys/response.html", context)


def _answers(response: Response, *, texts: bool) -> list[dict[str, Any]]:
    given, _facts = understood_responses([response.pk])[response.pk]
    questions = list(response.survey.questions.all())
    keys = question_keys(questions)
    return [
        {"question": question, "words": in_words(given.get(key), texts=texts, question=question)}
        for question, key in zip(questions, keys, strict=True)
    ]


@require_POST
def link(request: SignedInRequest, pk: int) -> HttpResponse:
    responses = Response.objects.select_related("survey", "organization", "batch__file")
    response = fetch(responses, request.user, "edit", pk=pk)
    words = request.POST.get("search", "")
    form = LinkForm(request.POST, response=response, words=words, user=request.user)
    if form.is_valid() and _linked(request, response, form):
        return redirect(response)
    return _page(request, response, form)


def _linked(request: SignedInRequest, response: Response, form: LinkForm) -> bool:
    chosen, opened = form.chosen, form.cleaned_data["opened"]
    try:
        actions.link_response(response, organization=chosen, by=request.user, opened=opened)
    except EditedMeanwhile:
        form.refuse_stale(response)
        return False
    except ValidationError as error:
        form.add_error("organization", error.messages)
        return False
    done = f"「{chosen}」に結び付けました" if chosen else "団体に結び付けない回答にしました"
    messages.success(request, f"この回答を{done}。")
    return True
