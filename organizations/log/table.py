"""The change log as a file: the sentences of the page, with who, what and when in columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables

from organizations.log.words import Line, in_words
from organizations.models import LogEntry
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable


class LogTable(ListTable):
    key = None  # nothing is taken in again; gaps in the numbers would tell of what is kept
    when = columns.Moment("日時", accessor="timestamp", order_by="timestamp")
    who = tables.Column("だれが", accessor="pk")
    act = tables.Column("操作")
    kind = tables.Column("記録の種類", accessor="pk")
    name = tables.Column("記録", accessor="pk")
    text = tables.Column("内容", accessor="pk")
    more = tables.Column("くわしく", accessor="pk")

    def __init__(self, data: Iterable[Any], *, reader: Any = None, **kwargs: Any) -> None:
        entries = list(data)
        super().__init__(entries, **kwargs)
        words = in_words(entries, reader) if reader else []
        self._lines = {line.entry.pk: line for line in words}

    def _of(self, record: LogEntry) -> Line:
        return self._lines[record.pk]

    def value_who(self, record: LogEntry) -> str:
        return self._of(record).who

    def value_kind(self, record: LogEntry) -> str:
        return self._of(record).kind

    def value_name(self, record: LogEntry) -> str:
        return self._of(record).name

    def value_text(self, record: LogEntry) -> str:
        return self._of(record).text

    def value_more(self, record: LogEntry) -> str:
        return self._of(record).more
