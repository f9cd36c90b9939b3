"""A cross count over a panel of 100,000 respondents and 40 questions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.transaction import atomic

from organizations.models import Municipality
from surveys.importing.writing.bulk import insert, insert_values
from surveys.models import Answer, Option, Question, Response, Survey
from surveys.tabulation.crosstab import crosstab
from tests.bench.measure import Figure, seconds

RESPONDENTS = 100_000
SINGLE, MULTI, OTHERS = 30, 6, 4
OPTIONS = 5
COLUMNS = ("response_id", "question_id", "option_id", "number", "approx", "day", "text", "missing")


def panel() -> tuple[list[Question], list[Question]]:
    """Single and multiple questions of a survey everybody answered in full."""
    town = Municipality.objects.get_or_create(
        code="131083", defaults={"name": "江東区", "kind": Municipality.Kind.SPECIAL_WARD}
    )[0]
    survey = Survey.objects.create(municipality=town, key="panel", title="住民調査")
    kinds = ["single"] * SINGLE + ["multi"] * MULTI + ["text"] * OTHERS
    questions = [
        Question.objects.create(survey=survey, position=n, text=f"Q{n}", kind=kind)
        for n, kind in enumerate(kinds, start=1)
    ]
    choices = questions[: SINGLE + MULTI]
    options = {
        q.pk: [Option.objects.create(question=q, position=n, label=f"{n}") for n in range(OPTIONS)]
        for q in choices
    }
    insert(Response, (Response(survey=survey, respondent_key=str(n)) for n in range(RESPONDENTS)))
    respondents = list(survey.responses.values_list("pk", flat=True))
    rows = answers(
        respondents, questions, {pk: [o.pk for o in found] for pk, found in options.items()}
    )
    with atomic():  # else SQLite ends a transaction with every row
        insert_values(Answer, COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return questions[:SINGLE], questions[SINGLE : SINGLE + MULTI]


def answers(
    respondents: list[int], questions: list[Question], options: dict[int, list[int]]
) -> Iterator[tuple[object, ...]]:
    for n, response in enumerate(respondents):
        for place, question in enumerate(questions):
            found = options.get(question.pk)
            if found is None:
                yield (response, question.pk, None, None, False, None, "ことば", "")
                continue
            many = 1 + n % 3 if question.kind == "multi" else 1
            for chosen in range(many):
                option = found[(n * 7 + place * 3 + n // 11 + chosen) % OPTIONS]
                yield (response, question.pk, option, None, False, None, "", "")


def cross_count() -> list[Figure]:
    single, multi = panel()
    pairs = {"単一×単一": (single[0], single[1]), "単一×複数": (single[2], multi[0])}
    figures = []
    for name, (row, column) in pairs.items():
        took, _ = seconds(lambda row=row, column=column: crosstab(row, column))
        figures.append(Figure(f"クロス集計 {name}、100,000人×40問", took, 1, "s"))
    return figures
