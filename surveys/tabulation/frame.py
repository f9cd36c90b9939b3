"""A survey's responses as tables: for files, and for analysis with pandas.

The files keep the ministries' machine-readability rules: one heading row, no merged cells, one
datum per cell, the code table attached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from surveys.models import Answer, Option, Question, Survey

if TYPE_CHECKING:
    import pandas

Table = tuple[list[str], Iterator[list[Any]]]
MISSING = dict(Option.MissingKind.choices)
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
    given = _answers_by_response(survey)
    responses = survey.responses.select_related("organization", "batch__file")
    for response in responses.defer("batch__file__content").order_by("id"):
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


def _answers_by_response(survey: Survey) -> dict[int, dict[int, list[dict[str, Any]]]]:
    given: dict[int, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    answers = Answer.objects.filter(question__survey=survey).order_by("id")
    values = answers.values(
        "response", "question", "option", "option__label", "number", "day", "text", "missing"
    )
    for answer in values.iterator():
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
    answers = Answer.objects.filter(question__survey=survey).order_by(
        "response", "question__position", "id"
    )
    values = answers.values_list(
        "response__respondent_key", "question__text", "option__label", "number", "approx", "day",
        "text", "missing",
    )  # fmt: skip
    return header, (
        [*row[:4], 1 if row[4] else "", *row[5:7], MISSING.get(row[7], "")]
        for row in values.iterator()
    )


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
    """The wide table for analysis in Python."""
    import pandas

    header, rows = wide(survey)
    return pandas.DataFrame(list(rows), columns=header)
