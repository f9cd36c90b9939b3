"""Which stored response a row of a new file is a later version of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from surveys.importing.matching import decision_key
from surveys.importing.shapes import Field, ReadRow
from surveys.importing.understood import stated
from surveys.models import ImportBatch, Response


@dataclass(slots=True)
class Earlier:
    """Row number → the survey's response of the same respondent; ``absent`` have no row any more."""

    responses: dict[int, Response] = field(default_factory=dict)
    absent: int = 0


def earlier_responses(batch: ImportBatch, fields: list[Field], rows: list[ReadRow]) -> Earlier:
    """By respondent key; else by the organization, where file and survey hold it once each.

    An organization that sends the form again gets a new time stamp, so time stamp and name no
    longer find its first answer. A form tool's own id leaves no such doubt and is never overruled.
    """
    if batch.survey_id is None:
        return Earlier()
    stored = list(
        Response.objects.filter(survey=batch.survey_id)
        .only("id", "respondent_key", "row_hash", "organization_id", "batch_id", "stated")
        .order_by()
    )
    by_key = {response.respondent_key: response for response in stored}
    found = {r.number: by_key[r.respondent_key] for r in rows if r.respondent_key in by_key}
    if not any(f.role == "respondent_key" for f in fields):
        taken = {response.pk for response in found.values()}
        free = [response for response in stored if response.pk not in taken]
        found |= _by_organization([r for r in rows if r.number not in found], fields, rows, free)
    return Earlier(found, len(stored) - len(found))


def _by_organization(
    unknown: list[ReadRow], fields: list[Field], rows: list[ReadRow], free: list[Response]
) -> dict[int, Response]:
    if not unknown or not free:
        return {}
    in_file = Counter(_name(stated(row, fields)) for row in rows)
    in_survey = Counter(_name(response.stated) for response in free)
    by_name = {_name(response.stated): response for response in free}
    return {
        row.number: by_name[name]
        for row in unknown
        if (name := _name(stated(row, fields))) and in_file[name] == in_survey[name] == 1
    }


def _name(facts: dict[str, str]) -> str:
    name = facts.get("organization:name", "")
    return decision_key(name) if name else ""
