"""A plan of answers → survey, organizations, responses and answers. Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from organizations.bodies.names import split_legal_form
from organizations.models import Organization, OrganizationName, User
from platform_registry.japanese import without_unseen
from platform_registry.search.actions import index_written
from surveys.importing.cells.text import cell_text
from surveys.importing.columns import profiles
from surveys.importing.matching.candidates import decision_key
from surveys.importing.planning.answers import LEFT_PLACES, Plan, RowPlan
from surveys.importing.planning.new_organizations import newcomers
from surveys.importing.planning.plan import Differs
from surveys.importing.shapes import Refused
from surveys.importing.values.understood import Answered, Understood
from surveys.importing.writing.bulk import insert, insert_values, reserve_ids
from surveys.importing.writing.form import sync_questions
from surveys.importing.writing.holding import hold_organizations
from surveys.importing.writing.lessons import learn_names
from surveys.importing.writing.made import save_profile
from surveys.importing.writing.snapshots import ANSWER_COLUMNS, before_images
from surveys.models import (
    Answer,
    ImportBatch,
    ImportRow,
    Option,
    Question,
    Response,
    RowDecision,
    Survey,
)

_CHUNK = 500


def write_answers(plan: Plan, by: User | None) -> dict[str, Any]:
    """Carry the plan out; returns what was made besides the rows' own, for undo."""
    _refuse_lost(plan)
    _hold_linked(plan)
    batch = plan.batch
    created: dict[str, Any] = {"survey": batch.survey_id is None}
    batch.survey = batch.survey or _make_survey(batch, by)
    questions, made = sync_questions(batch.survey, plan.fields, needs_other=_needs_other(plan))
    index_written(Survey, [batch.survey.pk])
    index_written(Question, [question.pk for question in questions.values()])
    created |= {
        "questions": made.questions,
        "options": made.options,
        "value_rules": made.value_rules,
    }
    counts = plan.counts()
    new_organizations = _make_organizations(plan, by)
    created["spellings"] = _remember_spellings(plan)
    created["names"] = learn_names(plan)
    before = before_images([p.response_id for p in plan.rows if _is_change(p) and p.response_id])
    _write_responses(plan)
    _write_answers(plan, questions)
    _write_rows(plan, before, new_organizations)
    assert plan.batch.survey is not None
    created["profile"] = save_profile(
        plan.batch,
        by,
        name=plan.batch.survey.title[:100],
        fields=profiles.dump(plan.fields),
        settings={k: v for k, v in plan.batch.settings.items() if k != LEFT_PLACES},
    )
    batch.counts = counts
    batch.fields = profiles.dump(plan.fields)
    return created


def _refuse_lost(plan: Plan) -> None:
    lost = [row.number for row in plan.rows if row.lost]
    if lost:
        others = f"など{len(lost)}行" if len(lost) > 1 else ""
        raise Refused(
            f"{lost[0]}行目{others}と結び付ける団体が、登録から削除されています。"
            "団体の照合の画面で、もう一度決めてください。"
        )


def _hold_linked(plan: Plan) -> None:
    """Which organizations the rows need was only seen when the plan was settled."""
    linked = {row.respondent.organization for row in plan.rows if row.to_write} - {None}
    if linked - hold_organizations(pk for pk in linked if pk is not None):
        raise Differs("結び付ける団体が、登録から削除されました。もう一度内容を確かめてください。")


def _is_change(plan: RowPlan) -> bool:
    return plan.state == ImportRow.State.CHANGED


def _make_survey(batch: ImportBatch, by: User | None) -> Survey:
    survey = Survey(municipality=batch.municipality, **batch.new_survey)
    survey.key = Survey.objects.unused_key(batch.municipality, survey.key)
    survey.stamp(by)
    survey.save()
    return survey


def _needs_other(plan: Plan) -> set[str]:
    return {
        key
        for row in plan.rows
        if row.to_write
        for key, answer in row.answers.items()
        if answer.get("other")
    }


# ------------------------------------------------------------------ organizations


def _make_organizations(plan: Plan, by: User | None) -> set[int]:
    """New organizations for rows decided as new; one name written twice makes one."""
    wanted = {
        key: _new_organization(plan.batch, row, by) for key, row in newcomers(plan.rows).items()
    }
    ids = reserve_ids(Organization, len(wanted))
    for organization, pk in zip(wanted.values(), ids, strict=True):
        organization.pk = pk
    insert(Organization, wanted.values())
    for row in plan.rows:
        if row.to_write and row.respondent.choice == "new":
            row.respondent.organization = wanted[decision_key(row.respondent.name)].pk
    return {organization.pk for organization in wanted.values()}


def _new_organization(batch: ImportBatch, row: RowPlan, by: User | None) -> Organization:
    values = row.registered | {"name": row.respondent.name}
    values.setdefault("legal_form", split_legal_form(row.respondent.name).form_code or "")
    organization = Organization(
        municipality=batch.municipality,
        source=f"{batch.file.name} {row.row.number}行目"[:300],
        **values,
    )
    organization.stamp(by)
    organization.fill_keys()
    return organization


def _remember_spellings(plan: Plan) -> list[int]:
    """Keep a spelling a person accepted as another name, so that search finds it too."""
    chosen = plan.batch.row_decisions.filter(choice=RowDecision.Choice.SAME)
    numbers = set(chosen.values_list("number", flat=True))
    decided = {
        (row.respondent.organization, row.respondent.name)
        for row in plan.rows
        if row.to_write and row.respondent.organization is not None and row.number in numbers
    }
    ids = []
    for organization_id, name in sorted(decided):
        organization = Organization.objects.get(pk=organization_id)
        if organization.name == name:
            continue
        spelling, new = OrganizationName.objects.get_or_create(
            organization=organization,
            name=name[:200],
            defaults={
                "kind": OrganizationName.Kind.SPELLING,
                "source": plan.batch.file.name[:300],
            },
        )
        if new:
            ids.append(spelling.pk)
            index_written(Organization, [organization.pk])
    return ids


