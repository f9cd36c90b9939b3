"""What a commit of answers would do, row by row: the page a person checks, and what is written.

The file is read first, which takes seconds and no lock; then its rows are settled against the
survey and the registry as they are now, which a commit does inside its transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.importing.matching.elsewhere import other_places
from surveys.importing.matching.respondents import Respondent, resolve
from surveys.importing.planning.drafts import Reading, batch_rows, read_batch
from surveys.importing.planning.earlier_responses import (
    by_organization,
    earlier_responses,
    mark_answered,
)
from surveys.importing.planning.new_organizations import fill_in, newcomers
from surveys.importing.planning.plan import FilePlan
from surveys.importing.planning.questions import form_of, question_fields
from surveys.importing.planning.stored_responses import understood_responses
from surveys.importing.shapes import Correction, Field, Problem, Quantity, ReadRow
from surveys.importing.values.rows import mark_doubled
from surveys.importing.values.understood import Questions, Understood, in_words, stated
from surveys.models import ImportBatch, ImportRow, Response

State = ImportRow.State
LEFT_PLACES = "left_places"  # in the settings of a batch: municipalities not taken over
LARGEST_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs from the one stored: old → new, in words."""

    question: str
    old: str
    new: str


@dataclass(slots=True)
class RowPlan:
    row: ReadRow
    state: str
    respondent: Respondent
    answers: Understood = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    hash: str = ""
    response_id: int | None = None
    changes: list[Change] = field(default_factory=list)
    registered: dict[str, str] = field(default_factory=dict)  # what a new organization gets
    elsewhere: str = ""  # the other municipality its organization is in

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def to_write(self) -> bool:
        return self.state in (State.NEW, State.CHANGED)

    @property
    def lost(self) -> bool:
        """Its organization was deleted after it was chosen, and none has taken its place."""
        return self.to_write and self.respondent.lost and self.respondent.undecided

    def promised(self) -> str:
        """The answers, what they replace, and whose they become."""
        respondent = self.respondent
        whose = (respondent.choice, respondent.organization, respondent.namesakes, self.response_id)
        replaced = [(change.question, change.old, change.new) for change in self.changes]
        return f"{self.hash}{whose}{self.registered}{replaced}"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind and column. ``rows`` are (row number, problem)."""

    column: str
    rows: list[tuple[int, Problem]]

    @property
    def first(self) -> Problem:
        return self.rows[0][1]

    @property
    def blocking(self) -> bool:
        return self.first.blocking

    @property
    def alike(self) -> bool:
        """Whether one sentence tells them all; else each row is told its own."""
        same = len({_in_general(problem) for _, problem in self.rows}) == 1
        return same and self.first.rival is None

    @property
    def message(self) -> str:
        if self.first.rival is not None:
            return "ほかの行と同じ回答者です。"
        return _in_general(self.first) if self.alike else f"{_in_general(self.first)}など"


def _in_general(problem: Problem) -> str:
    return problem.message.replace(f"「{problem.value}」", "この値")


@dataclass(frozen=True, slots=True)
class CorrectionGroup:
    rule: str
    rows: list[tuple[int, str, Correction]]


@dataclass(slots=True)
class FileRows:
    """What the file itself says, whatever is registered."""

    reading: Reading
    fields: list[Field]
    rows: list[ReadRow]


@dataclass(slots=True)
class Plan(FilePlan):
    fields: list[Field]
    absent: int  # responses of earlier imports that this file no longer has; they stay

    def promised(self) -> str:
        """The survey's form, and the columns that are read as it."""
        mapped = [(f.text, f.kind, f.role, f.columns, f.choices) for f in self.fields]
        return json.dumps([form_of(self.batch.survey), repr(mapped)])

    @property
    def linked(self) -> int:
        """Rows that were tied to a registered organization without a person."""
        respondents = [row.respondent for row in self.rows]
        return sum(r.outcome == "linked" and not r.decided for r in respondents)

    @property
    def left_places(self) -> set[str]:
        """Other municipalities whose rows are not taken over."""
        return {*self.batch.settings.get(LEFT_PLACES, [])}

    def left_by_hand(self) -> list[RowPlan]:
        """Rows left out one by one; those of other municipalities are told by municipality."""
        return [r for r in self.rows_in(State.EXCLUDED) if r.elsewhere not in self.left_places]

    def elsewhere(self) -> list[tuple[str, int]]:
        """Other municipalities with their number of rows, the most frequent first."""
        return Counter(row.elsewhere for row in self.rows if row.elsewhere).most_common()

    def refusal(self) -> str:
        if any(row.to_write for row in self.rows):
            return ""
        return "取り込む行がありません。確認の画面で、取り込めない理由を確かめてください。"

    def counts(self) -> dict[str, int]:
        states = Counter(plan.state for plan in self.rows)
        written = [plan for plan in self.rows if plan.to_write]
        return {
            **{state: states.get(state, 0) for state in State.values},
            State.EXCLUDED: states.get(State.EXCLUDED, 0) + len(self.left_out),
            "corrected": sum(1 for p in written if p.row.corrections),
            "with_problems": sum(1 for p in written if p.row.problems),
            "undecided": sum(1 for p in written if p.respondent.untied),
            "new_organizations": len(newcomers(self.rows)),
            "elsewhere": sum(1 for p in written if p.elsewhere),
            "left_elsewhere": sum(1 for p in self.rows if p.elsewhere in self.left_places),
            "absent": self.absent,
            "total": len(self.rows),
        }

    def column_names(self) -> dict[int, str]:
        return {h.column: h.text for h in self.reading.layout.headers}

    def problems(self) -> list[ProblemGroup]:
        """Grouped by kind and column; blocking ones first, and of rows not written these alone."""
        names = self.column_names()
        groups: dict[tuple[str, int | None], ProblemGroup] = {}
        for plan in self.rows:
            if plan.state == State.EXCLUDED:
                continue
            for problem in plan.row.problems:
                if not plan.to_write and not problem.blocking:
                    continue
                group = groups.setdefault(
                    (problem.code, problem.column),
                    ProblemGroup(names.get(problem.column or 0, ""), []),
                )
                group.rows.append((plan.row.number, problem))
        return sorted(groups.values(), key=lambda g: (not g.blocking, -len(g.rows)))

    def corrections(self) -> list[CorrectionGroup]:
        names = self.column_names()
        groups: dict[str, CorrectionGroup] = {}
        for plan in self.rows_in(State.NEW, State.CHANGED):
            for correction in plan.row.corrections:
                group = groups.setdefault(correction.rule, CorrectionGroup(correction.rule, []))
                group.rows.append((plan.row.number, names.get(correction.column, ""), correction))
        return sorted(groups.values(), key=lambda g: len(g.rows))


