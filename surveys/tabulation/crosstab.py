"""Two choice questions against each other, counted by the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from surveys.models import Answer, Option, Question
from surveys.tabulation.tally import share

SHADES = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """``percent`` of the row's respondents who answered the column question; ``shade`` 0–10."""

    count: int
    percent: float | None

    @property
    def shade(self) -> int:
        return round((self.percent or 0) / 100 * SHADES)


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    base: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Crosstab:
    row_question: Question
    column_question: Question
    columns: list[str]
    rows: list[Row]


def crosstab(row_question: Question, column_question: Question) -> Crosstab:
    """Both questions may be multiple answers; the base of a row is respondents, not ticks."""
    rows = list(row_question.options.all())
    columns = list(column_question.options.all())
    counts = _counts(row_question, column_question)
    bases = _bases(row_question, column_question)
    return Crosstab(
        row_question,
        column_question,
        [option.label for option in columns],
        [_row(option, columns, counts, bases.get(option.pk, 0)) for option in rows],
    )


def _row(
    option: Option, columns: list[Option], counts: dict[tuple[int, int], int], base: int
) -> Row:
    cells = [
        Cell(count := counts.get((option.pk, column.pk), 0), share(count, base))
        for column in columns
    ]
    return Row(option.label, base, cells)


def _counts(row_question: Question, column_question: Question) -> dict[tuple[int, int], int]:
    # The ORM can't join a table with itself on a column that is no foreign key.
    table = connection.ops.quote_name(Answer._meta.db_table)
    sql = (
        f"SELECT a.option_id, b.option_id, COUNT(*) FROM {table} a "
        f"JOIN {table} b ON b.response_id = a.response_id AND b.question_id = %s "
        "WHERE a.question_id = %s AND a.option_id IS NOT NULL AND b.option_id IS NOT NULL "
        "GROUP BY a.option_id, b.option_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [column_question.pk, row_question.pk])
        return {(row, column): count for row, column, count in cursor.fetchall()}


def _bases(row_question: Question, column_question: Question) -> dict[int, int]:
    """Row option → respondents who chose it and answered the column question."""
    answered = Answer.objects.filter(question=column_question, missing="")
    chosen = Answer.objects.filter(
        question=row_question, option__isnull=False, response__in=answered.values("response")
    )
    return dict(chosen.order_by().values_list("option").annotate(n=Count("response")))