# ------------------------------------------------------------------ responses and answers


def _write_responses(plan: Plan) -> None:
    new = plan.rows_in(ImportRow.State.NEW)
    for row, pk in zip(new, reserve_ids(Response, len(new)), strict=True):
        row.response_id = pk
    insert(Response, (_response(plan, row) for row in new))  # never all of them at once
    changed = plan.rows_in(ImportRow.State.CHANGED)
    if changed:
        Response.objects.bulk_update(
            [_response(plan, row) for row in changed],
            ["organization", "batch", "sheet", "row_number", "raw", "stated", "row_hash",
             "submitted_at"],
            batch_size=_CHUNK,
        )  # fmt: skip


def _response(plan: Plan, row: RowPlan) -> Response:
    respondent = row.respondent
    return Response(
        pk=row.response_id,
        survey=plan.batch.survey,
        respondent_key=row.row.respondent_key,
        organization_id=respondent.organization if respondent.choice in ("same", "new") else None,
        batch=plan.batch,
        sheet=without_unseen(plan.reading.sheet.name or ""),
        row_number=row.row.number,
        raw=raw_row(plan, row.row.number),
        stated=row.facts,
        row_hash=row.hash,
        submitted_at=_in_japan(row.row.submitted_at),
    )


def _in_japan(moment: datetime | None) -> datetime | None:
    """Form tools write local time without a zone."""
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)


def raw_row(plan: Plan, number: int) -> dict[str, str]:
    """Header text → cell as read; columns of the same header are told apart by number."""
    cells = plan.reading.sheet.as_written(number)
    raw = {}
    for header in plan.reading.layout.headers:
        if header.column <= len(cells):
            name = header.text if header.occurrence == 1 else f"{header.text}#{header.occurrence}"
            raw[name] = cell_text(cells[header.column - 1])
    return raw


def _write_answers(plan: Plan, questions: dict[str, Question]) -> None:
    touched = [row for row in plan.rows if _is_change(row)]
    asked = [questions[key].pk for key in (touched[0].answers if touched else ())]
    ids = [row.response_id for row in touched]
    for start in range(0, len(ids), _CHUNK):
        Answer.objects.filter(response__in=ids[start : start + _CHUNK], question__in=asked).delete()
    labels = {key: _Labels(question) for key, question in questions.items()}
    insert_values(Answer, ANSWER_COLUMNS, _answers(plan, questions, labels))


AnswerRow = tuple[int, int, int | None, str | None, bool, str | None, str, str]


class _Labels:
    """A question's options by label, and its 「その他」."""

    def __init__(self, question: Question) -> None:
        options = list(question.options.all())
        self.by_label: dict[str, Option] = {o.label: o for o in options}
        self.other: Option | None = next((o for o in options if o.is_other), None)


def _answers(
    plan: Plan, questions: dict[str, Question], labels: dict[str, _Labels]
) -> Iterator[AnswerRow]:
    for row in plan.rows:
        if row.to_write and row.response_id is not None:
            yield from _row_answers(row.response_id, row.answers, questions, labels)


def _row_answers(
    response_id: int,
    answers: Understood,
    questions: dict[str, Question],
    labels: dict[str, _Labels],
) -> Iterator[AnswerRow]:
    for key, answer in answers.items():
        question_id = questions[key].pk
        for option, number, approx, day, text, missing in answer_values(answer, labels[key]):
            yield (response_id, question_id, option, number, approx, day, text, missing)


AnswerValues = tuple[int | None, str | None, bool, str | None, str, str]


def answer_values(answer: Answered, labels: _Labels) -> list[AnswerValues]:
    """Option, number, approx, day, text and missing of the rows one understood answer becomes."""
    if "missing" in answer:
        return [(None, None, False, None, "", answer["missing"])]
    if "value" in answer:
        return [(None, answer["value"], answer["approx"], None, "", "")]
    if "day" in answer:
        return [(None, None, False, answer["day"], "", "")]
    if "text" in answer:
        return [(None, None, False, None, answer["text"], "")]
    options = [(labels.by_label[label].pk, "") for label in answer["options"]]
    if answer["other"] and labels.other is not None:
        options.append((labels.other.pk, answer["other"]))
    chosen: list[AnswerValues] = [(pk, None, False, None, text, "") for pk, text in options]
    return chosen or [(None, None, False, None, "", "blank")]


# ------------------------------------------------------------------ the record of the import


def _write_rows(plan: Plan, before: dict[int, dict[str, Any]], new_organizations: set[int]) -> None:
    sheet = plan.reading.sheet
    insert(
        ImportRow,
        (
            ImportRow(
                batch=plan.batch,
                number=row.row.number,
                respondent_key=row.row.respondent_key[:300],
                raw=[cell_text(cell) for cell in sheet.as_written(row.row.number)],
                state=row.state,
                problems=[[p.column, p.value, p.message] for p in row.row.problems],
                corrections=[[c.column, c.before, c.after, c.rule] for c in row.row.corrections],
                changes=[[c.question, c.old, c.new] for c in row.changes],
                response_id=row.response_id,
                organization_id=row.respondent.organization,
                organization_created=row.respondent.organization in new_organizations,
                before=before.get(row.response_id or 0),
            )
            for row in plan.rows
        ),
    )
