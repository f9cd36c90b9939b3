"""What a revision of a questionnaire changes, in sentences a person reads before it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from organizations.models import User
from platform_registry.records.resting import resting_on
from surveys.importing.planning.questions import as_choice
from surveys.importing.table.question_rows import OPTIONS, option_text, row_of
from surveys.models import Answer, Option, Question

if TYPE_CHECKING:
    from surveys.importing.planning.revision import Kept, Revision

BEYOND = "今ある回答のうち{n}件が、最小～最大の外になります。回答はそのまま残ります。"
SHOWN = 40  # characters of a question that is named


def told_of(revision: Revision, by: User) -> Iterator[str]:
    """One sentence for each thing that becomes different; none where nothing does."""
    answers = Answer.objects.permitted(by, "view").filter(question__survey=revision.survey)
    answered = dict(
        answers.order_by().values_list("question").annotate(n=Count("response", distinct=True))
    )
    chosen = dict(answers.order_by().values_list("option").annotate(n=Count("pk")))
    for place, kept in enumerate(revision.kept, start=1):
        yield from _of_question(kept, answered.get(kept.question.pk, 0), place)
        yield from _of_options(kept, chosen)
        if kept.before and (n := _beyond_now(kept, answers)):
            yield f"{_named(kept.question)}：{BEYOND.format(n=n)}"
    for row in revision.going:
        yield from _of_going(revision, row.stored, by)


def beyond_limits(question: Question, answers: QuerySet[Answer]) -> int:
    """How many of these answers lie outside the question's limits."""
    below = Q(number__lt=question.minimum) if question.minimum is not None else Q(pk=None)
    above = Q(number__gt=question.maximum) if question.maximum is not None else Q(pk=None)
    return answers.filter(below | above).count()


def _beyond_now(kept: Kept, answers: QuerySet[Answer]) -> int:
    """Asked only where the limits are others than before."""
    before, question = kept.row.stored, kept.question
    if before and (before.minimum, before.maximum) != (question.minimum, question.maximum):
        return beyond_limits(question, answers.filter(question=question))
    return 0


def _of_question(kept: Kept, answers: int, place: int) -> Iterator[str]:
    name = _named(kept.row.stored or kept.question)
    if kept.before is None:
        yield f"設問{name}を{place}番目に加えます。"
        return
    was, now = row_of(kept.before), row_of(kept.asked)
    changed = [column for column in now if column != OPTIONS and was[column] != now[column]]
    if changed:
        stays = f"{answers}件の回答は、この設問に付いたままです。" if answers else ""
        words = "、".join(f"{column}（{_short(now[column]) or '空欄'}）" for column in changed)
        yield f"{name}の{words}を直します。{stays}"
    if kept.row.moved:
        yield f"{name}を{place}番目に移します。"


def _of_options(kept: Kept, chosen: dict[Any, int]) -> Iterator[str]:
    if kept.before is None:
        return
    of = f"{_named(kept.question)}の選択肢"
    stored: dict[int, Option] = {option.pk: option for option in kept.row.stored.options.all()}
    for option, choice in zip(kept.options, kept.asked.choices, strict=True):
        before = stored.get(option.pk)
        if before is None:
            yield f"{of}「{option}」を加えます。"
        elif _text(before) != option_text(choice):
            n = chosen.get(option.pk, 0)
            answers = f"{n}件の回答の選択肢が変わります。" if n else ""
            yield f"{of}「{_text(before)}」を「{option_text(choice)}」に直します。{answers}"
    for option in kept.gone:
        yield f"{of}「{option}」を消します。"
    stays = [option.pk for option in kept.options if option.pk]
    if stays != [pk for pk in stored if pk in stays]:
        yield f"{of}の並びを変えます。"


def _text(option: Option) -> str:
    return option_text(as_choice(option))


def _of_going(revision: Revision, question: Any, by: User) -> Iterator[str]:
    name = _named(question)
    yield f"設問{name}を消します。"
    kept = [
        mapping
        for mapping in revision.survey.mapping_profiles.all()
        if question.is_asked_in(mapping.fields)
    ]
    if kept:
        names = "、".join(f"「{mapping}」" for mapping in kept)
        yield f"{name}：保存してある取込の設定{names}から、この設問の列がなくなります。"
    for other in resting_on(question, by).untied:
        yield f"{name}：{other}は残り、この設問との結び付きだけがなくなります。"


def _named(question: Any) -> str:
    return f"「{_short(str(question))}」"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
