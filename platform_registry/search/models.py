from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from platform_registry.access import ScopedQuerySet
from platform_registry.records.rules import Once
from platform_registry.search.fields import KeyField


class SearchEntryQuerySet(ScopedQuerySet):
    """What the index holds is shown to nobody: it says which records to ask for, and each kind
    then says itself which of them this person may see."""

    def own(self, user: Any, permission: Any) -> models.Q:
        return models.Q(pk__in=[])


class SearchEntry(models.Model):
    """Where one record is found by what it says and what it hangs on (`search.index`); ``inside``
    where only some of those who see it may find it (`search.inside`)."""

    kind = models.ForeignKey(ContentType, models.CASCADE, verbose_name="種類", related_name="+")
    record_id = models.PositiveBigIntegerField("記録の番号")
    inside = models.BooleanField("読める人だけに見つかる", default=False)
    heading = KeyField("名前のかぎ", found=False)
    key = KeyField("検索のかぎ")

    belongs_to = ()
    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "検索の索引"
        verbose_name_plural = "検索の索引"
        constraints = [
            Once(
                "search_entry_once",
                ["kind", "record_id", "inside"],
                "この記録の索引はすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.record_id}"
