"""Many records at once, asked for by their keys."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

FEW = 100


def among(keys: Sequence[int]) -> Sequence[int] | RawSQL:
    """For ``pk__in``: all keys as one parameter, since thousands of them take longer to write down
    than to answer; a page's few as they are."""
    if len(keys) <= FEW:
        return keys
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [[*keys]])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps([*keys])])