def make_plan(batch: ImportBatch) -> Plan:
    """Raises Refused where the file can't be read."""
    return settle(batch, read_file(batch))


def read_file(batch: ImportBatch) -> FileRows:
    reading = read_batch(batch)
    return FileRows(reading, *batch_rows(batch, reading))


def settle(batch: ImportBatch, file: FileRows, *, suggest: bool = True) -> Plan:
    """The plan for the survey and the registry as they are now. Once per reading of the file.

    Without ``suggest`` only certain links are looked for, which is all that writing needs.
    """
    facts = {row.number: stated(row, file.fields) for row in file.rows}
    places = other_places(batch.municipality, facts)
    excluded = _excluded(batch, places)
    out = [row for row in file.rows if row.number in excluded]
    live = [row for row in file.rows if row.number not in excluded]
    earlier = earlier_responses(batch, file.fields, live)
    known = {number: r.organization_id for number, r in earlier.responses.items()}
    respondents = resolve(batch, file.fields, file.rows, known, suggest=suggest)
    by_organization(earlier, _organizations(live, respondents))
    only_named = [row for row in live if row.respondent_key == respondents[row.number].name]
    mark_doubled(live, _organizations(only_named, respondents))
    mark_answered(earlier, only_named, _organizations(only_named, respondents))
    questions = Questions(file.fields)
    plans = [
        _plan_row(
            row,
            file.fields,
            questions,
            respondents[row.number],
            earlier.responses.get(row.number),
            row.number in excluded,
        )
        for row in file.rows
    ]
    for plan in plans:
        plan.elsewhere = places.get(plan.number, "")
    _find_changes(plans, file.fields)
    fill_in(plans, file.fields, batch.municipality)
    _tell_lost(plans)
    return Plan(batch, file.reading, plans, file.fields, earlier.absent(out))


