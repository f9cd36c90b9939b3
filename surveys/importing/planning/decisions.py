"""What a person says of a file's columns and values, as a file for the command line.

    {"sheet": "回答", "table": "A1", "headings": "there", "header_rows": [4, 5], "include_rows": [12],
     "columns": {"3": {"question": "問5"}, "9": {"question": "問8", "option": "居場所づくり"},
                 "18": {"question": "問8", "part": "other_text"}, "1": {"role": "respondent_key"}},
     "values": {"問5": {"可": "公開してよい", "99": {"missing": "no_answer"}}}}

Every part may be absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.importing.columns.placing import Decided
from surveys.importing.planning.drafts import propose_fields, read_batch
from surveys.importing.shapes import Field
from surveys.importing.values.to_decide import with_decisions
from surveys.models import ImportBatch

Said = Mapping[str, Any]


def table_settings(said: Said) -> dict[str, Any]:
    """Sheet, table and rows, as the settings of a batch name them."""
    found: dict[str, Any] = {}
    found |= {name: said[name] for name in ("sheet", "table", "headings") if said.get(name)}
    if said.get("header_rows"):
        found |= {"header_rows": said["header_rows"], "first_data_row": said["header_rows"][-1] + 1}
    if said.get("include_rows"):
        found["include"] = said["include_rows"]
    return found


def decided_fields(batch: ImportBatch, said: Said) -> list[Field]:
    """The fields of the file, the columns and values decided as ``said``."""
    columns = {int(number): _decided(what) for number, what in said.get("columns", {}).items()}
    fields = propose_fields(batch, read_batch(batch), columns)
    values = said.get("values", {})
    return [_with_values(field, values.get(field.number or field.text, {})) for field in fields]


def _decided(what: Mapping[str, str]) -> Decided:
    return Decided(
        role=what.get("role", "question"),
        number=what.get("question", ""),
        option=what.get("option", ""),
        other_text=what.get("part") == "other_text",
    )


def _with_values(field: Field, meanings: Mapping[str, Any]) -> Field:
    plain = {
        value: meaning["missing"] if isinstance(meaning, Mapping) else meaning
        for value, meaning in meanings.items()
    }
    return with_decisions(field, plain)
