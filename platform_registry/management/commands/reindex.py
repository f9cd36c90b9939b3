"""manage.py reindex: makes the index of the search anew, and says what it had otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from platform_registry.operation.readiness import database_problem
from platform_registry.search.actions import reindex
from platform_registry.search.kinds import kinds


class Command(BaseCommand):
    help = "検索の索引を作り直し、記録と違っていたところを表示します（サイトを動かしたまま実行できます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := database_problem():
            raise CommandError(problem)
        differed = False
        for kind in kinds():
            told = reindex(kind)
            differed = differed or bool(told)
            if told:
                self.stdout.write(
                    f"{kind.label}：索引になかったもの {told.missing:,}件、"
                    f"内容が違ったもの {told.other:,}件、記録がなくなっていたもの {told.stale:,}件"
                )
        self.stdout.write("作り直しました。" if differed else "索引は記録のとおりでした。")