def _excluded(batch: ImportBatch, places: dict[int, str]) -> set[int]:
    """Rows left out one by one, and those of the municipalities that are left out."""
    by_hand = batch.row_decisions.filter(excluded=True).values_list("number", flat=True)
    left = {*batch.settings.get(LEFT_PLACES, [])}
    return {*by_hand} | {number for number, place in places.items() if place in left}


def _organizations(rows: list[ReadRow], respondents: dict[int, Respondent]) -> dict[int, int]:
    found = {row.number: respondents[row.number] for row in rows}
    return {
        number: r.organization
        for number, r in found.items()
        if r.choice == "same" and r.organization is not None
    }


def _plan_row(
    row: ReadRow,
    fields: list[Field],
    questions: Questions,
    respondent: Respondent,
    earlier: Response | None,
    excluded: bool,
) -> RowPlan:
    if excluded:
        return RowPlan(row, State.EXCLUDED, respondent)
    _refuse_huge_numbers(row, fields)
    if any(problem.blocking for problem in row.problems):
        return RowPlan(row, State.ERROR, respondent)
    facts = stated(row, fields)
    answers, fingerprint = questions.understood(row, facts)
    plan = RowPlan(row, State.NEW, respondent, answers, facts, fingerprint)
    if earlier is not None:
        plan.response_id = earlier.pk
        plan.state = State.UNCHANGED if earlier.row_hash == plan.hash else State.CHANGED
    return plan


def _refuse_huge_numbers(row: ReadRow, fields: list[Field]) -> None:
    for i, value in row.values.items():
        if isinstance(value, Quantity) and abs(value.value) >= LARGEST_NUMBER:
            row.problems.append(
                Problem(
                    "number_too_large",
                    fields[i].columns[0],
                    value.as_printed,
                    "数値が大きすぎて登録できません。",
                    "桁数を確かめて、ファイルを直してください。",
                    blocking=True,
                )
            )


def _find_changes(plans: list[RowPlan], fields: list[Field]) -> None:
    """Old → new for rows whose fingerprint differs; a row that differs in nothing is unchanged."""
    changed = [plan for plan in plans if plan.state == State.CHANGED]
    if not changed:
        return
    before = understood_responses([plan.response_id for plan in changed if plan.response_id])
    keys = list(question_fields(fields))
    for plan in changed:
        old_answers, old_facts = before[plan.response_id or 0]
        plan.changes = [
            Change(key, in_words(old_answers.get(key)), in_words(plan.answers[key]))
            for key in keys
            if old_answers.get(key) != plan.answers[key]
        ] + [
            Change(
                _role_name(role), old_facts.get(role, "（空欄）"), plan.facts.get(role, "（空欄）")
            )
            for role in sorted(old_facts.keys() | plan.facts.keys())
            if old_facts.get(role) != plan.facts.get(role)
        ]
        if not plan.changes:
            plan.state = State.UNCHANGED


def _tell_lost(plans: list[RowPlan]) -> None:
    for plan in plans:
        if plan.lost:
            plan.row.problems.append(
                Problem(
                    "lost_organization",
                    None,
                    plan.respondent.name,
                    "団体の照合で選んだ団体が、登録から削除されています。",
                    "団体の照合へ戻って、もう一度決めてください。",
                    taken=True,
                )
            )


ROLE_NAMES = {
    "question": "設問",
    "organization:name": "団体名",
    "organization:kana": "団体名のふりがな",
    "organization:phone": "団体の電話番号",
    "organization:email": "団体のメールアドレス",
    "organization:postal_code": "団体の郵便番号",
    "organization:address": "団体の住所",
    "organization:url": "団体のホームページ",
    "organization:corporate_number": "団体の法人番号",
    "organization:municipality": "団体の自治体",
    "respondent_key": "回答者の識別子",
    "submitted_at": "回答日時",
    "ignore": "取り込まない",
}


def _role_name(role: str) -> str:
    return ROLE_NAMES[role]
