"""A survey's responses as tables: for files, and for analysis with pandas.

The files keep the ministries' machine-readability rules: one heading row, no merged cells, one
datum per cell, the code table attached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from surveys.models import Answer, Option, Question, Response, Survey

if TYPE_CHECKING:
    import pandas

Table = tuple[list[str], Iterator[list[Any]]]
MISSING = dict(Option.MissingKind.choices)
BATCH = 500  # responses read at a time
FIXED = ["回答者の識別子", "団体", "回答日時", "ファイル", "行"]


def wide(survey: Survey) -> Table:
    """One row per response; a multiple answer has one 0/1 column per option, blank if not answered."""
    questions = list(survey.questions.prefetch_related("options"))
    header = FIXED + [label for question in questions for label in _headings(question)]
    return header, _wide_rows(survey, questions)


def _headings(question: Question) -> list[str]:
    if question.kind == Question.Kind.MULTI:
        return [f"{question.text}［{option.label}］" for option in question.options.all()] + [
            f"{question.text}［その他の内容］"
        ]
    return [question.text]


def _wide_rows(survey: Survey, questions: list[Question]) -> Iterator[list[Any]]:
    responses = survey.responses.select_related("organization", "batch__file")
    # The row as it was read is the largest part of a response, and no table shows it.
    rows = responses.defer("batch__file__content", "raw", "stated").order_by("id")
    for batch in _in_batches(rows):
        given = _answers_by_response([response.pk for response in batch])
        for response in batch:
            answers = given.get(response.pk, {})
            row: list[Any] = [
                response.respondent_key,
                response.organization.name if response.organization else "",
                response.submitted_at,
                response.batch.file.name if response.batch else "",
                response.row_number,
            ]
            for question in questions:
                row += _cells(question, answers.get(question.pk, []))
            yield row


def _in_batches(responses: QuerySet[Response]) -> Iterator[list[Response]]:
    """A few at a time, in the order of their number: no more is ever held, however many there are."""
    last = 0
    while batch := list(responses.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _answers_by_response(responses: list[int]) -> dict[int, dict[int, list[dict[str, Any]]]]:
    given: dict[int, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    answers = Answer.objects.filter(response__in=responses).order_by("id")
    values = answers.values(
        "response", "question", "option", "option__label", "number", "day", "text", "missing"
    )
    for answer in values:
        given[answer["response"]][answer["question"]].append(answer)
    return given


def _cells(question: Question, answers: list[dict[str, Any]]) -> list[Any]:
    missing = next((MISSING[a["missing"]] for a in answers if a["missing"]), None)
    if question.kind == Question.Kind.MULTI:
        options = list(question.options.all())
        if missing or not answers:
            return [""] * (len(options) + 1)
        chosen = {a["option"] for a in answers}
        other = next((a["text"] for a in answers if a["text"]), "")
        return [int(option.pk in chosen) for option in options] + [other]
    if missing or not answers:
        return [missing or ""]
    answer = answers[0]
    if question.kind == Question.Kind.SINGLE:
        other = f"：{answer['text']}" if answer["text"] else ""
        return [f"{answer['option__label']}{other}"]
    return [next((v for v in (answer["number"], answer["day"]) if v is not None), answer["text"])]


def long(survey: Survey) -> Table:
    """One row per answer, the form analysis programs ask for."""
    header = ["回答者の識別子", "設問", "選択肢", "数値", "概数", "日付", "文字", "欠測"]
    return header, _long_rows(survey)


def _long_rows(survey: Survey) -> Iterator[list[Any]]:
    """In batches too: sorted as a whole, the database would hold all answers before the first."""
    for batch in _in_batches(survey.responses.only("pk").order_by("id")):
        answers = Answer.objects.filter(response__in=[response.pk for response in batch])
        for row in answers.order_by("response", "question__position", "id").values_list(
            "response__respondent_key", "question__text", "option__label", "number", "approx",
            "day", "text", "missing",
        ):  # fmt: skip
            yield [*row[:4], 1 if row[4] else "", *row[5:7], MISSING.get(row[7], "")]


def codes(survey: Survey) -> Table:
    """The code table: every question, its kind and options."""
    questions = survey.questions.prefetch_related("options")
    header = ["設問番号", "設問", "種類", "単位", "選択肢番号", "コード", "選択肢"]
    return header, (
        [q.position, q.text, q.get_kind_display(), q.unit, *option]
        for q in questions
        for option in ([[o.position, o.code, o.label] for o in q.options.all()] or [["", "", ""]])
    )


def frame(survey: Survey) -> pandas.DataFrame:
    """The wide table for analysis in Python; a frame is all rows at once by its nature."""
    import pandas

    header, rows = wide(survey)
    return pandas.DataFrame.from_records(rows, columns=header)
