"""A key as a column, and the lookup that finds what somebody looks for in it.

    organizations.filter(search_text__finds=Query.of("江東 社協", user))

Both databases look for the same letters in the same key. PostgreSQL first asks an index over all
pairs of letters (``search_grams``, see `grams`); but where rows are wanted in an order,
it walks the order's own index and looks at each key: who asks in an order, asks for what is common
(`rare_or`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Lookup, Q, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

from platform_registry.search.query import Query, Word

RARE = 1_000
GRAMS = "search_grams"


class KeyField(TextField):  # type: ignore[type-arg]  # not generic when it runs
    """Text made by `search.key`; never shown. ``found``: has an index to look in (`grams`)."""

    def __init__(self, *args: Any, found: bool = True, **kwargs: Any) -> None:
        kwargs |= {"editable": False, "blank": True}
        super().__init__(*args, **kwargs)
        self.found = found

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs if self.found else kwargs | {"found": False}


@KeyField.register_lookup
class Reads(Lookup):
    """The letters alone: for rows that were found already, and where an order is walked."""

    lookup_name = "reads"
    prepare_rhs = False
    rhs: Query

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        function = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
        key, of_key = self.process_lhs(compiler, connection)
        either, values = [], []
        for word in self.rhs.words:
            either.append(" OR ".join([f"{function}({key}, %s) > 0"] * len(word.ways)))
            values += [value for way in word.ways for value in (*of_key, way)]
        return " AND ".join(f"({one})" for one in either) or "1 = 0", values


@KeyField.register_lookup
class Finds(Reads):
    lookup_name = "finds"

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        letters, values = self.as_sql(compiler, connection)
        if not self.rhs.words or _is_ordered(compiler.query):
            return letters, values
        key, of_key = self.process_lhs(compiler, connection)
        pairs = " & ".join(map(_grams, self.rhs.words))
        return f"({GRAMS}({key}) @@ %s::tsquery AND {letters})", [*of_key, pairs, *values]


def _is_ordered(query: Any) -> bool:
    return bool(query.order_by or query.extra_order_by) or (
        query.default_ordering and bool(query.get_meta().ordering) and not query.subquery
    )


def _grams(word: Word) -> str:
    """Pairs of letters that stand in every key with the word, as PostgreSQL's tsquery."""
    return f"({' | '.join(f'({_pairs(way)})' for way in word.ways)})"


def _pairs(way: str) -> str:
    if len(way) == 1:
        return f"{_quoted(way)}:*"
    pairs = dict.fromkeys(way[n : n + 2] for n in range(len(way) - 1))
    return " & ".join(map(_quoted, pairs))


def _quoted(letters: str) -> str:
    return "'" + letters.replace("\\", "\\\\").replace("'", "''") + "'"


def rare_or(rows: QuerySet[Any], **found: Query) -> Q:
    """The condition that the key finds the query among these rows.

    Few hits are addressed by their keys from here on, so that no later question (count, page,
    numbers beside the filters) looks for them again; of many, the first are met soon by walking.
    """
    narrowed = rows.filter(**found)
    keys = list(narrowed.order_by().values_list("pk", flat=True)[: RARE + 1])
    return Q(pk__in=keys) if len(keys) <= RARE else Q(**found)
