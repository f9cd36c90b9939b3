"""Which stored response a row of a new file is a later version of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from surveys.importing.matching.candidates import decision_key
from surveys.importing.shapes import Field, Problem, ReadRow
from surveys.importing.values.understood import stated
from surveys.models import ImportBatch, Response


@dataclass(slots=True)
class Earlier:
    """The survey's responses, and row number → the one of the same respondent.

    Found by respondent key; else by the written name or the organization, where file and survey
    hold it once each: an organization that sends the form again gets a new time stamp, so time
    stamp and name no longer find its first answer. A form tool's own id leaves no such doubt and
    is never overruled.
    """

    stored: list[Response] = field(default_factory=list)
    responses: dict[int, Response] = field(default_factory=dict)
    has_ids: bool = False

    def free(self) -> list[Response]:
        """Those of which no row is a later version."""
        taken = {response.pk for response in self.responses.values()}
        return [response for response in self.stored if response.pk not in taken]

    def absent(self, left_out: list[ReadRow]) -> int:
        """Responses the file no longer has; a row that is left out is still in it."""
        keys = {row.respondent_key for row in left_out}
        return sum(response.respondent_key not in keys for response in self.free())

    def take(self, in_file: Mapping[int, Hashable], in_survey: Mapping[int, Hashable]) -> None:
        """``in_file``: row → what names its respondent; ``in_survey``: response → the same."""
        if self.has_ids:
            return
        rows = Counter(in_file.values())
        free = {in_survey[r.pk]: r for r in self.free() if r.pk in in_survey}
        once = Counter(in_survey[r.pk] for r in self.free() if r.pk in in_survey)
        self.responses |= {
            number: free[name]
            for number, name in in_file.items()
            if number not in self.responses and rows[name] == once[name] == 1
        }


def earlier_responses(batch: ImportBatch, fields: list[Field], rows: list[ReadRow]) -> Earlier:
    """By respondent key and by written name; by organization see ``by_organization``."""
    if batch.survey_id is None:
        return Earlier()
    stored = list(
        Response.objects.filter(survey=batch.survey_id)
        .only("id", "respondent_key", "row_hash", "organization_id", "batch_id", "stated")
        .order_by()
    )
    by_key = {response.respondent_key: response for response in stored}
    found = {r.number: by_key[r.respondent_key] for r in rows if r.respondent_key in by_key}
    earlier = Earlier(stored, found, any(f.role == "respondent_key" for f in fields))
    if len(found) < len(rows):
        written = {r.number: name for r in rows if (name := _name(stated(r, fields)))}
        earlier.take(written, {r.pk: name for r in stored if (name := _name(r.stated))})
    return earlier


def by_organization(earlier: Earlier, organizations: Mapping[int, int]) -> None:
    """The same once the organizations are known: row number → organization."""
    stored = {r.pk: r.organization_id for r in earlier.stored if r.organization_id is not None}
    earlier.take(organizations, stored)


def mark_answered(earlier: Earlier, rows: list[ReadRow], organizations: Mapping[int, int]) -> None:
    """An organization that has answered, none of whose responses can be told to be this row's."""
    answers = Counter(response.organization_id for response in earlier.stored)
    for row in rows:
        count = answers[organizations.get(row.number)] if row.number in organizations else 0
        asked = any(problem.blocking for problem in row.problems)
        if count and not asked and row.number not in earlier.responses:
            row.problems.append(
                Problem(
                    "answered_before",
                    None,
                    row.respondent_key,
                    f"この団体の回答が{count}件登録されているため、どれの訂正かを決められません。",
                    "この行を除くか、登録済みの回答と同じ回答者の番号を付けてください。",
                    blocking=True,
                )
            )


def _name(facts: Mapping[str, str]) -> str:
    name = facts.get("organization:name", "")
    return decision_key(name) if name else ""
