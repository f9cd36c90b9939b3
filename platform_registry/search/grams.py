"""What PostgreSQL looks in: an index over all pairs of neighbouring letters of a key.

Words of two letters are the rule in Japanese, for which pg_trgm is no help; and no extension has
to be installed. Made when all tables are there, after the keys, which is the fastest order. SQLite
reads the keys themselves: of 50,000 organizations that takes less than an index would save.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from platform_registry.search.fields import KeyField

# The pairs from the first letter on, then those from the second.
FUNCTION = r"""
CREATE OR REPLACE FUNCTION search_grams(key text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(string_to_array(
    regexp_replace(key, '(..)', E'\\1\x01', 'g') || E'\x01' ||
    regexp_replace(substr(key, 2), '(..)', E'\\1\x01', 'g'), E'\x01'), ''))
$$
"""
WITHOUT_FUNCTION = "DROP FUNCTION IF EXISTS search_grams(text)"
# What a list brings is kept aside up to 16 MB and put in order when nobody waits.
INDEX = """
CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (search_grams({column}))
WITH (gin_pending_list_limit = 16384)
"""


def make() -> None:
    """The function and an index for every key that is looked in; nothing where they are there."""
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute(FUNCTION)
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, KeyField) and field.found and model._meta.db_table in there:
                    table, column = model._meta.db_table, quote(str(field.column))
                    name = quote(f"{table}_{field.column}_grams")
                    cursor.execute(INDEX.format(name=name, table=quote(table), column=column))
