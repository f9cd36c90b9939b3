"""変更・閲覧記録: what was changed, read and taken along of the user's municipalities."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from organizations.log.filters import LogFilters, kind_and_number, secrets_read
from organizations.log.history import log_of, with_people
from organizations.log.table import LogTable
from organizations.log.words import Line, by_day, count_parts, in_words
from organizations.models import LogEntry
from platform_registry.access import Permission
from platform_registry.forms.ruled import record_number
from platform_registry.lists.page import ListPage
from platform_registry.lists.paging import capped_count
from platform_registry.lists.tables import changed


class ChangeLog(ListPage):
    """All acts, or with ``?of=`` the entries of one: an import is one line that opens."""

    filterset_class = LogFilters
    table_class = LogTable
    title, default_sort = "変更・閲覧記録", "-when"
    permission = "import"
    template_name = "organizations/log/log.html"
    also_asked = ("of",)
    keeps_views = False
    empty_hint = "登録、変更、閲覧、出力をすると、ここに記録されます。"

    @cached_property
    def opened(self) -> LogEntry | None:
        """The act whose entries are asked for."""
        if "of" not in self.request.GET:
            return None
        number = record_number(self.request.GET["of"])
        acts = with_people(self.entries).exclude(cid=None).filter(part=False)
        found = acts.filter(pk=number).first() if number else None
        if found is None:
            raise Http404("この記録は見つかりません。")
        return found

    @cached_property
    def entries(self) -> QuerySet[LogEntry]:
        """Who may know of what is worked out once for all questions of the page."""
        return log_of(self.request.user)

    def records(self, permission: Permission) -> QuerySet[Any]:
        """Who may read the log may take it along."""
        if self.opened:
            return self.entries.filter(part=True, cid=self.opened.cid)
        if kind_and_number(self.request.GET.get("record", "")):
            return self.entries  # also what an import did with it
        return self.entries.filter(part=False)

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_people(rows)

    def for_file(self) -> Any:
        return partial(LogTable, reader=self.request.user)

    def show(self) -> HttpResponse:
        return render(self.request, self.template_name, self.context())

    def extra_context(self) -> dict[str, Any]:
        user: Any = self.request.user
        secrets = capped_count(secrets_read(self.records("view"))) if user.is_confidant else 0
        return {
            "secrets": secrets,
            "secrets_url": changed(self.request.GET, confided="true", cursor=None),
            "opened": in_words([self.opened], user)[0] if self.opened else None,
        }

    def context(self) -> dict[str, Any]:
        context = super().context()
        lines = in_words(context["page"].rows, self.request.user)
        if not self.opened:
            count_parts(lines, self._parts_of(lines))
        return context | {"days": by_day(lines)}

    def _parts_of(self, lines: list[Line]) -> dict[str, int]:
        marks = {line.entry.cid for line in lines if line.entry.cid}
        if not marks:
            return {}
        parts = self.entries.filter(part=True, cid__in=marks)
        return dict(parts.order_by().values_list("cid").annotate(Count("pk")))
