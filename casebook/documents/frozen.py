"""The copy of a case sheet that stays as it was published: its shapes as JSON and back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from casebook.documents import shapes
from casebook.documents.shapes import CaseDocument

SCALARS: dict[str, Any] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
}


def freeze(part: Any) -> Any:
    """Every shape becomes {"is": its name, …}; dates, times and decimals keep their type."""
    if is_dataclass(part):
        values = {field.name: freeze(getattr(part, field.name)) for field in fields(part)}
        return {"is": type(part).__name__, **values}
    if isinstance(part, tuple):
        return [freeze(item) for item in part]
    if isinstance(part, date | time):
        return {"is": type(part).__name__, "value": part.isoformat()}
    if isinstance(part, Decimal):
        return {"is": "Decimal", "value": str(part)}
    return part


def thaw(part: Any) -> Any:
    if isinstance(part, list):
        return tuple(thaw(item) for item in part)
    if not isinstance(part, dict):
        return part
    values = {name: thaw(value) for name, value in part.items() if name != "is"}
    if part["is"] in SCALARS:
        return SCALARS[part["is"]](values["value"])
    return getattr(shapes, part["is"])(**values)


def thaw_document(part: Any) -> CaseDocument:
    document: CaseDocument = thaw(part)
    return document
